import type { ChatCore } from './chat.js';
import type { Connection, ConnectionListener } from './connection.js';
import type { Link } from './transport/socket.js';

/** More than these are not watched: each costs the server as much as a room that is open. */
const maxRooms = 20;

/** Hears a room without showing it. */
class WatchedRoom implements ConnectionListener {
  #heardOn: Link | null = null;
  readonly #detach: () => void;

  constructor(
    readonly roomId: string,
    private readonly connection: Connection,
  ) {
    this.#detach = connection.attach(this);
    this.onStatus();
  }

  stop(): void {
    this.#detach();
    this.connection.leave(this.roomId);
  }

  onStatus(): void {
    const { link } = this.connection;
    if (link === this.#heardOn) return;
    this.#heardOn = link;
    // One that cannot be opened is tried again on the next connection.
    if (link) this.connection.openRoom({ roomId: this.roomId, limit: 1 }).catch(() => undefined);
  }

  onSeat(roomId: string): void {
    if (roomId !== this.roomId) return;
    this.#heardOn = null;
    this.onStatus();
  }
}

/** Rooms of which one wants to know who is here. */
export interface RoomWatch {
  /** These from now on, and no others; of more than 20 the first ones. */
  set(roomIds: readonly string[]): void;
}

/**
 * Lets `chat.presence` tell who is here in rooms that are not open, such as the direct rooms of a list. They are heard on the
 * connection until something else is set; `[]` ends it.
 */
export function watchRooms({ parts }: Pick<ChatCore, 'parts'>): RoomWatch {
  const watched = new Map<string, WatchedRoom>();
  return {
    set(roomIds) {
      const wanted = new Set(roomIds.slice(0, maxRooms));
      for (const [id, room] of watched) {
        if (wanted.has(id)) continue;
        watched.delete(id);
        room.stop();
      }
      for (const id of wanted) if (!watched.has(id)) watched.set(id, new WatchedRoom(id, parts.connection));
    },
  };
}
