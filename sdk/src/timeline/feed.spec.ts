import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelRoom } from '../../test/support/model-room.js';
import type { Change } from '../../test/support/model-room.js';
import type { Changes, Head, History } from '../contract/index.js';
import { answer, ask, emptyFeed, giveUp, isBehind, noteHead, receive } from './feed.js';
import type { Feed } from './feed.js';
import { addPage, dropPage, expectPage } from './pages.js';
import { createThreadCounter } from './threads.js';

const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ what: fc.constant('send' as const), by: fc.nat(3) }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constant('send' as const), by: fc.nat(3), root: fc.nat(40) }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constantFrom('edit', 'delete', 'pin', 'unpin' as const), target: fc.nat(40) }),
  },
  fc.record({
    what: fc.constantFrom('react', 'unreact' as const),
    target: fc.nat(40),
    by: fc.nat(3),
    emoji: fc.constantFrom('👍', '❤️'),
  }),
  fc.record({ what: fc.constant('join' as const), by: fc.nat(3) }),
  fc.constant({ what: 'rename' as const }),
  fc.record({ what: fc.constant('note' as const), by: fc.nat(3) }),
);

/** What may happen between a server and one reader, in any order. */
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('deliver', 'lose', 'repeat' as const), frame: fc.nat(5) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('ask', 'reach', 'answer', 'cut' as const) }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constantFrom('ask heads', 'heads', 'ask page', 'page', 'no page' as const) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('back up', 'restore', 'swap' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** One reader of a room over a network that loses, repeats and reorders. */
class Reader {
  feed: Feed = emptyFeed;
  readonly server: ModelRoom;
  #backup: ModelRoom['state'];
  #frames: Changes[] = [];
  #question: Parameters<ModelRoom['answer']>[0] | null = null;
  #answer: Changes | null = null;
  #heads: { head: Head; held: number } | null = null;
  #page: History | null = null;

  /** A room with some history, opened. @param pageSize messages of a reset */
  constructor(pageSize = 4) {
    this.server = new ModelRoom(6, pageSize);
    this.#backup = this.server.state;
    this.server.commit(Array.from({ length: pageSize + 8 }, () => ({ what: 'send', by: 1 })));
    for (const first of ['ask', 'reach', 'answer'] as const) this.take({ do: first });
  }

  take(it: Step): void {
    const { server } = this;
    if (it.do === 'commit') this.#frames.push(...[server.commit(it.changes)].filter((frame) => frame !== null));
    else if ('frame' in it) {
      const at = it.frame % Math.max(1, this.#frames.length);
      const frame = this.#frames[at];
      if (it.do !== 'repeat') this.#frames.splice(at, 1);
      if (frame && it.do !== 'lose') this.feed = receive(this.feed, frame);
    } else if (it.do === 'ask' && !this.feed.isAsking) ({ feed: this.feed, question: this.#question } = ask(this.feed));
    else if (it.do === 'reach' && this.#question) {
      this.#answer = server.answer(this.#question);
      this.#question = null;
    } else if (it.do === 'answer' && this.#answer) {
      this.feed = answer(this.feed, this.#answer);
      this.#answer = null;
    } else if (it.do === 'cut') this.#cut();
    else if (it.do === 'ask heads') {
      const { epoch, position } = server.state;
      this.#heads = { head: { roomId: server.roomId, epoch, position }, held: this.feed.log.position };
    } else if (it.do === 'heads' && this.#heads) {
      this.feed = noteHead(this.feed, this.#heads.head, this.#heads.held);
      this.#heads = null;
    } else if (it.do === 'ask page') {
      // A page names no epoch: what one of another history brings goes with the reset that follows.
      if (this.#page || !this.feed.log.hasBefore || this.feed.log.epoch !== server.state.epoch) return;
      this.#page = server.page(this.feed.log.messages[0]?.seq ?? Infinity, 3);
      this.feed = { ...this.feed, log: expectPage(this.feed.log) };
    } else if ((it.do === 'page' || it.do === 'no page') && this.#page) {
      this.feed = {
        ...this.feed,
        log: it.do === 'page' ? addPage(this.feed.log, this.#page) : dropPage(this.feed.log),
      };
      this.#page = null;
    } else if (it.do === 'back up') this.#backup = server.state;
    else if (it.do === 'restore') {
      // A server that comes up from a backup has no old connection.
      this.#cut();
      server.restore(this.#backup);
    }
  }

  /** Everything under way is answered, nothing else happens any more. */
  settle(): void {
    for (const rest of ['reach', 'answer', 'page', 'ask heads', 'heads'] as const) this.take({ do: rest });
    for (let i = 0; i < 3 && (isBehind(this.feed) || this.feed.log.epoch === null); i++) {
      for (const rest of ['ask', 'reach', 'answer'] as const) this.take({ do: rest });
    }
  }

  #cut(): void {
    if (this.feed.isAsking) this.feed = giveUp(this.feed);
    this.#frames = [];
    this.#question = this.#answer = this.#heads = null;
  }
}

/** A room of few messages, and one of so many that the oldest are let go of. */
const rooms = [
  { of: 'few messages', pageSize: 4, numRuns: 1_000 },
  { of: 'many messages', pageSize: 498, numRuns: 50 },
];

describe.each(rooms)('a feed of $of', ({ pageSize, numRuns }) => {
  it('ends where the server is, whatever was lost, repeated, reordered, cut or restored', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const reader = new Reader(pageSize);
        for (const it of steps) reader.take(it);
        reader.settle();
        const { log } = reader.feed;
        const { epoch, position, messages, members, room } = reader.server.state;
        const floor = log.messages[0]?.seq ?? 1;
        expect(log).toMatchObject({ epoch, position, members, hasBefore: floor > 1 });
        // The threads, too: what their roots are drawn with is what the server counts.
        expect(createThreadCounter()(log.messages)).toEqual(messages.filter(({ seq }) => seq >= floor));
        expect(log.room).toMatchObject({ name: room.name, lastSeq: messages.length, position });
        expect(isBehind(reader.feed)).toBe(false);
      }),
      { numRuns },
    );
  });

  it('shows at every moment a part of the log without holes, of committed versions of one history, and never goes back', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const reader = new Reader(pageSize);
        for (const it of steps) {
          const before = reader.feed.log;
          reader.take(it);
          const { log } = reader.feed;
          if (log.epoch === before.epoch) expect(log.position).toBeGreaterThanOrEqual(before.position);
          if (log === before) continue;
          log.messages.forEach((message, i) => {
            expect(message.seq).toBe((log.messages[0]?.seq ?? 0) + i);
            const committed = reader.server.versions.get(`${log.epoch}/${message.id}/${message.position}`);
            expect({ ...message, thread: null }).toEqual({ ...committed, thread: null });
            const older = before.messages.find(({ id }) => id === message.id);
            if (older && log.epoch === before.epoch) expect(message.position).toBeGreaterThanOrEqual(older.position);
          });
          if (log.epoch !== reader.server.state.epoch) continue;
          // Each root counts exactly what hangs on it up to the message that it names as the last one.
          for (const { id, thread } of createThreadCounter()(log.messages)) {
            const replies = reader.server.state.messages.filter(({ threadId }) => threadId === id);
            const upTo = replies.filter(({ seq }) => seq <= (thread?.lastSeq ?? 0));
            expect(thread).toEqual(upTo.length > 0 ? { count: upTo.length, lastSeq: upTo.at(-1)?.seq } : null);
          }
        }
      }),
      { numRuns: numRuns / 2 },
    );
  });
});

describe('a feed', () => {
  it('applies frames that came before the first answer after it', () => {
    const server = new ModelRoom(6, 4);
    server.commit([{ what: 'send', by: 1 }]);
    const asked = ask(emptyFeed);
    const first = server.answer(asked.question);
    const frame = server.commit([{ what: 'send', by: 2 }]) as Changes;
    const feed = answer(receive(asked.feed, frame), first);
    expect(feed.log.messages.map(({ seq }) => seq)).toEqual([1, 2]);
    expect(isBehind(feed)).toBe(false);
  });

  it('asks with its position and the message that changed last', () => {
    const server = new ModelRoom(6, 4);
    server.commit([
      { what: 'send', by: 1 },
      { what: 'send', by: 1 },
      { what: 'edit', target: 0 },
    ]);
    const feed = answer(ask(emptyFeed).feed, server.answer({}));
    const anchor = { messageId: 'message-1', position: 3 };
    expect(ask(feed).question).toEqual({ epoch: 'epoch-1', position: 3, anchor });
  });

  it('starts afresh when the head is lower than the position it held when it asked', () => {
    const server = new ModelRoom(6, 4);
    server.commit([
      { what: 'send', by: 1 },
      { what: 'send', by: 1 },
    ]);
    const feed = answer(ask(emptyFeed).feed, server.answer({}));
    const lost = noteHead(feed, { roomId: 'room', epoch: 'epoch-1', position: 1 }, 2);
    expect(isBehind(lost)).toBe(true);
    expect(ask(lost).question).toEqual({});
  });

  it('starts afresh rather than mix two histories when an answer neither resets nor continues', () => {
    const server = new ModelRoom(6, 4);
    server.commit([{ what: 'send', by: 1 }]);
    const feed = answer(ask(emptyFeed).feed, server.answer({}));
    const foreign = { ...server.answer({}), reset: false, after: 5, position: 9 };
    const next = answer(ask(feed).feed, foreign);
    expect(next.log).toBe(feed.log);
    expect(ask(next).question).toEqual({});
  });

  it('takes a head that another reader was told before the frame came as a reason to ask', () => {
    const server = new ModelRoom(6, 4);
    server.commit([{ what: 'send', by: 1 }]);
    const feed = answer(ask(emptyFeed).feed, server.answer({}));
    expect(isBehind(noteHead(feed, { roomId: 'room', epoch: 'epoch-1', position: 2 }, 1))).toBe(true);
    expect(isBehind(noteHead(feed, { roomId: 'room', epoch: 'epoch-1', position: 1 }, 1))).toBe(false);
  });

  it('takes a frame with nothing in it, at a position it does not stand at, as a reason to ask', () => {
    const server = new ModelRoom(6, 4);
    server.commit([{ what: 'send', by: 1 }]);
    const feed = answer(ask(emptyFeed).feed, server.answer({}));
    const empty = (position: number, epoch = 'epoch-1'): Changes => ({
      ...{ roomId: 'room', epoch, after: position, position, reset: false },
      ...{ messages: [], members: [], room: null, users: [] },
    });
    expect(receive(feed, empty(1))).toBe(feed);
    expect(isBehind(receive(feed, empty(0)))).toBe(false);
    expect(isBehind(receive(feed, empty(0, 'restored')))).toBe(true);
    const behind = receive(feed, empty(400));
    expect(behind.log).toBe(feed.log);
    expect(isBehind(behind)).toBe(true);
    for (let i = 1; i < 400; i++) server.commit([{ what: 'send', by: 1 }]);
    const next = ask(behind);
    const caughtUp = answer(next.feed, server.answer(next.question));
    expect(caughtUp.log.position).toBe(400);
    expect(caughtUp.held).toEqual([]);
    expect(isBehind(caughtUp)).toBe(false);
  });

  it('asks for what it could not hold when a burst comes during one answer', () => {
    const server = new ModelRoom(1_000, 4);
    server.commit([{ what: 'send', by: 1 }]);
    const asked = ask(emptyFeed);
    const first = server.answer(asked.question);
    let feed = asked.feed;
    for (let i = 0; i < 400; i++) feed = receive(feed, server.commit([{ what: 'send', by: 1 }]) as Changes);
    feed = answer(feed, first);
    expect(feed.log.position).toBe(257);
    expect(isBehind(feed)).toBe(true);
    const next = ask(feed);
    feed = answer(next.feed, server.answer(next.question));
    expect(feed.log.position).toBe(401);
    expect(isBehind(feed)).toBe(false);
  });
});
