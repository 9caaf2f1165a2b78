import { describe, expect, it } from '@jest/globals';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { Chat, Room, RoomThread, ThreadTimeline } from '../src/index.js';
import { makeChat, texts, until, watch } from './support/chats.js';
import { until as untilStore } from './support/until.js';

/** Two people in one room, who both look at it. */
async function pair(): Promise<{ key: string; id: string; ada: Chat; bo: Chat; hers: Room; his: Room }> {
  const { key } = await makeTenant();
  const [ada, bo] = [makeChat({ key }), makeChat({ key })];
  await bo.session.me();
  const { id } = await ada.rooms.create({ type: 'public', name: 'Garden' });
  await bo.rooms.join(id);
  const [hers, his] = [watch(ada.room({ id })), watch(bo.room({ id }))];
  for (const room of [hers, his]) await until(room, ({ status, member }) => status === 'ready' && member !== null);
  return { key, id, ada, bo, hers, his };
}

/** The thread as soon as it is so. */
const untilThread = (thread: RoomThread, isSo: (timeline: ThreadTimeline) => boolean): Promise<ThreadTimeline> =>
  untilStore(thread.timeline, isSo, 20_000);
const open = (thread: RoomThread): RoomThread => {
  thread.timeline.subscribe(() => undefined);
  return thread;
};
const said = (thread: RoomThread): string[] => thread.timeline.get().items.map(({ text }) => text);

describe('a thread', () => {
  it('is no part of the room’s timeline, whose message counts it, live for all', async () => {
    const { hers, his } = await pair();
    const root = await hers.send('who comes?');
    const thread = open(hers.thread(root));
    expect(hers.thread(root)).toBe(thread);
    expect(hers.thread({ id: 'reply', threadId: root.id })).toBe(thread);
    await untilThread(thread, ({ status }) => status === 'ready');
    const sending = his.thread(root).send('me');
    await until(his, ({ items }) => items.length === 1);
    expect(texts(his)).toEqual(['who comes?']);
    const answer = await sending;
    expect(answer).toMatchObject({ threadId: root.id, text: 'me' });
    await his.send('beside');
    for (const room of [hers, his]) {
      const { items } = await until(room, (it) => it.items.length === 2 && it.items[0]?.thread?.count === 1);
      expect(items.map(({ text }) => text)).toEqual(['who comes?', 'beside']);
      expect(items[0]?.thread).toEqual({ count: 1, lastSeq: answer.seq });
    }
    const shown = await untilThread(thread, ({ items }) => items.length === 1);
    expect(shown).toMatchObject({ hasBefore: false, root: { id: root.id, thread: { count: 1 } } });
    expect(shown.users[answer.authorId]).toBeDefined();
    await his.edit(answer, 'me too');
    await untilThread(thread, ({ items }) => items[0]?.text === 'me too');
    await hers.react(answer, '👍');
    await untilThread(thread, ({ items }) => items[0]?.reactions[0]?.count === 1);
    await his.delete(answer);
    await untilThread(thread, ({ items, root: of }) => !!items[0]?.deletedAt && of?.thread?.count === 1);
  });

  it('shows what is sent at once, in the order of sending with the room, and a refusal where it was written', async () => {
    const { hers } = await pair();
    const root = await hers.send('root');
    const thread = open(hers.thread(root));
    await untilThread(thread, ({ status }) => status === 'ready');
    const all = [thread.send('one'), hers.send('two'), thread.send('three', { replyTo: root })];
    expect(thread.timeline.get().items.map(({ text, status }) => [text, status])).toEqual([
      ['one', 'sending'],
      ['three', 'sending'],
    ]);
    expect(texts(hers)).toEqual(['root', 'two']);
    const sent = await Promise.all(all);
    expect(sent.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    await untilThread(thread, ({ items }) => items.every(({ status }) => status === 'sent'));
    expect(said(thread)).toEqual(['one', 'three']);
    const [inside] = sent;
    if (!inside) throw new Error('nothing was sent');
    await expect(hers.send('deeper', { threadId: inside.id, clientId: 'deep' })).rejects.toMatchObject({
      code: 'already_in_thread',
    });
    expect(texts(hers)).toEqual(['root', 'two']);
    await hers.delete(root);
    await expect(thread.send('late', { clientId: 'late' })).rejects.toMatchObject({ code: 'message_deleted' });
    expect(thread.timeline.get().items.at(-1)).toMatchObject({ text: 'late', status: 'failed' });
    thread.discard('late');
    expect(said(thread)).toEqual(['one', 'three']);
  });

  it('is whole after a time away, for who looks at it, and page by page where it is older than what the room holds', async () => {
    const { key, id, ada, hers, his } = await pair();
    const root = await hers.send('root');
    for (let n = 0; n < 55; n += 1) await his.send(`${n}`, { threadId: root.id });
    for (let n = 0; n < 60; n += 1) await his.send(`beside ${n}`);
    const late = makeChat({ key });
    const room = watch(late.room({ id }));
    const { items } = await until(room, ({ status }) => status === 'ready');
    expect(items.some(({ id: of }) => of === root.id)).toBe(false);
    const thread = open(room.thread(root));
    const first = await untilThread(thread, ({ status }) => status === 'ready');
    expect(first.items.map(({ text }) => text)).toEqual(Array.from({ length: 50 }, (_, n) => `${n + 5}`));
    expect(first).toMatchObject({ hasBefore: true, readSeq: null, root: { thread: { count: 55 } } });
    await thread.loadBefore();
    expect(said(thread)).toEqual(Array.from({ length: 55 }, (_, n) => `${n}`));
    // Both what is older than the room's log here and what is new stay as the server has them.
    const [oldest] = thread.timeline.get().items;
    if (!oldest) throw new Error('nothing is there');
    await his.edit(oldest, 'edited');
    await untilThread(thread, (it) => it.items[0]?.text === 'edited');
    await ada.room({ id }).thread(root).send('new');
    await untilThread(thread, (it) => it.items.at(-1)?.text === 'new' && it.root?.thread?.count === 56);
    expect(said(thread)).toHaveLength(56);
  });

  it('is read by visitors, who have no pointer', async () => {
    const { key, id, hers, his } = await pair();
    const root = await hers.send('root');
    await his.thread(root).send('answer');
    const visitor = makeChat({ key, session: 'none' });
    const room = watch(visitor.room({ id }));
    await until(room, ({ items }) => items[0]?.thread?.count === 1);
    expect(texts(room)).toEqual(['root']);
    const thread = open(room.thread(root));
    await untilThread(thread, ({ items }) => items.length === 1);
    await thread.markRead();
    expect(thread.timeline.get().readSeq).toBeNull();
  });

  it('says why it cannot be read', async () => {
    const { hers } = await pair();
    const thread = open(hers.thread({ id: '01a1fdf1-0fd7-75c3-b479-545cdb8c6744' }));
    const { error } = await untilThread(thread, ({ status }) => status === 'error');
    expect(error).toMatchObject({ code: 'message_not_found' });
    thread.close();
  });
});

describe('what is unread in threads', () => {
  it('is marked on the message, for who follows the thread, until it was read', async () => {
    const { hers, his } = await pair();
    const [root, other] = [await hers.send('root'), await his.send('other')];
    const unread = (room: Room, isSo: (ids: ReadonlySet<string>) => boolean) =>
      new Promise<void>((resolve) => {
        const stop = room.unreadThreads.subscribe((ids) => {
          if (!isSo(ids)) return;
          queueMicrotask(() => stop());
          resolve();
        });
      });
    for (const room of [hers, his]) room.unreadThreads.subscribe(() => undefined);
    await his.thread(root).send('answer');
    await unread(hers, (ids) => ids.has(root.id));
    // Who wrote it has read it, and follows no other.
    await hers.send('in the other', { threadId: other.id });
    await unread(his, (ids) => ids.has(other.id) && !ids.has(root.id));
    expect((await hers.threads()).items.map((it) => [it.root.id, it.unreadCount])).toEqual([
      [other.id, 0],
      [root.id, 1],
    ]);
    const thread = open(hers.thread(root));
    await untilThread(thread, ({ items, readSeq }) => items.length === 1 && readSeq === root.seq);
    await thread.markRead();
    await unread(hers, (ids) => ids.size === 0);
    expect((await hers.threads()).items.every(({ unreadCount }) => unreadCount === 0)).toBe(true);
    await thread.markRead();
    const more = await his.thread(root).send('more');
    await unread(hers, (ids) => ids.has(root.id));
    await thread.markRead(more.seq);
    expect(thread.timeline.get().readSeq).toBe(more.seq);
  });

  it('is known anew by who comes back, and leaves the room’s own pointer to reach its end', async () => {
    const { key, id, hers, his, ada } = await pair();
    const root = await hers.send('root');
    const answer = await his.thread(root).send('answer');
    await until(hers, ({ room }) => room?.lastSeq === answer.seq);
    await hers.markRead();
    await until(hers, ({ member }) => member?.readSeq === answer.seq);
    const { items } = await hers.threads();
    expect(items).toMatchObject([{ readSeq: root.seq, unreadCount: 1 }]);
    // Another client of hers learns what is unread from the server.
    const again = ada.room({ id });
    expect(again.unreadThreads.get()).toBeInstanceOf(Set);
    expect(key).toBeTruthy();
  });
});
