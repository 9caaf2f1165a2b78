/**
 * Collects values by key and hands them over together, at most once in a while: at once where nothing was handed over for that
 * long, else when the time has come. What of a key came meanwhile is one value.
 */
export class Collected<Value> {
  private values = new Map<string, Value>();
  private readyAtMs = -Infinity;
  private isWaiting = false;
  private timer: NodeJS.Timeout | undefined;

  /**
   * @param everyMs least time between the beginnings of two runs of `work`, in milliseconds; two never run at the same time
   * @param work is given everything that was collected, by key
   * @param onError told of a run that failed; what it was given is lost
   */
  constructor(
    private readonly everyMs: number,
    private readonly work: (values: ReadonlyMap<string, Value>) => void | Promise<void>,
    private readonly onError: (error: unknown) => void,
  ) {}

  /** @param change makes the new value of a key from the one that waits already */
  add(key: string, change: (waiting: Value | undefined) => Value): void {
    this.values.set(key, change(this.values.get(key)));
    if (this.isWaiting) return;
    this.isWaiting = true;
    this.timer = setTimeout(() => void this.run(), Math.max(0, this.readyAtMs - performance.now())).unref();
  }

  /** Hands nothing over any more. */
  stop(): void {
    this.isWaiting = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    this.readyAtMs = performance.now() + this.everyMs;
    const { values } = this;
    this.values = new Map();
    try {
      await this.work(values);
    } catch (error) {
      this.onError(error);
    }
    if (this.values.size === 0) this.isWaiting = false;
    else this.timer = setTimeout(() => void this.run(), Math.max(0, this.readyAtMs - performance.now())).unref();
  }
}
