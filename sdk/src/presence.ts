import type { Connection, ConnectionListener } from './connection.js';
import type { Events, OpenedRoom, PresenceState, SetPresence } from './contract/index.js';
import { createStore } from './store.js';
import type { Link } from './transport/socket.js';

/** How people are seen, by user id; who is not in it is offline, or not known. */
export type Presence = Readonly<Record<string, PresenceState>>;

/** Who is here, in the rooms that are open. */
export class People implements ConnectionListener {
  readonly #connection: Connection;
  /** Live while somebody listens, or wishes to be seen as anything but online. */
  readonly presence = createStore<Presence>({}, (count) => {
    this.#isWatched = count > 0;
    this.#attach();
  });
  readonly roomId = undefined;
  #detach: (() => void) | null = null;
  #wish: SetPresence | undefined;
  /** The connection that knows the wish, and of whose rooms it was asked who is there. */
  #seenOn: Link | null = null;
  #isWatched = false;

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** Says how others shall see one, on this connection and all that follow. */
  async show(status: SetPresence['status']): Promise<void> {
    this.#wish = { status };
    if (this.#connection.link) await this.#connection.command('presence:set', this.#wish);
    this.#attach();
  }

  onStatus(): void {
    const { link } = this.#connection;
    if (link === this.#seenOn) return;
    this.#seenOn = link;
    this.presence.set({});
    if (!link) return;
    if (this.#wish) link.command('presence:set', this.#wish).catch(() => undefined);
    this.#lookAround(link).catch(() => undefined);
  }

  onEvent(name: keyof Events, event: Events[keyof Events]): void {
    if (name === 'presence') this.#see([event as PresenceState]);
  }

  onOpened({ presence }: OpenedRoom): void {
    this.#see(presence);
  }

  /** Who is in the rooms that were opened before anybody wanted to know. */
  async #lookAround(link: Link): Promise<void> {
    const { heads } = await link.command('heads', {});
    for (const { roomId, epoch, position } of heads) {
      this.#see((await link.command('room:open', { roomId, epoch, position, limit: 1 })).presence);
    }
  }

  /** @param people left out by older servers */
  #see(people: readonly PresenceState[] = []): void {
    if (people.length === 0) return;
    this.presence.set({ ...this.presence.get(), ...Object.fromEntries(people.map((one) => [one.userId, one])) });
  }

  #attach(): void {
    if (this.#isWatched || (this.#wish && this.#wish.status !== 'online')) {
      this.#detach ??= this.#connection.attach(this);
      this.onStatus();
    } else {
      this.#detach?.();
      this.#detach = null;
      // What happens until somebody listens again is not heard.
      this.#seenOn = null;
    }
  }
}
