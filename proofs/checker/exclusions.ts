import type { OperationEvent, ShutOutOp } from '../history/events.js';
import { never } from './tried.js';

/** A time in which somebody was kept out of a room by another, as those know it who did it; in nanoseconds. */
export interface Exclusion {
  readonly roomId: string;
  readonly userId: string;
  readonly op: ShutOutOp;
  /** From here on it may have been so: it was tried for the first time. */
  readonly mayBeFrom: bigint;
  /** From here on it was so: it was acknowledged. The end of time when it never was. */
  readonly isFrom: bigint;
  /** Until here it was so: the opposite was tried for the first time. */
  readonly isUntil: bigint;
  /** Until here it may have been so: the opposite was acknowledged. */
  readonly mayBeUntil: bigint;
}

type Open = { -readonly [Key in keyof Exclusion]: Exclusion[Key] };

/** All of a run: whoever shuts somebody out tries until it is done, and then does the opposite. */
export function exclusionsOf(operations: readonly OperationEvent[]): Exclusion[] {
  const all: Open[] = [];
  const latest = new Map<string, Open>();
  for (const event of operations) {
    const { op, type, roomId, targetId: userId } = event;
    if (userId === undefined) continue;
    const key = `${roomId} ${userId}`;
    const at = BigInt(event.t);
    let open = latest.get(key);
    if (op === 'ban' || op === 'remove') {
      if (!open || open.isUntil !== never) {
        open = { roomId, userId, op, mayBeFrom: at, isFrom: never, isUntil: never, mayBeUntil: never };
        latest.set(key, open);
        all.push(open);
      }
      if (type === 'ok' && open.isFrom === never) open.isFrom = at;
    } else if (open && (op === 'unban' || op === 'add')) {
      if (open.isUntil === never) open.isUntil = at;
      if (type === 'ok' && open.mayBeUntil === never) open.mayBeUntil = at;
    }
  }
  return all;
}

/**
 * Whether somebody may be kept out at a moment, or was so shortly before that their client need not be back yet.
 * @param withinMs how long it may take to come back, in milliseconds
 */
export function isNotBack(exclusions: readonly Exclusion[], at: bigint, withinMs: number): boolean {
  return exclusions.some(
    ({ mayBeFrom, mayBeUntil }) => mayBeFrom <= at && at < mayBeUntil + BigInt(withinMs) * 1_000_000n,
  );
}

/** By room and user, in their order. */
export function byPerson(exclusions: readonly Exclusion[]): (roomId: string, userId: string) => readonly Exclusion[] {
  const people = new Map<string, Exclusion[]>();
  for (const exclusion of exclusions) {
    const key = `${exclusion.roomId} ${exclusion.userId}`;
    people.set(key, [...(people.get(key) ?? []), exclusion]);
  }
  return (roomId, userId) => people.get(`${roomId} ${userId}`) ?? [];
}
