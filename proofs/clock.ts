import { setTimeout as delay } from 'node:timers/promises';
import type { Nanoseconds } from './history/events.js';

/** Now, comparable between the processes of this machine. */
export const now = (): Nanoseconds => process.hrtime.bigint().toString();

/** Waits, but not longer than until `signal` fires. */
export const pause = (ms: number, signal?: AbortSignal): Promise<void> =>
  delay(ms, undefined, { signal }).catch(() => undefined);

/**
 * Waits until something holds.
 * @throws Error naming `what`, when it does not within `withinMs`
 */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  withinMs: number,
  signal?: AbortSignal,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await holds())) {
    signal?.throwIfAborted();
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(25);
  }
}
