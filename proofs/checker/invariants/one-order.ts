import type { SeenChanges, SeenMember, SeenMessage } from '../../history/events.js';
import { type History, isApplied, type Reader } from '../history.js';
import { memberText, messageText, shown } from '../versions.js';
import type { Invariant } from './invariant.js';

/**
 * Two readers that applied the same changes applied them in the same order, with the same content, and a message has one
 * seq everywhere. The order is that of positions: whoever applied each batch above all before it agrees with everybody who
 * did.
 */
export const oneOrder: Invariant = {
  id: 'I4',
  title: 'one order',
  *violations(history) {
    yield* seqsOf(history);
    const contents = new Map<string, Content>();
    for (const reader of history.readers) {
      let order = emptyOrder;
      for (const event of reader.events) {
        if (!isApplied(event)) continue;
        const { changes } = event;
        yield* contentsOf(reader, changes, contents);
        if (changes.reset || changes.epoch !== order.epoch) order = startOf(changes);
        const positions = [...changes.messages, ...changes.members].map(({ position }) => position).filter(isTold);
        const late = positions.find((position) => position <= order.newest && !isKnown(order, position));
        if (late !== undefined) {
          yield `${reader.client} applied position ${late} after ${order.newest} in ${reader.roomId}`;
        }
        for (const position of positions) order.applied.add(position);
        order.newest = Math.max(order.newest, ...positions);
      }
    }
  },
};

/** What a client applied of an epoch. */
interface Order {
  readonly epoch: string;
  /** A reset stands for everything up to its position, whatever of it it names. */
  readonly resetAt: number;
  readonly applied: Set<number>;
  newest: number;
}

const emptyOrder: Order = { epoch: '', resetAt: 0, applied: new Set(), newest: 0 };

const startOf = ({ epoch, reset, position }: SeenChanges): Order => {
  const resetAt = reset ? position : 0;
  return { epoch, resetAt, applied: new Set(), newest: resetAt };
};

/** What comes again changes nothing, and so no order. */
const isKnown = ({ resetAt, applied }: Order, position: number): boolean =>
  position <= resetAt || applied.has(position);

interface Content {
  readonly text: string;
  readonly client: string;
}

const isTold = (position: number): boolean => position > 0;

/** Compares what stands at each position with what others were told stands there. */
function* contentsOf(
  { client }: Reader,
  { roomId, epoch, messages, members }: SeenChanges,
  contents: Map<string, Content>,
): Generator<string> {
  const texts = [
    ...messages.map((message: SeenMessage) => [message.position, messageText(message)] as const),
    ...members
      .filter(({ position }) => isTold(position))
      .map((seat: SeenMember) => [seat.position, memberText(seat)] as const),
  ];
  for (const [position, text] of texts) {
    const key = `${roomId} ${epoch} ${position}`;
    const known = contents.get(key);
    if (!known) contents.set(key, { text, client });
    else if (known.text !== text) {
      yield `${client} and ${known.client} applied different changes at position ${position} of ${roomId}`;
    }
  }
}

/** Every place where a message has a seq: acknowledgements, what was received, what is shown, and the tables. */
function* seqsOf({ sends, changes, readers, rooms }: History): Generator<string> {
  const seqs = new Map<string, number>();
  const check = function* (message: SeenMessage, where: string): Generator<string> {
    const known = seqs.get(message.id);
    if (known === undefined) seqs.set(message.id, message.seq);
    else if (known !== message.seq) yield `${where} has ${shown(message)}, which elsewhere has seq ${known}`;
  };
  for (const { messages } of rooms.values()) for (const row of messages) yield* check(row, 'the table');
  for (const { attempts } of sends) {
    for (const { message, client } of attempts) if (message) yield* check(message, `an answer to ${client}`);
  }
  for (const { message, client } of changes) if (message) yield* check(message, `an answer to ${client}`);
  for (const { client, events, digest } of readers) {
    for (const event of events) {
      if (event.kind !== 'gap') for (const message of event.changes.messages) yield* check(message, client);
    }
    for (const message of digest?.messages ?? []) yield* check(message, client);
  }
}
