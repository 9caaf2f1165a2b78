import type { Message, SendMessage } from './contract/index.js';
import { dropOldest } from './drop-oldest.js';
import type { Encryption } from './encryption.js';
import { toBase64 } from './encryption.js';
import { ChatError } from './errors.js';
import { abortable } from './waiting.js';

/** What leaves of a message: its text, or what stands in its place. */
export type Content = Pick<SendMessage, 'text' | 'encrypted'>;

interface Sealed {
  readonly text: string;
  readonly content: Promise<Content>;
  /** The bytes as they leave, once they are there. */
  data?: string | undefined;
}

/** The bytes of so many sends are remembered: an answer may have been lost, and the next try has to be the same one. */
const remembered = 100;

/** Encrypts what is sent: once for each send, so that every try of it is the very same bytes. */
export class Sealer {
  readonly #pair: Encryption;
  readonly #isOwn: (userId: string) => boolean;
  /** By room and clientId, the oldest first. */
  readonly #sends = new Map<string, Sealed>();

  /** @param isOwn whether the person who is here has that id, or had it as a guest */
  constructor(pair: Encryption, isOwn: (userId: string) => boolean) {
    this.#pair = pair;
    this.#isOwn = isOwn;
  }

  /** What leaves in place of a text. @throws ChatError encryption_failed; the signal's reason when it fires first */
  contentOf(roomId: string, clientId: string, text: string, signal?: AbortSignal): Promise<Content> {
    const key = `${roomId} ${clientId}`;
    const known = this.#sends.get(key);
    const send = known?.text === text ? known : this.#begin(key, roomId, text);
    const content = abortable(send.content, signal);
    // Without bytes nothing of it has left that would have to be the same: the next try asks anew.
    const forget = () => send.data === undefined && this.#sends.get(key) === send && this.#sends.delete(key);
    content.then(forget, forget);
    return content;
  }

  /** The text of a message that was sent from here, by its author and its bytes. */
  textOf({ roomId, clientId, authorId, encrypted }: Message): string | undefined {
    const send = this.#sends.get(`${roomId} ${clientId}`);
    const isSent = send && encrypted && send.data === encrypted.data && this.#isOwn(authorId);
    return isSent ? send.text.trim() : undefined;
  }

  /** Encrypts a text, or leaves it as it is where `encrypt` says so. @throws ChatError encryption_failed */
  async seal(roomId: string, text: string): Promise<Content> {
    const plain = text.trim();
    // The server refuses it, as anywhere.
    if (plain === '') return { text };
    try {
      const bytes = await this.#pair.encrypt(plain, { roomId });
      if (bytes === null) return { text };
      if (!ArrayBuffer.isView(bytes) || bytes.length === 0) throw new TypeError('encrypt() must answer bytes, or null');
      return { encrypted: { scheme: this.#pair.scheme, data: toBase64(bytes) } };
    } catch (cause) {
      throw new ChatError({ code: 'encryption_failed', detail: 'The message could not be encrypted', cause });
    }
  }

  /** Forgets everything. */
  wipe(): void {
    this.#sends.clear();
  }

  #begin(key: string, roomId: string, text: string): Sealed {
    const send: Sealed = { text, content: this.seal(roomId, text) };
    this.#sends.set(key, send);
    dropOldest(this.#sends, remembered);
    send.content.then(
      ({ encrypted }) => (send.data = encrypted?.data),
      () => undefined,
    );
    return send;
  }
}
