import type { CallOptions, ChatInternals } from './chat.js';
import type { Connection, ConnectionListener } from './connection.js';
import type { Changes, Events, MyRoom, MyRoomPage, OwnMember, User } from './contract/index.js';
import { toChatError } from './errors.js';
import type { MyRooms, OwnSettings } from './my-rooms.js';
import { applyEvent, emptyList, withRooms } from './my-rooms-list.js';
import type { ListEvent, MyRoomList } from './my-rooms-list.js';
import type { SessionKeeper } from './session-keeper.js';
import { createStore } from './store.js';
import { path } from './transport/rest.js';
import type { Link } from './transport/socket.js';
import { backoffMs, Nudge } from './waiting.js';

/** Rooms of one page. */
const pageSize = 100;
/** What makes the list stale seldom comes alone. */
const gatherMs = 150;

/** Keeps the list of one's rooms: reads it on each connection, and follows what the server tells. */
export class MyRoomsFeed implements MyRooms, ConnectionListener {
  /** It has no room open. */
  readonly roomId = undefined;
  readonly #session: SessionKeeper;
  readonly #connection: Connection;
  readonly #store = createStore<MyRoomList>(emptyList, (count) => this.#want(count > 0));
  readonly #nudge = new Nudge();
  #detach: (() => void) | null = null;
  #isRunning = false;
  /** The connection on which the list was read last. */
  #readOn: Link | null = null;
  #isStale = false;
  #attempt = 0;
  /** What happened since the list is being read: what it answers may be older. */
  #missed: ListEvent[] | null = null;
  /** Grows when the person is another one. */
  #life = 0;

  constructor({ session, connection, closing }: ChatInternals) {
    this.#session = session;
    this.#connection = connection;
    session.onChange((change) => {
      if (change !== 'replaced') return;
      this.#life++;
      this.#readOn = null;
      this.#store.set({ ...emptyList, status: this.#store.get().status });
    });
    closing.addEventListener('abort', () => {
      this.#want(false);
      this.#store.clear();
    });
  }

  get = (): MyRoomList => this.#store.get();
  subscribe = (fn: (list: MyRoomList) => void): (() => void) => this.#store.subscribe(fn);

  get #isWanted(): boolean {
    return this.#detach !== null;
  }

  /** Whether somebody looks at the list. */
  #want(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    if (isWanted) {
      this.#detach = this.#connection.attach(this);
      if (!this.#isRunning) void this.#run();
    } else {
      this.#detach?.();
      this.#detach = null;
      this.#readOn = null;
      this.#store.set({ ...this.#store.get(), status: 'idle' });
    }
    this.#nudge.now();
  }

  reload(): void {
    this.#isStale = true;
    this.#nudge.now();
  }

  async arrange(roomId: string, body: OwnSettings, { signal }: CallOptions = {}): Promise<OwnMember> {
    const at = path`/rooms/${roomId}/members/me`;
    const event = await this.#session.call<OwnMember>({ method: 'PATCH', path: at, body, signal });
    this.#take({ name: 'arranged', event });
    return event;
  }

  onStatus(): void {
    this.#nudge.now();
  }

  onFrame(event: Changes): void {
    this.#take({ name: 'changes', event });
  }

  onSeat(): void {
    this.#stale();
  }

  onUser(event: User): void {
    this.#take({ name: 'user', event });
  }

  onEvent<E extends keyof Events>(name: E, event: Events[E]): void {
    if (name === 'activity') this.#take({ name, event: event as Events['activity'] });
    else if (name === 'receipts') this.#take({ name, event: event as Events['receipts'] });
  }

  onHeadsAsked(): void {
    // Rooms that are open have a listener of their own.
  }

  onHeads(): void {
    // As above.
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#isWanted) {
      const { link } = this.#connection;
      let waitMs: number | undefined;
      if (!link) this.#show(this.#session.get().user ? 'loading' : 'idle');
      else if (this.#readOn !== link || this.#isStale) waitMs = await this.#read(link);
      if (this.#isWanted && waitMs !== 0) await this.#nudge.wait(waitMs);
    }
    this.#isRunning = false;
  }

  /** Reads all of it. @returns in how many ms to look again; undefined: when something happens */
  async #read(link: Link): Promise<number | undefined> {
    // A failure stays on show while it is tried again.
    if (this.#readOn !== link && this.#store.get().status !== 'error') this.#show('loading');
    const life = this.#life;
    this.#isStale = false;
    this.#missed = [];
    try {
      const rooms = new Map<string, MyRoom>();
      let cursor: string | null = null;
      do {
        const query = { limit: pageSize, cursor: cursor ?? undefined };
        const page: MyRoomPage = await this.#session.call({ method: 'GET', path: '/me/rooms', query });
        // One that moved up meanwhile comes once.
        for (const item of page.items) if (!rooms.has(item.room.id)) rooms.set(item.room.id, item);
        cursor = page.nextCursor;
      } while (cursor !== null);
      if (life !== this.#life || !this.#isWanted) return 0;
      this.#readOn = link;
      this.#attempt = 0;
      this.#store.set(withRooms({ ...emptyList, status: 'ready' }, [...rooms.values()]));
      const missed = this.#missed;
      this.#missed = null;
      for (const happened of missed) this.#take(happened);
      return this.#isStale ? gatherMs : undefined;
    } catch (thrown) {
      if (life !== this.#life || !this.#isWanted) return 0;
      const error = toChatError(thrown);
      this.#isStale = true;
      this.#store.set({ ...this.#store.get(), status: error.retryable ? 'loading' : 'error', error });
      return Math.max(error.retryAfterMs ?? 0, backoffMs(this.#attempt++, 1_000, 30_000));
    } finally {
      this.#missed = null;
    }
  }

  #take(happened: ListEvent): void {
    if (this.#missed) {
      this.#missed.push(happened);
      return;
    }
    const { user } = this.#session.get();
    if (!user) return;
    const { list, isStale } = applyEvent(this.#store.get(), happened, user.id);
    this.#store.set(list);
    if (isStale) this.#stale();
  }

  #stale(): void {
    this.#isStale = true;
    setTimeout(() => this.#nudge.now(), gatherMs);
  }

  #show(status: MyRoomList['status']): void {
    const list = this.#store.get();
    if (list.status !== status) this.#store.set({ ...list, status });
  }
}
