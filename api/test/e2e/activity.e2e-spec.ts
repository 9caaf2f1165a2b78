import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Activity } from '../../src/delivery/activity.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { Receipts } from '../../src/receipts/read.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { givenNodePair } from '../support/node-pair.js';
import type { TestNode } from '../support/nodes.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const pair = givenNodePair();
const { nodes, sockets } = pair;

async function online(node: TestNode, tenant: TestTenant, user: TestUser, roomId?: string): Promise<RawSocket> {
  const socket = await connect({ url: node.url, auth: { key: tenant.key, token: user.token } });
  sockets.push(socket);
  if (roomId !== undefined) expect((await socket.ask('room:open', { roomId })).ok).toBe(true);
  return socket;
}

const heard = <Payload>(socket: RawSocket, event: string): Payload[] =>
  socket.told.filter(({ name }) => name === event).map(({ payload }) => payload as Payload);
const activities = (socket: RawSocket) => heard<Activity>(socket, 'activity');
const receipts = (socket: RawSocket) => heard<Receipts>(socket, 'receipts').flatMap((told) => told.receipts);

async function roomOf(type: 'public' | 'private', others = 1) {
  const tenant = await makeTenant({ url: nodes[0].url });
  const ada = await tenant.guest('Ada');
  const { body: room } = await ada.rest<Room>('POST', '/v1/rooms', { type, name: 'Garden' });
  const people: TestUser[] = [];
  for (let n = 0; n < others; n += 1) {
    const user = await tenant.guest();
    await ada.rest('POST', `/v1/rooms/${room.id}/members`, { userId: user.id });
    people.push(user);
  }
  return { tenant, ada, bo: people[0] as TestUser, people, room };
}

/** Seats people whom nobody needs to be. */
async function seatMany({ id }: TestTenant, roomId: string, count: number): Promise<void> {
  const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
  try {
    await database.query(
      `WITH people AS (
         INSERT INTO users (tenant_id, id, kind, display_name) SELECT $1, gen_random_uuid(), 'guest', 'Crowd' FROM generate_series(1, $3::int)
         RETURNING id
       ), seats AS (
         INSERT INTO members (tenant_id, room_id, user_id, role, position) SELECT $1, $2, id, 'member', 0 FROM people
       )
       UPDATE rooms SET member_count = member_count + $3 WHERE tenant_id = $1 AND id = $2`,
      [id, roomId, count],
    );
  } finally {
    await database.destroy();
  }
}

let sends = 0;
const send = async (user: TestUser, roomId: string, mentions: string[] = []) =>
  (
    await user.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, {
      clientId: `activity-${(sends += 1)}`,
      text: 'hi',
      mentions,
    })
  ).body;

describe('activity', () => {
  it('is told on every node to members who have the room not open, and to nobody else', async () => {
    const { tenant, ada, bo, room } = await roomOf('private');
    const outsider = await tenant.guest();
    const [near, far, inside, stranger, writer] = [
      await online(nodes[0], tenant, bo),
      await online(nodes[1], tenant, bo),
      await online(nodes[1], tenant, bo, room.id),
      await online(nodes[0], tenant, outsider),
      await online(nodes[0], tenant, ada, room.id),
    ];
    const foreign = await makeTenant({ url: nodes[0].url });
    const elsewhere = await online(nodes[0], foreign, await foreign.guest());
    const message = await send(ada, room.id, [bo.id]);
    const told = {
      roomId: room.id,
      lastSeq: 1,
      lastMessage: message,
      author: ada.session.user,
      subject: null,
      mentions: [bo.id],
    };
    for (const socket of [near, far]) await eventually(() => expect(activities(socket)).toEqual([told]));
    await eventually(() => expect(inside.frames.flatMap(({ messages }) => messages)).toEqual([message]));
    // Told in the same moment as the others.
    for (const socket of [inside, stranger, writer, elsewhere]) {
      await socket.ask('heads', {});
      expect(activities(socket)).toEqual([]);
    }
  });

  it('of many messages is one, and the last one says where the room stands', async () => {
    const { tenant, ada, bo, room } = await roomOf('public');
    const socket = await online(nodes[1], tenant, bo);
    const times: number[] = [];
    socket.socket.on('activity', () => times.push(performance.now()));
    for (let n = 0; n < 60; n += 1) await send(ada, room.id, n === 50 ? [bo.id] : []);
    await eventually(() => expect(activities(socket).at(-1)?.lastSeq).toBe(60));
    const all = activities(socket);
    expect(all.length).toBeLessThan(60);
    expect(all.map(({ lastSeq }) => lastSeq)).toEqual([...all.map(({ lastSeq }) => lastSeq)].sort((a, b) => a - b));
    expect(all.filter(({ mentions }) => mentions.includes(bo.id)).length).toBeGreaterThan(0);
  });

  it('of a room comes no more to whoever was removed from it, and again to a room that is left open', async () => {
    const { tenant, ada, bo, people, room } = await roomOf('private', 2);
    const [cy] = people.slice(1) as [TestUser];
    const [gone, stays] = [await online(nodes[1], tenant, bo), await online(nodes[1], tenant, cy, room.id)];
    await ada.rest('DELETE', `/v1/rooms/${room.id}/members/${bo.id}`);
    await stays.ask('room:close', { roomId: room.id });
    await send(ada, room.id);
    await eventually(() => expect(activities(stays)).toHaveLength(1));
    expect(activities(gone)).toEqual([]);
  });

  it('of a direct room comes not to who blocks the other one', async () => {
    const tenant = await makeTenant({ url: nodes[0].url });
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const direct = async (user: TestUser) =>
      (await user.rest<Room>('PUT', '/v1/rooms/direct', { userId: ada.id })).body.id;
    const rooms = [await direct(bo), await direct(cy)] as const;
    const socket = await online(nodes[1], tenant, ada);
    await ada.rest('PUT', `/v1/me/blocks/${bo.id}`);
    await send(bo, rooms[0]);
    await send(cy, rooms[1]);
    await eventually(() => expect(activities(socket).map(({ roomId }) => roomId)).toContain(rooms[1]));
    await send(cy, rooms[1]);
    await eventually(() => expect(activities(socket).at(-1)?.lastSeq).toBe(2));
    expect(activities(socket).map(({ roomId }) => roomId)).not.toContain(rooms[0]);
  });

  it('reaches the members of a large room, too, who are connected', async () => {
    const { tenant, ada, room } = await roomOf('public', 0);
    await seatMany(tenant, room.id, 204);
    const bo = await tenant.guest();
    await bo.rest('POST', `/v1/rooms/${room.id}/members`);
    const here = await online(nodes[1], tenant, bo);
    const outside = await online(nodes[1], tenant, await tenant.guest());
    expect((await ada.rest<Room>('GET', `/v1/rooms/${room.id}`)).body.membersListed).toBe(false);
    await send(ada, room.id);
    await eventually(() => expect(activities(here)).toMatchObject([{ lastSeq: 1 }]));
    expect(activities(outside)).toEqual([]);
  });
});

describe('receipts', () => {
  it('tell readers of the room on every node how far a member has read, and that member everywhere', async () => {
    const { tenant, ada, bo, people, room } = await roomOf('private', 2);
    for (let n = 0; n < 3; n += 1) await send(ada, room.id);
    const [reader, far, other, outside] = [
      await online(nodes[0], tenant, bo, room.id),
      await online(nodes[1], tenant, ada, room.id),
      await online(nodes[1], tenant, bo),
      await online(nodes[1], tenant, people[1] as TestUser),
    ];
    // Ada's own sockets may yet be told that she has read what she wrote.
    const ofBo = (socket: RawSocket) => receipts(socket).filter(({ userId }) => userId === bo.id);
    const { ok, data } = await reader.ask('read:set', { roomId: room.id, seq: 2 });
    expect([ok, data]).toEqual([true, { roomId: room.id, readSeq: 2 }]);
    for (const socket of [reader, far, other]) {
      await eventually(() => expect(ofBo(socket)).toEqual([{ userId: bo.id, seq: 2 }]));
    }
    await reader.ask('read:set', { roomId: room.id, seq: 1 });
    await reader.ask('read:set', { roomId: room.id, seq: 3 });
    for (const socket of [reader, far, other]) {
      await eventually(() => expect(ofBo(socket).at(-1)).toEqual({ userId: bo.id, seq: 3 }));
      expect(ofBo(socket)).toHaveLength(2);
    }
    expect(receipts(outside)).toEqual([]);
  });

  it('of a room with more than a hundred members are for nobody but the reader', async () => {
    const { tenant, ada, bo, room } = await roomOf('public');
    await seatMany(tenant, room.id, 99);
    await send(ada, room.id);
    const [watcher, reader] = [
      await online(nodes[0], tenant, ada, room.id),
      await online(nodes[0], tenant, bo, room.id),
    ];
    await reader.ask('read:set', { roomId: room.id, seq: 1 });
    await eventually(() => expect(receipts(reader)).toEqual([{ userId: bo.id, seq: 1 }]));
    // Her own, of what she wrote, may still be on its way when she comes.
    expect(receipts(watcher).filter(({ userId }) => userId !== ada.id)).toEqual([]);
  });

  it('say to the other sockets of whoever writes that this is read', async () => {
    const { tenant, ada, bo, room } = await roomOf('private');
    const [other, member] = [await online(nodes[1], tenant, ada), await online(nodes[1], tenant, bo, room.id)];
    await send(ada, room.id);
    await eventually(() => expect(receipts(other)).toEqual([{ userId: ada.id, seq: 1 }]));
    expect(receipts(member)).toEqual([]);
  });

  it('are refused like everything else by `read:set`', async () => {
    const { tenant, ada, bo, room } = await roomOf('private');
    await send(ada, room.id);
    const socket = await online(nodes[0], tenant, bo);
    const codes = async (input: object) => (await socket.ask('read:set', input)).error.code;
    expect(await codes({ roomId: room.id, seq: 2 })).toBe('validation_failed');
    expect(await codes({ roomId: room.id })).toBe('validation_failed');
    expect(await codes({ roomId: '019a0000-0000-7000-8000-000000000000', seq: 0 })).toBe('room_not_found');
    await bo.rest('DELETE', `/v1/rooms/${room.id}/members/me`);
    expect(await codes({ roomId: room.id, seq: 1 })).toBe('room_not_found');
  });
});
