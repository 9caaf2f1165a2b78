import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Export } from '../../src/accounts/export.schema.js';
import { avatarSizesPx } from '../../src/avatars/avatar-address.js';
import type { Session } from '../../src/auth/auth.schema.js';
import type { BlockPage } from '../../src/blocks/block.schema.js';
import { newId } from '../../src/common/ids.js';
import type { History } from '../../src/messages/message.schema.js';
import type { MyRoom, MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { password, register } from '../support/account.js';
import { guestWithPicture } from '../support/avatars.js';
import { eventually } from '../support/eventually.js';
import { QuietServer } from '../support/quiet-server.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** What is left of somebody is cleared up by this server alone. */
let server: QuietServer;
let tenant: TestTenant;
beforeAll(async () => {
  server = await QuietServer.start();
});
afterAll(async () => {
  const errors = server.errors();
  await server.stop();
  expect(errors).toEqual([]);
});

async function begin(): Promise<TestUser> {
  tenant = await makeTenant({ url: server.url });
  return register(tenant);
}
async function merge(guest: TestUser): Promise<TestUser> {
  const body = { login: 'ada', password, mergeGuest: true };
  const answer = await tenant.rest<Session>('POST', '/v1/auth/login', { bearer: guest.token, body });
  expect(answer.status).toBe(200);
  return tenant.user(answer.body);
}

/** Makes the room of two, as whoever opens one does. */
async function directRoom(one: TestUser, other: TestUser): Promise<string> {
  const id = newId();
  const at = [tenant.id, id];
  await server.query(`INSERT INTO rooms (tenant_id, id, type, member_count) VALUES ($1, $2, 'direct', 2)`, at);
  await server.query('INSERT INTO room_heads (tenant_id, room_id, epoch) VALUES ($1, $2, gen_random_uuid())', at);
  for (const user of [one, other]) {
    await server.query(
      `INSERT INTO members (tenant_id, room_id, user_id, role, position) VALUES ($1, $2, $3, 'member', 0)`,
      [...at, user.id],
    );
  }
  return id;
}
const say = async (user: TestUser, roomId: string, text: string) =>
  (await user.rest('POST', `/v1/rooms/${roomId}/messages`, { clientId: newId(), text })).status;
const roomOf = async (user: TestUser, id: string) => (await user.rest<Room>('GET', `/v1/rooms/${id}`)).body;
const textsOf = async (user: TestUser, id: string) =>
  (await user.rest<History>('GET', `/v1/rooms/${id}/messages`)).body.items.map(({ text, authorId }) => [
    text,
    authorId,
  ]);

describe('the direct rooms of a guest who became an account', () => {
  it('are the account’s', async () => {
    await begin();
    const [guest, bo] = [await tenant.guest(), await tenant.guest()];
    const id = await directRoom(guest, bo);
    expect(await say(guest, id, 'hi Bo')).toBe(201);
    const ada = await merge(guest);
    expect(await roomOf(ada, id)).toMatchObject({ memberCount: 2, archivedAt: null });
    expect(await say(ada, id, 'it’s me')).toBe(201);
    expect(await textsOf(bo, id)).toEqual([
      ['hi Bo', ada.id],
      ['it’s me', ada.id],
    ]);
  });

  it('are found by the account and the partner, who have one for ever', async () => {
    await begin();
    const [guest, bo] = [await tenant.guest(), await tenant.guest()];
    const direct = async (user: TestUser, userId: string) =>
      (await user.rest<Room>('PUT', '/v1/rooms/direct', { userId })).body.id;
    const id = await direct(guest, bo.id);
    const account = await merge(guest);
    expect(await direct(account, bo.id)).toBe(id);
    expect(await direct(bo, account.id)).toBe(id);
  });

  it('are with the account, for the partner: not with the guest who is no more', async () => {
    tenant = await makeTenant({ url: server.url });
    // The guest is older than the account, and so would come first.
    const [guest, bo] = [await tenant.guest(), await tenant.guest()];
    await guest.rest('PUT', '/v1/rooms/direct', { userId: bo.id });
    const ada = await register(tenant);
    await merge(guest);
    const peerOf = async (user: TestUser) =>
      (await user.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items.map(({ peer }) => peer?.id);
    expect(await peerOf(bo)).toEqual([ada.id]);
    expect(await peerOf(ada)).toEqual([bo.id]);
    await bo.rest('DELETE', '/v1/me', { confirm: true });
    await eventually(async () =>
      expect(
        (await ada.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items.map(({ peer }) => peer?.displayName),
      ).toEqual(['Deleted user']),
    );
    expect(await peerOf(ada)).toEqual([bo.id]);
  });

  it('stay out of sight where the guest blocked the partner, and so do those that the account has', async () => {
    const ada = await begin();
    const [guest, bo, cy, di] = [
      await tenant.guest(),
      await tenant.guest(),
      await tenant.guest(),
      await tenant.guest(),
    ];
    for (const [user, other] of [
      [guest, bo],
      [ada, cy],
      [di, ada],
    ] as const) {
      expect((await user.rest('PUT', '/v1/rooms/direct', { userId: other.id })).status).toBe(201);
    }
    for (const other of [bo, cy]) await guest.rest('PUT', `/v1/me/blocks/${other.id}`);
    await di.rest('PUT', `/v1/me/blocks/${guest.id}`);
    const account = await merge(guest);
    const blocked = async (user: TestUser) =>
      (await user.rest<BlockPage>('GET', '/v1/me/blocks')).body.items.map(({ user: { id } }) => id).sort();
    expect(await blocked(account)).toEqual([bo.id, cy.id].sort());
    expect(await blocked(di)).toEqual([account.id]);
    const partners = async (user: TestUser) =>
      (await user.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items.map(({ peer }) => peer?.id);
    expect([await partners(account), await partners(di)]).toEqual([[di.id], []]);
  });

  it('stay out of the sight of whoever blocks the account that the guest became', async () => {
    const ada = await begin();
    const [guest, bo] = [await tenant.guest(), await tenant.guest()];
    await bo.rest('PUT', `/v1/me/blocks/${ada.id}`);
    expect((await guest.rest('PUT', '/v1/rooms/direct', { userId: bo.id })).status).toBe(201);
    const account = await merge(guest);
    const rooms = async (user: TestUser) => (await user.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items.length;
    expect([await rooms(account), await rooms(bo)]).toEqual([1, 0]);
  });

  it('are archived where the account has one with the same person: the log stays, the other one goes on', async () => {
    const ada = await begin();
    const [guest, bo] = [await tenant.guest(), await tenant.guest()];
    const [kept, twin] = [await directRoom(ada, bo), await directRoom(guest, bo)];
    expect(await say(guest, twin, 'as a guest')).toBe(201);
    await merge(guest);
    for (const user of [ada, bo]) {
      expect(await roomOf(user, twin)).toMatchObject({ archivedAt: expect.any(String), memberCount: 2 });
      expect(await textsOf(user, twin)).toEqual([['as a guest', ada.id]]);
      expect(await say(user, twin, 'goes on')).toBe(403);
      expect(await roomOf(user, kept)).toMatchObject({ archivedAt: null });
    }
    expect(await say(ada, kept, 'here it goes on')).toBe(201);
  });

  it('are archived where the other one was the account itself', async () => {
    const ada = await begin();
    const guest = await tenant.guest();
    const id = await directRoom(guest, ada);
    expect(await say(guest, id, 'talking to myself')).toBe(201);
    await merge(guest);
    expect(await roomOf(ada, id)).toMatchObject({ archivedAt: expect.any(String), memberCount: 1 });
    expect(await textsOf(ada, id)).toEqual([['talking to myself', ada.id]]);
  });
});

describe('what is left of a guest who became an account', () => {
  it('is no picture', async () => {
    await begin();
    const { user: guest, url } = await guestWithPicture(tenant);
    const { href } = new URL(url, server.url);
    expect((await fetch(href)).status).toBe(200);
    await merge(guest);
    await eventually(async () => {
      const answers = await Promise.all(avatarSizesPx.map((sizePx) => fetch(`${href}?size=${sizePx}`)));
      expect(answers.map(({ status }) => status)).toEqual(avatarSizesPx.map(() => 404));
    });
  });

  it('follows when it was on its way, on a node that had not heard of it', async () => {
    await begin();
    const [guest, bo] = [await tenant.guest(), await tenant.guest()];
    const lobby = await tenant.lobby();
    const ada = await merge(guest);
    // As a seat, and a message, that were committed a moment later.
    const at = [tenant.id, lobby.id, guest.id];
    await server.query(
      `INSERT INTO members (tenant_id, room_id, user_id, role, position) VALUES ($1, $2, $3, 'member', 1)`,
      at,
    );
    await server.query(
      `INSERT INTO messages (tenant_id, room_id, author_id, seq, id, position, client_id, body_hash, kind, text)
       VALUES ($1, $2, $3, 1, $4, 2, 'late', '', 'text', 'late')`,
      [...at, newId()],
    );
    await server.query(
      'UPDATE rooms SET member_count = 1, position = 1 WHERE tenant_id = $1 AND id = $2',
      at.slice(0, 2),
    );
    await server.query(
      'UPDATE room_heads SET last_seq = 1, position = 2 WHERE tenant_id = $1 AND room_id = $2',
      at.slice(0, 2),
    );
    await eventually(async () => expect(await textsOf(bo, lobby.id)).toEqual([['late', ada.id]]), { withinMs: 30_000 });
    expect(await roomOf(bo, lobby.id)).toMatchObject({ memberCount: 1 });
  });

  it('mentions the account where it mentioned the guest, and was not read', async () => {
    await begin();
    const [guest, bo] = [await tenant.guest(), await tenant.guest()];
    const { id } = (await bo.rest<Room>('POST', '/v1/rooms', { type: 'public', name: 'Garden' })).body;
    await guest.rest('POST', `/v1/rooms/${id}/members`);
    await bo.rest('POST', `/v1/rooms/${id}/messages`, { clientId: newId(), text: 'you', mentions: [guest.id] });
    const account = await merge(guest);
    const [room] = (await account.rest<{ items: MyRoom[] }>('GET', '/v1/me/rooms')).body.items;
    expect(room).toMatchObject({ room: { id }, unreadCount: 1, mentionCount: 1 });
  });

  it('is the account’s in rooms that were removed, too, and goes with it', async () => {
    await begin();
    const guest = await tenant.guest();
    const { body: room } = await guest.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Gone since' });
    expect(await say(guest, room.id, 'before it was removed')).toBe(201);
    await server.query('UPDATE rooms SET deleted_at = now() WHERE tenant_id = $1 AND id = $2', [tenant.id, room.id]);
    await tenant.settings({ deletedUsers: 'remove' });
    const ada = await merge(guest);
    const left = async () =>
      server.query('SELECT author_id, text FROM messages WHERE tenant_id = $1 AND room_id = $2', [tenant.id, room.id]);
    await eventually(async () => expect(await left()).toEqual([{ author_id: ada.id, text: 'before it was removed' }]));
    const { body } = await ada.rest<Export>('GET', '/v1/me/export');
    expect(body.rooms).toMatchObject([{ roomId: room.id, room: null }]);
    expect(body.messages.map(({ text }) => text)).toEqual(['before it was removed']);
    expect((await ada.rest('DELETE', '/v1/me', { password })).status).toBe(204);
    await eventually(async () => expect(await left()).toEqual([{ author_id: ada.id, text: '' }]));
  });

  it('goes with the account, when that is deleted', async () => {
    await begin();
    const [guest, bo] = [await tenant.guest(), await tenant.guest()];
    const lobby = await tenant.lobby();
    expect(await say(guest, lobby.id, 'once a guest’s')).toBe(201);
    await tenant.settings({ deletedUsers: 'remove' });
    const ada = await merge(guest);
    expect((await ada.rest('DELETE', '/v1/me', { password })).status).toBe(204);
    await eventually(async () => expect(await textsOf(bo, lobby.id)).toEqual([['', ada.id]]));
    expect((await bo.rest('GET', `/v1/users/${guest.id}`)).body).toMatchObject({ displayName: 'Deleted user' });
    expect(await roomOf(bo, lobby.id)).toMatchObject({ memberCount: 0 });
  });
});
