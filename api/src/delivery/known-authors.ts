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

/** Most authors that are kept in mind, those of a room counted anew: some 20 MB. */
const maxKnown = 50_000;

/**
 * Who was found to have leave to write, room by room, and who they are. Whatever takes it from somebody, or changes what is shown of
 * them, changes a version in the database (see the migration `KnownAuthors`), so what is known of two versions stays true as long as
 * they are these; the statement compares them under the lock of the room's head.
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
    if (before && !isSame) this.forget(key, before);
    const room = isSame ? before : { access, people, authors: new Map<string, UserRow>() };
    this.size -= room.authors.size;
    for (const profile of profiles) room.authors.set(profile.id, profile);
    this.size += room.authors.size;
    this.rooms.set(key, room);
    for (const [oldest, known] of this.rooms) {
      if (this.size <= this.max) break;
      this.forget(oldest, known);
    }
    return room.authors;
  }

  private forget(key: string, { authors }: KnownRoom): void {
    this.rooms.delete(key);
    this.size -= authors.size;
  }
}

const keyOf = ({ rooms: [room] }: Places): string => `${room?.tenantId}/${room?.roomId}`;
