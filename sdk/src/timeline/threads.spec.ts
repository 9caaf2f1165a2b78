import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { message } from '../../test/support/model-room.js';
import type { Message } from '../contract/index.js';
import { acknowledge, enqueue } from './outbox.js';
import type { Outbox } from './outbox.js';
import { countThread, createThreadCounter, mergeThread } from './threads.js';
import { emptyLog } from './log.js';
import { createView } from './view.js';

const at = (seq: number, given: Partial<Message> = {}): Message => ({
  ...message({ id: `m${seq}`, seq, position: seq, authorId: 'user-1', clientId: `c${seq}` }),
  ...given,
});
const reply = (seq: number, threadId = 'm1'): Message => at(seq, { threadId });

describe('a thread’s root', () => {
  it('counts what came after its own figures, whatever is held of what came before', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { maxLength: 30 }), fc.nat(30), fc.nat(30), (isReply, readAt, heldFrom) => {
        const log = isReply.map((one, n) => (one ? reply(n + 2) : at(n + 2)));
        const replies = log.filter(({ threadId }) => threadId === 'm1');
        // The root as it was read once `readAt` messages were there, and the messages that are held since `heldFrom`, no later.
        const then = replies.filter(({ seq }) => seq <= readAt + 1);
        const figures = then.length > 0 ? { count: then.length, lastSeq: then.at(-1)?.seq ?? 0 } : null;
        const held = log.slice(Math.min(heldFrom, readAt));
        const { thread } = countThread(at(1, { thread: figures }), held);
        const all = replies.length > 0 ? { count: replies.length, lastSeq: replies.at(-1)?.seq } : null;
        expect(thread).toEqual(all);
      }),
    );
  });

  it('stays the same object while nothing is new, and so does what it is drawn as', () => {
    const root = at(1, { thread: { count: 2, lastSeq: 3 } });
    expect(countThread(root, [reply(2), reply(3)])).toBe(root);
    const count = createThreadCounter();
    const stale = at(1);
    const [first] = count([stale, reply(2)]);
    expect(first?.thread).toEqual({ count: 1, lastSeq: 2 });
    const [again, , beside] = count([stale, reply(2), at(3)]);
    expect(again).toBe(first);
    expect(beside).toEqual(at(3));
    expect(count([stale, reply(2), at(3), reply(4)])[0]?.thread).toEqual({ count: 2, lastSeq: 4 });
    const plain = [at(1), at(2)];
    expect(count(plain)).toBe(plain);
  });

  it('far above counts what came since it was read, which only the log has', () => {
    const count = createThreadCounter();
    const past = [at(1, { thread: { count: 2, lastSeq: 3 } }), reply(2), reply(3), at(4)];
    const log = [at(300), reply(301)];
    expect(count(past, log)[0]?.thread).toEqual({ count: 3, lastSeq: 301 });
    expect(count(past, [...log, reply(302)])[0]?.thread).toEqual({ count: 4, lastSeq: 302 });
    expect(count(past, log)).toHaveLength(4);
  });

  it('counts what was deleted in it still', () => {
    const gone = { ...reply(2), text: '', deletedAt: 'now', position: 9 };
    expect(countThread(at(1), [gone]).thread).toEqual({ count: 1, lastSeq: 2 });
  });
});

describe('the messages of a thread', () => {
  it('keep the version that changed last, in order, and the same list while nothing is new', () => {
    const held = [reply(2), reply(5)];
    expect(mergeThread(held, [{ ...reply(5) }, reply(2)])).toBe(held);
    const edited = { ...reply(2), position: 9, text: 'edited' };
    expect(mergeThread(held, [reply(3), edited])).toEqual([edited, reply(3), reply(5)]);
    expect(mergeThread([edited], [reply(2)])).toEqual([edited]);
  });

  it('are not in the room’s timeline, nor what is being sent there', () => {
    const log = { ...emptyLog, messages: [at(1), reply(2), at(3), reply(4, 'm3')] };
    const rest = {
      status: 'ready',
      error: null,
      loadingBefore: false,
      hasAfter: false,
      exists: true,
      peerBlocked: false,
    } as const;
    const createdAt = '2026-01-01T00:00:00.000Z';
    const here = enqueue([], { clientId: 'a', text: 'here', createdAt });
    const outbox = enqueue(here, { clientId: 'b', text: 'there', createdAt, threadId: 'm1' });
    const keysOf = (sending: Outbox) =>
      createView()({ ...rest, log, outbox: sending, user: null }).items.map(({ key, seq }) => `${key} ${seq}`);
    expect(keysOf(outbox)).toEqual(['m1 1', 'm3 3', 'a 0']);
    const both = acknowledge(acknowledge(outbox, 'b', reply(6)), 'a', at(5));
    expect(keysOf(both)).toEqual(['m1 1', 'm3 3', 'm5 5']);
  });
});
