/** Runs some work again and again, one run at a time, with a pause before each. */
export class Repeated {
  private timer: NodeJS.Timeout | undefined;
  private isOver = false;

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

  /** Whether no run is wanted any more: a long one ends early. */
  get isStopped(): boolean {
    return this.isOver;
  }

  /** @param inMs length of the first pause, in milliseconds */
  start(inMs = this.everyMs): void {
    if (!this.isOver) this.timer = setTimeout(() => void this.run(), inMs).unref();
  }

  /** Begins no more run, and tells nothing of the one that is running. */
  stop(): void {
    this.isOver = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    try {
      await this.work();
      if (!this.isOver) this.onSuccess();
    } catch (error) {
      if (!this.isOver) this.onError(error);
    }
    this.start();
  }
}
