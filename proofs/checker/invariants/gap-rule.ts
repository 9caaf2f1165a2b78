import type { AnswerEvent, FrameEvent, GapEvent, SeenChanges, Standing } from '../../history/events.js';
import { byPerson, isNotBack } from '../exclusions.js';
import { isApplied, type Reader } from '../history.js';
import { RoomChanges } from '../room-changes.js';
import type { Invariant } from './invariant.js';

/**
 * A client applies a batch only when it continues what the client holds, and its position never falls within an epoch; a
 * batch is whole, an answer also up to a position not older than was asked, or it is a reset to the newest page; and
 * whoever noticed a gap asks, until there is none, or until they are kept out of the room.
 */
export const gapRule: Invariant = {
  id: 'I7',
  title: 'gap rule',
  *violations({ readers, rooms, exclusions, run: { convergeWithinMs } }) {
    const exclusionsOf = byPerson(exclusions);
    const changesOf = new Map([...rooms].map(([roomId, room]) => [roomId, new RoomChanges(room)]));
    for (const reader of readers) {
      const where = `${reader.client} in ${reader.roomId}`;
      for (const violation of violationsOf(reader, changesOf.get(reader.roomId))) yield `${where}: ${violation}`;
      const { digest } = reader;
      if (!digest?.isConnected) continue;
      if (isNotBack(exclusionsOf(reader.roomId, digest.userId), BigInt(digest.t), convergeWithinMs)) continue;
      for (const violation of openEnds(reader, digest.standing)) yield `${where}: ${violation}`;
    }
  },
};

function* violationsOf(reader: Reader, truth: RoomChanges | undefined): Generator<string> {
  let last: Standing = { epoch: null, position: 0 };
  for (const event of reader.events) {
    if (event.kind === 'gap') continue;
    const { before, after } = event;
    if (before.epoch !== null && (before.epoch !== last.epoch || before.position > last.position)) {
      yield `it came from ${last.position} to ${before.position}${epochs(last, before)}, and nobody knows how`;
    }
    for (const standing of [before, after]) {
      if (standing.epoch === last.epoch && standing.position < last.position) {
        yield `its position fell from ${last.position} to ${standing.position}`;
      }
      last = standing;
    }
    if (isApplied(event)) yield* applied(event);
    if (event.kind === 'answer') yield* answered(event);
    yield* own(event.changes);
    if (truth && (event.kind === 'answer' || event.decision === 'applied')) yield* whole(event.changes, truth);
  }
}

function* applied({ changes, before, after }: FrameEvent | AnswerEvent): Generator<string> {
  const isNext = changes.epoch === before.epoch && changes.after === before.position;
  if (!changes.reset && !isNext) yield `it applied ${span(changes)} at ${before.position}${epochs(changes, before)}`;
  if (after.epoch !== changes.epoch || after.position !== changes.position) {
    yield `it stands at ${after.position} after it applied ${span(changes)}${epochs(changes, after)}`;
  }
}

function* answered({ asked, changes }: AnswerEvent): Generator<string> {
  const { epoch, position = 0 } = asked;
  const isOlder = changes.epoch === epoch && changes.position < position;
  if (isOlder) yield `it asked at ${position} and the answer goes up to ${changes.position}`;
  if (!changes.reset && (changes.epoch !== epoch || changes.after !== position)) {
    yield `it asked at ${epoch === undefined ? 'no position' : position} and was answered ${span(changes)}`;
  }
}

/** Nothing newer than it says that it is, and nothing twice. What was known before may come again. */
function* own(changes: SeenChanges): Generator<string> {
  const positions = [...changes.messages, ...changes.members].map(({ position }) => position).filter((at) => at > 0);
  const newer = positions.find((position) => position > changes.position);
  if (newer !== undefined) yield `what came as ${span(changes)} holds position ${newer}`;
  const twice = positions.find((position, at) => positions.indexOf(position) !== at);
  if (twice !== undefined) yield `what came as ${span(changes)} holds position ${twice} twice`;
}

function* whole(changes: SeenChanges, truth: RoomChanges): Generator<string> {
  if (changes.reset) {
    if (!truth.isNewestPage(changes)) yield `its reset at ${changes.position} holds other messages than the newest`;
    return;
  }
  const missing = truth.missingIn(changes);
  if (missing !== undefined) yield `what came as ${span(changes)} lacks position ${missing}`;
}

/** What the client noticed and did not mend, although it was connected. */
function* openEnds(reader: Reader, standing: Standing): Generator<string> {
  const events = reader.events.slice(0, reader.eventsBeforeDigest);
  const gap = events.findLast((event): event is GapEvent => event.kind === 'gap');
  const isAnswered = gap && events.slice(events.indexOf(gap)).some(({ kind }) => kind === 'answer');
  if (gap && !isAnswered) yield `it noticed a gap at ${gap.before.position} and had no answer`;
  const ahead = events.findLast(
    (event): event is FrameEvent =>
      event.kind === 'frame' && event.changes.epoch === standing.epoch && event.changes.position > standing.position,
  );
  if (ahead) yield `it received ${span(ahead.changes)} and stands at ${standing.position}`;
}

const span = ({ after, position, reset }: SeenChanges): string =>
  reset ? `a reset to ${position}` : `(${after}, ${position}]`;

const epochs = ({ epoch }: Pick<Standing, 'epoch'>, standing: Standing): string =>
  epoch === standing.epoch ? '' : ` of ${standing.epoch}, which is of ${epoch}`;
