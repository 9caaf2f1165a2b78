import { listsSeats, type RoomTruth } from '../room-truth.js';
import type { Invariant } from './invariant.js';

/**
 * In each room the seqs are 1…n without hole or repeat and n is the room's last seq; a position names one change, positions
 * rise as changes are committed, and the last one is the room's.
 */
export const dense: Invariant = {
  id: 'I3',
  title: 'dense',
  *violations({ rooms }) {
    for (const room of rooms.values()) {
      for (const violation of [...seqsOf(room), ...positionsOf(room)]) yield `room ${room.roomId}: ${violation}`;
    }
  },
};

function* seqsOf({ messages, head }: RoomTruth): Generator<string> {
  for (const [at, { id, seq }] of messages.entries()) {
    const before = messages[at - 1]?.seq ?? 0;
    if (seq === before) yield `seq ${seq} was given twice, also to ${id}`;
    else if (seq !== before + 1) yield `after seq ${before} comes ${seq}`;
  }
  const last = messages.at(-1)?.seq ?? 0;
  if (head && head.lastSeq !== last) yield `its last seq is ${head.lastSeq}, that of its messages ${last}`;
}

function* positionsOf(room: RoomTruth): Generator<string> {
  const { head, messageVersions, messages, seats } = room;
  const named = new Set<number>();
  // What takes no position is not told by one.
  const seatPositions = listsSeats(room)
    ? room.seatVersions.map(({ position }) => position).filter((it) => it > 0)
    : [];
  for (const position of [...messageVersions.map((version) => version.position), ...seatPositions]) {
    if (named.has(position)) yield `position ${position} names two changes`;
    named.add(position);
  }
  let last = 0;
  for (const { id, position } of messageVersions) {
    if (position < last) yield `${id} was committed at position ${position}, after ${last}`;
    last = Math.max(last, position);
  }
  const newest = [...messages, ...seats].reduce((max, { position }) => Math.max(max, position), 0);
  if (head && head.position !== newest) yield `it stands at position ${head.position}, its last change at ${newest}`;
}
