import { describe, expect, it } from '@jest/globals';
import type { Member, MemberPage } from '../../src/members/member.schema.js';
import type { History, Message } from '../../src/messages/message.schema.js';
import type { Changes, OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { RoomPage } from '../../src/rooms/discover.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant } from '../support/tenant.js';

const publicRoom = { type: 'public', name: 'Garden', slug: 'garden', topic: 'Plants' };

describe('rooms', () => {
  it('are made by a user, who becomes the owner, and found by id, by slug and in Discover', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const made = await ada.rest<Room>('POST', '/v1/rooms', publicRoom);
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ ...publicRoom, memberCount: 1, lastSeq: 0, position: 0 });
    const { id } = made.body;
    expect((await bo.rest('GET', `/v1/rooms/${id}`)).body).toEqual(made.body);
    expect((await bo.rest('GET', '/v1/rooms/by-slug/garden')).body).toEqual(made.body);
    expect((await bo.rest<RoomPage>('GET', '/v1/rooms?query=PLANT')).body.items).toMatchObject([made.body]);
    expect((await bo.rest<RoomPage>('GET', '/v1/rooms')).body.items.map((room) => room.slug)).toEqual([
      'lobby',
      'garden',
    ]);
    const { items, users } = (await bo.rest<MemberPage>('GET', `/v1/rooms/${id}/members`)).body;
    expect(items).toMatchObject([{ userId: ada.id, role: 'owner', position: 0 }]);
    expect(users).toEqual([ada.session.user]);
  });

  it('are kept by no cache on the way, which could give one tenant’s to another', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    for (const path of ['/v1/rooms/by-slug/lobby', '/v1/rooms', '/v1/rooms/by-slug/nowhere']) {
      expect((await ada.rest('GET', path)).headers.get('Cache-Control')).toBe('no-store');
    }
  });

  it('come page by page, each once', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    for (let n = 0; n < 5; n += 1) await ada.rest('POST', '/v1/rooms', { type: 'public', name: `Room ${n}` });
    const names: (string | null)[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor ? `&cursor=${cursor}` : '';
      const page: RoomPage = (await ada.rest<RoomPage>('GET', `/v1/rooms?limit=2${query}`)).body;
      names.push(...page.items.map((room) => room.name));
      cursor = page.nextCursor;
    }
    expect(names).toEqual(['Lobby', 'Room 4', 'Room 3', 'Room 2', 'Room 1', 'Room 0']);
  });

  it('are changed and removed by their owner only, and told to those who have them open', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { id } = (await ada.rest<Room>('POST', '/v1/rooms', publicRoom)).body;
    const [socket, hers] = [
      await connect({ auth: { key: tenant.key, token: bo.token } }),
      await connect({ auth: { key: tenant.key, token: ada.token } }),
    ];
    await socket.ask<OpenedRoom>('room:open', { roomId: id });
    expect((await bo.rest('PATCH', `/v1/rooms/${id}`, { name: 'Mine' })).body).toMatchObject({ code: 'forbidden' });
    expect((await bo.rest('DELETE', `/v1/rooms/${id}`)).body).toMatchObject({ code: 'forbidden' });
    const patched = await ada.rest<Room>('PATCH', `/v1/rooms/${id}`, { name: 'Orchard', topic: null });
    expect(patched.body).toMatchObject({ name: 'Orchard', topic: null, slug: 'garden', position: 3 });
    await eventually(() => expect(socket.frames).toMatchObject([{ after: 0, position: 3, room: patched.body }]));
    expect((await ada.rest('PATCH', `/v1/rooms/${id}`, { slug: 'lobby2' })).status).toBe(200);
    expect((await ada.rest('DELETE', `/v1/rooms/${id}`)).status).toBe(204);
    expect((await ada.rest('DELETE', `/v1/rooms/${id}`)).status).toBe(204);
    expect((await bo.rest('GET', `/v1/rooms/${id}`)).status).toBe(404);
    // Members are told again, as whoever asks again may have been told that it failed.
    const removed = { name: 'room:removed', payload: { roomId: id, reason: 'deleted' } };
    const toldOf = ({ told }: RawSocket) => told.filter(({ name }) => name === 'room:removed');
    await eventually(() => expect([toldOf(socket), toldOf(hers)]).toEqual([[removed], [removed, removed]]));
    for (const one of [socket, hers]) one.close();
  });

  it('take members in many rooms at once: none waits for a connection that another one holds', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const make = () => ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Garden' });
    const made = await Promise.all(Array.from({ length: 40 }, make));
    const answers = await Promise.all(
      made.map(({ body }) => ada.rest('POST', `/v1/rooms/${body.id}/members`, { userId: bo.id })),
    );
    expect(answers.map(({ status }) => status)).toEqual(made.map(() => 201));
  });

  it('have a slug that is unique in the tenant, and free again once its room is removed', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    const { id } = (await ada.rest<Room>('POST', '/v1/rooms', publicRoom)).body;
    expect((await ada.rest('POST', '/v1/rooms', publicRoom)).body).toMatchObject({ code: 'slug_taken', status: 409 });
    await ada.rest('DELETE', `/v1/rooms/${id}`);
    expect((await ada.rest('POST', '/v1/rooms', publicRoom)).status).toBe(201);
    const other = await makeTenant();
    expect((await (await other.guest()).rest('POST', '/v1/rooms', publicRoom)).status).toBe(201);
  });

  it('are not there for others when they are private, until those are added', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { id } = (await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' })).body;
    const socket = await connect({ auth: { key: tenant.key, token: bo.token } });
    for (const path of ['', '/messages', '/changes', '/members']) {
      expect((await bo.rest('GET', `/v1/rooms/${id}${path}`)).status).toBe(404);
    }
    expect((await bo.rest('POST', `/v1/rooms/${id}/members`)).status).toBe(404);
    expect((await bo.rest('POST', `/v1/rooms/${id}/messages`, { clientId: '1', text: 'x' })).status).toBe(404);
    expect((await socket.ask('room:open', { roomId: id })).error.code).toBe('room_not_found');
    expect((await tenant.rest('GET', `/v1/rooms/${id}`)).status).toBe(404);
    expect((await ada.rest('POST', `/v1/rooms/${id}/members`, { userId: bo.id })).status).toBe(201);
    await eventually(() => expect(socket.told).toContainEqual({ name: 'room:added', payload: { roomId: id } }));
    expect((await socket.ask('room:open', { roomId: id })).ok).toBe(true);
    expect((await ada.rest('DELETE', `/v1/rooms/${id}/members/${bo.id}`)).status).toBe(204);
    await eventually(() =>
      expect(socket.told).toContainEqual({ name: 'room:removed', payload: { roomId: id, reason: 'removed' } }),
    );
    await ada.rest('POST', `/v1/rooms/${id}/messages`, { clientId: '1', text: 'for us' });
    expect((await bo.rest('GET', `/v1/rooms/${id}`)).status).toBe(404);
    expect((await socket.ask('heads', {})).data).toEqual({ heads: [] });
    expect(JSON.stringify(socket.frames)).not.toContain('for us');
    socket.close();
  });

  it('are joined and left, once each however often it is asked', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    const { id } = await tenant.lobby();
    const joined = await ada.rest<Member>('POST', `/v1/rooms/${id}/members`);
    expect([joined.status, joined.body.role, joined.body.leftAt]).toEqual([201, 'member', null]);
    expect(await ada.rest('POST', `/v1/rooms/${id}/members`)).toMatchObject({ status: 200, body: joined.body });
    expect((await tenant.lobby()).memberCount).toBe(1);
    for (const _ of [1, 2]) expect((await ada.rest('DELETE', `/v1/rooms/${id}/members/me`)).status).toBe(204);
    expect(await tenant.lobby()).toMatchObject({ memberCount: 0, position: 2 });
    const { body } = await ada.rest<Changes>('GET', `/v1/rooms/${id}/changes`);
    expect(body).toMatchObject({ reset: true, members: [] });
  });

  it('are read by visitors while the tenant lets them, and written by nobody without a session', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest('Ada');
    const { id, epoch } = await tenant.lobby();
    await ada.rest('POST', `/v1/rooms/${id}/messages`, { clientId: '1', text: 'hello' });
    const history = await tenant.rest<History>('GET', `/v1/rooms/${id}/messages`);
    expect(history.body).toMatchObject({ items: [{ seq: 1 }], users: [ada.session.user] });
    const changes = await tenant.rest<Changes>('GET', `/v1/rooms/${id}/changes?epoch=${epoch}&after=1`);
    expect(changes.body).toMatchObject({ reset: false, after: 1, position: 2, messages: [{ seq: 1 }] });
    const refused = await tenant.rest('POST', `/v1/rooms/${id}/messages`, { body: { clientId: '2', text: 'x' } });
    expect(refused).toMatchObject({ status: 401, body: { code: 'unauthenticated' } });
    await tenant.settings({ visitorsRead: false });
    await eventually(async () => expect((await tenant.rest('GET', `/v1/rooms/${id}`)).status).toBe(401));
  });

  it('give their history page by page in both directions, and around a message', async () => {
    const tenant = await makeTenant();
    const ada = await tenant.guest();
    const { id } = await tenant.lobby();
    for (let n = 1; n <= 9; n += 1) {
      await ada.rest<Message>('POST', `/v1/rooms/${id}/messages`, { clientId: `${n}`, text: `${n}` });
    }
    const page = async (query: string) => {
      const { items, hasBefore, hasAfter } = (await ada.rest<History>('GET', `/v1/rooms/${id}/messages?${query}`)).body;
      return [items.map((item) => item.seq).join(' '), hasBefore, hasAfter];
    };
    expect(await page('limit=3')).toEqual(['7 8 9', true, false]);
    expect(await page('limit=3&before=7')).toEqual(['4 5 6', true, true]);
    expect(await page('limit=4&before=4')).toEqual(['1 2 3', false, true]);
    expect(await page('limit=2&after=0')).toEqual(['1 2', false, true]);
    expect(await page('after=8')).toEqual(['9', true, false]);
    expect(await page('after=9')).toEqual(['', true, false]);
    expect(await page('before=1')).toEqual(['', false, true]);
    expect(await page('limit=3&around=5')).toEqual(['4 5 6', true, true]);
    expect(await page('limit=4&around=1')).toEqual(['1 2 3 4', false, true]);
    expect(await page('limit=4&around=9')).toEqual(['7 8 9', true, false]);
  });

  it('are made by whom the tenant lets', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ roomCreation: 'members' });
    const guest = await tenant.guest();
    await eventually(async () =>
      expect((await guest.rest('POST', '/v1/rooms', { type: 'public', name: 'x' })).body).toMatchObject({
        code: 'forbidden',
      }),
    );
    await tenant.settings({ roomCreation: 'server' });
    const made = await tenant.rest<Room>('POST', '/v1/rooms', { bearer: tenant.secretKey, body: publicRoom });
    expect(made).toMatchObject({ status: 201, body: { memberCount: 0 } });
  });
});
