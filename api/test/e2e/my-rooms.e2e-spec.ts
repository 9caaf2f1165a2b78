import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../src/messages/message.schema.js';
import type { MyRoom, MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import type { ReadPointer } from '../../src/receipts/read.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

let sends = 0;
const send = async (user: TestUser, roomId: string, text = 'hello', mentions: string[] = []): Promise<Message> => {
  const clientId = `mine-${(sends += 1)}`;
  return (await user.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, { clientId, text, mentions })).body;
};
const myRooms = async (user: TestUser): Promise<MyRoom[]> =>
  (await user.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items;
const read = (user: TestUser, roomId: string, seq: number) =>
  user.rest<ReadPointer>('PUT', `/v1/rooms/${roomId}/read`, { seq });

async function makeRooms(count: number, type = 'private') {
  const tenant = await makeTenant();
  const [ada, bo] = [await tenant.guest('Ada'), await tenant.guest('Bo')];
  const rooms: Room[] = [];
  for (let n = 0; n < count; n += 1) {
    const { body } = await ada.rest<Room>('POST', '/v1/rooms', { type, name: `Room ${n}` });
    await ada.rest('POST', `/v1/rooms/${body.id}/members`, { userId: bo.id });
    rooms.push(body);
  }
  return { tenant, ada, bo, rooms, ids: rooms.map(({ id }) => id) as [string, string, string] };
}

describe('my rooms', () => {
  it('are those that I sit in, the one with the newest message first, with what is unread in each', async () => {
    const { ada, bo, ids } = await makeRooms(3);
    const message = await send(ada, ids[1], 'first');
    await send(ada, ids[0]);
    await send(ada, ids[0], 'to you', [bo.id, bo.id]);
    const items = await myRooms(bo);
    expect(items.map(({ room }) => room.id)).toEqual([ids[0], ids[1], ids[2]]);
    expect(items.map(({ unreadCount, mentionCount }) => [unreadCount, mentionCount])).toEqual([
      [2, 1],
      [1, 0],
      [0, 0],
    ]);
    expect(items[1]).toMatchObject({
      room: { name: 'Room 1', lastSeq: 1, memberCount: 2 },
      member: { userId: bo.id, readSeq: 0, muted: false, pinned: false, markedUnread: false },
      lastMessage: message,
      author: ada.session.user,
      peer: null,
    });
    expect(items[2]).toMatchObject({ lastMessage: null, author: null });
    // Who writes has read what they wrote.
    expect((await myRooms(ada)).map(({ unreadCount }) => unreadCount)).toEqual([0, 0, 0]);
  });

  it('come page by page, each once, and a cursor is good for its caller only', async () => {
    const { ada, bo, ids } = await makeRooms(3);
    for (const id of ids) await send(ada, id);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: string = cursor ? `&cursor=${cursor}` : '';
      const { body } = await bo.rest<MyRoomPage>('GET', `/v1/me/rooms?limit=1${query}`);
      seen.push(...body.items.map(({ room }) => room.id));
      cursor = body.nextCursor;
      if (cursor) {
        const stolen = await ada.rest('GET', `/v1/me/rooms?cursor=${cursor}`);
        expect(stolen.body).toMatchObject({ code: 'validation_failed', errors: [{ path: '/cursor' }] });
      }
    } while (cursor);
    expect(seen).toEqual([...ids].reverse());
  });

  it.each(['', 'x', '1', '99999999999999999/019a0000-0000-7000-8000-000000000000', '1/x', '-1/1', '1e3/2'])(
    'refuse a cursor with the forged key %j',
    async (key) => {
      const tenant = await makeTenant();
      const ada = await tenant.guest();
      const forged = Buffer.from(JSON.stringify([`${tenant.id} ${ada.id} my-rooms`, key])).toString('base64url');
      const { body } = await ada.rest('GET', `/v1/me/rooms?cursor=${forged}`);
      expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: '/cursor' }] });
    },
  );

  it('lose a room that was left, taken away or deleted, and have it again when one comes back', async () => {
    const { ada, bo, ids } = await makeRooms(3);
    const listed = async () => new Set((await myRooms(bo)).map(({ room }) => room.id));
    await bo.rest('DELETE', `/v1/rooms/${ids[0]}/members/me`);
    await ada.rest('PUT', `/v1/rooms/${ids[1]}/bans/${bo.id}`);
    await ada.rest('DELETE', `/v1/rooms/${ids[2]}`);
    expect(await listed()).toEqual(new Set());
    await send(ada, ids[0], 'missed');
    await ada.rest('POST', `/v1/rooms/${ids[0]}/members`, { userId: bo.id });
    expect(await myRooms(bo)).toMatchObject([{ room: { id: ids[0] }, unreadCount: 0, lastMessage: { seq: 1 } }]);
  });

  it('leave out the direct room with somebody I block, whatever they write, until the block ends', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { id } = (await ada.rest<Room>('PUT', '/v1/rooms/direct', { userId: bo.id })).body;
    await send(ada, id);
    await ada.rest('PUT', `/v1/me/blocks/${bo.id}`);
    await send(bo, id);
    expect(await myRooms(ada)).toEqual([]);
    expect(await myRooms(bo)).toMatchObject([{ room: { id } }]);
    await ada.rest('DELETE', `/v1/me/blocks/${bo.id}`);
    expect(await myRooms(ada)).toMatchObject([{ room: { id }, unreadCount: 1 }]);
  });

  it('are nobody else’s: neither another user’s nor another tenant’s', async () => {
    const { tenant } = await makeRooms(2);
    expect(await myRooms(await tenant.guest())).toEqual([]);
    expect(await myRooms(await (await makeTenant()).guest())).toEqual([]);
    expect((await tenant.rest('GET', '/v1/me/rooms')).status).toBe(401);
    const server = await tenant.rest('GET', '/v1/me/rooms', { bearer: tenant.secretKey });
    expect(server.body).toMatchObject({ code: 'user_required' });
  });
});

describe('reading', () => {
  it('moves my pointer on, never back, and takes the mentions and the mark with it', async () => {
    const { ada, bo, ids } = await makeRooms(1);
    for (let n = 0; n < 3; n += 1) await send(ada, ids[0], 'hey', [bo.id]);
    expect(await myRooms(bo)).toMatchObject([{ unreadCount: 3, mentionCount: 3 }]);
    expect(await read(bo, ids[0], 2)).toMatchObject({ status: 200, body: { roomId: ids[0], readSeq: 2 } });
    expect(await myRooms(bo)).toMatchObject([{ unreadCount: 1, mentionCount: 1, member: { readSeq: 2 } }]);
    expect((await read(bo, ids[0], 1)).body).toEqual({ roomId: ids[0], readSeq: 2 });
    await bo.rest('PATCH', `/v1/rooms/${ids[0]}/members/me`, { markedUnread: true });
    await read(bo, ids[0], 1);
    expect(await myRooms(bo)).toMatchObject([{ member: { markedUnread: true } }]);
    await read(bo, ids[0], 2);
    expect(await myRooms(bo)).toMatchObject([{ member: { markedUnread: false, readSeq: 2 } }]);
    await read(bo, ids[0], 3);
    expect(await myRooms(bo)).toMatchObject([{ unreadCount: 0, mentionCount: 0 }]);
  });

  it('is refused above the newest message, without a seat, when banned, and where there is nothing to see', async () => {
    const { tenant, ada, bo, ids } = await makeRooms(1, 'public');
    await send(ada, ids[0]);
    const beyond = await read(bo, ids[0], 2);
    expect(beyond).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ path: '/seq' }] } });
    const stranger = await tenant.guest();
    expect(await read(stranger, ids[0], 1)).toMatchObject({ status: 403, body: { code: 'not_member' } });
    await ada.rest('PUT', `/v1/rooms/${ids[0]}/bans/${stranger.id}`);
    expect((await read(stranger, ids[0], 1)).body).toMatchObject({ code: 'banned', status: 403 });
    const { body: secret } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' });
    const unknown = '019a0000-0000-7000-8000-000000000000';
    const theirs = await (await makeTenant()).guest();
    for (const [user, roomId] of [
      [bo, secret.id],
      [bo, unknown],
      [bo, 'x'],
      [theirs, ids[0]],
    ] as const) {
      expect(await read(user, roomId, 0)).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    }
  });

  it.each([-1, 1.5, 2 ** 53, '1', null])('is refused with the seq %j', async (seq) => {
    const { bo, ids } = await makeRooms(1);
    const { status, body } = await bo.rest('PUT', `/v1/rooms/${ids[0]}/read`, { seq });
    expect([status, body]).toEqual([400, expect.objectContaining({ code: 'validation_failed' })]);
  });

  it('of many at once is answered to each by itself, while others write in the room', async () => {
    const { ada, bo, ids } = await makeRooms(1);
    for (let n = 0; n < 5; n += 1) await send(ada, ids[0]);
    const seqs = [3, 1, 99, 5, 2];
    const [answers] = await Promise.all([
      Promise.all(seqs.map((seq) => read(bo, ids[0], seq))),
      Promise.all(Array.from({ length: 20 }, () => send(bo, ids[0]))),
    ]);
    const statuses = answers.map(({ status }) => status);
    // Of 25 messages none is the 99th.
    expect(statuses).toEqual([200, 200, 400, 200, 200]);
    expect(await myRooms(bo)).toMatchObject([{ unreadCount: 0, member: { readSeq: 25 } }]);
  });
});
