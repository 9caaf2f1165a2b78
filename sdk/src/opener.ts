import type { Message } from './contract/index.js';
import { dropOldest } from './drop-oldest.js';
import { fromBase64 } from './encryption.js';
import type { Encryption } from './encryption.js';
import type { Timeline } from './timeline/view.js';

/** What came of decrypting a message: `pending` while it is not known. */
export type Decryption = 'pending' | 'done' | 'failed';

/** A message as this chat reads it. */
export type OpenedMessage = Message & { decryption?: Decryption };

type Outcome = Pick<OpenedMessage, 'text' | 'decryption'>;

/** So many outcomes are remembered: messages change often, and what they carry never does. */
const remembered = 1_000;

const failed: Outcome = { text: '', decryption: 'failed' };

/** Decrypts the messages of one room, each once, and draws them with what came of it. Nothing waits for it. */
export class Opener {
  readonly #pair: Encryption;
  readonly #ownText: (message: Message) => string | undefined;
  readonly #onChange: () => void;
  /** By message id, the oldest first. */
  readonly #outcomes = new Map<string, Outcome>();
  readonly #running = new Map<string, Promise<void>>();
  /** By message as the log has it: what did not change stays the same object. */
  #drawn = new WeakMap<Message, OpenedMessage>();
  #wasIdle = true;
  #isTelling = false;

  /**
   * @param ownText the text of what was sent from here, which need not be decrypted
   * @param onChange called when messages look otherwise now; once for all of a moment
   */
  constructor(pair: Encryption, ownText: (message: Message) => string | undefined, onChange: () => void) {
    this.#pair = pair;
    this.#ownText = ownText;
    this.#onChange = onChange;
  }

  /** Messages as far as they are decrypted; of the others it begins. Whoever comes back to the room tries again what failed. */
  draw(messages: readonly Message[], status: Timeline['status']): OpenedMessage[] {
    const isIdle = status === 'idle';
    if (this.#wasIdle && !isIdle) this.#forgetFailures();
    this.#wasIdle = isIdle;
    return messages.map((message) => this.#show(message));
  }

  /** A message once it is decrypted, or that has failed. */
  async open(message: Message): Promise<OpenedMessage> {
    if (message.encrypted && !this.#known(message)) await this.#decrypt(message);
    return this.#show(message);
  }

  /** Forgets everything: it was somebody else's. */
  wipe(): void {
    this.#outcomes.clear();
    this.#running.clear();
    this.#drawn = new WeakMap();
  }

  #show(message: Message): OpenedMessage {
    if (!message.encrypted) {
      if (message.deletedAt) this.#outcomes.delete(message.id);
      return message;
    }
    const outcome = this.#known(message);
    const drawn = this.#drawn.get(message);
    // What was forgotten of it meanwhile is drawn still.
    const isCurrent = outcome ? drawn?.decryption === outcome.decryption : drawn?.decryption !== 'pending';
    if (drawn && isCurrent) return drawn;
    if (!outcome) void this.#decrypt(message);
    if (drawn && !outcome) return drawn;
    const shown: OpenedMessage = { ...message, ...(outcome ?? { decryption: 'pending' }) };
    this.#drawn.set(message, shown);
    return shown;
  }

  #known(message: Message): Outcome | undefined {
    const text = this.#ownText(message);
    return text === undefined ? this.#outcomes.get(message.id) : { text, decryption: 'done' };
  }

  #decrypt(message: Message): Promise<void> {
    const { id, encrypted } = message;
    const known = this.#running.get(id);
    if (known || !encrypted) return known ?? Promise.resolve();
    const running = this.#outcomeOf(message, encrypted).then((outcome) => {
      // Else it was somebody else's.
      if (this.#running.get(id) !== running) return;
      this.#running.delete(id);
      this.#outcomes.set(id, outcome);
      dropOldest(this.#outcomes, remembered);
      this.#tell();
    });
    this.#running.set(id, running);
    return running;
  }

  async #outcomeOf(
    { id: messageId, roomId, authorId }: Message,
    { scheme, data }: NonNullable<Message['encrypted']>,
  ): Promise<Outcome> {
    try {
      const text: unknown = await this.#pair.decrypt(fromBase64(data), { roomId, scheme, authorId, messageId });
      return typeof text === 'string' ? { text, decryption: 'done' } : failed;
    } catch {
      return failed;
    }
  }

  #forgetFailures(): void {
    for (const [id, { decryption }] of this.#outcomes) {
      if (decryption !== 'failed') continue;
      this.#outcomes.delete(id);
      this.#drawn = new WeakMap();
    }
  }

  #tell(): void {
    if (this.#isTelling) return;
    this.#isTelling = true;
    queueMicrotask(() => {
      this.#isTelling = false;
      this.#onChange();
    });
  }
}
