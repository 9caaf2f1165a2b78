import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Renders its host anew whenever words for times may have changed. */
export class ClockController implements ReactiveController {
  private timer: ReturnType<typeof setInterval> | undefined;

  /** @param everyMs how often; while the host is not in the page nothing ticks */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly everyMs: number,
  ) {
    host.addController(this);
  }

  /** Milliseconds since 1970. */
  get now(): number {
    return Date.now();
  }

  hostConnected(): void {
    this.timer = setInterval(() => this.host.requestUpdate(), this.everyMs);
  }

  hostDisconnected(): void {
    clearInterval(this.timer);
  }
}
