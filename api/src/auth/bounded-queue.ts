import { DomainError } from '../common/errors/domain-error.js';

/** Work that waits for its turn. */
interface Turn {
  readonly owner: string;
  readonly begin: () => void;
}

/** Runs costly work a few at a time; past a number that waits it says no at once instead of answering everybody late. */
export class BoundedQueue {
  private readonly waiting: Turn[] = [];
  private running = 0;

  /** @param maxWaitingPerOwner of `maxWaiting`, so that no one owner takes every place */
  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
    private readonly maxWaitingPerOwner: number,
  ) {}

  /** @throws DomainError overloaded */
  async run<T>(owner: string, work: () => Promise<T>): Promise<T> {
    if (this.running < this.maxRunning) this.running += 1;
    else await this.turn(owner);
    try {
      return await work();
    } finally {
      // The next in line takes this place over, so `running` stays.
      const next = this.waiting.shift();
      if (next) next.begin();
      else this.running -= 1;
    }
  }

  private turn(owner: string): Promise<void> {
    const own = this.waiting.filter((turn) => turn.owner === owner).length;
    if (own >= this.maxWaitingPerOwner || this.waiting.length >= this.maxWaiting) {
      throw new DomainError('overloaded', undefined, { retryAfterMs: 1_000 });
    }
    return new Promise((begin) => this.waiting.push({ owner, begin }));
  }
}
