import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Session } from '../../src/auth/auth.schema.js';
import type { History, Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import type { Profile } from '../../src/users/user.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { rest, type RestAnswer } from '../support/rest.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, TestUser } from '../support/tenant.js';

const password = 'seven brass trombones';
const shell = { username: null, displayName: 'Deleted user', avatarUrl: null };

let database: DataSource;
const sockets: RawSocket[] = [];
beforeAll(async () => {
  database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => database.destroy());

async function register(tenant: TestTenant, username: string): Promise<TestUser> {
  const body = { username, password, displayName: `${username} lovelace`, email: `${username}@example.com` };
  const answer = await tenant.rest<Session>('POST', '/v1/auth/register', { body });
  expect(answer.status).toBe(201);
  return new TestUser(answer.body, {});
}
const logIn = (tenant: TestTenant, login: string) =>
  tenant.rest<Session>('POST', '/v1/auth/login', { body: { login, password } });
const leave = (user: TestUser, body: unknown = { password }) => user.rest('DELETE', '/v1/me', body);
const send = async (user: TestUser, roomId: string, clientId: string): Promise<Message> => {
  const { status, body } = await user.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, {
    clientId,
    text: `${clientId} says something`,
    mentions: [user.id],
  });
  expect(status).toBe(201);
  return body;
};
const historyOf = async (user: TestUser, roomId: string) =>
  (await user.rest<History>('GET', `/v1/rooms/${roomId}/messages?limit=100`)).body;

async function online(tenant: TestTenant, user: TestUser, ...roomIds: string[]): Promise<RawSocket> {
  const socket = await connect({ auth: { key: tenant.key, token: user.token } });
  sockets.push(socket);
  for (const roomId of roomIds) expect((await socket.ask('room:open', { roomId })).ok).toBe(true);
  return socket;
}

/** Somebody with an account and a private room of theirs, a friend in it, and both in the lobby. */
async function twoFriends() {
  const tenant = await makeTenant();
  const [ada, bo] = [await register(tenant, 'ada'), await tenant.guest('Bo')];
  const { body: room } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Ours' });
  await ada.rest('POST', `/v1/rooms/${room.id}/members`, { userId: bo.id });
  return { tenant, ada, bo, room, lobby: await tenant.lobby() };
}

describe('whoever leaves for good', () => {
  it('is signed out everywhere at once, and cannot come back', async () => {
    const { tenant, ada } = await twoFriends();
    const { body: second } = await logIn(tenant, 'ada');
    const both = [await online(tenant, ada), await online(tenant, new TestUser(second, {}))];
    expect((await leave(ada)).status).toBe(204);
    for (const socket of both) {
      await eventually(() => expect(socket.socket.connected).toBe(false));
      expect(socket.told).toContainEqual({ name: 'session:ended', payload: { code: 'account_deleted' } });
    }
    expect((await leave(ada)).body).toMatchObject({ status: 401, code: 'invalid_token' });
    for (const login of ['ada', 'ada@example.com']) {
      expect((await logIn(tenant, login)).body).toMatchObject({ status: 401, code: 'invalid_credentials' });
    }
    const refresh = { body: { refreshToken: second.refreshToken } };
    expect((await tenant.rest('POST', '/v1/auth/refresh', refresh)).body).toMatchObject({ code: 'invalid_token' });
    const acting = { bearer: tenant.secretKey, headers: { 'X-Parley-User': ada.id } };
    expect((await rest('GET', '/v1/me', acting)).body).toMatchObject({ code: 'user_not_found' });
  });

  it('leaves the id behind, and nothing that says who it was', async () => {
    const { ada, bo } = await twoFriends();
    await ada.rest('PATCH', '/v1/me', { about: 'about ada' });
    await leave(ada);
    const { body } = await bo.rest<Profile>('GET', `/v1/users/${ada.id}`);
    expect(body).toEqual({ ...shell, id: ada.id, kind: 'registered', about: '', blocked: false });
    expect((await bo.rest('GET', '/v1/users?query=ada')).body).toMatchObject({ items: [] });
    const [row] = await database.query<object[]>('SELECT to_jsonb(u) AS row FROM users AS u WHERE id = $1', [ada.id]);
    // Not by letters alone: an id has some of those.
    expect(JSON.stringify(row)).not.toMatch(/\bada\b|argon2|example/i);
  });

  it('becomes a deleted user before the eyes of all readers, and gives up the seats; an own room goes on', async () => {
    const { tenant, ada, bo, room, lobby } = await twoFriends();
    const sent = [await send(ada, room.id, 'ada-1'), await send(ada, lobby.id, 'ada-2')];
    await ada.rest('DELETE', `/v1/rooms/${lobby.id}/members/me`);
    const reader = await online(tenant, bo, room.id, lobby.id);
    await leave(ada);
    const renamed = { name: 'user:updated', payload: { ...shell, id: ada.id, kind: 'registered' } };
    await eventually(() => expect(reader.told).toContainEqual(renamed));
    await eventually(() => {
      const [left] = reader.frames.filter(({ members }) => members.some(({ userId }) => userId === ada.id));
      expect(left).toMatchObject({ roomId: room.id, room: { memberCount: 1 } });
      expect(left?.users).toContainEqual({ ...shell, id: ada.id, kind: 'registered' });
      // The room was ada's; it has an owner all the same.
      expect(left?.members).toMatchObject([
        { userId: bo.id, role: 'owner', leftAt: null },
        { userId: ada.id, leftAt: expect.any(String) },
      ]);
    });
    for (const { roomId, id, text } of sent) {
      const { items, users } = await historyOf(bo, roomId);
      expect(items).toMatchObject([{ id, text, authorId: ada.id, deletedAt: null }]);
      expect(users).toEqual([{ ...shell, id: ada.id, kind: 'registered' }]);
    }
    expect(await send(bo, room.id, 'bo-1')).toMatchObject({ seq: 2 });
  });

  it('takes the messages along where the tenant wants it: readers get each emptied once, in order of position', async () => {
    const { tenant, ada, bo, room, lobby } = await twoFriends();
    await tenant.settings({ deletedUsers: 'remove' });
    const answer = await send(bo, room.id, 'bo-1');
    for (let n = 0; n < 130; n += 1) await send(ada, room.id, `ada-${n}`);
    await send(ada, lobby.id, 'ada');
    await ada.rest('DELETE', `/v1/rooms/${lobby.id}/members/me`);
    const reader = await online(tenant, bo, room.id, lobby.id);
    await leave(ada);
    const told = () => reader.frames.filter((frame) => frame.roomId === room.id);
    await eventually(() => expect(told().flatMap(({ messages }) => messages)).toHaveLength(130));
    let position = told()[0]?.after ?? 0;
    for (const frame of told()) {
      expect(frame.after).toBe(position);
      position = frame.position;
    }
    const emptied = told().flatMap(({ messages }) => messages);
    expect(new Set(emptied.map(({ id }) => id)).size).toBe(130);
    const positions = emptied.map((message) => message.position);
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    for (const message of emptied) {
      expect(message).toMatchObject({ text: '', mentions: [], deletedAt: expect.any(String), authorId: ada.id });
    }
    const { items } = await historyOf(bo, room.id);
    expect(items.filter(({ text }) => text !== '')).toEqual([]);
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 100 }, (_, n) => 32 + n));
    const around = await bo.rest<History>('GET', `/v1/rooms/${room.id}/messages?around=1`);
    expect(around.body.items[0]).toEqual(answer);
    await eventually(async () => {
      expect((await historyOf(bo, lobby.id)).items).toMatchObject([{ text: '', deletedAt: expect.any(String) }]);
    });
  });

  it('takes along what arrives when all is over, from a send that another node had let in', async () => {
    const { tenant, ada, bo, lobby } = await twoFriends();
    await tenant.settings({ deletedUsers: 'remove' });
    await send(ada, lobby.id, 'ada-1');
    await leave(ada);
    await database.query(
      `UPDATE messages SET text = 'late', deleted_at = NULL WHERE tenant_id = $1 AND author_id = $2`,
      [tenant.id, ada.id],
    );
    await database.query('UPDATE members SET left_at = NULL WHERE tenant_id = $1 AND user_id = $2', [
      tenant.id,
      ada.id,
    ]);
    await eventually(async () => expect((await historyOf(bo, lobby.id)).items).toMatchObject([{ text: '' }]), {
      withinMs: 30_000,
    });
    const { body } = await bo.rest<{ items: object[] }>('GET', `/v1/rooms/${lobby.id}/members`);
    expect(body.items).toEqual([]);
    // As if it were long ago: then it is finished.
    await database.query(`UPDATE users SET deleted_at = now() - interval '1 minute' WHERE id = $1`, [ada.id]);
    await eventually(
      async () => {
        const [row] = await database.query('SELECT erased_at IS NOT NULL AS done FROM users WHERE id = $1', [ada.id]);
        expect(row).toEqual({ done: true });
      },
      { withinMs: 30_000 },
    );
  });

  it('leaves what is in other tenants alone, and other people of the own', async () => {
    const [ours, theirs] = [await twoFriends(), await twoFriends()];
    await ours.tenant.settings({ deletedUsers: 'remove' });
    for (const { ada, bo, room } of [ours, theirs]) {
      await send(ada, room.id, 'ada');
      await send(bo, room.id, 'bo');
    }
    await leave(ours.ada);
    const texts = async ({ bo, room }: typeof ours) => (await historyOf(bo, room.id)).items.map(({ text }) => text);
    await eventually(async () => expect(await texts(ours)).toEqual(['', 'bo says something']));
    expect(await texts(theirs)).toEqual(['ada says something', 'bo says something']);
    expect((await logIn(theirs.tenant, 'ada')).status).toBe(200);
  });
});

describe('the devices of whoever left', () => {
  it('are forgotten at once', async () => {
    const tenant = await makeTenant();
    const headers = { 'User-Agent': 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0' };
    const options = { headers, body: { username: 'ada', password } };
    const ada = tenant.user((await tenant.rest<Session>('POST', '/v1/auth/register', options)).body);
    const devices = async () =>
      (
        await database.query<{ device: string | null }[]>('SELECT device FROM sessions WHERE tenant_id = $1', [
          tenant.id,
        ])
      ).map(({ device }) => device);
    expect(await devices()).toEqual([expect.stringContaining('Firefox')]);
    await leave(ada);
    expect(await devices()).toEqual([null]);
  });
});

describe('the username of whoever left', () => {
  it('is free again after 30 days, for accounts and guests who make one; in another tenant it never was taken', async () => {
    const { tenant, ada } = await twoFriends();
    await leave(ada);
    const guest = await tenant.guest();
    const attempt = (bearer?: string): Promise<RestAnswer<Session & { code: string }>> =>
      tenant.rest('POST', '/v1/auth/register', { body: { username: 'Ada', password }, bearer });
    for (const bearer of [undefined, guest.token]) {
      expect((await attempt(bearer)).body).toMatchObject({ status: 409, code: 'username_taken' });
    }
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ kind: 'guest', username: null });
    await register(await makeTenant(), 'ada');
    const [hold] = await database.query<{ days: number }[]>(
      'SELECT extract(epoch FROM free_at - now())::float8 / 86400 AS days FROM username_holds WHERE tenant_id = $1',
      [tenant.id],
    );
    expect(Math.round(hold?.days ?? 0)).toBe(30);
    await database.query('UPDATE username_holds SET free_at = now() WHERE tenant_id = $1', [tenant.id]);
    const again = await attempt();
    expect(again.status).toBe(201);
    expect(again.body.user.id).not.toBe(ada.id);
    expect((await logIn(tenant, 'ada')).body.user.id).toBe(again.body.user.id);
  });

  it('is free for nobody in the moment of leaving: of many who try, none gets it', async () => {
    const { tenant, ada } = await twoFriends();
    const [left, ...tried] = await Promise.all([
      leave(ada),
      ...Array.from({ length: 8 }, () =>
        tenant.rest('POST', '/v1/auth/register', { body: { username: 'ada', password } }),
      ),
    ]);
    expect(left.status).toBe(204);
    for (const { body } of tried) expect(body).toMatchObject({ code: 'username_taken' });
  });
});

describe('leaving for good', () => {
  it('asks for the password of an account, and for a yes of a guest', async () => {
    const tenant = await makeTenant();
    const [ada, guest] = [await register(tenant, 'ada'), await tenant.guest()];
    const fault = (path: string) => ({
      status: 400,
      code: 'validation_failed',
      errors: [{ path, message: expect.any(String) }],
    });
    expect((await leave(ada, {})).body).toMatchObject(fault('/password'));
    expect((await leave(ada, { confirm: true })).body).toMatchObject(fault('/password'));
    expect((await leave(ada, { password: 'wrong' })).body).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect((await leave(guest, {})).body).toMatchObject(fault('/confirm'));
    expect((await leave(guest, { password })).body).toMatchObject(fault('/confirm'));
    for (const body of [
      { confirm: false },
      { confirm: 'true' },
      { password: 7 },
      { password: '' },
      { all: true },
      [],
    ]) {
      expect((await leave(guest, body)).body).toMatchObject({ status: 400, code: 'validation_failed' });
    }
    expect((await leave(guest, undefined)).status).toBe(400);
    expect((await tenant.rest('DELETE', '/v1/me', { body: { confirm: true } })).body).toMatchObject({ status: 401 });
    for (const user of [ada, guest]) expect((await user.rest('GET', '/v1/me')).status).toBe(200);
    expect((await leave(guest, { confirm: true })).status).toBe(204);
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ code: 'invalid_token' });
    expect((await ada.rest<Profile>('GET', `/v1/users/${guest.id}`)).body).toEqual({
      ...shell,
      id: guest.id,
      kind: 'guest',
      about: '',
      blocked: false,
    });
  });

  it('lets the password be guessed at no more often than a log-in, and whatever is tried at log-in', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ limits: { loginAttemptsPerHour: 2 } });
    const [ada, grace] = [await register(tenant, 'ada'), await register(tenant, 'grace')];
    for (const user of [ada, ada]) expect((await leave(user, { password: 'wrong' })).status).toBe(401);
    const refused = await leave(ada);
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect((await ada.rest('GET', '/v1/me')).status).toBe(200);
    const guess = () => tenant.rest('POST', '/v1/auth/login', { body: { login: 'grace', password: 'wrong' } });
    for (const status of [401, 401, 429]) expect((await guess()).status).toBe(status);
    expect((await leave(grace)).status).toBe(204);
  });

  it('is done by the own server of the tenant, too: 204 also the second time, 404 for whom there never was', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const [ada, stranger] = [await register(tenant, 'ada'), await other.guest()];
    const socket = await online(tenant, ada);
    const remove = (userId: string, bearer = tenant.secretKey) => rest('DELETE', `/v1/users/${userId}`, { bearer });
    expect((await remove(ada.id, ada.token)).body).toMatchObject({ status: 403, code: 'forbidden' });
    for (let times = 0; times < 2; times += 1) expect((await remove(ada.id)).status).toBe(204);
    await eventually(() => expect(socket.socket.connected).toBe(false));
    for (const id of [stranger.id, 'x', 'me', '%00', '01a1fdf1-0fd7-75c3-b479-545cdb8c6744']) {
      expect((await remove(id)).body).toMatchObject({ status: 404, code: 'user_not_found' });
    }
    expect((await stranger.rest('GET', '/v1/me')).status).toBe(200);
  });

  it('keeps others from seating whoever has left', async () => {
    const { tenant, ada, bo } = await twoFriends();
    await leave(bo, { confirm: true });
    const { body: room } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Another' });
    for (const bearer of [ada.token, tenant.secretKey]) {
      const answer = await rest('POST', `/v1/rooms/${room.id}/members`, { bearer, body: { userId: bo.id } });
      expect(answer.body).toMatchObject({ status: 404, code: 'user_not_found' });
    }
  });
});
