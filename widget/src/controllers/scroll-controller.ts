import type { ReactiveController } from 'lit';

/** What the controller needs to know of the element it scrolls. */
export interface ScrollParts {
  /** The element with the scroll bar. */
  viewport: HTMLElement;
  /** What is in it; its size is watched. */
  content: HTMLElement;
}

/** What the owner hears of. */
export interface ScrollEvents {
  /** The end came on screen or left it. */
  onEnd(isAtEnd: boolean): void;
  /** Less than a screen is left above. May be called again and again. */
  onNearStart(): void;
  /** The same below, where that is not the end. */
  onNearEnd(): void;
}

/** Nearer than this to the end counts as at the end. */
const END_PX = 32;
/** More messages are asked for when less than this is left of those that are there. */
const NEAR_PX = 600;

/**
 * Keeps what a reader looks at where it is while the log grows, shrinks or is laid out anew: at the end it stays at the
 * end, elsewhere the first visible row keeps its place. Works between layout and paint, so nothing is seen to jump.
 *
 * The browser's own scroll anchoring is off for this element: Safari has none, and two would correct twice.
 */
export class ScrollController implements ReactiveController {
  /** The end of the log is on screen, or was when the log was last shown. */
  isAtEnd = true;
  private isPart = false;
  private parts: ScrollParts | null = null;
  /** Height of the content when it was last laid out and its place restored. */
  private settledHeight = 0;
  /** The oldest row at that time. */
  private settledFirst: Element | null = null;
  private anchor: { row: HTMLElement; top: number } | null = null;
  private readonly sizes = new ResizeObserver(() => this.restore());

  constructor(private readonly events: ScrollEvents) {}

  /** Begins to watch. Call once, when the parts are there. */
  watch(parts: ScrollParts): void {
    this.parts = parts;
    parts.viewport.addEventListener('scroll', this.onScroll, { passive: true });
    this.sizes.observe(parts.viewport);
    this.sizes.observe(parts.content);
  }

  hostConnected(): void {
    if (this.parts !== null) this.watch(this.parts);
  }

  hostDisconnected(): void {
    this.sizes.disconnect();
    this.parts?.viewport.removeEventListener('scroll', this.onScroll);
  }

  /** What is there ends before the newest message: its end is none. */
  set goesOn(goesOn: boolean) {
    if (goesOn && !this.isPart) this.setAtEnd(false);
    this.isPart = goesOn;
  }

  /** Goes to the newest message. */
  toEnd(behavior: ScrollBehavior = 'instant'): void {
    const viewport = this.parts?.viewport;
    viewport?.scrollTo({ top: viewport.scrollHeight, behavior });
    if (behavior === 'instant') this.setAtEnd(true);
  }

  /** Another log takes the place of the one before, and begins at its end. */
  startOver(): void {
    // Not laid out yet: where it stands until then is nobody's wish, also where it comes to be as high as the one before.
    this.settledHeight = -1;
    this.anchor = null;
    this.toEnd();
  }

  /** Brings a row near the top when it is above what can be seen. */
  reveal(row: HTMLElement): void {
    const viewport = this.parts?.viewport;
    if (viewport === undefined) return;
    const above = row.getBoundingClientRect().top - viewport.getBoundingClientRect().top - 48;
    if (above < 0) viewport.scrollBy({ top: above, behavior: 'instant' });
  }

  /**
   * The content was rendered. The size may be the same, as when a page does not fill the screen or one row came below
   * and another went above: all the same it is put in its place, and what is above it asked for.
   */
  rendered(): void {
    requestAnimationFrame(() => {
      // Anything else would only end a scroll under way.
      if (this.parts?.viewport.scrollHeight !== this.settledHeight || this.first() !== this.settledFirst)
        this.restore();
      else this.askBefore();
    });
  }

  private readonly onScroll = (): void => {
    const viewport = this.parts?.viewport;
    // A hidden box has no size, and says nothing about what its reader looks at.
    if (viewport === undefined || viewport.clientHeight === 0) return;
    // Content that grew since is about to be put in its place: where it stands now is nobody's wish.
    if (viewport.scrollHeight !== this.settledHeight) return;
    const left = viewport.scrollHeight - viewport.clientHeight - viewport.scrollTop;
    if (!this.isPart) this.setAtEnd(left <= END_PX);
    else if (left < NEAR_PX) this.events.onNearEnd();
    this.takeAnchor();
    this.askBefore();
  };

  private setAtEnd(isAtEnd: boolean): void {
    if (isAtEnd === this.isAtEnd) return;
    this.isAtEnd = isAtEnd;
    this.events.onEnd(isAtEnd);
  }

  /** Remembers the first row that is on screen and where it stands. */
  private takeAnchor(): void {
    if (this.parts === null) return;
    const rows = this.parts.content.querySelectorAll<HTMLElement>('parley-message');
    const edge = this.parts.viewport.getBoundingClientRect().top;
    let low = 0;
    let high = rows.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((rows[middle]?.getBoundingClientRect().bottom ?? 0) > edge) high = middle;
      else low = middle + 1;
    }
    const row = rows[low];
    this.anchor = row === undefined ? null : { row, top: row.getBoundingClientRect().top - edge };
  }

  private restore(): void {
    if (this.parts === null || this.parts.viewport.clientHeight === 0) return;
    const { viewport } = this.parts;
    if (this.isAtEnd) viewport.scrollTop = viewport.scrollHeight;
    else if (this.anchor?.row.isConnected === true) {
      const top = this.anchor.row.getBoundingClientRect().top - viewport.getBoundingClientRect().top;
      viewport.scrollTop += top - this.anchor.top;
    }
    this.settledHeight = viewport.scrollHeight;
    this.settledFirst = this.first();
    // A scroll of a moment ago may have been to the end of it.
    this.onScroll();
  }

  private first(): Element | null {
    return this.parts?.content.querySelector('parley-message') ?? null;
  }

  private readonly askBefore = (): void => {
    const viewport = this.parts?.viewport;
    if (viewport && viewport.clientHeight > 0 && viewport.scrollTop < NEAR_PX) this.events.onNearStart();
  };
}
