import { ChatError } from './errors.js';
import { abortable, backoffMs, sleep } from './waiting.js';

/** Asks the page's own login for a signed token of the person who is there. */
export type TokenSource = () => string | Promise<string>;

const answerWithinMs = 30_000;
const firstPauseMs = 1_000;
const longestPauseMs = 60_000;

/** The tenant's own login: its function is asked once for all who wait, and left in peace for a while when it fails. */
export class OwnLogin {
  readonly #source: TokenSource;
  readonly #closing: AbortSignal;
  #asking: Promise<string> | null = null;
  #offered: string | null = null;
  #failures = 0;
  #failure: ChatError | null = null;
  #notBeforeMs = 0;
  /** The token that the session was opened with; one that differs is a new word about the person. */
  exchanged: string | null = null;

  constructor(source: TokenSource, closing: AbortSignal) {
    this.#source = source;
    this.#closing = closing;
  }

  /**
   * A signed token.
   * @throws ChatError `login_unavailable`, with the function's error as `cause`; until `retryAfterMs` is over it is not
   *   asked again
   */
  ask(): Promise<string> {
    if (this.#offered !== null) {
      const offered = this.#offered;
      this.#offered = null;
      return Promise.resolve(offered);
    }
    const waitMs = this.#notBeforeMs - Date.now();
    if (this.#failure && waitMs > 0) return Promise.reject(unavailable(this.#failure.cause, waitMs));
    this.#asking ??= this.#ask().finally(() => (this.#asking = null));
    return this.#asking;
  }

  /** The next {@link ask} answers this token, which was asked for a moment ago. */
  offer(token: string): void {
    this.#offered = token;
  }

  /** A person acts: a pause after failures does not keep them waiting. */
  hurry(): void {
    this.#notBeforeMs = 0;
  }

  async #ask(): Promise<string> {
    const giveUp = new AbortController();
    try {
      const token = await Promise.race([
        // A function that throws at once is no other than one whose promise rejects.
        abortable(
          Promise.resolve().then(() => this.#source()),
          this.#closing,
        ),
        sleep(answerWithinMs, giveUp.signal).then(() => Promise.reject(new Error('no answer'))),
      ]);
      if (typeof token !== 'string' || token === '') throw new TypeError('no text');
      this.#failures = 0;
      this.#failure = null;
      return token;
    } catch (cause) {
      this.#closing.throwIfAborted();
      const ceilingMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#failures++);
      const waitMs = ceilingMs / 2 + backoffMs(0, ceilingMs / 2, ceilingMs / 2);
      this.#notBeforeMs = Date.now() + waitMs;
      this.#failure = unavailable(cause, waitMs);
      throw this.#failure;
    } finally {
      giveUp.abort();
    }
  }
}

const unavailable = (cause: unknown, retryAfterMs: number): ChatError =>
  new ChatError({
    code: 'login_unavailable',
    detail: `No token: ${cause instanceof Error ? cause.message : String(cause)}`,
    retryAfterMs: Math.ceil(retryAfterMs),
    cause,
  });
