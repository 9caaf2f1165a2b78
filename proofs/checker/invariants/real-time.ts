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
    for (const sends of groupBy(written, ({ send }) => send.roomId).values()) {
      for (const [first, then] of inversions(sends.flatMap(acknowledged), sends.map(begun))) {
        yield `${told(first)} was acknowledged before ${told(then)} was invoked`;
      }
    }
    for (const issued of onConnections(written)) {
      const alone = issued.filter(({ isAlone }) => isAlone);
      for (const [first, then] of inversions(issued, alone)) {
        yield `${told(first)} was issued before ${told(then)} on one connection`;
      }
    }
  },
};

/** A send that became a message, whether or not its author learned of it. */
interface Written {
  readonly send: Send;
  readonly seq: number;
}

/** The same at the moment that its order is judged by. */
interface Moment extends Written {
  readonly at: bigint;
}

function writtenOf({ sends, rooms }: History): Written[] {
  const seqs = new Map<string, number>();
  for (const { roomId, messages } of rooms.values()) {
    for (const message of messages) seqs.set(keyOf({ ...message, roomId }), message.seq);
  }
  return sends.flatMap((send) => {
    const seq = seqs.get(keyOf(send));
    return seq === undefined ? [] : { send, seq };
  });
}

const begun = (written: Written): Moment => ({ ...written, at: written.send.attempts[0]?.invokedAt ?? 0n });

/** From its first acknowledgement on whatever begins comes behind it. */
function acknowledged(written: Written): Moment[] {
  const ends = written.send.attempts.filter(({ outcome }) => outcome === 'ok').map(({ endedAt }) => endedAt);
  return ends.length === 0 ? [] : [{ ...written, at: ends.reduce((a, b) => (a < b ? a : b)) }];
}

/**
 * What was issued on each connection of a room and acknowledged there. It is alone when nothing else may have written it
 * by then: a try on another way, before or at the same time, may have overtaken what this connection carries.
 */
function onConnections(written: readonly Written[]): (Moment & { readonly isAlone: boolean })[][] {
  const issued = written.flatMap(({ send, seq }) =>
    send.attempts.flatMap((attempt) => {
      const { connection, outcome, invokedAt, endedAt } = attempt;
      if (connection === null || outcome !== 'ok') return [];
      const isAlone = send.attempts.every(
        (other) => other === attempt || other.outcome === 'fail' || other.invokedAt > endedAt,
      );
      return { send, seq, at: invokedAt, isAlone, key: `${send.roomId} ${connection}` };
    }),
  );
  return [...groupBy(issued, ({ key }) => key).values()];
}

/** Each that has a smaller seq than one which precedes it, with that one. */
function* inversions(preceding: readonly Moment[], following: readonly Moment[]): Generator<[Moment, Moment]> {
  const inTime = (a: Moment, b: Moment): number => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0);
  const first = [...preceding].sort(inTime);
  let at = 0;
  let largest: Moment | undefined;
  for (const then of [...following].sort(inTime)) {
    for (let next = first[at]; next && next.at < then.at; next = first[at]) {
      if (!largest || next.seq > largest.seq) largest = next;
      at += 1;
    }
    if (largest && largest.seq > then.seq) yield [largest, then];
  }
}

const told = ({ send, seq }: Written): string => `${named(send)}, seq ${seq},`;

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
