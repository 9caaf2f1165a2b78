import { describe, expect, it } from '@jest/globals';
import type { MemberPage } from '../../src/members/member.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const direct = (user: TestUser, input: unknown) => user.rest<Room>('PUT', '/v1/rooms/direct', input);
const socketOf = (tenant: TestTenant, user: TestUser) => connect({ auth: { key: tenant.key, token: user.token } });

describe('a direct room', () => {
  it('is made once for a pair, whoever asks, by username or id, and told to both', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await register(tenant, { username: 'ada' }), await tenant.guest()];
    const sockets = [await socketOf(tenant, ada), await socketOf(tenant, bo)];
    const made = await direct(ada, { userId: bo.id });
    expect(made).toMatchObject({
      status: 201,
      body: { type: 'direct', name: null, slug: null, memberCount: 2, lastSeq: 0, position: 0 },
    });
    const roomId = made.body.id;
    for (const socket of sockets) {
      await eventually(() => expect(socket.told).toContainEqual({ name: 'room:added', payload: { roomId } }));
    }
    for (const again of [await direct(ada, { userId: bo.id }), await direct(bo, { username: 'ADA' })]) {
      expect(again).toMatchObject({ status: 200, body: { id: roomId } });
    }
    const { items } = (await bo.rest<MemberPage>('GET', `/v1/rooms/${roomId}/members`)).body;
    expect(items.map(({ userId, role }) => [userId, role]).sort()).toEqual(
      [ada.id, bo.id].map((id) => [id, 'member']).sort(),
    );
    for (const socket of sockets) socket.close();
  });

  it('is one, also when both ask many times in the same moment', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const asked = Array.from({ length: 8 }, () => [direct(ada, { userId: bo.id }), direct(bo, { userId: ada.id })]);
    const answers = await Promise.all(asked.flat());
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(15).fill(200), 201]);
  });

  it('is not with oneself, nobody, or whoever left for good', async () => {
    const tenant = await makeTenant();
    const ada = await register(tenant, { username: 'ada' });
    const gone = await tenant.guest();
    await gone.rest('DELETE', '/v1/me', { confirm: true });
    for (const [path, input] of [
      ['/username', { username: 'Ada' }],
      ['/userId', { userId: ada.id }],
    ] as const) {
      expect(await direct(ada, input)).toMatchObject({
        status: 400,
        body: { code: 'validation_failed', errors: [{ path }] },
      });
    }
    const other = await (await makeTenant()).guest();
    for (const input of [{ username: 'nobody' }, { userId: 'x' }, { userId: gone.id }, { userId: other.id }]) {
      expect(await direct(ada, input)).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
    }
    for (const input of [{}, { username: 'x' }, { username: 'nobody', userId: ada.id }, { name: 'x' }]) {
      expect(await direct(ada, input)).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    }
    const server = await tenant.rest('PUT', '/v1/rooms/direct', {
      bearer: tenant.secretKey,
      body: { username: 'ada' },
    });
    expect(server).toMatchObject({ status: 400, body: { code: 'user_required' } });
  });

  it('is there for its two only, on every route and command', async () => {
    const tenant = await makeTenant();
    const [ada, bo, eve] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const { id } = (await direct(ada, { userId: bo.id })).body;
    const path = `/v1/rooms/${id}`;
    const calls: [string, string, unknown?][] = [
      ['GET', path],
      ['PATCH', path, { name: 'x' }],
      ['DELETE', path],
      ['GET', `${path}/members`],
      ['POST', `${path}/members`],
      ['POST', `${path}/members`, { userId: eve.id }],
      ['PATCH', `${path}/members/me`, { muted: true }],
      ['DELETE', `${path}/members/me`],
      ['DELETE', `${path}/members/${ada.id}`],
      ['PUT', `${path}/bans/${ada.id}`],
      ['PUT', `${path}/mutes/${ada.id}`],
      ['GET', `${path}/bans`],
      ['GET', `${path}/messages`],
      ['GET', `${path}/changes`],
      ['POST', `${path}/messages`, { clientId: 'x', text: 'x' }],
    ];
    const outsider = await (await makeTenant()).guest();
    for (const user of [eve, outsider]) {
      for (const [method, at, body] of calls) {
        expect([method, at, await user.rest(method, at, body)]).toMatchObject([
          method,
          at,
          { status: 404, body: { code: 'room_not_found' } },
        ]);
      }
    }
    const socket = await socketOf(tenant, eve);
    expect((await socket.ask('room:open', { roomId: id })).error.code).toBe('room_not_found');
    const sent = await socket.ask('message:send', { roomId: id, clientId: 'x', text: 'x' });
    expect(sent.error.code).toBe('room_not_found');
    socket.close();
  });

  it('has no roles, and nobody is added, removed or kept out', async () => {
    const tenant = await makeTenant();
    const [ada, bo, eve] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    const { id } = (await direct(ada, { userId: bo.id })).body;
    const path = `/v1/rooms/${id}`;
    for (const [method, at, body] of [
      ['PATCH', path, { name: 'x' }],
      ['DELETE', path],
      ['POST', `${path}/members`, { userId: eve.id }],
      ['PATCH', `${path}/members/${bo.id}`, { role: 'moderator' }],
      ['DELETE', `${path}/members/${bo.id}`],
      ['PUT', `${path}/bans/${bo.id}`],
      ['PUT', `${path}/mutes/${bo.id}`],
    ] as [string, string, unknown?][]) {
      expect([method, at, (await ada.rest(method, at, body)).body]).toMatchObject([method, at, { code: 'forbidden' }]);
    }
  });

  it('that is left is out of sight for who left it, keeps both seats, and comes back when it is asked for', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { id } = (await direct(ada, { userId: bo.id })).body;
    const sockets = [await socketOf(tenant, ada), await socketOf(tenant, bo)] as const;
    for (const socket of sockets) await socket.ask('room:open', { roomId: id });
    for (const _ of [1, 2]) expect((await ada.rest('DELETE', `/v1/rooms/${id}/members/me`)).status).toBe(204);
    const left = { name: 'room:removed', payload: { roomId: id, reason: 'left' } };
    await eventually(() => expect(sockets[0].told).toContainEqual(left));
    const sent = await bo.rest<Message>('POST', `/v1/rooms/${id}/messages`, { clientId: '1', text: 'still there?' });
    expect(sent.body).toMatchObject({ seq: 1, position: 1 });
    for (const socket of sockets) {
      await eventually(() => expect(socket.frames).toMatchObject([{ after: 0, members: [], messages: [{ seq: 1 }] }]));
    }
    await ada.rest('DELETE', `/v1/rooms/${id}/members/me`);
    expect((await direct(ada, { userId: bo.id })).status).toBe(200);
    const added = { name: 'room:added', payload: { roomId: id } };
    await eventually(() => expect(sockets[0].told).toEqual([left, left, added]));
    expect(sockets[1].told).toEqual([]);
    for (const socket of sockets) socket.close();
  });

  it('counts as a room made, once', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ limits: { roomsPerHour: 1 } });
    const [ada, bo, cy] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
    await eventually(async () =>
      expect((await tenant.rest('GET', '/v1/limits')).body).toMatchObject({ roomsPerHour: 1 }),
    );
    for (const status of [201, 200, 200]) expect((await direct(ada, { userId: bo.id })).status).toBe(status);
    expect((await direct(ada, { userId: cy.id })).body).toMatchObject({ code: 'rate_limited' });
    expect((await ada.rest('POST', '/v1/rooms', { type: 'public', name: 'x' })).status).toBe(429);
  });
});
