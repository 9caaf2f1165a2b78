import { randomUUID } from 'node:crypto';
import { beforeAll, describe, expect, it } from '@jest/globals';
import type { Message } from '../../api/src/messages/message.schema.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { TestTenant, TestUser } from '../../api/test/support/tenant.js';
import type { Room } from '../src/index.js';
import { makeChat, until, watch } from './support/chats.js';

/** Messages of the room before anybody comes, and so many of them are live then. */
const [written, live] = [420, 50];

let tenant: TestTenant;
let ana: TestUser;
let roomId: string;
let messages: Message[];

/** Something that Ana does from elsewhere. */
const say = async (text: string): Promise<Message> =>
  (await ana.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, { clientId: randomUUID(), text })).body;
const change = (method: string, message: Message, body?: object) =>
  ana.rest<Message>(method, `/v1/rooms/${roomId}/messages/${message.id}`, body);

beforeAll(async () => {
  tenant = await makeTenant();
  ana = await tenant.guest('Ana');
  roomId = (await ana.rest<{ id: string }>('POST', '/v1/rooms', { type: 'public', name: 'Archive' })).body.id;
  messages = [];
  for (let n = 0; n < written; n += 20) {
    const some = Array.from({ length: 20 }, (_, at) => say(`text ${n + at}`));
    messages.push(...(await Promise.all(some)));
  }
  messages.sort((a, b) => a.seq - b.seq);
});

async function reader(): Promise<Room> {
  const chat = makeChat({ key: tenant.key });
  await chat.rooms.join(roomId);
  const room = watch(chat.room({ id: roomId }));
  await until(room, ({ status, items }) => status === 'ready' && items.length >= live);
  return room;
}
const seqs = (room: Room): number[] => room.timeline.get().items.map(({ seq }) => seq);
const isWhole = (all: readonly number[]): boolean => all.every((seq, n) => n === 0 || seq === (all[n - 1] ?? 0) + 1);
const at = (seq: number): Message => messages[seq - 1] as Message;

describe('a message far above', () => {
  it('is shown among those around it, alone, from where one goes on to either end', async () => {
    const room = await reader();
    expect(await room.loadTo(60)).toBe(true);
    expect(room.timeline.get()).toMatchObject({ hasBefore: true, hasAfter: true });
    expect(seqs(room)).toContain(60);
    expect(seqs(room).length).toBeLessThanOrEqual(100);
    await Promise.all([room.loadBefore(), room.loadBefore()]);
    expect(room.timeline.get()).toMatchObject({ hasBefore: false, hasAfter: true, loadingBefore: false });
    expect(seqs(room)[0]).toBe(1);
    while (room.timeline.get().hasAfter) await Promise.all([room.loadAfter(), room.loadAfter()]);
    // It has met what is live: one list again, as if all of it had been loaded from below.
    expect(isWhole(seqs(room))).toBe(true);
    expect(seqs(room).at(-1)).toBe(room.timeline.get().room?.lastSeq);
    expect(seqs(room)[0]).toBe(1);
    const news = await say('news');
    await until(room, ({ items }) => items.at(-1)?.id === news.id);
    await room.loadAfter();
    expect(isWhole(seqs(room))).toBe(true);
  });

  it('changes as it does for everybody, also while it is on its way', async () => {
    const room = await reader();
    const [edited, gone, later] = [at(30), at(31), at(160)];
    const looked = room.loadTo(edited.seq);
    await change('PATCH', edited, { text: 'edited' });
    expect(await looked).toBe(true);
    await until(room, ({ items }) => items.find(({ id }) => id === edited.id)?.text === 'edited');
    await change('DELETE', gone);
    await until(room, ({ items }) => !!items.find(({ id }) => id === gone.id)?.deletedAt);
    // Below what is shown, where a page is asked for afterwards.
    await change('PATCH', later, { text: 'later' });
    while (!seqs(room).includes(later.seq)) await room.loadAfter();
    expect(room.timeline.get().items.find(({ id }) => id === later.id)?.text).toBe('later');
    await room.react(at(32), '👍');
    expect(room.timeline.get().items.find(({ id }) => id === at(32).id)?.reactions).toMatchObject([{ count: 1 }]);
  });

  it('is left again for the newest ones, by whoever wants to, or writes', async () => {
    const room = await reader();
    await room.loadTo(40);
    const unseen = await say('unseen');
    room.showNewest();
    await until(room, ({ items, hasAfter }) => !hasAfter && items.at(-1)?.id === unseen.id);
    await room.loadTo(41);
    expect(room.timeline.get().hasAfter).toBe(true);
    const sending = room.send('here');
    await until(room, ({ items, hasAfter }) => !hasAfter && items.at(-1)?.text === 'here');
    await sending;
    expect(isWhole(seqs(room))).toBe(true);
    // One that is near is loaded in the usual way.
    await room.loadTo(42);
    const near = (room.timeline.get().room?.lastSeq ?? 0) - live - 20;
    expect(await room.loadTo(near)).toBe(true);
    expect(room.timeline.get().hasAfter).toBe(false);
    expect(seqs(room)).toContain(near);
    expect(isWhole(seqs(room))).toBe(true);
  });

  it('is the one that was asked for last, without a hole, whatever comes late', async () => {
    const room = await reader();
    await room.loadTo(170);
    const late = [room.loadAfter(), room.loadBefore()];
    expect(await room.loadTo(20)).toBe(true);
    await Promise.all(late);
    expect(seqs(room)).toContain(20);
    expect(isWhole(seqs(room))).toBe(true);
    const [, isThere] = await Promise.all([room.loadTo(105), room.loadTo(165)]);
    expect(isThere).toBe(true);
    expect(seqs(room)).toContain(165);
    const left = room.loadBefore();
    room.showNewest();
    expect(await room.loadTo(100)).toBe(true);
    await left;
    expect(seqs(room)).toContain(100);
    while (room.timeline.get().hasAfter) await room.loadAfter();
    expect(isWhole(seqs(room))).toBe(true);
  });

  it('that is not there leaves everything as it is', async () => {
    const room = await reader();
    const before = seqs(room);
    expect(await room.loadTo(0)).toBe(false);
    expect(seqs(room)).toEqual(before);
    expect(room.timeline.get().hasAfter).toBe(false);
    await room.loadTo(50);
    const shown = seqs(room);
    expect(await room.loadTo(-3).catch(() => false)).toBe(false);
    expect(seqs(room)).toEqual(shown);
    expect(room.timeline.get().hasAfter).toBe(true);
  });

  it('is nothing of the next person’s', async () => {
    const chat = makeChat({ key: tenant.key });
    const room = watch(chat.room({ id: roomId }));
    await until(room, ({ items }) => items.length >= live);
    await room.loadTo(45);
    await chat.session.logout();
    await chat.session.guest();
    await until(room, ({ status, items, hasAfter }) => status === 'ready' && !hasAfter && items.length >= live);
    expect(seqs(room)).not.toContain(45);
  });
});
