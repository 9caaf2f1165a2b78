import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { LogItem } from '../state/log-item.js';
import { answered, lastSeq, nothingRead, panelOpened, saw, unreadCount } from '../state/unread.js';
import type { ReadState } from '../state/unread.js';

/** Follows what a person has seen: whether the panel is open, its end on screen and the page itself in front. */
export class ReadController implements ReactiveController {
  private state: ReadState = nothingRead;
  private items: readonly LogItem[] = [];
  /** The room can be seen. */
  isOpen = false;
  /** Its end is on screen. */
  isAtEnd = true;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Messages of others that were not on screen yet. */
  get unread(): number {
    return unreadCount(this.items, this.state);
  }

  /** Seq that the "New" line stands before; null for none. */
  get newFromSeq(): number | null {
    return this.state.newFromSeq;
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.onVisibility);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.onVisibility);
  }

  /** The panel was opened or closed. */
  setOpen(isOpen: boolean): void {
    this.isOpen = isOpen;
    if (isOpen) this.set(panelOpened(this.state, this.items));
    this.look();
  }

  /** The end of the log came on screen or left it. */
  setAtEnd(isAtEnd: boolean): void {
    this.isAtEnd = isAtEnd;
    this.look();
  }

  /** Up to where the person has seen the room; null before its first history has come. */
  get seenSeq(): number | null {
    return this.state.seenSeq;
  }

  /**
   * The room's messages as they are now; not to be called before the first history has come.
   * @param readSeq up to where the server knows them read; left out: all of the first history is
   * @returns whether there is something unread at the first look, which is to be looked for: it is seen once the log says so
   */
  show(items: readonly LogItem[], readSeq?: number): boolean {
    const isFirst = this.state.seenSeq === null;
    this.items = items;
    this.set(saw(this.state, readSeq ?? (isFirst ? lastSeq(items) : 0)));
    const isNews = isFirst && this.unread > 0;
    if (isNews) {
      this.isAtEnd = false;
      if (this.isOpen) this.set(panelOpened(this.state, items));
    }
    this.look();
    return isNews;
  }

  /** The person wrote. */
  answer(): void {
    this.set(answered(this.state));
  }

  /** Another room, or another person: nothing of it was read. */
  reset(): void {
    this.items = [];
    this.set(nothingRead);
  }

  private readonly onVisibility = (): void => {
    if (!document.hidden && this.isOpen && this.unread > 0) this.set(panelOpened(this.state, this.items));
    this.look();
  };

  private look(): void {
    if (this.isOpen && this.isAtEnd && !document.hidden && this.state.seenSeq !== null) {
      this.set(saw(this.state, lastSeq(this.items)));
    }
  }

  private set(state: ReadState): void {
    if (state === this.state) return;
    this.state = state;
    this.host.requestUpdate();
  }
}
