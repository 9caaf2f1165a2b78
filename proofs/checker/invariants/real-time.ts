import { keyOf, named, type Send } from '../sends.js';
import type { History } from '../history.js';
import type { Invariant } from './invariant.js';

/**
 * A send that was acknowledged before another was invoked has the smaller seq, whoever made them; so has the one issued
 * first of two that went out on one connection and were acknowledged there.
 */
export const realTime: Invariant = {
  id: 'I5',
  title: 'real time',
  *violations(history) {
    const written = writtenOf(history);
    const inRooms = groupBy(written, ({ send }) => send.roomId);
    for (const sends of inRooms.values()) {
      const spans = sends.map(({ send, seq, begunAt }) => ({
        send,
        seq,
        begunAt,
        precedesFrom: acknowledgedAt(send),
      }));
      for (const [first, then] of inversions(spans)) {
        yield `${named(first.send)} was acknowledged as seq ${first.seq} before ${named(then.send)} was invoked, seq ${then.seq}`;
      }
    }
    for (const spans of onConnections(written).values()) {
      for (const [first, then] of inversions(spans)) {
        yield `${named(first.send)}, seq ${first.seq}, was issued before ${named(then.send)}, seq ${then.seq}, on one connection`;
      }
    }
  },
};

/** A send that became a message, whether or not its author learned of it. */
interface Written {
  readonly send: Send;
  readonly seq: number;
  readonly begunAt: bigint;
}

/** A send, and from when on another that begins must come behind it. */
interface Span extends Written {
  /** None = nothing is behind it for sure. */
  readonly precedesFrom: bigint | undefined;
}

function writtenOf({ sends, rooms }: History): Written[] {
  const seqs = new Map<string, number>();
  for (const { roomId, messages } of rooms.values()) {
    for (const message of messages) seqs.set(keyOf({ ...message, roomId }), message.seq);
  }
  return sends.flatMap((send) => {
    const seq = seqs.get(keyOf(send));
    const begunAt = send.attempts[0]?.invokedAt;
    return seq === undefined || begunAt === undefined ? [] : { send, seq, begunAt };
  });
}

function acknowledgedAt({ attempts }: Send): bigint | undefined {
  const ends = attempts.filter(({ outcome }) => outcome === 'ok').map(({ endedAt }) => endedAt);
  return ends.length === 0 ? undefined : ends.reduce((a, b) => (a < b ? a : b));
}

/**
 * What was issued on each connection of a room and acknowledged there. A later one only counts as later when it had not
 * been tried anywhere before: that try may have been written.
 */
function onConnections(written: readonly Written[]): Map<string, Span[]> {
  const spans = new Map<string, Span[]>();
  for (const one of written) {
    for (const { connection, outcome, invokedAt } of one.send.attempts) {
      if (connection === null || outcome !== 'ok') continue;
      const key = `${one.send.roomId} ${connection}`;
      spans.set(key, [...(spans.get(key) ?? []), { ...one, precedesFrom: invokedAt }]);
    }
  }
  return spans;
}

/** Sends that have a smaller seq than one which precedes them, each with that one. */
function* inversions(spans: readonly Span[]): Generator<[Span, Span]> {
  const inOrder = (a: bigint, b: bigint): number => (a < b ? -1 : a > b ? 1 : 0);
  const ended = spans
    .filter(({ precedesFrom }) => precedesFrom !== undefined)
    .sort((a, b) => inOrder(a.precedesFrom ?? 0n, b.precedesFrom ?? 0n));
  const begun = [...spans].sort((a, b) => inOrder(a.begunAt, b.begunAt));
  let at = 0;
  let largest: Span | undefined;
  for (const span of begun) {
    for (let next = ended[at]; next && (next.precedesFrom ?? 0n) < span.begunAt; next = ended[at]) {
      if (!largest || next.seq > largest.seq) largest = next;
      at += 1;
    }
    if (largest && largest.seq > span.seq) yield [largest, span];
  }
}

function groupBy<Item>(items: readonly Item[], toKey: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = toKey(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
