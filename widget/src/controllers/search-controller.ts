import { ChatError } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** One answer of a list that comes in pages. */
export interface FoundPage<Item> {
  readonly items: readonly Item[];
  readonly nextCursor: string | null;
}

/**
 * Asks for a page.
 * @param query what is looked for; empty = all
 * @param cursor null for the first page
 */
export type Ask<Item> = (query: string, cursor: string | null, signal: AbortSignal) => Promise<FoundPage<Item>>;

/** A search waits until its letters have come to rest. */
const restMs = 250;
/** Where the server does not say how long. */
const waitMs = 2_000;

/**
 * A list that is searched while one types: asks when the letters rest, gives up what was asked before, waits by itself
 * where the server wants a pause. What was found last stays until something else is.
 */
export class SearchController<Item extends { readonly id: string }> implements ReactiveController {
  /** What was found, page after page. */
  items: readonly Item[] = [];
  /** `idle`: nothing was asked for; `failed`: see `code`. */
  status: 'idle' | 'loading' | 'ready' | 'failed' = 'idle';
  /** Of the next page. */
  more: 'none' | 'there' | 'loading' | 'failed' = 'none';
  /** Why it failed. */
  code: string | null = null;
  /** Epoch ms when it is asked again by itself; null for no wait. */
  waitUntil: number | null = null;
  /** What `items` were found by. */
  query = '';
  private wanted = '';
  private cursor: string | null = null;
  private asking: AbortController | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly host: ReactiveControllerHost,
    private readonly ask: Ask<Item>,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    addEventListener('online', this.onOnline);
  }

  hostDisconnected(): void {
    removeEventListener('online', this.onOnline);
    this.giveUp();
  }

  /** Looks for something. @param isUrgent at once: nobody is typing */
  search(query: string, isUrgent = false): void {
    this.giveUp();
    this.wanted = query;
    if (this.status !== 'ready') this.status = 'loading';
    this.timer = setTimeout(() => void this.read(null), isUrgent ? 0 : restMs);
    this.host.requestUpdate();
  }

  /** Asks again. */
  again(): void {
    this.search(this.wanted, true);
  }

  /** Forgets what was found and asks for nothing. */
  clear(): void {
    this.giveUp();
    Object.assign(this, { items: [], status: 'idle', more: 'none', query: '', wanted: '' });
    this.host.requestUpdate();
  }

  /** Reads the next page, if there is one. */
  readMore(): void {
    if ((this.more !== 'there' && this.more !== 'failed') || this.waitUntil !== null) return;
    // What is being looked for anew has pages of its own.
    if (this.wanted === this.query && this.cursor !== null) void this.read(this.cursor);
  }

  private async read(cursor: string | null): Promise<void> {
    const asking = (this.asking = new AbortController());
    const { wanted } = this;
    this.waitUntil = null;
    if (cursor !== null) this.more = 'loading';
    this.host.requestUpdate();
    try {
      const { items, nextCursor } = await this.ask(wanted, cursor, asking.signal);
      if (asking.signal.aborted) return;
      // A room that moved up meanwhile comes twice.
      const known = new Set(cursor === null ? [] : this.items.map(({ id }) => id));
      this.items = [...(cursor === null ? [] : this.items), ...items.filter(({ id }) => !known.has(id))];
      this.query = wanted;
      this.cursor = nextCursor;
      this.more = nextCursor === null ? 'none' : 'there';
      this.status = 'ready';
    } catch (thrown) {
      if (asking.signal.aborted) return;
      this.fail(thrown, cursor);
    }
    this.host.requestUpdate();
  }

  private fail(thrown: unknown, cursor: string | null): void {
    const { code, retryAfterMs } = thrown instanceof ChatError ? thrown : new ChatError({ code: 'other' });
    if (code === 'rate_limited') {
      const ms = retryAfterMs || waitMs;
      this.waitUntil = Date.now() + ms;
      if (cursor !== null) this.more = 'there';
      this.timer = setTimeout(() => void this.read(cursor), ms);
    } else if (cursor === null) {
      this.status = 'failed';
      this.code = code;
    } else this.more = 'failed';
  }

  private giveUp(): void {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.asking = this.waitUntil = null;
    if (this.more === 'loading') this.more = 'there';
  }

  private readonly onOnline = (): void => {
    if (this.status === 'failed') this.again();
    else if (this.more === 'failed') this.readMore();
  };
}
