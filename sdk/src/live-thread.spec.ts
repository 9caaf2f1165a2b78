import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ModelRoom } from '../test/support/model-room.js';
import type { Change } from '../test/support/model-room.js';
import type { Connection, ConnectionListener } from './connection.js';
import type { Changes, ThreadHistory } from './contract/index.js';
import { LiveThread } from './live-thread.js';
import type { LiveRoom } from './room.js';
import type { SessionKeeper } from './session-keeper.js';
import { createStore } from './store.js';
import { answer, ask, emptyFeed, isBehind, receive } from './timeline/feed.js';
import { emptyTimeline } from './timeline/view.js';
import type { Timeline } from './timeline/view.js';

const rootId = 'message-1';
/** Targets are taken modulo what there is: low ones are the root and what is old. */
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ what: 'send' as const, by: 1, root: 0 }) },
  { weight: 2, arbitrary: fc.constant({ what: 'send' as const, by: 2 }) },
  { weight: 3, arbitrary: fc.record({ what: fc.constantFrom('edit', 'pin', 'unpin' as const), target: fc.nat(12) }) },
  fc.record({ what: fc.constant('delete' as const), target: fc.integer({ min: 1, max: 12 }) }),
);
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('commit' as const),
      changes: fc.array(change, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('deliver', 'deliver', 'lose' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('sync', 'serve', 'page', 'before', 'fail' as const) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('leave', 'come' as const) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** More than a page was missed, and somebody scrolls up while the newest one is read anew. */
const readAnewFromAbove: Step[] = [
  { do: 'page' },
  { do: 'commit', changes: Array.from({ length: 4 }, () => ({ what: 'send', by: 1, root: 0 })) },
  ...([{ do: 'lose' }, { do: 'sync' }, { do: 'before' }, { do: 'page' }] as const),
];

interface Asked {
  readonly before: number;
  readonly resolve: (page: ThreadHistory) => void;
  readonly reject: (error: Error) => void;
  page?: ThreadHistory;
}

/** A thread over a network that loses frames, and whose pages are read at one moment and come at another. */
class Reader {
  readonly server: ModelRoom;
  readonly thread: LiveThread;
  #feed = emptyFeed;
  #frames: Changes[] = [];
  #asked: Asked[] = [];
  #listener: ConnectionListener | null = null;
  readonly #timeline = createStore<Timeline>({ ...emptyTimeline, status: 'ready' });
  #stop: (() => void) | null = null;

  /** @param pageSize messages of a reset: how much of the room is held at first */
  constructor(pageSize: number) {
    this.server = new ModelRoom(6, pageSize);
    this.server.commit([{ what: 'send', by: 1 }]);
    for (let n = 0; n < 6; n += 1)
      this.server.commit([
        { what: 'send', by: 1, root: 0 },
        { what: 'send', by: 2 },
      ]);
    const log = () => this.#feed.log;
    const room = { roomId: 'room', timeline: this.#timeline } as unknown as LiveRoom;
    Object.defineProperty(room, 'log', { get: log });
    const call = ({ query }: { query: { before?: number } }) =>
      new Promise((resolve, reject) => this.#asked.push({ before: query.before ?? Infinity, resolve, reject }));
    const session = { get: () => ({ user: null }), call } as unknown as SessionKeeper;
    const attach = (listener: ConnectionListener) => {
      this.#listener = listener;
      return () => (this.#listener = null);
    };
    this.thread = new LiveThread(rootId, room, session, { attach, link: {} } as unknown as Connection, {
      pointerOf: () => undefined,
      note: () => undefined,
      draw: (it) => it,
      outbox: () => [],
    });
    this.#sync();
    this.come();
  }

  come(): void {
    this.#stop ??= this.thread.timeline.subscribe(() => undefined);
  }

  take(it: Step): void {
    if (it.do === 'commit') this.#frames.push(...[this.server.commit(it.changes)].filter((frame) => frame !== null));
    else if (it.do === 'lose') this.#frames.shift();
    else if (it.do === 'deliver') {
      const frame = this.#frames.shift();
      if (!frame) return;
      // First the room, then the others, in the order in which they came.
      this.#show(receive(this.#feed, frame));
      this.#listener?.onFrame?.(frame);
    } else if (it.do === 'sync') this.#sync();
    else if (it.do === 'serve') for (const asked of this.#asked) asked.page ??= this.#page(asked.before);
    else if (it.do === 'page') this.#settle((asked) => asked.resolve(asked.page ?? this.#page(asked.before)));
    else if (it.do === 'fail') this.#settle((asked) => asked.reject(new TypeError('no network')));
    else if (it.do === 'before') void this.thread.loadBefore().catch(() => undefined);
    else if (it.do === 'come') this.come();
    else {
      this.#stop?.();
      this.#stop = null;
    }
  }

  /** Whether an answer is waited for. */
  get isAsking(): boolean {
    return this.#asked.length > 0;
  }

  #settle(how: (asked: Asked) => void): void {
    for (const asked of this.#asked.splice(0)) how(asked);
  }

  #show(feed: typeof emptyFeed): void {
    const isOther = feed.log !== this.#feed.log;
    this.#feed = feed;
    if (isOther) this.#timeline.set({ ...this.#timeline.get() });
  }

  #sync(): void {
    do {
      const { feed, question } = ask(this.#feed);
      this.#show(answer(feed, this.server.answer(question)));
    } while (isBehind(this.#feed));
  }

  #page(before: number): ThreadHistory {
    const { messages } = this.server.state;
    const older = messages.filter(({ threadId, seq }) => threadId === rootId && seq < before);
    const items = older.slice(-3);
    const root = messages.find(({ id }) => id === rootId);
    if (!root) throw new Error('no root');
    return {
      root,
      items,
      hasBefore: older.length > items.length,
      hasAfter: before !== Infinity,
      users: [],
      readSeq: null,
    };
  }
}

const soon = async (): Promise<void> => {
  for (let n = 0; n < 8; n += 1) await Promise.resolve();
};

describe.each([3, 9, 50])('a thread of a room that holds %d messages at first', (pageSize) => {
  it('ends with the end of the thread without a hole, each message and the count as the server has them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 50 }), async (steps) => {
        const reader = new Reader(pageSize);
        for (const it of steps) {
          reader.take(it);
          await soon();
        }
        // Everything is answered, and nothing else happens any more.
        reader.come();
        reader.take({ do: 'sync' });
        await soon();
        for (let n = 0; n < 5 && reader.isAsking; n += 1) {
          reader.take({ do: 'page' });
          await soon();
        }
        // What could not be read is asked for again on the next connection.
        reader.thread.onStatus();
        await soon();
        if (reader.isAsking) reader.take({ do: 'page' });
        await soon();
        const { root, items, hasBefore } = reader.thread.timeline.get();
        const { messages } = reader.server.state;
        const replies = messages.filter(({ threadId }) => threadId === rootId);
        expect(root).toMatchObject(messages[0] as object);
        expect(items.length).toBeGreaterThan(0);
        const plain = items.map(({ status: _status, own: _own, key: _key, ...message }) => message);
        expect(plain).toEqual(replies.slice(-items.length));
        expect(hasBefore).toBe(items.length < replies.length);
      }),
      { numRuns: 400, examples: [[readAnewFromAbove]] },
    );
  });
});
