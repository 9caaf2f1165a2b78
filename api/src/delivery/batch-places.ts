import type { Waiting } from './writer-queue.js';

/** A batch's rooms and authors, each once; what is said of them to the database is said once. */
export interface Places {
  readonly rooms: readonly { readonly tenantId: string; readonly roomId: string }[];
  /** Authors of a room; `room` is a place in `rooms`. */
  readonly authors: readonly { readonly room: number; readonly authorId: string }[];
  /** For each send its place in `authors`. */
  readonly sends: readonly number[];
}

/** Finds each room and each author of a batch. */
export function placesOf(batch: readonly Waiting[]): Places {
  const rooms: { tenantId: string; roomId: string }[] = [];
  const authors: { room: number; authorId: string }[] = [];
  const sends: number[] = [];
  const known = new Map<string, { room: number; authors: Map<string, number> }>();
  for (const { tenantId, roomId, authorId } of batch) {
    const key = `${tenantId}/${roomId}`;
    let room = known.get(key);
    if (!room) {
      room = { room: rooms.push({ tenantId, roomId }) - 1, authors: new Map() };
      known.set(key, room);
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
