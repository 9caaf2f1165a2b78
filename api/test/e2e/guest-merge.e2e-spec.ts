import { afterEach, describe, expect, it } from '@jest/globals';
import type { LoginSession, Session } from '../../src/auth/auth.schema.js';
import type { Changes, OpenedRoom, Synced } from '../../src/delivery/changes.schema.js';
import type { Member, MemberPage } from '../../src/members/member.schema.js';
import type { History, Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { login, password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { rest, type RestAnswer } from '../support/rest.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function online(tenant: TestTenant, user: TestUser): Promise<RawSocket> {
  const socket = await connect({ auth: { key: tenant.key, token: user.token } });
  sockets.push(socket);
  return socket;
}
const open = async (socket: RawSocket, roomId: string) => (await socket.ask<OpenedRoom>('room:open', { roomId })).data;

/** Logs in as ada, showing that token. */
const logIn = (
  tenant: TestTenant,
  bearer: string | undefined,
  body: Record<string, unknown> = { mergeGuest: true },
): Promise<RestAnswer<LoginSession>> =>
  tenant.rest<LoginSession>('POST', '/v1/auth/login', { bearer, body: { login: 'ada', password, ...body } });

async function merge(tenant: TestTenant, guest: TestUser): Promise<TestUser> {
  const { status, body } = await logIn(tenant, guest.token);
  expect(status).toBe(200);
  return tenant.user(body);
}

const send = (user: TestUser, roomId: string, text: string) => sendAs(user, roomId, text, text.replaceAll(/\W+/g, '-'));
async function sendAs(user: TestUser, roomId: string, text: string, clientId: string): Promise<Message> {
  const { body } = await user.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, { clientId, text });
  expect(body).toMatchObject({ text, authorId: user.id });
  return body;
}
const historyOf = async (user: TestUser, roomId: string) =>
  (await user.rest<History>('GET', `/v1/rooms/${roomId}/messages?limit=100`)).body;
const membersOf = async (user: TestUser, roomId: string) =>
  (await user.rest<MemberPage>('GET', `/v1/rooms/${roomId}/members`)).body.items;
const roomOf = async (user: TestUser, roomId: string) => (await user.rest<Room>('GET', `/v1/rooms/${roomId}`)).body;
const makeRoom = async (user: TestUser, name: string) =>
  (await user.rest<Room>('POST', '/v1/rooms', { type: 'private', name })).body;
const seatIn = async (by: TestUser, roomId: string, userId: string) =>
  (await by.rest<Member>('POST', `/v1/rooms/${roomId}/members`, { userId })).status;

/** An account, a guest who has said hello in the lobby, and somebody who reads along. */
async function people() {
  const tenant = await makeTenant();
  const [ada, guest, bo] = [await register(tenant), await tenant.guest('Quiet Otter'), await tenant.guest('Bo')];
  const lobby = await tenant.lobby();
  const hello = await send(guest, lobby.id, 'hello');
  return { tenant, ada, guest, bo, lobby, hello };
}

describe('a guest who logs in and brings nothing along', () => {
  it('is left as it is: the messages stay under its name, and its session is over', async () => {
    const { tenant, ada, guest, bo, lobby, hello } = await people();
    const socket = await online(tenant, guest);
    for (const body of [{}, { mergeGuest: false }]) {
      const token = body.mergeGuest === undefined ? guest.token : (await tenant.guest()).token;
      const { status, body: session } = await logIn(tenant, token, body);
      expect([status, session.user.id]).toEqual([200, ada.id]);
    }
    await eventually(() => expect(socket.socket.connected).toBe(false));
    expect(socket.told).toContainEqual({ name: 'session:ended', payload: { code: 'signed_out' } });
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ status: 401, code: 'invalid_token' });
    const { items, users } = await historyOf(bo, lobby.id);
    expect(items).toEqual([hello]);
    expect(users).toEqual([guest.session.user]);
    expect((await membersOf(bo, lobby.id)).map(({ userId }) => userId)).toEqual([guest.id]);
    expect(await historyOf(ada, lobby.id)).toMatchObject({ items: [{ authorId: guest.id }] });
  });

  it('is as before when the password is wrong, also where it wanted to bring all along', async () => {
    const { tenant, guest, bo, lobby, hello } = await people();
    const { body } = await logIn(tenant, guest.token, { password: 'not the one', mergeGuest: true });
    expect(body).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ id: guest.id, kind: 'guest', hasRooms: true });
    expect((await historyOf(bo, lobby.id)).items).toEqual([hello]);
  });
});

describe('a try whose answer was lost', () => {
  it('is told at the next one, to the account’s owner alone, and of that guest alone', async () => {
    const { tenant, guest } = await people();
    const bob = await register(tenant, { username: 'bob' });
    expect((await logIn(tenant, guest.token)).body.isGuestMerged).toBe(true);
    // Where the guest's session is over, it is shown no more.
    const again = await logIn(tenant, undefined, { mergedGuestId: guest.id });
    expect(again).toMatchObject({ status: 200, body: { isGuestMerged: true, user: { username: 'ada' } } });
    expect((await logIn(tenant, undefined, { mergedGuestId: guest.id, login: 'bob' })).body).toMatchObject({
      isGuestMerged: false,
      user: { id: bob.id },
    });
    const wrong = await logIn(tenant, undefined, { mergedGuestId: guest.id, password: 'not the one' });
    expect(wrong.body).toMatchObject({ code: 'invalid_credentials' });
    expect(wrong.body).not.toHaveProperty('isGuestMerged');
  });

  it('was none of a guest who was left, is unknown, or another tenant’s', async () => {
    const { tenant, ada, guest } = await people();
    const other = await people();
    await merge(other.tenant, other.guest);
    expect((await logIn(tenant, guest.token, { mergedGuestId: guest.id })).body.isGuestMerged).toBe(false);
    for (const mergedGuestId of [guest.id, other.guest.id, ada.id, 'x', '']) {
      expect((await logIn(tenant, undefined, { mergedGuestId })).body.isGuestMerged).toBe(false);
    }
    expect((await logIn(tenant, undefined, {})).body.isGuestMerged).toBe(false);
    const { body } = await logIn(tenant, undefined, { mergedGuestId: guest.id.repeat(2) });
    expect(body).toMatchObject({ code: 'validation_failed', errors: [{ path: '/mergedGuestId' }] });
  });
});

describe('a guest who becomes the account', () => {
  it('is gone for good, and its messages are the account’s, as they were', async () => {
    const { tenant, ada, guest, bo, lobby, hello } = await people();
    const again = await tenant.rest<Session>('POST', '/v1/auth/refresh', {
      body: { refreshToken: guest.session.refreshToken },
    });
    const sockets = [await online(tenant, guest), await online(tenant, tenant.user(again.body))];
    const me = await merge(tenant, guest);
    expect(me.id).toBe(ada.id);
    for (const socket of sockets) {
      await eventually(() => expect(socket.socket.connected).toBe(false));
      expect(socket.told.at(-1)).toEqual({ name: 'session:ended', payload: { code: 'signed_out' } });
    }
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ code: 'invalid_token' });
    const refresh = { body: { refreshToken: again.body.refreshToken } };
    expect((await tenant.rest('POST', '/v1/auth/refresh', refresh)).body).toMatchObject({ code: 'invalid_token' });
    const acting = { bearer: tenant.secretKey, headers: { 'X-Parley-User': guest.id } };
    expect((await rest('GET', '/v1/me', acting)).body).toMatchObject({ code: 'user_not_found' });

    const { items, users } = await historyOf(bo, lobby.id);
    expect(items).toEqual([{ ...hello, authorId: ada.id, position: expect.any(Number) }]);
    expect(users).toEqual([me.session.user]);
    const { body: left } = await bo.rest('GET', `/v1/users/${guest.id}`);
    expect(left).toMatchObject({ displayName: me.session.user.displayName, avatarUrl: null, username: null });
    // The same clientId still stands for the same message, whoever asks again.
    const { status, body } = await me.rest('POST', `/v1/rooms/${lobby.id}/messages`, {
      clientId: 'hello',
      text: 'hello',
    });
    expect([status, body]).toEqual([200, items[0]]);
    expect((await me.rest<{ messages: Message[] }>('GET', '/v1/me/export')).body.messages).toEqual(items);
    expect((await login(tenant, 'ada')).status).toBe(200);
  });

  it('brings its seats: of two in one room the higher role and the further pointer stay, counted once', async () => {
    const { tenant, ada, guest, bo, lobby } = await people();
    const own = await makeRoom(guest, 'The guest’s own');
    const both = await makeRoom(bo, 'Both sit here');
    for (const user of [ada, guest]) expect(await seatIn(bo, both.id, user.id)).toBe(201);
    await send(guest, both.id, 'read by the guest');
    await send(ada, lobby.id, 'ada is here, too');
    const other = await online(tenant, ada);
    const me = await merge(tenant, guest);

    const seats = async (roomId: string) => {
      const [items, room] = [await membersOf(me, roomId), await roomOf(me, roomId)];
      expect(room.memberCount).toBe(items.length);
      return items.map(({ userId, role, readSeq }) => ({ userId, role, readSeq }));
    };
    expect(await seats(own.id)).toEqual([{ userId: ada.id, role: 'owner', readSeq: 0 }]);
    expect(await seats(lobby.id)).toEqual([{ userId: ada.id, role: 'member', readSeq: 2 }]);
    const inBoth = await seats(both.id);
    expect(inBoth).toHaveLength(2);
    expect(inBoth).toContainEqual({ userId: ada.id, role: 'member', readSeq: 1 });
    // Where the account came into a room, its other devices hear of it.
    await eventually(() => expect(other.told).toContainEqual({ name: 'room:added', payload: { roomId: own.id } }));
    expect(other.told.filter(({ name }) => name === 'room:added')).toHaveLength(1);
    expect((await me.rest('PATCH', `/v1/rooms/${own.id}`, { name: 'Mine' })).status).toBe(200);
  });

  it('is told to whoever holds the room, live and after having been away, as any other change', async () => {
    const { tenant, ada, guest, bo, lobby, hello } = await people();
    const [live, away] = [await online(tenant, bo), await online(tenant, await tenant.guest())];
    const [standing] = [await open(live, lobby.id)];
    const { epoch, position } = (await open(away, lobby.id)).changes;
    away.close();
    const me = await merge(tenant, guest);
    const moved = { id: hello.id, seq: hello.seq, clientId: 'hello', text: 'hello', authorId: ada.id };
    await eventually(() => expect(live.frames).toHaveLength(1));
    expect(live.frames[0]).toMatchObject({
      after: standing.changes.position,
      reset: false,
      messages: [moved],
      room: { memberCount: 1 },
    });
    expect(live.frames[0]?.members).toEqual([
      expect.objectContaining({ userId: guest.id, leftAt: expect.any(String) }),
      expect.objectContaining({ userId: ada.id, leftAt: null }),
    ]);
    expect(live.frames[0]?.users).toContainEqual(me.session.user);

    const back = await online(tenant, bo);
    const rooms = [{ roomId: lobby.id, epoch, position, anchor: { messageId: hello.id, position: hello.position } }];
    const { changes } = (await back.ask<Synced>('sync', { rooms })).data;
    const inOrder = (frame?: Changes) => ({
      ...frame,
      members: frame?.members.toSorted((a, b) => a.position - b.position),
      users: frame?.users.toSorted((a, b) => a.id.localeCompare(b.id)),
    });
    expect(changes.map(inOrder)).toEqual([inOrder(live.frames[0])]);
  });

  it('keeps every message apart where both used the same clientIds', async () => {
    const { tenant, ada, guest, lobby } = await people();
    await send(ada, lobby.id, 'hello');
    await sendAs(guest, lobby.id, 'other words', 'same');
    await sendAs(ada, lobby.id, 'of ada', 'same');
    const me = await merge(tenant, guest);
    const { items } = await historyOf(me, lobby.id);
    expect(items.map(({ text, authorId }) => [text, authorId])).toEqual(
      ['hello', 'hello', 'other words', 'of ada'].map((text) => [text, ada.id]),
    );
    expect(new Set(items.map(({ clientId }) => clientId)).size).toBe(4);
    expect(items.filter(({ clientId }) => clientId === 'same').map(({ text }) => text)).toEqual(['of ada']);
  });

  it('is whole also with more rooms and messages than are moved at once', async () => {
    const { tenant, ada, guest, bo, lobby } = await people();
    const long = 'x'.repeat(9_000);
    for (let at = 0; at < 130; at += 1)
      await sendAs(guest, lobby.id, at % 4 === 0 ? `${at} ${long}` : `${at}`, `c${at}`);
    const rooms: Room[] = [];
    for (let at = 0; at < 55; at += 1) rooms.push(await makeRoom(guest, `${at}`));
    const reader = await online(tenant, bo);
    await open(reader, lobby.id);
    const me = await merge(tenant, guest);
    await eventually(async () => {
      const pages = [
        await historyOf(bo, lobby.id),
        (await bo.rest<History>('GET', `/v1/rooms/${lobby.id}/messages?after=0&limit=50`)).body,
      ];
      const authors = pages.flatMap(({ items }) => items.map(({ authorId }) => authorId));
      expect(new Set(authors)).toEqual(new Set([ada.id]));
      for (const { id } of rooms) expect((await roomOf(me, id)).memberCount).toBe(1);
    });
    // In frames of a size that nobody is cut for; together they are all of it, once.
    const seqs = reader.frames.flatMap(({ messages }) => messages.map(({ seq }) => seq));
    expect(seqs.sort((a, b) => a - b)).toEqual(Array.from({ length: 131 }, (_, at) => at + 1));
    for (const frame of reader.frames) expect(JSON.stringify(frame).length).toBeLessThan(256 * 1024);
  });
});

describe('nobody but a guest who is here', () => {
  it('is merged: no account, nobody of the tenant’s own login, no visitor, nobody by the word of a server', async () => {
    const { tenant, guest } = await people();
    const bo = await register(tenant, { username: 'bob' });
    const { body: external } = await tenant.rest<{ id: string }>('PUT', '/v1/users/external/e1', {
      bearer: tenant.secretKey,
      body: { displayName: 'Eve' },
    });
    const { body: eve } = await tenant.rest<Session>('POST', `/v1/users/${external.id}/tokens`, {
      bearer: tenant.secretKey,
    });
    for (const token of [bo.token, eve.accessToken, undefined]) {
      expect((await logIn(tenant, token)).body).toMatchObject({ status: 403, code: 'forbidden' });
    }
    const acting = await rest('POST', '/v1/auth/login', {
      bearer: tenant.secretKey,
      headers: { 'X-Parley-User': guest.id },
      body: { login: 'ada', password, mergeGuest: true },
    });
    expect(acting.body).toMatchObject({ status: 403, code: 'forbidden' });
    for (const user of [bo, tenant.user(eve), guest]) expect((await user.rest('GET', '/v1/me')).status).toBe(200);
  });

  it('is merged with a session that is over, or a token that is none', async () => {
    const { tenant, guest, bo, lobby, hello } = await people();
    await guest.rest('POST', '/v1/auth/logout');
    for (const token of [guest.token, `${bo.token}x`, guest.session.refreshToken]) {
      expect((await logIn(tenant, token)).body).toMatchObject({ status: 401, code: 'invalid_token' });
    }
    expect((await historyOf(bo, lobby.id)).items).toEqual([hello]);
  });

  it('is asked with anything but yes or no', async () => {
    const { tenant, guest } = await people();
    for (const mergeGuest of ['true', 1, null, {}, guest.id]) {
      expect((await logIn(tenant, guest.token, { mergeGuest })).body).toMatchObject({
        status: 400,
        code: 'validation_failed',
        errors: [{ path: '/mergeGuest' }],
      });
    }
  });

  it('is merged into an account of another tenant, which sees nothing of it', async () => {
    const [{ tenant, guest, bo, lobby, hello }, other] = [await people(), await people()];
    const body = { login: 'ada', password, mergeGuest: true };
    const foreign = await rest('POST', '/v1/auth/login', { key: other.tenant.key, bearer: guest.token, body });
    expect(foreign.body).toMatchObject({ status: 401, code: 'invalid_token' });
    const reader = await online(other.tenant, other.bo);
    await open(reader, other.lobby.id);
    await merge(tenant, guest);
    await send(other.bo, other.lobby.id, 'all quiet here');
    await eventually(() => expect(reader.frames.at(-1)?.messages.at(-1)?.text).toBe('all quiet here'));
    expect(reader.frames).toHaveLength(1);
    expect((await historyOf(other.bo, other.lobby.id)).items[0]).toEqual(other.hello);
    expect((await historyOf(bo, lobby.id)).items[0]).toMatchObject({ id: hello.id, text: 'hello' });
  });
});
