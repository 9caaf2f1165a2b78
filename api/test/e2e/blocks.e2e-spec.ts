import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Export } from '../../src/accounts/export.schema.js';
import type { Block, BlockPage } from '../../src/blocks/block.schema.js';
import type { OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

const blocksOf = async (user: TestUser, query = '') =>
  (await user.rest<BlockPage>('GET', `/v1/me/blocks${query}`)).body;

describe('a block', () => {
  it('is set and ended, once however often it is asked, and listed page by page', async () => {
    const tenant = await makeTenant();
    const [ada, bo, cy] = [await tenant.guest('Ada'), await tenant.guest('Bo'), await tenant.guest('Cy')];
    for (const user of [bo, bo, cy]) {
      const put = await ada.rest<Block>('PUT', `/v1/me/blocks/${user.id}`);
      expect(put).toMatchObject({ status: 200, body: { user: user.session.user, until: null, reason: null } });
    }
    const first = await blocksOf(ada, '?limit=1');
    const second = await blocksOf(ada, `?limit=1&cursor=${first.nextCursor}`);
    expect([...first.items, ...second.items].map(({ user }) => user.displayName)).toEqual(['Bo', 'Cy']);
    expect(second.nextCursor).toBeNull();
    expect((await blocksOf(bo)).items).toEqual([]);
    for (const _ of [1, 2]) expect((await ada.rest('DELETE', `/v1/me/blocks/${bo.id}`)).status).toBe(204);
    expect((await blocksOf(ada)).items.map(({ user }) => user.id)).toEqual([cy.id]);
  });

  it('is of somebody who is there, and not of oneself', async () => {
    const tenant = await makeTenant();
    const [ada, gone] = [await tenant.guest(), await tenant.guest()];
    await gone.rest('DELETE', '/v1/me', { confirm: true });
    const other = await (await makeTenant()).guest();
    for (const id of ['x', other.id, gone.id]) {
      expect((await ada.rest('PUT', `/v1/me/blocks/${id}`)).body).toMatchObject({ code: 'user_not_found' });
    }
    for (const id of ['x', other.id]) {
      expect((await ada.rest('DELETE', `/v1/me/blocks/${id}`)).body).toMatchObject({ code: 'user_not_found' });
    }
    const self = await ada.rest('PUT', `/v1/me/blocks/${ada.id}`);
    expect(self.body).toMatchObject({ code: 'validation_failed', errors: [{ path: '/userId' }] });
    expect((await tenant.rest('GET', '/v1/me/blocks')).status).toBe(401);
  });

  it('lets neither make a direct room, and answers as if there were nobody', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    await ada.rest('PUT', `/v1/me/blocks/${bo.id}`);
    const nobody = await bo.rest('PUT', '/v1/rooms/direct', { userId: '01a1fdf1-0fd7-75c3-b479-545cdb8c6744' });
    const blocked = await bo.rest('PUT', '/v1/rooms/direct', { userId: ada.id });
    expect(nobody.status).toBe(404);
    expect({ ...blocked.body, requestId: '' }).toEqual({ ...nobody.body, requestId: '' });
    expect((await ada.rest('PUT', '/v1/rooms/direct', { userId: bo.id })).status).toBe(404);
    await ada.rest('DELETE', `/v1/me/blocks/${bo.id}`);
    expect((await bo.rest('PUT', '/v1/rooms/direct', { userId: ada.id })).status).toBe(201);
  });

  it('keeps the blocked one from adding who blocks them, and from nothing else', async () => {
    const tenant = await makeTenant();
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const { id } = (await bo.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' })).body;
    await ada.rest('PUT', `/v1/me/blocks/${bo.id}`);
    const add = (userId: string) => bo.rest('POST', `/v1/rooms/${id}/members`, { userId });
    const nobody = await add('01a1fdf1-0fd7-75c3-b479-545cdb8c6744');
    const blocked = await add(ada.id);
    expect([nobody.status, blocked.status]).toEqual([404, 404]);
    expect({ ...blocked.body, requestId: '' }).toEqual({ ...nobody.body, requestId: '' });
    expect((await add(cy.id)).status).toBe(201);
    const byServer = await tenant.rest('POST', `/v1/rooms/${id}/members`, {
      bearer: tenant.secretKey,
      body: { userId: ada.id },
    });
    expect(byServer.status).toBe(201);
    expect((await add(ada.id)).status).toBe(200);
  });

  it('takes the direct room out of sight, and the blocked one is told nothing', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { id } = (await ada.rest<Room>('PUT', '/v1/rooms/direct', { userId: bo.id })).body;
    const [hers, his] = [
      await connect({ auth: { key: tenant.key, token: ada.token } }),
      await connect({ auth: { key: tenant.key, token: bo.token } }),
    ];
    for (const socket of [hers, his]) await socket.ask('room:open', { roomId: id });
    await ada.rest('PUT', `/v1/me/blocks/${bo.id}`);
    const removed = { name: 'room:removed', payload: { roomId: id, reason: 'blocked' } };
    await eventually(() => expect(hers.told).toEqual([removed]));
    const sent = await his.ask('message:send', { roomId: id, clientId: '1', text: 'anyone?' });
    expect(sent).toMatchObject({ ok: true, data: { seq: 1 } });
    await eventually(() => expect(his.frames).toHaveLength(1));
    expect((await hers.ask('heads', {})).data).toEqual({ heads: [] });
    expect([hers.frames, his.told]).toEqual([[], []]);
    const members = async (user: TestUser) => (await user.rest('GET', `/v1/rooms/${id}/members`)).body;
    expect((await members(bo))['items']).toHaveLength(2);
    expect(JSON.stringify([await members(bo), his.frames])).not.toContain('lock');
    // Opened on purpose it says that it is blocked, so that nothing of the other is shown.
    const opened = await hers.ask<OpenedRoom>('room:open', { roomId: id });
    expect(opened.data.member).toMatchObject({ userId: ada.id, peerBlocked: true });
    expect((await ada.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items).toEqual([]);
    expect((await bo.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items).toHaveLength(1);
    await ada.rest('DELETE', `/v1/me/blocks/${bo.id}`);
    expect((await ada.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items).toMatchObject([{ room: { id } }]);
    await eventually(() => expect(hers.told).toEqual([removed, { name: 'room:added', payload: { roomId: id } }]));
    expect((await hers.ask<OpenedRoom>('room:open', { roomId: id })).data.member?.peerBlocked).toBe(false);
    for (const socket of [hers, his]) socket.close();
  });

  it('ends when the other leaves for good: the room is back', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { id } = (await ada.rest<Room>('PUT', '/v1/rooms/direct', { userId: bo.id })).body;
    await ada.rest('PUT', `/v1/me/blocks/${bo.id}`);
    const hers = await connect({ auth: { key: tenant.key, token: ada.token } });
    expect((await ada.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items).toEqual([]);
    await bo.rest('DELETE', '/v1/me', { confirm: true });
    const added = () => hers.told.filter(({ name }) => name === 'room:added');
    await eventually(() => expect(added()).toEqual([{ name: 'room:added', payload: { roomId: id } }]));
    const { items } = (await ada.rest<MyRoomPage>('GET', '/v1/me/rooms')).body;
    expect(items).toMatchObject([{ room: { id }, member: { peerBlocked: false } }]);
    expect((await ada.rest('DELETE', `/v1/me/blocks/${bo.id}`)).status).toBe(204);
    expect(added()).toHaveLength(1);
    hers.close();
  });

  it('is of 10,000 people at most', async () => {
    const tenant = await makeTenant();
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    await database.query(
      `WITH others AS (
         INSERT INTO users (tenant_id, id, kind, display_name)
         SELECT $1, gen_random_uuid(), 'guest', 'Somebody' FROM generate_series(1, 9999) RETURNING id)
       INSERT INTO blocks (tenant_id, user_id, blocked_id) SELECT $1, $2, id FROM others`,
      [tenant.id, ada.id],
    );
    await database.destroy();
    const block = async ({ id }: TestUser) => (await ada.rest('PUT', `/v1/me/blocks/${id}`)).body;
    expect(await block(bo)).toMatchObject({ user: { id: bo.id } });
    expect(await block(cy)).toMatchObject({ code: 'too_many_blocks', status: 409 });
    expect(await block(bo)).toMatchObject({ user: { id: bo.id } });
    expect((await ada.rest('DELETE', `/v1/me/blocks/${bo.id}`)).status).toBe(204);
    expect(await block(cy)).toMatchObject({ user: { id: cy.id } });
  });

  it('keeps what the blocked one writes out of what is told of rooms that are not open', async () => {
    const tenant = await makeTenant();
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const roomWith = async ({ id: userId }: TestUser) =>
      (await ada.rest<Room>('PUT', '/v1/rooms/direct', { userId })).body.id;
    const [blocked, other] = [await roomWith(bo), await roomWith(cy)];
    await ada.rest('PUT', `/v1/me/blocks/${bo.id}`);
    const hers = await connect({ auth: { key: tenant.key, token: ada.token } });
    const write = (user: TestUser, roomId: string) =>
      user.rest('POST', `/v1/rooms/${roomId}/messages`, { clientId: '1', text: 'hi' });
    expect((await write(bo, blocked)).status).toBe(201);
    expect((await write(cy, other)).status).toBe(201);
    // Told no earlier than the other one would have been.
    await eventually(() => expect(hers.told).toMatchObject([{ name: 'activity', payload: { roomId: other } }]));
    hers.close();
  });

  it('is in the own export, and ends with either of the two', async () => {
    const tenant = await makeTenant();
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    await ada.rest('PUT', `/v1/me/blocks/${bo.id}`);
    await cy.rest('PUT', `/v1/me/blocks/${ada.id}`);
    const { blocks } = (await ada.rest<Export>('GET', '/v1/me/export')).body;
    expect(blocks).toEqual([{ user: bo.session.user, until: null, reason: null }]);
    await bo.rest('DELETE', '/v1/me', { confirm: true });
    expect((await blocksOf(ada)).items).toEqual([]);
    await ada.rest('DELETE', '/v1/me', { confirm: true });
    expect((await blocksOf(cy)).items).toEqual([]);
  });
});
