import { DomainError } from '../common/errors/domain-error.js';

/** Bounds of the queue. */
export interface AdmissionBounds {
  readonly maxRunning: number;
  readonly maxWaiting: number;
  /** Longest wait, in milliseconds; less than a transport is given to connect. */
  readonly maxWaitMs: number;
}

const admissionBounds: AdmissionBounds = { maxRunning: 50, maxWaiting: 5_000, maxWaitMs: 6_000 };

/** Whoever is refused comes back at a moment of their own within this range, in milliseconds from now. */
const returnMs = { least: 1_000, most: 5_000 };

/** Somebody who waits to be let in. */
interface Waiting {
  readonly begin: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Lets handshakes in a few at a time, first come, first served. When a thousand clients come back at once, the others
 * wait here, where they cost next to nothing, and the sockets that are open are served meanwhile.
 */
export class Admission {
  private readonly waiting = new Set<Waiting>();
  private running = 0;

  constructor(private readonly bounds: AdmissionBounds = admissionBounds) {}

  /**
   * Waits for a place. Each place must be given back with `leave`.
   * @param gone fires when nobody waits for it any more; the place in the queue is free at once
   * @throws DomainError overloaded when too many wait, or after waiting too long; the signal's reason
   */
  async enter(gone: AbortSignal): Promise<void> {
    gone.throwIfAborted();
    if (this.running < this.bounds.maxRunning) {
      this.running += 1;
      return;
    }
    if (this.waiting.size >= this.bounds.maxWaiting) throw overloaded();
    await new Promise<void>((resolve, reject) => {
      const settle = (then: () => void): void => {
        this.waiting.delete(waiting);
        clearTimeout(waiting.timer);
        gone.removeEventListener('abort', abort);
        then();
      };
      const abort = (): void => settle(() => reject(gone.reason as Error));
      const refuse = (): void => settle(() => reject(overloaded()));
      const waiting: Waiting = {
        begin: () => settle(resolve),
        timer: setTimeout(refuse, this.bounds.maxWaitMs).unref(),
      };
      gone.addEventListener('abort', abort, { once: true });
      this.waiting.add(waiting);
    });
  }

  /** Gives a place back: to the one who waits longest. */
  leave(): void {
    for (const next of this.waiting) {
      next.begin();
      return;
    }
    this.running -= 1;
  }
}

function overloaded(): DomainError {
  const retryAfterMs = returnMs.least + Math.random() * (returnMs.most - returnMs.least);
  return new DomainError('overloaded', undefined, { retryAfterMs });
}
