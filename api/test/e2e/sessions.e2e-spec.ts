import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { OpenSession, OpenSessionPage } from '../../src/auth/own-sessions.schema.js';
import type { Session } from '../../src/auth/auth.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { rest } from '../support/rest.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const password = 'seven brass trombones';
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

let database: DataSource;
const sockets: RawSocket[] = [];
beforeAll(async () => {
  database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
});
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});
afterAll(() => database.destroy());

const ask = (session: Session, method: string, path = '') =>
  rest<OpenSessionPage & { code: string }>(method, `/v1/me/sessions${path}`, { bearer: session.accessToken });
const listOf = async (session: Session) => (await ask(session, 'GET')).body.items;
const idOf = async (session: Session) => (await listOf(session)).find(({ isCurrent }) => isCurrent)?.id ?? '';

/** The id in an access token, which is not used by that. */
const sidOf = ({ accessToken }: Session) =>
  (JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;

/** An account of a new tenant, signed in so many times. */
async function signedIn(times: number): Promise<{ tenant: TestTenant; sessions: Session[] }> {
  const tenant = await makeTenant();
  const made = await tenant.rest<Session>('POST', '/v1/auth/register', { body: { username: 'ada', password } });
  const sessions = [made.body];
  while (sessions.length < times) {
    const { body } = await tenant.rest<Session>('POST', '/v1/auth/login', { body: { login: 'ada', password } });
    sessions.push(body);
  }
  return { tenant, sessions };
}

async function online(tenant: TestTenant, session: Session): Promise<RawSocket> {
  const socket = await connect({ auth: { key: tenant.key, token: session.accessToken } });
  sockets.push(socket);
  return socket;
}

async function expectClosed(socket: RawSocket, code: string): Promise<void> {
  await eventually(() => expect(socket.socket.connected).toBe(false));
  expect(socket.told).toContainEqual({ name: 'session:ended', payload: { code } });
}

/** As if it had been used last so many minutes ago. */
const letRest = (sessionId: string, minutes: number) =>
  database.query(
    `UPDATE sessions SET last_seen_at = now() - make_interval(mins => $2), created_at = now() - make_interval(mins => $2)
      WHERE id = $1`,
    [sessionId, minutes],
  );

const ageMs = ({ lastSeenAt }: OpenSession): number => Date.now() - Date.parse(lastSeenAt);

describe('the sessions of a person', () => {
  it('are listed newest first, page by page, each with the device, and which one asks', async () => {
    const tenant = await makeTenant();
    const agent = (userAgent: string) => ({ headers: { 'User-Agent': userAgent } });
    const account = { username: 'ada', password };
    const first = await tenant.rest<Session>('POST', '/v1/auth/register', { body: account, ...agent(firefox) });
    const body = { login: 'ada', password };
    const second = await tenant.rest<Session>('POST', '/v1/auth/login', { body, ...agent(safari) });
    await tenant.rest('POST', '/v1/auth/login', { bearer: tenant.secretKey, body, ...agent(firefox) });
    const listed = await listOf(second.body);
    expect(listed.map(({ device, isCurrent }) => [device, isCurrent])).toEqual([
      [null, false],
      ['Safari on iPhone', true],
      ['Firefox on Windows', false],
    ]);
    for (const session of listed) {
      expect(ageMs(session)).toBeLessThan(60_000);
      expect(session.createdAt).toBe(new Date(session.createdAt).toISOString());
    }
    const { body: page } = await ask(second.body, 'GET', '?limit=2');
    const { body: rest } = await ask(second.body, 'GET', `?cursor=${page.nextCursor}`);
    expect([...page.items, ...rest.items]).toEqual(listed);
    expect(rest.nextCursor).toBeNull();
    expect((await ask(first.body, 'GET', `?cursor=${page.nextCursor}x`)).body).toMatchObject({
      code: 'validation_failed',
    });
  });

  it('say the device of their last renewal, and are left out once they are over or too old', async () => {
    const { tenant, sessions } = await signedIn(3);
    const [ada, old, gone] = sessions as [Session, Session, Session];
    const renewed = await tenant.rest<Session>('POST', '/v1/auth/refresh', {
      body: { refreshToken: ada.refreshToken },
      headers: { 'User-Agent': safari },
    });
    await database.query('UPDATE sessions SET expires_at = now() WHERE id = $1', [await idOf(old)]);
    await rest('POST', '/v1/auth/logout', { bearer: gone.accessToken });
    expect(await listOf(renewed.body)).toMatchObject([{ device: 'Safari on iPhone', isCurrent: true }]);
  });

  it.each([
    ['a request', (_: TestTenant, session: Session) => rest('GET', '/v1/me', { bearer: session.accessToken })],
    ['a socket', (tenant: TestTenant, session: Session) => online(tenant, session)],
  ])('are seen when %s uses them', async (_what, use) => {
    const { tenant, sessions } = await signedIn(2);
    const [ada, other] = sessions as [Session, Session];
    const [{ id } = { id: '' }] = (await listOf(ada)).filter(({ isCurrent }) => !isCurrent);
    await letRest(id, 90);
    const lastSeen = async () => (await listOf(ada)).find((session) => session.id === id) as OpenSession;
    expect(ageMs(await lastSeen())).toBeGreaterThan(80 * 60_000);
    await use(tenant, other);
    await eventually(async () => expect(ageMs(await lastSeen())).toBeLessThan(60_000), { withinMs: 30_000 });
  });
});

describe('signing out elsewhere', () => {
  it('ends one session and its socket, also when asked again, and leaves the others', async () => {
    const { tenant, sessions } = await signedIn(3);
    const [ada, lost, kept] = sessions as [Session, Session, Session];
    const [lostSocket, keptSocket] = [await online(tenant, lost), await online(tenant, kept)];
    const path = `/${await idOf(lost)}`;
    for (let times = 0; times < 2; times += 1) expect((await ask(ada, 'DELETE', path)).status).toBe(204);
    await expectClosed(lostSocket, 'revoked');
    expect((await ask(lost, 'GET')).body).toMatchObject({ status: 401, code: 'invalid_token' });
    const refreshed = await tenant.rest('POST', '/v1/auth/refresh', { body: { refreshToken: lost.refreshToken } });
    expect(refreshed.body).toMatchObject({ status: 401, code: 'invalid_token' });
    expect((await keptSocket.ask('heads', {})).ok).toBe(true);
    expect(await listOf(kept)).toHaveLength(2);
  });

  it('ends all others at once', async () => {
    const { tenant, sessions } = await signedIn(4);
    const [ada, ...others] = sessions as [Session, ...Session[]];
    const [own, ...theirs] = await Promise.all(sessions.map((session) => online(tenant, session)));
    for (let times = 0; times < 2; times += 1) expect((await ask(ada, 'DELETE')).status).toBe(204);
    for (const socket of theirs) await expectClosed(socket, 'revoked');
    for (const session of others) expect((await ask(session, 'GET')).status).toBe(401);
    expect(await listOf(ada)).toMatchObject([{ isCurrent: true }]);
    expect((await own?.ask('heads', {}))?.ok).toBe(true);
  });

  it('ends the own one as logging out does, and logging out leaves the others', async () => {
    const { tenant, sessions } = await signedIn(3);
    const [ada, second, third] = sessions as [Session, Session, Session];
    const socket = await online(tenant, ada);
    expect((await ask(ada, 'DELETE', `/${await idOf(ada)}`)).status).toBe(204);
    await expectClosed(socket, 'signed_out');
    expect((await ask(ada, 'GET')).status).toBe(401);
    await rest('POST', '/v1/auth/logout', { bearer: second.accessToken });
    expect(await listOf(third)).toMatchObject([{ isCurrent: true }]);
  });

  it('finds no session that never was the caller’s: malformed, unknown, of another person, of another tenant', async () => {
    const [{ tenant, sessions }, other] = [await signedIn(1), await signedIn(1)];
    const [ada] = sessions as [Session];
    const bo = await tenant.guest();
    const [stranger] = other.sessions as [Session];
    const ids = [await idOf(stranger), await idOf(bo.session), '01a1fdf1-0fd7-75c3-b479-545cdb8c6744', 'x', '%00'];
    for (const id of ids) {
      expect((await ask(ada, 'DELETE', `/${id}`)).body).toMatchObject({ status: 404, code: 'session_not_found' });
    }
    for (const session of [bo.session, stranger]) expect(await listOf(session)).toHaveLength(1);
  });

  it('takes no input, and asks who it is', async () => {
    const { tenant, sessions } = await signedIn(1);
    const [ada] = sessions as [Session];
    const body = { bearer: ada.accessToken, body: { all: true } };
    expect((await rest('DELETE', '/v1/me/sessions', body)).body).toMatchObject({ code: 'validation_failed' });
    expect((await ask(ada, 'GET', '?limit=0')).body).toMatchObject({ code: 'validation_failed' });
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['DELETE', `/${await idOf(ada)}`],
    ] as const) {
      expect((await tenant.rest(method, `/v1/me/sessions${path}`)).body).toMatchObject({ code: 'unauthenticated' });
    }
    expect(await listOf(ada)).toHaveLength(1);
  });

  it('is for a tenant’s server, too, in the name of a person: then every session ends', async () => {
    const { tenant, sessions } = await signedIn(2);
    const [ada] = sessions as [Session];
    const asServer = { bearer: tenant.secretKey, headers: { 'X-Parley-User': ada.user.id } };
    const listed = await rest<OpenSessionPage>('GET', '/v1/me/sessions', asServer);
    expect(listed.body.items.map(({ isCurrent }) => isCurrent)).toEqual([false, false]);
    expect((await rest('DELETE', '/v1/me/sessions', asServer)).status).toBe(204);
    for (const session of sessions) expect((await ask(session, 'GET')).status).toBe(401);
  });
});

describe('the sessions of one user', () => {
  it('are 100 at most: one more ends the one that was not used for longest, with its sockets', async () => {
    const tenant = await makeTenant();
    const [ada, other] = [await tenant.guest(), await tenant.guest()];
    const open = async () => {
      const { body } = await tenant.rest<Session>('POST', `/v1/users/${ada.id}/tokens`, { bearer: tenant.secretKey });
      return body;
    };
    const opened: Session[] = [];
    while (opened.length < 99) opened.push(await open());
    const [second = ada.session, third = ada.session] = opened;
    const [first, next] = [ada.session, second].map(sidOf);
    await letRest(next ?? '', 10);
    const socket = await online(tenant, second);
    // Its use is written down once in a minute, and never again while this goes on.
    await eventually(async () => {
      const rows = await database.query(
        `SELECT FROM sessions WHERE id = $1 AND last_seen_at > now() - interval '1 minute'`,
        [next],
      );
      expect(rows).toHaveLength(1);
    });
    await letRest(next ?? '', 10);
    const newest = await open();
    await expectClosed(socket, 'revoked');
    expect((await ask(second, 'GET')).body).toMatchObject({ code: 'invalid_token' });
    for (const session of [ada.session, third, newest, other.session]) {
      expect((await ask(session, 'GET')).status).toBe(200);
    }
    const { body } = await ask(newest, 'GET', '?limit=100');
    expect(body.items).toHaveLength(100);
    expect(body.items.map(({ id }) => id)).toContain(first);
    expect(await listOf(other.session)).toHaveLength(1);
  });
});
