import type { SeenMessage } from '../../history/events.js';
import type { History } from '../history.js';
import { type Asked, askedOf, type MessageChange, toldOf } from '../message-changes.js';
import { type Step, stepsOf } from '../message-steps.js';
import type { RoomTruth } from '../room-truth.js';
import { messageText, shown } from '../versions.js';
import type { Invariant } from './invariant.js';

/**
 * Each acknowledged edit, deletion and reaction was done as it was asked for, and stays until a later change: of all, the one at
 * the highest position counts. Each committed change of a message is one thing that somebody asked for and was not refused,
 * and leaves the rest as it was. Reactions that are shown are those that there are.
 */
export const changes: Invariant = {
  id: 'changes',
  title: 'changes',
  *violations(history) {
    const asked = askedOf(history.changes);
    for (const room of history.rooms.values()) {
      yield* unasked(room, asked);
      yield* unequal(room);
      yield* disagreeing(room);
    }
    yield* wrongAnswers(history);
    yield* lateAnswers(history.changes);
  },
};

function* unasked(room: RoomTruth, asked: Asked): Generator<string> {
  const toggled = new Map<string, number>();
  for (const { before, after, text, isDeletion, toggles } of stepsOf(room)) {
    const what = `${shown(after)} of ${room.roomId}`;
    if (isDeletion && !asked.isDeletion(after.id)) yield `${what} was deleted, which nobody asked for`;
    if (text !== undefined && !asked.mayFollow(after.id, text, before.text)) {
      yield `${what} got another text, which nobody asked for then`;
    }
    for (const toggle of toggles) {
      const key = JSON.stringify([after.id, toggle]);
      const times = (toggled.get(key) ?? 0) + 1;
      toggled.set(key, times);
      if (times <= asked.toggles(after.id, toggle)) continue;
      const { userId, emoji, isOn } = toggle;
      yield `${what} ${isOn ? 'got' : 'lost'} the ${emoji} of ${userId} ${times} times, which was not asked for as often`;
    }
    if (toggles.length + (text === undefined ? 0 : 1) > 1) yield `${what} was changed in several things at once`;
  }
}

/** Rows of the table that are not what was committed last. */
function* unequal({ roomId, messageVersions, messages }: RoomTruth): Generator<string> {
  const last = new Map(messageVersions.map((version) => [version.id, version]));
  for (const row of messages) {
    const version = last.get(row.id);
    if (version && messageText(version) !== messageText(row)) {
      yield `${shown(row)} is what the table of ${roomId} has, and ${shown(version)} was committed last`;
    }
  }
}

/** The table of reactions and what messages show of it say the same. */
function* disagreeing({ roomId, messages, reactions }: RoomTruth): Generator<string> {
  const kept = new Map<number, string[]>();
  for (const { seq, emoji, userId } of reactions) kept.set(seq, [...(kept.get(seq) ?? []), `${emoji} ${userId}`]);
  for (const message of messages) {
    const table = (kept.get(message.seq) ?? []).sort().join(', ');
    const listed = message.reactions.flatMap(({ emoji, userIds }) => userIds.map((userId) => `${emoji} ${userId}`));
    if (listed.sort().join(', ') !== table) {
      yield `${shown(message)} of ${roomId} shows the reactions ${listed.join(', ')}, and there are ${table}`;
    }
    const uneven = message.reactions.find(({ count, userIds }) => count !== userIds.length);
    if (uneven)
      yield `${shown(message)} of ${roomId} counts ${uneven.count} ${uneven.emoji} of ${uneven.userIds.length}`;
  }
}

function* wrongAnswers({ changes: all, rooms }: History): Generator<string> {
  const rowsOf = new Map(
    [...rooms].map(([roomId, { messages }]) => [roomId, new Map(messages.map((row) => [row.id, row]))]),
  );
  const firstOf = new Map([...rooms.values()].map((room) => [room.roomId, firstWrites(stepsOf(room))]));
  for (const change of all) {
    if (change.outcome !== 'ok') continue;
    const row = rowsOf.get(change.roomId)?.get(change.messageId);
    const wrong = whyNotDone(change) ?? whyNotKept(change, row) ?? whyStale(change, firstOf.get(change.roomId));
    if (wrong) yield `${toldOf(change)} was acknowledged, and ${wrong}`;
  }
}

/** What the acknowledgement says besides what was asked for. */
function whyNotDone({ op, message, messageId, text, userId, emoji }: MessageChange): string | undefined {
  if (!message) return op === 'delete' ? undefined : 'no message was named';
  if (message.id !== messageId) return `${message.id} was named`;
  if (op === 'delete') return message.deletedAt === null ? 'the answer shows it as it was' : undefined;
  if (op === 'edit') return message.text === text ? undefined : `the answer has another text: ${shown(message)}`;
  const hasReacted = message.reactions.some((one) => one.emoji === emoji && one.userIds.includes(userId));
  return hasReacted === (op === 'react') ? undefined : `the answer shows ${hasReacted ? 'it' : 'no such reaction'}`;
}

function whyNotKept({ op, message }: MessageChange, row: SeenMessage | undefined): string | undefined {
  if (!row) return 'there is no such row';
  if (op === 'delete' && row.deletedAt === null) return 'its row is not deleted';
  if (message && row.position < message.position) return `its row is of position ${row.position}, before that`;
  return undefined;
}

/** Which version each text of each message took the place of, the first time. */
function firstWrites(steps: readonly Step[]): ReadonlyMap<string, SeenMessage> {
  const first = new Map<string, SeenMessage>();
  for (const { before, text } of steps) {
    const key = `${before.id} ${text}`;
    if (text !== undefined && !first.has(key)) first.set(key, before);
  }
  return first;
}

/** An edit that is only for one version takes the place of no other. */
function whyStale(
  { position, messageId, text }: MessageChange,
  firstOf: ReturnType<typeof firstWrites> | undefined,
): string | undefined {
  const before = firstOf?.get(`${messageId} ${text}`);
  if (position === undefined || !before || before.position === position) return undefined;
  return `was for position ${position}, but took the place of ${before.position}`;
}

/** Who asks after an answer was there is not answered with anything older. */
function* lateAnswers(all: readonly MessageChange[]): Generator<string> {
  const byMessage = new Map<string, (MessageChange & { message: SeenMessage })[]>();
  for (const change of all) {
    const { message } = change;
    if (message) byMessage.set(message.id, [...(byMessage.get(message.id) ?? []), { ...change, message }]);
  }
  for (const answered of byMessage.values()) {
    for (const then of answered) {
      const first = answered.find(
        ({ endedAt, message }) => endedAt < then.invokedAt && message.position > then.message.position,
      );
      if (!first) continue;
      yield `${toldOf(then)} was answered with position ${then.message.position}, after ${first.message.position} had been told`;
    }
  }
}
