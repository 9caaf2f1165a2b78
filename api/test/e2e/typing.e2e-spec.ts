import { describe, expect, it } from '@jest/globals';
import type { Room } from '../../src/rooms/room.schema.js';
import { openRoom } from '../support/crowd.js';
import { eventually } from '../support/eventually.js';
import { givenNodePair } from '../support/node-pair.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const pair = givenNodePair();
const { nodes, sockets } = pair;

async function read(at: 0 | 1, tenant: TestTenant, user: TestUser, roomId: string): Promise<RawSocket> {
  const { socket } = await openRoom(nodes[at].url, tenant, user, { roomId });
  sockets.push(socket);
  return socket;
}

const typings = ({ told }: RawSocket) => told.filter(({ name }) => name === 'typing').map(({ payload }) => payload);

/** A private room of three: its owner, and two members. */
async function makeRoom(type: 'private' | 'public' = 'private') {
  const tenant = await makeTenant({ url: nodes[0].url });
  const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
  const { id } = (await ada.rest<Room>('POST', '/v1/rooms', { type, name: 'Secret' })).body;
  for (const { id: userId } of [bo, cy]) await ada.rest('POST', `/v1/rooms/${id}/members`, { userId });
  return { tenant, ada, bo, cy, id, path: `/v1/rooms/${id}` };
}

describe('who types', () => {
  it('is told on every node to those who have the room open, not to their own devices, once in three seconds', async () => {
    const { tenant, ada, bo, cy, id } = await makeRoom();
    const [typist, own] = [await read(0, tenant, ada, id), await read(1, tenant, ada, id)];
    const [near, far] = [await read(0, tenant, bo, id), await read(1, tenant, cy, id)];
    const closed = await connect({ url: nodes[1].url, auth: { key: tenant.key, token: cy.token } });
    sockets.push(closed);
    for (let n = 0; n < 5; n += 1) {
      expect(await typist.ask('typing:set', { roomId: id, typing: true })).toEqual({ ok: true, data: {} });
    }
    const began = { roomId: id, userId: ada.id, typing: true };
    for (const socket of [near, far]) await eventually(() => expect(typings(socket)).toEqual([began]));
    await typist.ask('typing:set', { roomId: id, typing: false });
    await typist.ask('typing:set', { roomId: id, typing: true });
    for (const socket of [near, far]) {
      await eventually(() => expect(typings(socket)).toEqual([began, { ...began, typing: false }]));
    }
    for (const socket of [typist, own, closed]) expect(typings(socket)).toEqual([]);
  });

  it('types no more when they say nothing for six seconds', async () => {
    const { tenant, ada, bo, id } = await makeRoom();
    const [typist, reader] = [await read(0, tenant, ada, id), await read(1, tenant, bo, id)];
    await typist.ask('typing:set', { roomId: id, typing: true });
    await eventually(() =>
      expect(typings(reader)).toEqual([
        { roomId: id, userId: ada.id, typing: true },
        { roomId: id, userId: ada.id, typing: false },
      ]),
    );
  });

  it('must be a member who may write', async () => {
    const { tenant, ada, bo, cy, id, path } = await makeRoom('public');
    const stranger = await tenant.guest();
    const [hers, his, third, strange] = [
      await read(0, tenant, ada, id),
      await read(0, tenant, bo, id),
      await read(1, tenant, cy, id),
      await read(1, tenant, stranger, id),
    ];
    const type = async (socket: RawSocket, roomId = id) =>
      (await socket.ask('typing:set', { roomId, typing: true })).error?.code;
    expect(await type(strange)).toBe('not_member');
    await ada.rest('PUT', `${path}/mutes/${bo.id}`);
    expect(await type(his)).toBe('muted');
    await ada.rest('PATCH', path, { posting: 'moderators' });
    expect(await type(third)).toBe('forbidden');
    await ada.rest('PATCH', path, { posting: 'everyone' });
    await ada.rest('PUT', `${path}/bans/${cy.id}`);
    expect(await type(third)).toBe('banned');
    expect(await type(hers)).toBeUndefined();
    await eventually(() => expect(typings(strange)).toHaveLength(1));
    await ada.rest('PATCH', path, { archived: true });
    expect(await type(await read(1, tenant, ada, id))).toBe('forbidden');
    expect([typings(his), typings(third)].flat().filter((one) => JSON.stringify(one).includes(cy.id))).toEqual([]);
    for (const roomId of ['nonsense', '019a0000-0000-7000-8000-000000000000', (await makeRoom()).id]) {
      expect(await type(hers, roomId)).toBe('room_not_found');
    }
    for (const payload of [
      { roomId: id },
      { typing: true },
      { roomId: id, typing: 'yes' },
      { roomId: id, typing: true, x: 1 },
    ]) {
      expect((await hers.ask('typing:set', payload)).error.code).toBe('validation_failed');
    }
  });

  it('is not heard by whoever lost the room, or is of another tenant', async () => {
    const { tenant, ada, bo, cy, id, path } = await makeRoom();
    const [typist, gone, stays] = [
      await read(0, tenant, ada, id),
      await read(1, tenant, bo, id),
      await read(1, tenant, cy, id),
    ];
    const other = await makeTenant({ url: nodes[0].url });
    const stranger = await connect({ url: nodes[1].url, auth: { key: other.key, token: (await other.guest()).token } });
    sockets.push(stranger);
    expect((await stranger.ask('room:open', { roomId: id })).error.code).toBe('room_not_found');
    await ada.rest('DELETE', `${path}/members/${bo.id}`);
    await eventually(() => expect(gone.told.map(({ name }) => name)).toContain('room:removed'));
    await typist.ask('typing:set', { roomId: id, typing: true });
    await eventually(() => expect(typings(stays)).toHaveLength(1));
    for (const socket of [gone, stranger]) {
      await socket.ask('heads', {});
      expect(typings(socket)).toEqual([]);
    }
  });

  it('is nobody’s business in a room of more than 200', async () => {
    const { tenant, ada, bo, id, path } = await makeRoom('public');
    const [typist, reader] = [await read(0, tenant, ada, id), await read(0, tenant, bo, id)];
    const crowd = await Promise.all(Array.from({ length: 198 }, () => tenant.guest()));
    for (const guest of crowd) expect((await guest.rest('POST', `${path}/members`)).status).toBe(201);
    expect(await typist.ask('typing:set', { roomId: id, typing: true })).toEqual({ ok: true, data: {} });
    await ada.rest('POST', `${path}/messages`, { clientId: 'a', text: 'hello' });
    await eventually(() => expect(reader.frames.at(-1)?.messages).toHaveLength(1));
    expect(typings(reader)).toEqual([]);
  });
});
