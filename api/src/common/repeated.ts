/** Runs some work again and again, one run at a time, with a pause before each. */
export class Repeated {
  private timer: NodeJS.Timeout | undefined;
  private isStopped = false;

  /**
   * @param everyMs length of the pause, in milliseconds
   * @param onError told of a run that failed; the next one comes all the same
   * @param onSuccess told of a run that did not
   */
  constructor(
    private readonly everyMs: number,
    private readonly work: () => Promise<void>,
    private readonly onError: (error: unknown) => void,
    private readonly onSuccess: () => void = () => undefined,
  ) {}

  start(): void {
    if (!this.isStopped) this.timer = setTimeout(() => void this.run(), this.everyMs).unref();
  }

  /** Begins no more run, and tells nothing of the one that is running. */
  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await this.work();
      if (!this.isStopped) this.onSuccess();
    } catch (error) {
      if (!this.isStopped) this.onError(error);
    }
    this.start();
  }
}
