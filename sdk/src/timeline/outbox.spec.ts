import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { message, ModelRoom } from '../../test/support/model-room.js';
import type { Changes, Message, User } from '../contract/index.js';
import { ChatError } from '../errors.js';
import { answer, ask, emptyFeed, receive } from './feed.js';
import type { Feed } from './feed.js';
import { applyChanges, emptyLog } from './log.js';
import { acknowledge, discard, enqueue, nextToSend, reassign, restore, settle, update } from './outbox.js';
import type { Outbox, UnsentMessage } from './outbox.js';
import { createView } from './view.js';
import type { Timeline } from './view.js';

const me = 'user-0';
const user: User = { id: me, kind: 'guest', username: null, displayName: me, avatarUrl: null };
const outgoing = (clientId: string) => ({
  clientId,
  text: `text of ${clientId}`,
  createdAt: '2026-01-01T00:00:00.000Z',
});
const draw = (feed: Feed, outbox: Outbox): Timeline =>
  createView()({
    log: feed.log,
    outbox,
    user,
    status: 'ready',
    error: null,
    loadingBefore: false,
    hasAfter: false,
    exists: true,
    peerBlocked: false,
  });

const step = fc.record({
  do: fc.constantFrom('send', 'reach', 'reach', 'ack', 'lose ack', 'deliver', 'lose', 'other', 'sync' as const),
});

/** One sender: what it sent, what the server committed, and what came back of that. */
class Sender {
  feed: Feed = emptyFeed;
  outbox: Outbox = [];
  readonly sent: string[] = [];
  readonly committed: Message[] = [];
  readonly server = new ModelRoom(1_000, 1_000);
  #frames: (Changes | null)[] = [];
  #ack: Message | null = null;

  constructor() {
    this.take('sync');
  }

  take(what: string): void {
    if (what === 'send') {
      this.sent.push(`mine-${this.sent.length}`);
      this.outbox = enqueue(this.outbox, outgoing(this.sent.at(-1) ?? ''));
    } else if (what === 'reach' && !this.#ack) {
      const next = nextToSend(this.outbox);
      if (!next) return;
      this.#frames.push(this.server.commit([{ what: 'send', by: 0, clientId: next.clientId }]));
      this.#ack = this.server.state.messages.find((it) => it.clientId === next.clientId) ?? null;
    } else if (what === 'ack' && this.#ack) {
      this.outbox = acknowledge(this.outbox, this.#ack.clientId, this.#ack);
      this.#ack = null;
    } else if (what === 'lose ack') this.#ack = null;
    else if (what === 'other') this.#frames.push(this.server.commit([{ what: 'send', by: 1 }]));
    else if (what === 'deliver' || what === 'lose') {
      const frame = this.#frames.shift();
      if (frame && what === 'deliver') this.feed = receive(this.feed, frame);
    } else if (what === 'sync') {
      const { feed, question } = ask(this.feed);
      this.feed = answer(feed, this.server.answer(question));
    }
    const settled = settle(this.outbox, this.feed.log, me);
    this.outbox = settled.outbox;
    this.committed.push(...settled.committed);
  }
}

describe('an outbox', () => {
  it('shows each own message exactly once from the moment it is sent, whatever the order of ack and change', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const sender = new Sender();
        for (const it of steps) {
          sender.take(it.do);
          const { items } = draw(sender.feed, sender.outbox);
          expect(items.filter(({ own }) => own).map(({ key }) => key)).toEqual(sender.sent);
          const shown = items.map(({ seq }) => seq).filter((seq) => seq > 0);
          expect(shown).toEqual([...shown].sort((a, b) => a - b));
          expect(items.map(({ seq }) => seq).slice(shown.length)).toEqual(items.slice(shown.length).map(() => 0));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('sends everything in order and ends empty, with the server holding each message once', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const sender = new Sender();
        for (const it of steps) sender.take(it.do);
        while (nextToSend(sender.outbox)) for (const rest of ['reach', 'ack'] as const) sender.take(rest);
        sender.take('sync');
        expect(sender.outbox).toEqual([]);
        const mine = sender.server.state.messages.filter(({ authorId }) => authorId === me);
        expect(mine.map(({ clientId }) => clientId)).toEqual(sender.sent);
      }),
      { numRuns: 300 },
    );
  });

  it('lets the next message go when one has failed, and keeps the failed one where it was', () => {
    let outbox = enqueue(enqueue([], outgoing('a')), outgoing('b'));
    outbox = update(outbox, 'a', { status: 'failed', error: new ChatError({ code: 'muted', status: 403 }) });
    expect(nextToSend(outbox)?.clientId).toBe('b');
    expect(draw(emptyFeed, outbox).items.map(({ key, status }) => [key, status])).toEqual([
      ['a', 'failed'],
      ['b', 'sending'],
    ]);
  });

  it('moves a message that is sent again behind those that wait', () => {
    let outbox = enqueue(enqueue([], outgoing('a')), outgoing('b'));
    outbox = enqueue(update(outbox, 'a', { status: 'failed' }), outgoing('a'));
    expect(outbox.map(({ clientId, status }) => [clientId, status])).toEqual([
      ['b', 'sending'],
      ['a', 'sending'],
    ]);
  });

  it('takes back what was not sent as failed, before what is on its way, and nothing that is there', () => {
    const error = new ChatError({ code: 'interrupted' });
    const outbox = restore(enqueue([], outgoing('b')), [outgoing('a'), outgoing('b')], error);
    expect(outbox.map(({ clientId, status }) => [clientId, status])).toEqual([
      ['a', 'failed'],
      ['b', 'sending'],
    ]);
  });

  it('lets go of what it took back once the log has it', () => {
    const server = new ModelRoom(10, 10);
    server.commit([{ what: 'send', by: 0, clientId: 'a' }]);
    const log = applyChanges(emptyLog, server.answer({}));
    const outbox = restore([], [outgoing('a'), outgoing('b')], new ChatError({ code: 'interrupted' }));
    expect(settle(outbox, log, me).outbox.map(({ clientId }) => clientId)).toEqual(['b']);
  });

  it('takes back what a timeline showed of it, and nothing that is of the try before', () => {
    const shown = { ...outgoing('a'), authorId: '', threadId: null, replyTo: null, retryAtMs: 1, seq: 0 };
    const error = new ChatError({ code: 'interrupted' });
    const [taken] = restore([], [shown as unknown as UnsentMessage], error);
    const none = { replyTo: undefined, threadId: undefined, mentions: undefined };
    expect(taken).toStrictEqual({ ...outgoing('a'), ...none, status: 'failed', error });
  });

  it('shows nobody what another one had not sent', () => {
    const outbox = restore([], [{ ...outgoing('a'), authorId: 'user-9' }], new ChatError({ code: 'interrupted' }));
    expect(draw(emptyFeed, outbox).items).toEqual([]);
    expect(draw(emptyFeed, reassign(outbox, 'user-9', me)).items).toMatchObject([{ key: 'a', status: 'failed' }]);
  });

  it('shows nothing twice that is in a part of the history, where the log does not reach', () => {
    const server = new ModelRoom(10, 10);
    server.commit([{ what: 'send', by: 0, clientId: 'a' }]);
    const log = applyChanges(emptyLog, server.answer({}));
    const outbox = restore([], [outgoing('a'), outgoing('b')], new ChatError({ code: 'interrupted' }));
    expect(draw({ ...emptyFeed, log }, outbox).items.map(({ key, status }) => [key, status])).toEqual([
      ['a', 'sent'],
      ['b', 'failed'],
    ]);
  });

  it('does not turn an acknowledged message into a failed one', () => {
    const sent = message({ id: 'm', seq: 1, position: 1, authorId: me, clientId: 'a' });
    const outbox = acknowledge(enqueue([], outgoing('a')), 'a', sent);
    expect(update(outbox, 'a', { status: 'failed' })).toEqual(outbox);
    expect(discard(outbox, 'a')).toEqual([]);
  });

  it("does not take another author's message with the same clientId for its own", () => {
    const server = new ModelRoom(10, 10);
    server.commit([{ what: 'send', by: 1, clientId: 'a' }]);
    const log = applyChanges(emptyLog, server.answer({}));
    const outbox = enqueue([], outgoing('a'));
    expect(settle(outbox, log, me)).toEqual({ outbox, committed: [] });
    const keys = draw({ ...emptyFeed, log }, outbox).items.map(({ key }) => key);
    expect(keys).toEqual(['message-1', 'a']);
  });

  it('recognises its message by the author who first tried it, after another has signed in', () => {
    const server = new ModelRoom(10, 10);
    server.commit([{ what: 'send', by: 0, clientId: 'a' }]);
    const log = applyChanges(emptyLog, server.answer({}));
    const outbox = enqueue([], { ...outgoing('a'), authorId: me });
    expect(settle(outbox, log, 'user-9').outbox).toEqual([]);
  });

  it('recognises what a guest sent who has become the person of this session, and nothing of another one', () => {
    const server = new ModelRoom(10, 10);
    server.commit([{ what: 'send', by: 0, clientId: 'a' }]);
    const log = applyChanges(emptyLog, server.answer({}));
    const byGuest = enqueue(enqueue([], { ...outgoing('a'), authorId: 'guest' }), {
      ...outgoing('b'),
      authorId: 'other',
    });
    expect(settle(byGuest, log, me).outbox).toEqual(byGuest);
    expect(reassign(byGuest, undefined, me)).toEqual(byGuest);
    const own = reassign(byGuest, 'guest', me);
    expect(own.map(({ authorId }) => authorId)).toEqual([me, 'other']);
    expect(settle(own, log, me)).toEqual({ outbox: own.slice(1), committed: log.messages });
  });

  it('drops an acknowledged message that a reset has left on an older page', () => {
    const server = new ModelRoom(1, 2);
    server.commit([{ what: 'send', by: 0, clientId: 'a' }]);
    const outbox = acknowledge(enqueue([], outgoing('a')), 'a', server.state.messages[0] as Message);
    server.commit(Array.from({ length: 5 }, () => ({ what: 'send', by: 1 })));
    const log = applyChanges(emptyLog, server.answer({}));
    expect(settle(outbox, log, me)).toEqual({ outbox: [], committed: [] });
  });

  it('says that a failed message was committed after all when the log shows it', () => {
    const server = new ModelRoom(10, 10);
    server.commit([{ what: 'send', by: 0, clientId: 'a' }]);
    const log = applyChanges(emptyLog, server.answer({}));
    const outbox = update(enqueue([], outgoing('a')), 'a', { status: 'failed' });
    expect(settle(outbox, log, me)).toEqual({ outbox: [], committed: log.messages });
  });
});
