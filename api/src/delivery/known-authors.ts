import type { Places } from './batch-places.js';

/** Rooms that are kept in mind, and authors of each. */
export interface KnownBounds {
  readonly rooms: number;
  readonly authors: number;
}

const knownBounds: KnownBounds = { rooms: 10_000, authors: 1_000 };

/** Who might write in a room, and of which `access_version` of its head that was found. */
interface KnownRoom {
  readonly version: string;
  readonly authors: Set<string>;
}

/**
 * Who was found to have leave to write, room by room. Whatever takes it from somebody changes the version in the room's head (see the
 * migration `KnownAuthors`), so what is known of one version is known for good; the statement compares it under the head's lock.
 */
export class KnownAuthors {
  /** By room; those used last are last. */
  private readonly rooms = new Map<string, KnownRoom>();

  constructor(private readonly bounds: KnownBounds = knownBounds) {}

  /** The version at which all authors of a batch of one room might write; null where that is not known. */
  versionOf(places: Places): string | null {
    const key = keyOf(places);
    const known = this.rooms.get(key);
    if (!known) return null;
    this.rooms.delete(key);
    this.rooms.set(key, known);
    return places.authors.every(({ authorId }) => known.authors.has(authorId)) ? known.version : null;
  }

  /** Keeps in mind that all authors of a batch of one room might write at `version`. */
  learn(places: Places, version: string): void {
    const key = keyOf(places);
    const before = this.rooms.get(key);
    const isSame = before?.version === version && before.authors.size + places.authors.length <= this.bounds.authors;
    const { authors } = isSame ? before : { authors: new Set<string>() };
    for (const { authorId } of places.authors) authors.add(authorId);
    if (isSame) return;
    this.rooms.delete(key);
    this.rooms.set(key, { version, authors });
    const [oldest] = this.rooms.keys();
    if (this.rooms.size > this.bounds.rooms && oldest !== undefined) this.rooms.delete(oldest);
  }
}

const keyOf = ({ rooms: [room] }: Places): string => `${room?.tenantId}/${room?.roomId}`;
