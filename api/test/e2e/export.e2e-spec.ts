import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Export } from '../../src/accounts/export.schema.js';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { guestWithPicture } from '../support/avatars.js';
import { testDatabaseUrl, testServerUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { rest } from '../support/rest.js';
import { makeTenant, TestUser } from '../support/tenant.js';

const path = '/v1/me/export';

let database: DataSource;
beforeAll(async () => {
  database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
});
afterAll(() => database.destroy());

const send = async (user: TestUser, roomId: string, clientId: string): Promise<Message> =>
  (await user.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, { clientId, text: `${clientId} "quoted" 🦊` }))
    .body;

/** An export that is asked for and not read. */
async function begin(user: TestUser): Promise<IncomingMessage> {
  const request = get(`${testServerUrl()}${path}`, { headers: { Authorization: `Bearer ${user.token}` } });
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  return response;
}

describe('the export of one’s own data', () => {
  it('is a file with the profile, the sessions, the rooms and every message of one’s own, and nothing of others', async () => {
    const tenant = await makeTenant();
    const account = { username: 'ada', password: 'seven brass trombones', email: 'ada@example.com' };
    const { body: session } = await tenant.rest<Session>('POST', '/v1/auth/register', { body: account });
    const [ada, bo] = [new TestUser(session, {}), await tenant.guest('Bo')];
    const lobby = await tenant.lobby();
    const { body: own } = await ada.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Ours' });
    const { body: left } = await bo.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Secret' });
    await bo.rest('POST', `/v1/rooms/${left.id}/members`, { userId: ada.id });
    const sent: Message[] = [];
    for (let n = 0; n < 205; n += 1) sent.push(await send(ada, lobby.id, `c${n}`));
    sent.push(await send(ada, own.id, 'own'), await send(ada, left.id, 'left'));
    await send(bo, lobby.id, 'of bo');
    await ada.rest('DELETE', `/v1/rooms/${left.id}/members/me`);
    await bo.rest('PATCH', `/v1/rooms/${left.id}`, { name: 'Renamed since' });

    const next = { email: 'ada@example.org', password: account.password };
    expect((await ada.rest('PUT', '/v1/me/email', next)).status).toBe(200);

    const { status, headers, body } = await ada.rest<Export>('GET', path);
    expect(status).toBe(200);
    expect(headers.get('Content-Disposition')).toBe('attachment; filename=parley-ada.json');
    expect(headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(headers.get('Cache-Control')).toBe('no-store');
    expect(body.profile).toEqual((await ada.rest('GET', '/v1/me')).body);
    expect(body.profile).toMatchObject({ email: account.email, emailVerifiedAt: null, pendingEmail: next.email });
    expect(body.sessions).toMatchObject([{ isCurrent: true }]);
    const rooms = body.rooms.map(({ roomId, room, member }) => [roomId, room?.name, member.leftAt === null]);
    expect(rooms.sort()).toEqual(
      [
        [lobby.id, 'Lobby', true],
        [own.id, 'Ours', true],
        [left.id, undefined, false],
      ].sort(),
    );
    const byId = (a: Message, b: Message) => (a.id < b.id ? -1 : 1);
    expect(body.messages.sort(byId)).toEqual(sent.sort(byId));
    const text = JSON.stringify(body);
    for (const secret of ['of bo', 'Renamed since', 'argon2', session.refreshToken]) expect(text).not.toContain(secret);
  });

  it('is for a guest, and for a tenant’s server in the name of a person, of that tenant only', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const [guest, stranger] = [await tenant.guest('Otter'), await other.guest()];
    const { headers, body } = await guest.rest<Export>('GET', path);
    expect(headers.get('Content-Disposition')).toBe(`attachment; filename=parley-${guest.id}.json`);
    expect(body).toMatchObject({ profile: { displayName: 'Otter' }, rooms: [], messages: [] });
    const asServer = (userId: string) =>
      rest('GET', path, { bearer: tenant.secretKey, headers: { 'X-Parley-User': userId } });
    expect((await asServer(guest.id)).body).toMatchObject({
      profile: { id: guest.id },
      sessions: [{ isCurrent: false }],
    });
    expect((await asServer(stranger.id)).body).toMatchObject({ status: 404, code: 'user_not_found' });
    expect((await tenant.rest('GET', path)).body).toMatchObject({ status: 401, code: 'unauthenticated' });
    expect((await guest.rest('GET', `${path}?all=1`)).body).toMatchObject({ status: 400, code: 'validation_failed' });
  });

  it('holds the own picture itself, if it is kept here', async () => {
    const tenant = await makeTenant();
    const { user, url } = await guestWithPicture(tenant);
    const served = Buffer.from(await (await fetch(`${testServerUrl()}${url}?size=512`)).arrayBuffer());
    const { body } = await user.rest<Export>('GET', path);
    expect(body.picture).toEqual({
      mimeType: 'image/webp',
      sizeBytes: served.length,
      url,
      data: served.toString('base64'),
    });
    expect((await (await tenant.guest()).rest<Export>('GET', path)).body.picture).toBeNull();
    const elsewhere = { displayName: 'Eve', avatarUrl: `https://example.com${url}` };
    const { body: eve } = await tenant.rest<{ id: string }>('PUT', '/v1/users/external/eve', {
      bearer: tenant.secretKey,
      body: elsewhere,
    });
    const acting = { bearer: tenant.secretKey, headers: { 'X-Parley-User': eve.id } };
    expect((await rest<Export>('GET', path, acting)).body).toMatchObject({
      profile: { avatarUrl: elsewhere.avatarUrl },
      picture: null,
    });
  });

  it('is read no faster than it is taken, one at a time, and ends with whoever took it', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { id: roomId } = await tenant.lobby();
    await send(ada, roomId, 'first');
    // 64 MB: far more than what the connection holds by itself.
    await database.query(
      `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text)
       SELECT $1, $2, 100 + n, gen_random_uuid(), 0, $3, 'c' || n, '', 'text', repeat('x', 32000)
         FROM generate_series(1, 2000) AS n`,
      [tenant.id, roomId, ada.id],
    );
    const response = await begin(ada);
    expect(response.statusCode).toBe(200);
    const refused = await ada.rest('GET', path);
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused.headers.get('Retry-After')).toBe('10');
    expect((await bo.rest('GET', path)).status).toBe(200);
    response.destroy();
    const again = await eventually(async () => {
      const next = await begin(ada);
      expect(next.statusCode).toBe(200);
      return next;
    });
    let text = '';
    for await (const part of again.setEncoding('utf8')) text += String(part);
    expect((JSON.parse(text) as Export).messages).toHaveLength(2_001);
  });
});
