import type { SeenMessage } from '../../history/events.js';
import type { History, Reader } from '../history.js';
import type { RoomTruth } from '../room-truth.js';
import { seatsOf } from '../seats.js';
import type { Invariant } from './invariant.js';

/**
 * Nobody receives anything of another tenant, of another room than the one it comes as, or of a room that is not public
 * at a position at which its user has no seat there.
 */
export const walls: Invariant = {
  id: 'I8',
  title: 'walls',
  *violations(history) {
    const owners = ownersOfCanaries(history);
    for (const reader of history.readers) {
      const room = history.rooms.get(reader.roomId);
      if (room && room.tenantId !== reader.tenantId) {
        yield `${reader.client} of ${reader.tenantId} received room ${room.roomId} of ${room.tenantId}`;
      }
      yield* canariesOf(reader, owners);
      if (room && room.type !== 'public') yield* unseated(reader, room);
    }
  },
};

/** The room that each text was written for, by the text. */
function ownersOfCanaries({ sends, changes }: History): Map<string, string> {
  const written = sends.flatMap(({ roomId, attempts }) => attempts.map(({ text }) => [text, roomId] as const));
  // No more is said where a message was deleted.
  const edited = changes.flatMap(({ op, text, roomId }) => (op === 'edit' ? [[text, roomId] as const] : []));
  return new Map([...written, ...edited]);
}

function* canariesOf({ client, roomId, events, digest }: Reader, owners: Map<string, string>): Generator<string> {
  const check = function* (messages: readonly SeenMessage[]): Generator<string> {
    for (const { id, text } of messages) {
      const owner = owners.get(text);
      if (owner !== undefined && owner !== roomId) yield `${client} was shown ${id} in ${roomId}, written in ${owner}`;
    }
  };
  for (const event of events) if (event.kind !== 'gap') yield* check(event.changes.messages);
  yield* check(digest?.messages ?? []);
}

/** What a room shows to those who sit in it it shows them from its beginning on; after they left, nothing. */
function* unseated({ client, userId, events }: Reader, room: RoomTruth): Generator<string> {
  if (userId === undefined) return;
  const { roomId } = room;
  const seatAt = seatsOf(room);
  for (const event of events) {
    if (event.kind === 'gap') continue;
    const { position } = event.changes;
    if (seatAt(userId, position)?.leftAt !== null)
      yield `${client} received position ${position} of ${roomId}, in which it has no seat`;
  }
}
