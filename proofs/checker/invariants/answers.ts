import { isChange, type OperationEvent } from '../../history/events.js';
import { byPerson } from '../exclusions.js';
import type { History } from '../history.js';
import type { RoomTruth } from '../room-truth.js';
import type { Invariant } from './invariant.js';

/** What whoever is kept out of a room is refused with. */
const keptOut: readonly string[] = ['banned', 'room_not_found'];

/** How long after somebody was let in again what was asked before may still be refused, in nanoseconds. */
const lateRefusal = 5_000_000_000n;

/** What whoever changes messages is refused with as one who asks too much. */
const tooMuch: readonly string[] = ['rate_limited', 'overloaded'];

/** What else an edit or a reaction may be refused with, and whether that is so, as the database has it. */
const reasons: Readonly<Record<string, (change: OperationEvent, room: RoomTruth) => boolean>> = {
  message_deleted: ({ messageId }, { messageVersions }) =>
    messageVersions.some(({ id, deletedAt }) => id === messageId && deletedAt !== null),
  // Somebody reacted, for one: to an edit that names a version each other one is news.
  stale: ({ messageId, position = Infinity }, { messageVersions }) =>
    messageVersions.some((version) => version.id === messageId && version.position > position),
  // Whoever was shut out, or left, sits there again only once they have sent something.
  not_member: ({ userId }, { seatVersions }) =>
    seatVersions.some((seat) => seat.userId === userId && seat.leftAt !== null),
};

/**
 * Operations end as they may: what ended had begun, a refusal has a code that this fault allows, and who is refused as one who is
 * kept out of the room was kept out of it. A change of a message is refused for what it is about: that was deleted, or is another version by
 * now, or whoever asks has left the room.
 */
export const answers: Invariant = {
  id: 'answers',
  title: 'answers',
  *violations({ operations, exclusions, rooms, run: { refusals } }) {
    const begun = new Map<string, bigint>();
    const exclusionsOf = byPerson(exclusions);
    for (const { type, attempt, t } of operations) if (type === 'invoke') begun.set(attempt, BigInt(t));
    for (const operation of operations) {
      const { type, attempt, op, client, roomId, userId, t, code = 'no code' } = operation;
      if (type === 'invoke') continue;
      const from = begun.get(attempt);
      if (from === undefined) yield `${client}: the ${op} ${attempt} ended with ${type} and never began`;
      if (type !== 'fail') continue;
      if (keptOut.includes(code)) {
        const isSo = exclusionsOf(roomId, userId).some(
          ({ mayBeFrom, mayBeUntil }) => mayBeFrom < BigInt(t) && (from ?? 0n) < mayBeUntil + lateRefusal,
        );
        if (!isSo) yield `${client}: a ${op} was refused with ${code}, and nobody keeps it out of ${roomId}`;
      } else if (!mayRefuse(operation, code, refusals, rooms)) yield `${client}: a ${op} was refused with ${code}`;
    }
  },
};

function mayRefuse(
  operation: OperationEvent,
  code: string,
  refusals: readonly string[] | undefined,
  rooms: History['rooms'],
): boolean {
  const { op, roomId } = operation;
  const room = rooms.get(roomId);
  // Who has left, or was shut out, has no pointer there that could be moved.
  if (op === 'read' && code === 'not_member' && room && reasons.not_member?.(operation, room)) return true;
  if (!isChange(op)) return refusals?.includes(code) ?? true;
  const isSo = op === 'delete' ? undefined : reasons[code];
  return isSo ? room !== undefined && isSo(operation, room) : (refusals ?? tooMuch).includes(code);
}
