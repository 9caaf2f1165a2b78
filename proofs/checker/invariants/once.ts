import type { RoomTruth } from '../room-truth.js';
import { keyOf, named, type Send } from '../sends.js';
import type { Invariant } from './invariant.js';

/** One author's clientId in a room is at most one row ever, with one answer, and none when every attempt was refused. */
export const once: Invariant = {
  id: 'I2',
  title: 'once',
  *violations({ sends, rooms }) {
    const written = new Map<string, Set<string>>();
    for (const room of rooms.values()) gather(room, written);
    for (const [key, ids] of written) {
      if (ids.size > 1) yield `${key.replaceAll(' ', '/')} was written ${ids.size} times: ${[...ids].join(', ')}`;
    }
    for (const send of sends) {
      yield* answersOf(send);
      const isRefused = send.attempts.every(({ outcome }) => outcome === 'fail');
      if (isRefused && written.has(keyOf(send))) yield `${named(send)} was refused every time, and written`;
    }
  },
};

/** The ids that each key ever had. */
function gather({ roomId, messages, messageVersions }: RoomTruth, written: Map<string, Set<string>>): void {
  for (const { id, authorId, clientId } of [...messageVersions, ...messages]) {
    const key = keyOf({ roomId, authorId, clientId });
    written.set(key, (written.get(key) ?? new Set()).add(id));
  }
}

function* answersOf(send: Send): Generator<string> {
  const answers = send.attempts.flatMap(({ message }) => message ?? []);
  const [first] = answers;
  const other = answers.find(({ id, seq }) => id !== first?.id || seq !== first.seq);
  if (first && other) {
    yield `${named(send)} was answered as ${first.id}, seq ${first.seq}, and as ${other.id}, seq ${other.seq}`;
  }
  const foreign = answers.find(({ clientId, authorId }) => clientId !== send.clientId || authorId !== send.authorId);
  if (foreign) yield `${named(send)} was answered with ${foreign.id}, which is ${foreign.authorId}/${foreign.clientId}`;
}
