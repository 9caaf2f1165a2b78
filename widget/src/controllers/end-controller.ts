import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** How far before the end of what is shown the next page is asked for, in px. */
const aheadPx = 240;

/** Tells when the end of a list comes near while it is scrolled, and again for as long as it is near. */
export class EndController implements ReactiveController {
  private observer: IntersectionObserver | null = null;
  private watched: Element | null = null;

  /** @param end the element after the last row, null while there is no next page */
  constructor(
    host: ReactiveControllerHost,
    private readonly end: () => Element | null,
    private readonly onNear: () => void,
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const end = this.end();
    // Observed anew after each change: one that stays in view would not be told of again.
    this.observer?.disconnect();
    this.watched = end;
    if (end === null) return;
    const margin = `${aheadPx}px`;
    // The screen scrolls in a box of its own, where the margin of the root does not count.
    const options = { rootMargin: margin, scrollMargin: margin } as IntersectionObserverInit;
    this.observer = new IntersectionObserver((entries) => {
      if (this.watched === end && entries.some(({ isIntersecting }) => isIntersecting)) this.onNear();
    }, options);
    this.observer.observe(end);
  }

  hostDisconnected(): void {
    this.observer?.disconnect();
    this.observer = null;
  }
}
