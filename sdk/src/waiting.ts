const waiting = new WeakMap<AbortSignal, Set<() => void>>();

/**
 * Calls `call` when the signal fires, at once when it has fired already. One listener for each signal, however many wait:
 * Node.js warns of more than ten.
 * @returns stops waiting
 */
export function onAbort(signal: AbortSignal, call: () => void): () => void {
  if (signal.aborted) call();
  const calls = waiting.get(signal) ?? new Set();
  if (!waiting.has(signal)) {
    waiting.set(signal, calls);
    signal.addEventListener('abort', () => calls.forEach((each) => each()), { once: true });
  }
  calls.add(call);
  return () => calls.delete(call);
}

/**
 * The promise's outcome, or the signal's reason when that comes first. The work behind the promise goes on.
 */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const settled = onAbort(signal, () => reject(signal.reason as Error));
    promise.then(resolve, reject).finally(settled);
  });
}

/** Resolves after `ms`. @throws the signal's reason when it fires first */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  try {
    await abortable(new Promise<void>((resolve) => (timer = setTimeout(resolve, ms))), signal);
  } finally {
    clearTimeout(timer);
  }
}

/**
 * How long to wait before try `attempt` (0 is the first repetition), in ms: full jitter, so that many clients cut at
 * once do not come back at once.
 */
export const backoffMs = (attempt: number, baseMs = 500, capMs = 5_000): number =>
  Math.random() * Math.min(capMs, baseMs * 2 ** Math.min(attempt, 16));

/** Lets one loop sleep until something happened. What happens while nobody waits is not missed. */
export class Nudge {
  #wake: (() => void) | undefined;
  #isDue = false;

  /** Ends the wait under way, or the next one at once. */
  now(): void {
    this.#isDue = true;
    this.#wake?.();
  }

  /** Forgets a nudge that nobody has waited for. */
  clear(): void {
    this.#isDue = false;
  }

  /** Resolves at {@link now}, or after `ms`. */
  async wait(ms?: number): Promise<void> {
    if (!this.#isDue) {
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        if (ms !== undefined) timer = setTimeout(resolve, Math.min(ms, 2 ** 31 - 1));
      });
      this.#wake = undefined;
      clearTimeout(timer);
    }
    this.#isDue = false;
  }
}
