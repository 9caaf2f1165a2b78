/** Runs work a few at a time, the rest in the order in which it came; for work whose number is bounded elsewhere. */
export class Turns {
  private readonly waiting: (() => void)[] = [];
  private running = 0;

  /** @param most that run at the same time */
  constructor(private readonly most: number) {}

  /** @returns what `work` returns, once its turn has come */
  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.running < this.most) this.running += 1;
    else await new Promise<void>((begin) => this.waiting.push(begin));
    try {
      return await work();
    } finally {
      // The next in line takes this place over, so `running` stays.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
