import { type EvictionEvent, isChange, type SeenMessage } from '../../history/events.js';
import { byPerson, type Exclusion } from '../exclusions.js';
import type { History, Reader } from '../history.js';
import { stepsOf } from '../message-steps.js';
import type { RoomTruth } from '../room-truth.js';
import { seatsOf } from '../seats.js';
import { named, type Send } from '../sends.js';
import type { Invariant } from './invariant.js';

/**
 * Who is banned receives nothing above the position of that, and writes nothing there, nor edits or reacts, until they are let in
 * again. Once a ban or a removal was acknowledged, nothing that they send or change from then on is, nor do they get a seat;
 * and their sockets are out of the room in time.
 */
export const ban: Invariant = {
  id: 'I9',
  title: 'ban',
  *violations(history) {
    const exclusionsOf = byPerson(history.exclusions);
    for (const room of history.rooms.values()) yield* written(room);
    for (const reader of history.readers) yield* received(reader, history.rooms.get(reader.roomId));
    for (const send of history.sends) yield* acknowledged(send, exclusionsOf(send.roomId, send.authorId));
    yield* done(history, exclusionsOf);
    for (const eviction of history.evictions) yield* late(eviction);
  },
};

/** Messages, texts and reactions that stand in the log where who made them was banned. */
function* written(room: RoomTruth): Generator<string> {
  const seatAt = seatsOf(room);
  const check = function* (userId: string, did: string, { id, position }: SeenMessage): Generator<string> {
    if (seatAt(userId, position)?.isBanned) {
      yield `${userId} ${did} ${id} at position ${position} of ${room.roomId}, from which they were banned`;
    }
  };
  const known = new Set<string>();
  for (const version of room.messageVersions) {
    if (!known.has(version.id)) yield* check(version.authorId, 'wrote', version);
    known.add(version.id);
  }
  // A deletion is not the author's alone to make.
  for (const { after, text, toggles } of stepsOf(room)) {
    if (text !== undefined) yield* check(after.authorId, 'edited', after);
    for (const { userId } of toggles) yield* check(userId, 'reacted to', after);
  }
}

function* received({ client, userId, events }: Reader, room: RoomTruth | undefined): Generator<string> {
  if (userId === undefined || !room) return;
  const seatAt = seatsOf(room);
  for (const event of events) {
    if (event.kind === 'gap') continue;
    const { position } = event.changes;
    const seat = seatAt(userId, position);
    if (seat?.isBanned && position > seat.position) {
      yield `${client} received position ${position} of ${room.roomId}, banned from it at ${seat.position}`;
    }
  }
}

/** What was tried before may have been written before: whoever repeats it is told so. */
function* acknowledged(send: Send, exclusions: readonly Exclusion[]): Generator<string> {
  const begun = send.attempts[0]?.invokedAt ?? 0n;
  for (const { op, isFrom, isUntil } of exclusions) {
    const isOk = send.attempts.some(({ outcome, endedAt }) => outcome === 'ok' && endedAt < isUntil);
    if (begun > isFrom && isOk) yield `${named(send)} was begun and acknowledged after the ${op} of its author`;
  }
}

/** Seats, and changes of messages. */
function* done({ operations }: History, exclusionsOf: ReturnType<typeof byPerson>): Generator<string> {
  const begun = new Map<string, bigint>();
  for (const { op, type, attempt, t, roomId, userId, client } of operations) {
    if (op !== 'join' && !isChange(op)) continue;
    if (type === 'invoke') begun.set(attempt, BigInt(t));
    const from = begun.get(attempt);
    if (type !== 'ok' || from === undefined) continue;
    const kept = exclusionsOf(roomId, userId).find(({ isFrom, isUntil }) => from > isFrom && BigInt(t) < isUntil);
    if (kept) yield `${client}'s ${op} in ${roomId} was acknowledged after its ${kept.op}`;
  }
}

function* late({ client, roomId, op, ms, withinMs }: EvictionEvent): Generator<string> {
  if (ms !== null && ms <= withinMs) return;
  const told = ms === null ? `was still in ${roomId}` : `was out of ${roomId} only ${Math.round(ms)} ms`;
  yield `${client} ${told} after its ${op}, ${withinMs} ms are allowed`;
}
