import { DomainError } from '../common/errors/domain-error.js';

/** Runs costly work a few at a time; past a number that waits it says no at once instead of answering everybody late. */
export class BoundedQueue {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  constructor(
    private readonly maxRunning: number,
    private readonly maxWaiting: number,
  ) {}

  /** @throws DomainError overloaded */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.maxRunning) this.running += 1;
    else await this.turn();
    try {
      return await work();
    } finally {
      // The next in line takes this place over, so `running` stays.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }

  private turn(): Promise<void> {
    if (this.waiting.length >= this.maxWaiting) throw new DomainError('overloaded', undefined, { retryAfterMs: 1_000 });
    return new Promise((resolve) => this.waiting.push(resolve));
  }
}
