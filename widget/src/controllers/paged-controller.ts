import { ChatError } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** One page of a list of the server. */
export interface ListPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/** A letter typed is followed by the next one: only the last is asked about. */
const TYPING_MS = 250;

/** A list of the server, page by page; asked anew when what is looked for is another thing. */
export class PagedController<Item> implements ReactiveController {
  items: readonly Item[] = [];
  status: 'idle' | 'loading' | 'ready' | 'failed' = 'idle';
  /** Why it failed. */
  code = '';
  private cursor: string | null = null;
  private read: ((cursor: string | undefined, signal: AbortSignal) => Promise<ListPage<Item>>) | null = null;
  private ending: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was changed here. */
  private changes = 0;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostDisconnected(): void {
    this.clear();
  }

  get hasMore(): boolean {
    return this.cursor !== null;
  }

  /** Looks for something else. @param isTyped more of it may come in a moment */
  ask(read: NonNullable<PagedController<Item>['read']>, isTyped = false): void {
    this.clear();
    this.read = read;
    this.status = 'loading';
    this.timer = setTimeout(() => void this.load(), isTyped ? TYPING_MS : 0);
    this.host.requestUpdate();
  }

  /** Looks for nothing. */
  clear(): void {
    clearTimeout(this.timer);
    this.ending?.abort();
    this.ending = this.read = this.cursor = null;
    this.items = [];
    this.status = 'idle';
    this.host.requestUpdate();
  }

  /** The next page, or the one that failed. */
  more(): void {
    if (this.status !== 'loading' && this.read !== null) void this.load();
  }

  /** Leaves something out, or puts something first, without asking again. */
  change(items: (held: readonly Item[]) => readonly Item[]): void {
    this.items = items(this.items);
    this.changes++;
    this.host.requestUpdate();
  }

  private async load(): Promise<void> {
    const { read, cursor, changes } = this;
    if (read === null) return;
    const ending = (this.ending = new AbortController());
    this.status = 'loading';
    this.host.requestUpdate();
    try {
      const page = await read(cursor ?? undefined, ending.signal);
      if (ending.signal.aborted) return;
      // What was changed while the first page was on its way is in it, or is not.
      if (cursor === null && changes !== this.changes) return await this.load();
      this.items = cursor === null ? page.items : [...this.items, ...page.items];
      this.cursor = page.nextCursor;
      this.status = 'ready';
    } catch (error) {
      if (ending.signal.aborted) return;
      this.code = error instanceof ChatError ? error.code : 'other';
      this.status = 'failed';
    }
    this.host.requestUpdate();
  }
}
