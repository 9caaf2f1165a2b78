import type { CallOptions } from './chat.js';
import type { History } from './contract/index.js';
import type { RoomFeed } from './room-feed.js';
import type { SessionKeeper } from './session-keeper.js';
import { addPage, dropPage, expectPage } from './timeline/pages.js';
import { path } from './transport/rest.js';
import { abortable } from './waiting.js';

const pageSize = 50;

/** Loads a room's older messages, page by page. */
export class RoomHistory {
  readonly #feed: RoomFeed;
  readonly #session: SessionKeeper;
  readonly #onChange: () => void;
  #loading: Promise<void> | null = null;

  constructor(feed: RoomFeed, session: SessionKeeper, onChange: () => void) {
    this.#feed = feed;
    this.#session = session;
    this.#onChange = onChange;
  }

  get isLoading(): boolean {
    return this.#loading !== null;
  }

  /** Loads the page before the oldest held message, if there is one; joins one that is being loaded. */
  loadBefore({ signal }: CallOptions = {}): Promise<void> {
    const { log, roomId } = this.#feed;
    if (!roomId || !log.hasBefore) return Promise.resolve();
    this.#loading ??= this.#load(roomId).finally(() => {
      this.#loading = null;
      this.#onChange();
    });
    this.#onChange();
    return abortable(this.#loading, signal);
  }

  async #load(roomId: string): Promise<void> {
    const feed = this.#feed;
    const { life } = feed;
    feed.log = expectPage(feed.log);
    try {
      const before = feed.log.messages[0]?.seq ?? (feed.log.room?.lastSeq ?? 0) + 1;
      const query = { before, limit: pageSize };
      const request = { method: 'GET', path: path`/rooms/${roomId}/messages`, query } as const;
      const page = await this.#session.call<History>(request);
      if (life === feed.life) feed.log = addPage(feed.log, page);
    } finally {
      if (life === feed.life) feed.log = dropPage(feed.log);
    }
  }
}
