import type { History } from '../history.js';
import type { RoomTruth } from '../room-truth.js';
import type { Invariant } from './invariant.js';

/**
 * When all is quiet, what a user is told to be unread of a room is its last seq less their pointer, which every own message has
 * moved; and the total is the sum.
 */
export const unread: Invariant = {
  id: 'I10',
  title: 'unread',
  *violations(history) {
    for (const { userId, rooms, total } of history.unread) {
      const sum = rooms.reduce((all, room) => all + room.unread, 0);
      if (total !== sum) yield `${userId} is told ${total} unread of all rooms, which are ${sum} together`;
      for (const told of rooms) yield* wrongCounts(userId, told, history.rooms.get(told.roomId));
    }
    yield* unreadOwn(history);
  },
};

function* wrongCounts(
  userId: string,
  { roomId, unread: told }: { roomId: string; unread: number },
  room: RoomTruth | undefined,
): Generator<string> {
  if (!room?.head) return;
  const pointer = room.pointers.find((one) => one.userId === userId)?.readSeq ?? 0;
  const is = room.head.lastSeq - pointer;
  if (told !== is) yield `${userId} is told ${told} unread in ${roomId}, and there are ${is}`;
}

/** Whoever writes has read what they wrote. */
function* unreadOwn({ rooms }: History): Generator<string> {
  for (const { roomId, messages, pointers } of rooms.values()) {
    const readSeqs = new Map(pointers.map(({ userId, readSeq }) => [userId, readSeq]));
    const newest = new Map(messages.map(({ authorId, seq }) => [authorId, seq]));
    for (const [authorId, seq] of newest) {
      const readSeq = readSeqs.get(authorId);
      if (readSeq !== undefined && readSeq < seq) {
        yield `the pointer of ${authorId} in ${roomId} is at ${readSeq}, below their own message ${seq}`;
      }
    }
  }
}
