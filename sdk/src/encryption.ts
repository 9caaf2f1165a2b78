/** Which message is to be read. */
export interface SealedContext {
  readonly roomId: string;
  /** How it was encrypted, as its sender said: perhaps not as this chat does it now. */
  readonly scheme: string;
  /** Who wrote it; of what a guest wrote the account that they became, since then. */
  readonly authorId: string;
  readonly messageId: string;
}

/**
 * Turns texts into bytes that the server does not understand, and back. Which keys there are, who has them and how they came there is
 * the caller's business alone.
 */
export interface Encryption {
  /** What `encrypt` does, by name: 1 to 64 of `A-Z a-z 0-9 . _ : / -`. */
  readonly scheme: string;
  /**
   * @param text what a person wrote, trimmed and not empty
   * @returns 1 byte to 24 KiB; null = in this room everything is plain text
   * @throws whatever it likes: the message is not sent then, neither so nor as plain text
   */
  encrypt(text: string, context: { readonly roomId: string }): Promise<Uint8Array | null>;
  /** @throws whatever it likes where the bytes are not what such a sender makes, or there is no key */
  decrypt(data: Uint8Array, context: SealedContext): Promise<string>;
}

/** Base64 (RFC 4648, section 4), padded. */
export const toBase64 = (bytes: Uint8Array): string =>
  btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));

/** @throws DOMException when it is none */
export const fromBase64 = (base64: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
