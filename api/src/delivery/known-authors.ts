import type { UserRow } from '../users/user.mapper.js';
import type { Places } from './batch-places.js';

/** When something was found: versions of the room's access and of the tenant's people. */
export interface Versions {
  readonly access: string;
  readonly people: string;
}

/** Who might write in a room, with what is shown of them, and when that was found. */
interface KnownRoom extends Versions {
  readonly authors: Map<string, UserRow>;
}

/** Most authors that are kept in mind, those of a room counted anew: some 10 MB, and 80 where all have pictures of the longest addresses. */
const maxKnown = 20_000;

/**
 * Who was found to have leave to write, room by room, and who they are. Whatever takes it from somebody, or changes what is shown of
 * them, changes a version in the database (see the migration `KnownAuthors`), so what is known of two versions stays true as long as
 * they are these. The statement reads both with the room's head, the room's own under its lock, and compares.
 */
export class KnownAuthors {
  /** By room; those used last are last. */
  private readonly rooms = new Map<string, KnownRoom>();
  private size = 0;

  constructor(private readonly max = maxKnown) {}

  /** When all authors of a batch of one room were found to have leave to write there; undefined where that is not known. */
  find(places: Places): KnownRoom | undefined {
    const key = keyOf(places);
    const known = this.rooms.get(key);
    if (!known) return undefined;
    this.rooms.delete(key);
    this.rooms.set(key, known);
    return places.authors.every(({ authorId }) => known.authors.has(authorId)) ? known : undefined;
  }

  /** Keeps in mind that all authors of a batch of one room might write, and who they are. @returns what is known of the room's authors */
  learn(places: Places, { access, people }: Versions, profiles: readonly UserRow[]): KnownRoom['authors'] {
    const key = keyOf(places);
    const before = this.rooms.get(key);
    const isSame = before?.access === access && before.people === people;
    if (!isSame) this.remove(key);
    const room = isSame ? before : { access, people, authors: new Map<string, UserRow>() };
    this.size -= room.authors.size;
    for (const profile of profiles) room.authors.set(profile.id, profile);
    this.size += room.authors.size;
    this.rooms.set(key, room);
    for (const oldest of this.rooms.keys()) {
      if (this.size <= this.max) break;
      this.remove(oldest);
    }
    return room.authors;
  }

  /** Has the authors of a batch's room looked up again. */
  forget(places: Places): void {
    this.remove(keyOf(places));
  }

  /** A database that was lost may come back as it was before. */
  clear(): void {
    this.rooms.clear();
    this.size = 0;
  }

  private remove(key: string): void {
    this.size -= this.rooms.get(key)?.authors.size ?? 0;
    this.rooms.delete(key);
  }
}

const keyOf = ({ rooms: [room] }: Places): string => `${room?.tenantId}/${room?.roomId}`;
