import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Counts down to a moment, rendering its host once a second while there is something to count. */
export class CountdownController implements ReactiveController {
  private timer: ReturnType<typeof setTimeout> | undefined;

  /** @param until epoch ms to wait for, null for no wait; asked at every render */
  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly until: () => number | null,
  ) {
    host.addController(this);
  }

  /** Milliseconds left, 0 when there is no wait. */
  get leftMs(): number {
    return Math.max(0, (this.until() ?? 0) - Date.now());
  }

  hostUpdated(): void {
    clearTimeout(this.timer);
    const { leftMs } = this;
    // To the next change of the shown number, not a second from now: the last step must not come late.
    if (leftMs > 0) this.timer = setTimeout(() => this.host.requestUpdate(), leftMs % 1000 || 1000);
  }

  hostDisconnected(): void {
    clearTimeout(this.timer);
  }
}
