import { byPerson } from '../exclusions.js';
import type { Invariant } from './invariant.js';

/** What whoever is kept out of a room is refused with. */
const keptOut: readonly string[] = ['banned', 'room_not_found'];

/** How long after somebody was let in again what was asked before may still be refused, in nanoseconds. */
const lateRefusal = 5_000_000_000n;

/**
 * Operations end as they may: what ended had begun, a refusal has a code that this fault allows, and who is refused as one who is
 * kept out of the room was kept out of it.
 */
export const answers: Invariant = {
  id: 'answers',
  title: 'answers',
  *violations({ operations, exclusions, run: { refusals } }) {
    const begun = new Map<string, bigint>();
    const exclusionsOf = byPerson(exclusions);
    for (const { type, attempt, t } of operations) if (type === 'invoke') begun.set(attempt, BigInt(t));
    for (const { type, attempt, op, client, roomId, userId, t, code = 'no code' } of operations) {
      if (type === 'invoke') continue;
      const from = begun.get(attempt);
      if (from === undefined) yield `${client}: the ${op} ${attempt} ended with ${type} and never began`;
      if (type !== 'fail') continue;
      if (keptOut.includes(code)) {
        const isSo = exclusionsOf(roomId, userId).some(
          ({ mayBeFrom, mayBeUntil }) => mayBeFrom < BigInt(t) && (from ?? 0n) < mayBeUntil + lateRefusal,
        );
        if (!isSo) yield `${client}: a ${op} was refused with ${code}, and nobody keeps it out of ${roomId}`;
      } else if (refusals && !refusals.includes(code)) yield `${client}: a ${op} was refused with ${code}`;
    }
  },
};
