import { describe, expect, it } from '@jest/globals';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { Chat, Room, TimelineItem } from '../src/index.js';
import { makeChat, until, watch } from './support/chats.js';

/** Two people in one room, who both look at it. */
async function pair(): Promise<{ key: string; ada: Chat; bo: Chat; hers: Room; his: Room; boId: string }> {
  const { key } = await makeTenant();
  const [ada, bo] = [makeChat({ key }), makeChat({ key })];
  const { id: boId } = await bo.session.me();
  const { id } = await ada.rooms.create({ type: 'public', name: 'Garden' });
  await bo.rooms.join(id);
  const [hers, his] = [watch(ada.room({ id })), watch(bo.room({ id }))];
  for (const room of [hers, his]) await until(room, ({ status, member }) => status === 'ready' && member !== null);
  return { key, ada, bo, hers, his, boId };
}

const last = (room: Room) => room.timeline.get().items.at(-1) as TimelineItem;

describe('messages that are there', () => {
  it('are answered: the answer names what it answers, which is found however long ago it was', async () => {
    const { key, hers, his, boId } = await pair();
    const first = await hers.send('who comes?');
    await until(his, ({ items }) => items.length === 1);
    const answer = await his.send('me', { replyTo: last(his), mentions: [boId] });
    const replyTo = { messageId: first.id, seq: first.seq };
    expect(answer).toMatchObject({ replyTo, mentions: [boId] });
    await until(hers, ({ items }) => items[1]?.replyTo?.messageId === first.id);
    for (let n = 0; n < 60; n += 1) await hers.send(`${n}`);
    const late = watch(makeChat({ key }).room({ id: first.roomId }));
    await until(late, ({ status, items }) => status === 'ready' && items.length === 50);
    expect(await late.messageAt(answer.seq)).toMatchObject({
      message: { id: answer.id, text: 'me' },
      author: { id: boId },
    });
    expect(late.timeline.get().items).toHaveLength(50);
    expect(await late.loadTo(first.seq)).toBe(true);
    expect(late.timeline.get().items[0]).toMatchObject({ id: first.id });
    expect(await late.loadTo(0)).toBe(false);
    await expect(late.messageAt(10_000)).rejects.toMatchObject({ code: 'message_not_found' });
    const gone = { id: '01a1fdf1-0fd7-75c3-b479-545cdb8c6744', seq: 1 };
    await expect(hers.send('to nobody', { replyTo: gone })).rejects.toMatchObject({ code: 'message_not_found' });
  });

  it('are edited and deleted by their author, and all who look see it', async () => {
    const { hers, his } = await pair();
    const sent = await hers.send('helo');
    await until(his, ({ items }) => items.length === 1);
    const edited = await hers.edit(sent, 'hello', { position: sent.position });
    expect(edited).toMatchObject({ id: sent.id, text: 'hello', editedAt: expect.any(String) });
    for (const room of [hers, his]) await until(room, ({ items }) => items[0]?.text === 'hello');
    await expect(hers.edit(last(hers), 'late', { position: sent.position })).rejects.toMatchObject({ code: 'stale' });
    await expect(his.edit(sent, 'mine')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(his.delete(sent)).rejects.toMatchObject({ code: 'forbidden' });
    expect((await hers.versions(sent)).items.map(({ text }) => text)).toEqual(['helo']);
    for (const _ of [1, 2]) await hers.delete(sent);
    for (const room of [hers, his]) await until(room, ({ items }) => !!items[0]?.deletedAt && items[0].text === '');
    await expect(hers.edit(sent, 'back')).rejects.toMatchObject({ code: 'message_deleted' });
  });

  it('show a reaction at once, and then as the server has it, however it was written', async () => {
    const { hers, his, boId } = await pair();
    const sent = await hers.send('hello');
    await until(his, ({ items }) => items.length === 1);
    const reacting = his.react(last(his), '❤');
    expect(last(his).reactions).toEqual([{ emoji: '❤\uFE0F', count: 1, userIds: [boId] }]);
    expect((await reacting).reactions).toEqual(last(his).reactions);
    await until(hers, ({ items }) => items[0]?.reactions[0]?.count === 1);
    const both = hers.react(sent, '❤\uFE0F');
    expect(last(hers).reactions[0]?.count).toBe(2);
    await both;
    await until(his, ({ items }) => items[0]?.reactions[0]?.count === 2);
    const taken = his.unreact(sent, '❤');
    expect(last(his).reactions[0]?.count).toBe(1);
    expect((await taken).reactions[0]?.count).toBe(1);
    await until(hers, ({ items }) => items[0]?.reactions[0]?.count === 1);
  });

  it('show no more what was refused', async () => {
    const { ada, hers, his, bo, boId } = await pair();
    const sent = await hers.send('hello');
    await until(his, ({ items }) => items.length === 1);
    const before = last(his);
    const refused = his.react(sent, 'no emoji');
    expect(last(his).reactions).toHaveLength(1);
    await expect(refused).rejects.toMatchObject({ code: 'validation_failed' });
    expect(last(his)).toBe(before);
    await bo.rooms.leave(sent.roomId);
    await until(hers, ({ members }) => !members[boId]);
    await expect(his.react(sent, '👍')).rejects.toMatchObject({ code: 'not_member' });
    expect(last(his).reactions).toEqual([]);
    await ada.close();
    await expect(hers.react(sent, '👍')).rejects.toThrow();
  });

  it('end as they were toggled last, however fast', async () => {
    const { hers, his, boId } = await pair();
    const sent = await hers.send('hello');
    await until(his, ({ items }) => items.length === 1);
    const toggles = Array.from({ length: 11 }, (_, n) => (n % 2 ? his.unreact(sent, '👍') : his.react(sent, '👍')));
    expect(last(his).reactions).toEqual([{ emoji: '👍', count: 1, userIds: [boId] }]);
    await Promise.all(toggles);
    const { position } = await his.react(sent, '👍');
    for (const room of [hers, his]) {
      const { items } = await until(room, (timeline) => timeline.items[0]?.position === position);
      expect(items[0]?.reactions).toEqual([{ emoji: '👍', count: 1, userIds: [boId] }]);
    }
  });

  it('are pinned and listed, by those who may', async () => {
    const { hers, his } = await pair();
    const [one, two] = [await hers.send('one'), await hers.send('two')];
    await expect(his.pin(one)).rejects.toMatchObject({ code: 'forbidden' });
    for (const message of [one, two]) expect((await hers.pin(message)).pinnedAt).not.toBeNull();
    await until(his, ({ items }) => items.every(({ pinnedAt }) => pinnedAt !== null));
    const first = await his.pins({ limit: 1 });
    expect(first.items.map(({ id }) => id)).toEqual([two.id]);
    const { items, nextCursor } = await his.pins({ cursor: first.nextCursor ?? '' });
    expect([items.map(({ id }) => id), nextCursor]).toEqual([[one.id], null]);
    await hers.unpin(two);
    await until(his, (timeline) => timeline.items[1]?.pinnedAt === null);
  });

  it('are found by the slug of their room, too', async () => {
    const { key } = await makeTenant();
    const room = makeChat({ key }).room({ slug: 'lobby' });
    expect(await room.pins()).toEqual({ items: [], users: [], nextCursor: null });
  });
});
