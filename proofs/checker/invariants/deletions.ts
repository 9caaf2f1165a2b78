import type { SeenMessage } from '../../history/events.js';
import type { History, Reader } from '../history.js';
import { stepsOf } from '../message-steps.js';
import type { RoomTruth } from '../room-truth.js';
import { shown } from '../versions.js';
import type { Invariant } from './invariant.js';

/**
 * Of a message that was deleted nothing is left but its place: nothing happens to it any more, and from the position of its deletion
 * on nobody is shown what it said, nor who asks after that was acknowledged.
 */
export const deletions: Invariant = {
  id: 'deletions',
  title: 'deletions',
  *violations(history) {
    for (const room of history.rooms.values()) yield* leftOver(room);
    const deletedAt = positionsOf(history);
    for (const reader of history.readers) yield* received(reader, deletedAt);
    yield* answered(history);
  },
};

function* leftOver(room: RoomTruth): Generator<string> {
  for (const { text, deletedAt, reactions, pinnedAt, ...version } of room.messageVersions) {
    if (deletedAt === null || (text === '' && reactions.length === 0 && pinnedAt === null)) continue;
    yield `message ${version.id} of ${room.roomId} was deleted at position ${version.position}, and more than its place is left`;
  }
  for (const { before, after } of stepsOf(room)) {
    if (before.deletedAt !== null) yield `${shown(after)} of ${room.roomId} was deleted at ${before.position} already`;
  }
}

/** Where each message was deleted first, by its id. */
function positionsOf({ rooms }: History): ReadonlyMap<string, number> {
  const positions = new Map<string, number>();
  for (const room of rooms.values()) {
    for (const { isDeletion, after } of stepsOf(room)) {
      if (isDeletion && !positions.has(after.id)) positions.set(after.id, after.position);
    }
  }
  return positions;
}

function* received({ client, events, digest }: Reader, deletedAt: ReadonlyMap<string, number>): Generator<string> {
  const told = function* (messages: readonly SeenMessage[], upTo: number, how: string): Generator<string> {
    for (const message of messages) {
      const position = deletedAt.get(message.id);
      if (position === undefined || position > upTo || message.deletedAt !== null) continue;
      yield `${client} ${how} ${shown(message)} at position ${upTo}, deleted at ${position}`;
    }
  };
  for (const event of events) {
    if (event.kind !== 'gap') yield* told(event.changes.messages, event.changes.position, 'was told of');
  }
  if (digest) yield* told(digest.messages, digest.standing.position, 'shows');
}

/** Whoever sends again, edits, reacts or reads is told that it was deleted, once that was acknowledged. */
function* answered({ sends, changes, pages }: History): Generator<string> {
  const known = new Map<string, bigint>();
  for (const { op, outcome, messageId, endedAt } of changes) {
    const before = known.get(messageId);
    if (op === 'delete' && outcome === 'ok' && (before === undefined || endedAt < before))
      known.set(messageId, endedAt);
  }
  const read = pages.flatMap(({ client, askedAt, messages }) =>
    messages.map((message) => ({ client, message, invokedAt: BigInt(askedAt) })),
  );
  for (const { client, message, invokedAt } of [...sends.flatMap(({ attempts }) => attempts), ...changes, ...read]) {
    const from = message && known.get(message.id);
    if (from !== undefined && message?.deletedAt === null && invokedAt > from) {
      yield `${client} was answered with ${shown(message)}, after its deletion was acknowledged`;
    }
  }
}
