import type { SeenMember, SeenMessage } from '../../history/events.js';
import type { History } from '../history.js';
import { memberText, messageText, shown } from '../versions.js';
import type { Invariant } from './invariant.js';

/** Whatever anybody was shown was committed in exactly that version, and was there when it was looked up at once. */
export const committedOnly: Invariant = {
  id: 'I6',
  title: 'committed only',
  *violations(history) {
    for (const { client, roomId, messageId, isThere } of history.probes) {
      if (!isThere) yield `${client} was told of ${messageId} in ${roomId}, which was not there when it looked`;
    }
    const committed = committedVersions(history);
    const isCommitted = (roomId: string, text: string): boolean => committed.get(roomId)?.has(text) ?? false;
    for (const { client, roomId, message } of messagesShown(history)) {
      if (!isCommitted(roomId, messageText(message))) yield `${client} was shown ${shown(message)}, never committed`;
    }
    for (const { client, roomId, seat } of seatsShown(history)) {
      if (!isCommitted(roomId, memberText(seat))) {
        yield `${client} was shown the seat of ${seat.userId} at position ${seat.position}, never committed`;
      }
    }
  },
};

function committedVersions({ rooms }: History): Map<string, Set<string>> {
  return new Map(
    [...rooms.values()].map(({ roomId, messageVersions, seatVersions }) => [
      roomId,
      new Set([...messageVersions.map(messageText), ...seatVersions.map(memberText)]),
    ]),
  );
}

function* messagesShown(history: History): Generator<{ client: string; roomId: string; message: SeenMessage }> {
  for (const { roomId, attempts } of history.sends) {
    for (const { client, message } of attempts) if (message) yield { client, roomId, message };
  }
  for (const { client, roomId, messages } of history.pages) {
    for (const message of messages) yield { client, roomId, message };
  }
  for (const { client, roomId, message } of history.changes) if (message) yield { client, roomId, message };
  for (const { client, roomId, events, digest } of history.readers) {
    for (const event of events) {
      if (event.kind === 'gap') continue;
      for (const message of event.changes.messages) yield { client, roomId, message };
    }
    for (const message of digest?.messages ?? []) yield { client, roomId, message };
  }
}

function* seatsShown({ readers }: History): Generator<{ client: string; roomId: string; seat: SeenMember }> {
  for (const { client, roomId, events } of readers) {
    for (const event of events) {
      if (event.kind === 'gap') continue;
      for (const seat of event.changes.members) yield { client, roomId, seat };
    }
  }
}
