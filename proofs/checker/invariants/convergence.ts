import type { DigestEvent, Standing } from '../../history/events.js';
import { isApplied, type Reader } from '../history.js';
import { byPerson, isNotBack } from '../exclusions.js';
import { listsSeats, roomAt, type RoomTruth } from '../room-truth.js';
import { messageText, shown } from '../versions.js';
import type { Invariant } from './invariant.js';

/**
 * In the end every connected client shows what the tables hold: a client that lets go of older messages from the oldest
 * that it holds on. Whoever sits in a large room is not told to all. What was committed after a client was asked what it
 * shows is not its fault, when it was told of that later. Who is kept out of the room shows what they had before.
 */
export const convergence: Invariant = {
  id: 'I12',
  title: 'convergence',
  *violations({ readers, rooms, exclusions, run: { convergeWithinMs } }) {
    const exclusionsOf = byPerson(exclusions);
    for (const reader of readers) {
      const { client, roomId, digest } = reader;
      if (!digest?.isConnected) continue;
      const room = rooms.get(roomId);
      if (isNotBack(exclusionsOf(roomId, digest.userId), BigInt(digest.t), convergeWithinMs)) continue;
      const differences = room?.head ? differencesOf(digest, reader, room, room.head) : ['there is no such room'];
      for (const difference of differences) yield `${client} in ${roomId}: ${difference}`;
    }
  },
};

function* differencesOf(
  { standing, messages, members }: DigestEvent,
  reader: Reader,
  room: RoomTruth,
  head: Standing,
): Generator<string> {
  const later = reader.events.slice(reader.eventsBeforeDigest);
  const last = later.findLast(isApplied)?.after ?? standing;
  if (last.epoch !== head.epoch || last.position !== head.position) {
    yield `it stands at ${last.position} of ${last.epoch}, the room at ${head.position} of ${head.epoch}`;
  }
  const truth = last === standing ? room : roomAt(room, standing.position);
  // Whoever holds nothing of a room in which something was written let go of too much.
  const from = messages[0]?.seq ?? 0;
  const rows = truth.messages.filter(({ seq }) => seq >= from);
  const length = Math.max(rows.length, messages.length);
  for (let at = 0; at < length; at += 1) {
    const [row, message] = [rows[at], messages[at]];
    if (row && message && messageText(row) === messageText(message)) continue;
    yield `${nth(at)} it shows ${message ? shown(message) : 'nothing'}, the table has ${row ? shown(row) : 'nothing'}`;
    break;
  }
  if (listsSeats(room)) {
    const seated = truth.seats.filter(({ leftAt }) => leftAt === null).map(({ userId }) => userId);
    const missing = seated.filter((userId) => !members.includes(userId));
    const extra = members.filter((userId) => !seated.includes(userId));
    if (missing.length > 0) yield `it does not show the seats of ${missing.join(', ')}`;
    if (extra.length > 0) yield `it shows seats that were left: ${extra.join(', ')}`;
  }
}

const nth = (at: number): string => `as message ${at + 1} of those it holds`;
