/** Commands of one socket, in a second, for as long as it likes. */
const perSecond = 200;

/** Commands that it may have saved up: catching up with many rooms at once is no flood. */
const burst = 1_000;

/** Whoever goes on after this many refusals, in debt to the rate, is cut. */
const maxDebt = 1_000;

/**
 * How fast one socket may ask. Sending has limits of its own, which the tenant sets; this one guards everybody else
 * against a client that asks as fast as it can.
 */
export class CommandRate {
  private left = burst;
  private atMs: number;

  /** @param nowMs on any clock that never goes back */
  constructor(nowMs: number) {
    this.atMs = nowMs;
  }

  /** Counts one command. @returns whether it may be run; `cut` = the client does not heed refusals */
  count(nowMs: number): 'run' | 'refuse' | 'cut' {
    this.left = Math.min(burst, this.left + ((nowMs - this.atMs) / 1_000) * perSecond) - 1;
    this.atMs = nowMs;
    if (this.left >= 0) return 'run';
    return this.left > -maxDebt ? 'refuse' : 'cut';
  }

  /** How long it takes until the next command is run, in milliseconds. */
  get retryAfterMs(): number {
    return Math.max(0, (1 - this.left) / perSecond) * 1_000;
  }
}
