import type { Waiting } from './writer-queue.js';

/** A batch's rooms and authors, each once; what is said of them to the database is said once. */
export interface Places {
  readonly rooms: readonly { readonly tenantId: string; readonly roomId: string }[];
  /** Authors of a room; `room` is a place in `rooms`. */
  readonly authors: readonly { readonly room: number; readonly authorId: string }[];
  /** For each send its place in `authors`. */
  readonly sends: readonly number[];
}

/** A room's place, and its authors' places. */
interface RoomPlaces {
  readonly room: number;
  readonly authors: Map<string, number>;
}

/** Finds each room and each author of a batch. */
export function placesOf(batch: readonly Waiting[]): Places {
  const rooms: { tenantId: string; roomId: string }[] = [];
  const authors: { room: number; authorId: string }[] = [];
  const sends: number[] = [];
  const known = new Map<string, Map<string, RoomPlaces>>();
  for (const { tenantId, roomId, authorId } of batch) {
    let ofTenant = known.get(tenantId);
    if (!ofTenant) known.set(tenantId, (ofTenant = new Map<string, RoomPlaces>()));
    let room = ofTenant.get(roomId);
    if (!room) {
      room = { room: rooms.push({ tenantId, roomId }) - 1, authors: new Map() };
      ofTenant.set(roomId, room);
    }
    let author = room.authors.get(authorId);
    if (author === undefined) {
      author = authors.push({ room: room.room, authorId }) - 1;
      room.authors.set(authorId, author);
    }
    sends.push(author);
  }
  return { rooms, authors, sends };
}
