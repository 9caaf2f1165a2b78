import { ChatError } from '@parley/sdk';
import type { Chat } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** One thing at a time that somebody tries, and what came of the last try. */
export class AttemptController implements ReactiveController {
  isBusy = false;
  /** Why the last try failed; null when it did not. */
  error: ChatError | null = null;
  /** What the last try was about, by an id of the caller's. */
  about = '';
  /** Epoch ms until which the server takes no other try; null for no wait. */
  waitUntil: number | null = null;
  private ending: AbortController | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.cancel();
  }

  /** Gives up what is under way, and forgets what went wrong. */
  cancel(): void {
    this.ending?.abort();
    this.ending = null;
    this.set({ isBusy: false, error: null, waitUntil: null });
  }

  /** Tries it, unless something is under way or to be waited for. @returns undefined when it came to nothing */
  async run<T>(work: (signal: AbortSignal) => Promise<T>, about = ''): Promise<T | undefined> {
    if (this.isBusy || (this.waitUntil ?? 0) > Date.now()) return undefined;
    const ending = (this.ending = new AbortController());
    this.set({ isBusy: true, error: null, about, waitUntil: null });
    try {
      const done = await work(ending.signal);
      if (ending.signal.aborted) return undefined;
      this.set({ isBusy: false });
      return done;
    } catch (thrown) {
      if (ending.signal.aborted) return undefined;
      const error = thrown instanceof ChatError ? thrown : new ChatError({ code: 'other', cause: thrown });
      const { retryAfterMs = 0 } = error;
      this.set({ isBusy: false, error, waitUntil: retryAfterMs > 0 ? Date.now() + retryAfterMs : null });
      return undefined;
    }
  }

  private set(state: Partial<Pick<AttemptController, 'isBusy' | 'error' | 'about' | 'waitUntil'>>): void {
    Object.assign(this, state);
    this.host.requestUpdate();
  }
}

/**
 * Makes a guest of whoever is nobody yet and does what only somebody can. Who was signed out is not made another one: that
 * is told instead.
 */
export async function asSomebody({ session }: Chat, signal?: AbortSignal): Promise<void> {
  const { status, user } = session.get();
  if (user === null && status !== 'ended') await session.guest({}, { signal });
}
