import type { Message, SendMessage } from './contract/index.js';
import type { Encryption } from './encryption.js';
import { toBase64 } from './encryption.js';
import { ChatError } from './errors.js';

/** What leaves of a message: its text, or what stands in its place. */
export type Content = Pick<SendMessage, 'text' | 'encrypted'>;

interface Sealed {
  readonly text: string;
  readonly content: Promise<Content>;
  /** The bytes as they leave, once they are there. */
  data?: string | undefined;
}

/** So many sends are remembered: an answer may have been lost, and the next try has to be the same one. */
const remembered = 100;

/** Encrypts what is sent: once for each send, so that every try of it is the very same bytes. */
export class Sealer {
  readonly #pair: Encryption;
  /** By room and clientId, the oldest first. */
  readonly #sends = new Map<string, Sealed>();

  constructor(pair: Encryption) {
    this.#pair = pair;
  }

  /** What leaves in place of a text. @throws ChatError encryption_failed */
  contentOf(roomId: string, clientId: string, text: string): Promise<Content> {
    const key = `${roomId} ${clientId}`;
    const known = this.#sends.get(key);
    if (known?.text === text) return known.content;
    const send: Sealed = { text, content: this.seal(roomId, text) };
    this.#sends.set(key, send);
    for (const oldest of this.#sends.keys()) if (this.#sends.size > remembered) this.#sends.delete(oldest);
    send.content.then(
      ({ encrypted }) => (send.data = encrypted?.data),
      // The next try encrypts anew.
      () => this.#sends.get(key) === send && this.#sends.delete(key),
    );
    return send.content;
  }

  /** The text of a message that was sent from here, by its bytes. */
  textOf({ roomId, clientId, encrypted }: Message): string | undefined {
    const send = this.#sends.get(`${roomId} ${clientId}`);
    return send && encrypted && send.data === encrypted.data ? send.text.trim() : undefined;
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
}
