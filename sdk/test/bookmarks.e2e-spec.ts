import { describe, expect, it } from '@jest/globals';
import { password, register } from '../../api/test/support/account.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { Chat } from '../src/index.js';
import { makeChat, texts, until, watch } from './support/chats.js';

/** A room that two people sit in. */
async function pair(): Promise<{ key: string; ada: Chat; bo: Chat; id: string }> {
  const { key } = await makeTenant();
  const [ada, bo] = [makeChat({ key }), makeChat({ key })];
  const { id } = await ada.rooms.create({ type: 'private', name: 'Garden' });
  await ada.rooms.addMember(id, (await bo.session.me()).id);
  return { key, ada, bo, id };
}

const markedBy = (chat: Chat) => [...chat.bookmarks.ids.get()];

describe('bookmarks', () => {
  it('are put and taken away, listed with what they lead to, and known by their messages’ ids at once', async () => {
    const { ada, bo, id } = await pair();
    const room = watch(ada.room({ id }));
    const [first, second] = [await room.send('first'), await room.send('second')];
    bo.bookmarks.ids.subscribe(() => undefined);
    watch(bo.room({ id }));
    expect(await bo.bookmarks.add(first)).toMatchObject({ message: { id: first.id }, room: { id, name: 'Garden' } });
    await bo.bookmarks.add(second);
    await eventually(() => expect(markedBy(bo).sort()).toEqual([first.id, second.id].sort()));
    const { items, users, nextCursor } = await bo.bookmarks.list({ limit: 1 });
    expect(items.map(({ message }) => message.text)).toEqual(['second']);
    expect(users.map((user) => user.id)).toEqual([first.authorId]);
    const rest = await bo.bookmarks.list({ limit: 1, cursor: nextCursor ?? '' });
    expect(rest.items.map(({ message }) => message.text)).toEqual(['first']);
    for (const _ of [1, 2]) await bo.bookmarks.remove(second);
    expect(markedBy(bo)).toEqual([first.id]);
    expect(markedBy(ada)).toEqual([]);
    expect((await ada.bookmarks.list()).items).toEqual([]);
    await ada.room({ id }).delete(first);
    await expect(bo.bookmarks.add(first)).rejects.toMatchObject({ code: 'message_deleted' });
  });

  it('are known on each device from its next connection on, and nothing of them as somebody else', async () => {
    const tenant = await makeTenant();
    const at = { key: tenant.key, session: 'none' } as const;
    const [ada, elsewhere] = [makeChat(at), makeChat(at)];
    for (const username of ['ada-1', 'cy-1']) await register(tenant, { username });
    await ada.session.login({ login: 'ada-1', password });
    const lobby = watch(ada.room({ slug: 'lobby' }));
    const sent = await lobby.send('hello');
    await ada.bookmarks.add(sent);
    await elsewhere.session.login({ login: 'ada-1', password });
    elsewhere.bookmarks.ids.subscribe(() => undefined);
    watch(elsewhere.room({ slug: 'lobby' }));
    await eventually(() => expect(markedBy(elsewhere)).toEqual([sent.id]));
    await elsewhere.session.login({ login: 'cy-1', password });
    await eventually(() => expect(markedBy(elsewhere)).toEqual([]));
    expect((await elsewhere.bookmarks.list()).items).toEqual([]);
  });
});

describe('a message that is forwarded', () => {
  it('is said in the other room by who forwards it, with its words alone', async () => {
    const { ada, bo, id } = await pair();
    const { id: boId } = await bo.session.me();
    const first = await ada.room({ id }).send('who comes, @Bo?', { mentions: [boId] });
    const answer = await ada.room({ id }).send('and @Bo?', { mentions: [boId], replyTo: first });
    const other = await bo.rooms.create({ type: 'private', name: 'Elsewhere' });
    const there = watch(bo.room({ id: other.id }));
    const made = await bo.room({ id }).forward(answer, other.id);
    expect(made).toMatchObject({ roomId: other.id, authorId: boId, text: 'and @Bo?', mentions: [], replyTo: null });
    await until(there, ({ items }) => items.length === 1);
    expect(texts(there)).toEqual(['and @Bo?']);
    // Asked again after an answer that was lost, it is there once.
    for (const _ of [1, 2]) await bo.room({ id }).forward(answer, other.id, { clientId: 'twice' });
    await until(there, ({ items }) => items.length === 2);
    expect((await bo.rooms.get(other.id)).lastSeq).toBe(2);
  });

  it('is refused as any send is, and leaves nothing in the other room', async () => {
    const { ada, bo, id } = await pair();
    const room = watch(bo.room({ id }));
    const sent = await room.send('hello');
    const strange = await ada.rooms.create({ type: 'private', name: 'Hers alone' });
    await expect(room.forward(sent, strange.id)).rejects.toMatchObject({ code: 'room_not_found' });
    const quiet = await bo.rooms.create({ type: 'private', name: 'Over' });
    await bo.rooms.update(quiet.id, { archived: true });
    await expect(room.forward(sent, quiet.id)).rejects.toMatchObject({ code: 'forbidden' });
    await room.delete(sent);
    await until(room, ({ items }) => items[0]?.deletedAt !== null);
    const [gone] = room.timeline.get().items;
    if (!gone) throw new Error('the message has no place any more');
    const open = await bo.rooms.create({ type: 'private', name: 'Open' });
    await expect(room.forward(gone, open.id)).rejects.toMatchObject({ code: 'message_deleted' });
    expect((await bo.rooms.get(open.id)).lastSeq).toBe(0);
    expect(watch(bo.room({ id: quiet.id })).timeline.get().items).toEqual([]);
  });
});
