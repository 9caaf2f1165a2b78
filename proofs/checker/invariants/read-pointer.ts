import type { OperationEvent } from '../../history/events.js';
import type { RoomTruth } from '../room-truth.js';
import type { Invariant } from './invariant.js';

/**
 * A read pointer never falls, never passes the room's last seq, and ends at the highest read that was acknowledged, at least;
 * and an acknowledgement names no pointer below what was asked for.
 */
export const readPointer: Invariant = {
  id: 'I11',
  title: 'read pointer',
  *violations({ rooms, operations }) {
    for (const room of rooms.values()) yield* fallsAndLeaps(room);
    for (const read of operations) {
      if (read.op === 'read' && read.type === 'ok') yield* whyNotKept(read, rooms.get(read.roomId));
    }
  },
};

function* fallsAndLeaps({ roomId, head, pointerVersions, pointers }: RoomTruth): Generator<string> {
  const highest = new Map<string, number>();
  for (const { userId, readSeq } of [...pointerVersions, ...pointers]) {
    const before = highest.get(userId) ?? 0;
    if (readSeq < before) yield `the pointer of ${userId} in ${roomId} fell from ${before} to ${readSeq}`;
    if (head && readSeq > head.lastSeq) {
      yield `the pointer of ${userId} in ${roomId} is at ${readSeq}, behind the last message, ${head.lastSeq}`;
    }
    highest.set(userId, Math.max(before, readSeq));
  }
}

function* whyNotKept(read: OperationEvent, room: RoomTruth | undefined): Generator<string> {
  const { userId, roomId, seq = 0, readSeq = 0 } = read;
  if (readSeq < seq) yield `${userId} read ${roomId} up to ${seq} and was answered ${readSeq}`;
  const last = room?.pointers.find((pointer) => pointer.userId === userId)?.readSeq ?? 0;
  if (last < readSeq) yield `${userId} was answered ${readSeq} for ${roomId}, and the pointer ends at ${last}`;
}
