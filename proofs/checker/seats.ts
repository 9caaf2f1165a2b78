import type { KeptMember } from '../history/log-rows.js';
import type { RoomTruth } from './room-truth.js';

/** Finds what was a user's seat when a room stood at a position; `undefined` before their first one. */
export type SeatAt = (userId: string, position: number) => KeptMember | undefined;

const known = new WeakMap<RoomTruth, SeatAt>();

/** The seats of a room; ordered once, however many ask. */
export function seatsOf(room: RoomTruth): SeatAt {
  const made = known.get(room) ?? order(room);
  known.set(room, made);
  return made;
}

function order({ seatVersions }: RoomTruth): SeatAt {
  const versions = new Map<string, KeptMember[]>();
  for (const seat of seatVersions) {
    const own = versions.get(seat.userId);
    if (own) own.push(seat);
    else versions.set(seat.userId, [seat]);
  }
  return (userId, position) => versions.get(userId)?.findLast((seat) => seat.position <= position);
}
