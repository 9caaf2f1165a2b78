import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import { eventually } from '../support/eventually.js';
import { startNode, type TestNode } from '../support/nodes.js';
import { rest, type RestOptions } from '../support/rest.js';
import { makeSigner, nowSeconds, signingAlgs, type TestSigner } from '../support/signing.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const password = 'seven brass trombones';

const exchange = async (tenant: TestTenant, token: string, options: RestOptions = {}) =>
  tenant.rest<Session>('POST', '/v1/auth/exchange', { ...options, body: { token } });
const refresh = (tenant: TestTenant, { refreshToken }: Session) =>
  tenant.rest<Session>('POST', '/v1/auth/refresh', { body: { refreshToken } });
const me = (session: Session, url?: string) =>
  rest('GET', '/v1/me', { bearer: session.accessToken, ...(url ? { url } : {}) });

/** A tenant with a signing key. */
async function signingTenant(): Promise<{ tenant: TestTenant; signer: TestSigner }> {
  const tenant = await makeTenant();
  return { tenant, signer: await makeSigner(tenant) };
}

describe('somebody whom the tenant’s own login vouches for', () => {
  it.each(signingAlgs)('comes in with a token signed by %s, and is the same person each time', async (alg) => {
    const tenant = await makeTenant();
    const signer = await makeSigner(tenant, alg);
    const claims = { sub: 'customer 4711', name: ' Ada L. ', avatarUrl: 'https://img.example/ada.png' };
    const { status, body } = await exchange(tenant, await signer.sign(claims));
    expect(status).toBe(200);
    expect(body.user).toEqual({
      id: expect.any(String),
      kind: 'external',
      username: null,
      displayName: 'Ada L.',
      avatarUrl: 'https://img.example/ada.png',
    });
    expect((await me(body)).body).toMatchObject({ ...body.user, email: null });
    const again = await exchange(tenant, await signer.sign({ sub: 'customer 4711' }));
    expect(again.body.user).toEqual(body.user);
    expect((await exchange(tenant, await signer.sign({ sub: 'Customer 4711' }))).body.user.id).not.toBe(body.user.id);
    const { refreshToken } = body;
    expect((await tenant.rest('POST', '/v1/auth/refresh', { body: { refreshToken } })).status).toBe(200);
  });

  it('gets a friendly name where the token says none: never the sub, which may be private', async () => {
    const { tenant, signer } = await signingTenant();
    const { body } = await exchange(tenant, await signer.sign({ sub: 'ada@example.com' }));
    expect(body.user).toMatchObject({ displayName: expect.stringMatching(/^\w+ \w+$/), avatarUrl: null });
    expect(JSON.stringify(body.user)).not.toContain('ada@example.com');
  });

  it('is one user, however many of their tabs come first at once', async () => {
    const { tenant, signer } = await signingTenant();
    const token = await signer.sign({ sub: 'ada', name: 'Ada' });
    const answers = await Promise.all(Array.from({ length: 24 }, () => exchange(tenant, token)));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.accessToken)).size).toBe(24);
  });

  it('is another one in another tenant, under the same sub', async () => {
    const [one, two] = [await signingTenant(), await signingTenant()];
    const ada = (await exchange(one.tenant, await one.signer.sign({ sub: 'ada', name: 'Ada' }))).body;
    const other = (await exchange(two.tenant, await two.signer.sign({ sub: 'ada', name: 'Other' }))).body;
    expect(other.user.id).not.toBe(ada.user.id);
    expect((await me(ada)).body).toMatchObject({ displayName: 'Ada' });
    const look = await rest('GET', `/v1/users/${ada.user.id}`, { bearer: other.accessToken });
    expect(look.body).toMatchObject({ status: 404, code: 'user_not_found' });
  });

  it('looks as the newest token says, and readers are told once when that is something new', async () => {
    const { tenant, signer } = await signingTenant();
    const first = await exchange(
      tenant,
      await signer.sign({ sub: 'ada', name: 'Ada', avatarUrl: 'https://a.example/1' }),
    );
    const { user, accessToken } = first.body;
    const lobby = await tenant.lobby();
    await rest('POST', `/v1/rooms/${lobby.id}/messages`, {
      bearer: accessToken,
      body: { clientId: 'c1', text: 'hello' },
    });
    const reader = await connect({ auth: { key: tenant.key, token: (await tenant.guest()).token } });
    await reader.ask('room:open', { roomId: lobby.id });
    const changes: [object, object][] = [
      [{ name: 'Ada L.' }, { displayName: 'Ada L.' }],
      [{ avatarUrl: 'https://a.example/2' }, { avatarUrl: 'https://a.example/2' }],
      [{ avatarUrl: null }, { avatarUrl: null }],
      [
        { name: 'Ada', avatarUrl: 'https://a.example/3' },
        { displayName: 'Ada', avatarUrl: 'https://a.example/3' },
      ],
    ];
    const seen: object[] = [];
    for (const [claims, look] of changes) {
      seen.push({ ...(seen.at(-1) ?? user), ...look });
      const token = await signer.sign({ sub: 'ada', ...claims });
      // Twice, and without a word of it: nothing new, so nobody is told.
      const answers = [await exchange(tenant, token), await exchange(tenant, token)];
      expect(answers.map(({ body }) => body.user)).toEqual([seen.at(-1), seen.at(-1)]);
      expect((await exchange(tenant, await signer.sign({ sub: 'ada' }))).body.user).toEqual(seen.at(-1));
    }
    await eventually(() => expect(reader.told.filter(({ name }) => name === 'user:updated')).toHaveLength(4));
    await reader.ask('heads', {});
    expect(reader.told.filter(({ name }) => name === 'user:updated').map(({ payload }) => payload)).toEqual(seen);
    reader.close();
  });

  it('is not let in by a token that the tenant’s server showed to somebody’s page elsewhere', async () => {
    const { tenant, signer } = await signingTenant();
    await tenant.settings({ allowedOrigins: ['https://shop.example'] });
    const token = await signer.sign({ sub: 'ada' });
    const from = (origin: string) => exchange(tenant, token, { headers: { Origin: origin } });
    expect((await from('https://evil.example')).body).toMatchObject({ status: 403, code: 'origin_not_allowed' });
    expect((await from('https://shop.example')).status).toBe(200);
    const nobody = await rest('POST', '/v1/auth/exchange', { body: { token } });
    expect(nobody.body).toMatchObject({ status: 401, code: 'unauthenticated' });
  });

  it('goes on in their session when they show a new token with its access token', async () => {
    const { tenant, signer } = await signingTenant();
    const first = (await exchange(tenant, await signer.sign({ sub: 'ada' }))).body;
    const socket = await connect({ auth: { key: tenant.key, token: first.accessToken } });
    const next = (await exchange(tenant, await signer.sign({ sub: 'ada' }), { bearer: first.accessToken })).body;
    const sessionOf = ({ accessToken }: Session) =>
      (JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sid: string }).sid;
    expect(sessionOf(next)).toBe(sessionOf(first));
    expect((await socket.ask('token:renew', { token: next.accessToken })).ok).toBe(true);
    const bo = (await exchange(tenant, await signer.sign({ sub: 'bo' }), { bearer: next.accessToken })).body;
    expect(sessionOf(bo)).not.toBe(sessionOf(first));
    expect((await me(next)).body).toMatchObject({ id: first.user.id });
    // A guest's or an account's session is not theirs to go on in.
    const guest = await tenant.guest();
    const asGuest = (await exchange(tenant, await signer.sign({ sub: 'ada' }), { bearer: guest.token })).body;
    expect(asGuest.user.id).toBe(first.user.id);
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ id: guest.id, kind: 'guest' });
    socket.close();
  });

  it('can chat, and cannot make an account of it or log in with a password', async () => {
    const { tenant, signer } = await signingTenant();
    const { accessToken: bearer } = (await exchange(tenant, await signer.sign({ sub: 'ada' }))).body;
    const lobby = await tenant.lobby();
    const sent = await rest('POST', `/v1/rooms/${lobby.id}/messages`, { bearer, body: { clientId: 'c', text: 'hi' } });
    expect(sent.status).toBe(201);
    const registering = await rest('POST', '/v1/auth/register', { bearer, body: { username: 'ada', password } });
    expect(registering.body).toMatchObject({ status: 403, code: 'forbidden' });
    const login = await tenant.rest('POST', '/v1/auth/login', { body: { login: 'ada', password } });
    expect(login.body).toMatchObject({ status: 401, code: 'invalid_credentials' });
  });

  it('S10: is limited by address, in a count of its own; the tenant’s server and whoever is in already are not', async () => {
    const { tenant, signer } = await signingTenant();
    await tenant.settings({ limits: { exchangesPerHourPerIp: 2 } });
    const token = await signer.sign({ sub: 'ada' });
    const first = await exchange(tenant, token);
    // What is refused counts, too: it costs a look at a signature.
    expect((await exchange(tenant, `${token}x`)).status).toBe(401);
    const refused = await exchange(tenant, token, { headers: { 'X-Forwarded-For': '198.51.100.9' } });
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited', retryAfterMs: expect.any(Number) });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(3_000);
    expect((await exchange(tenant, token, { bearer: tenant.secretKey })).status).toBe(200);
    const goOn = () => exchange(tenant, token, { bearer: first.body.accessToken });
    expect((await goOn()).status).toBe(200);
    expect((await tenant.rest('POST', '/v1/auth/guest')).status).toBe(201);
    expect((await tenant.rest('GET', '/v1/limits')).body).toMatchObject({ exchangesPerHourPerIp: 2 });
    const forServer = await tenant.rest('GET', '/v1/limits', { bearer: tenant.secretKey });
    expect(forServer.body).toMatchObject({ exchangesPerHourPerIp: null });
    // Whoever goes on in their session is counted by themselves.
    expect((await goOn()).status).toBe(200);
    expect((await goOn()).body).toMatchObject({ status: 429, code: 'rate_limited', retryAfterMs: expect.any(Number) });
  });

  it('S10: has no way around the limit by a session of theirs, whoever else they come as', async () => {
    const { tenant, signer } = await signingTenant();
    await tenant.settings({ limits: { exchangesPerHourPerIp: 2 } });
    const [ada, bo] = [await signer.sign({ sub: 'ada' }), await signer.sign({ sub: 'bo' })];
    const { accessToken: bearer } = (await exchange(tenant, ada)).body;
    expect((await exchange(tenant, bo, { bearer })).status).toBe(200);
    expect((await exchange(tenant, bo, { bearer })).body).toMatchObject({ status: 429, code: 'rate_limited' });
    // What was refused made nobody and nothing.
    const cy = await exchange(tenant, await signer.sign({ sub: 'cy' }), { bearer });
    expect(cy.body).toMatchObject({ status: 429, code: 'rate_limited' });
    const put = await tenant.rest('PUT', '/v1/users/external/cy', { bearer: tenant.secretKey, body: {} });
    expect(put.status).toBe(201);
  });
});

describe('on another node', () => {
  let node: TestNode;
  beforeAll(async () => {
    node = await startNode({ LOG_LEVEL: 'silent' });
  });
  afterAll(() => node.remove());

  it('a new key is good, and a removed one is not any more', async () => {
    const { tenant, signer } = await signingTenant();
    const token = await signer.sign({ sub: 'ada' });
    const there = (one: string) => exchange(tenant, one, { url: node.url });
    const { body } = await there(token);
    expect(body.user.kind).toBe('external');
    const next = await makeSigner(tenant, 'ES256');
    const newer = await next.sign({ sub: 'ada' });
    await eventually(async () => expect((await there(newer)).status).toBe(200));
    await tenant.rest('DELETE', `/v1/tenant/signing-keys/${signer.kid}`, { bearer: tenant.secretKey });
    await eventually(async () => expect((await there(token)).body).toMatchObject({ code: 'invalid_token' }));
    expect((await there(newer)).status).toBe(200);
    expect((await me(body, node.url)).status).toBe(200);
  });

  it('with another installation key a signing secret is no secret, and public keys go on', async () => {
    const { tenant, signer } = await signingTenant();
    const pair = await makeSigner(tenant, 'EdDSA');
    const other = await startNode({
      LOG_LEVEL: 'silent',
      PARLEY_INSTALLATION_KEY: 'of another installation, and long',
    });
    try {
      const there = async (token: string) => (await exchange(tenant, token, { url: other.url })).status;
      expect(await there(await signer.sign({ sub: 'ada' }))).toBe(401);
      expect(await there(await pair.sign({ sub: 'ada' }))).toBe(200);
      expect((await exchange(tenant, await signer.sign({ sub: 'ada' }))).status).toBe(200);
    } finally {
      await other.remove();
    }
  });
});

describe('where sign-up is closed and guests are off', () => {
  it('people come in with a token of the tenant’s own login, and in no other way', async () => {
    const { tenant, signer } = await signingTenant();
    const account = { username: 'ada', password };
    await tenant.rest<Session>('POST', '/v1/auth/register', { body: account });
    await tenant.settings({ signUp: 'closed', guests: 'off' });
    const right = { login: 'ada', password };
    const refused = { status: 403, code: 'forbidden' };
    expect((await tenant.rest('POST', '/v1/auth/guest', { body: {} })).body).toMatchObject(refused);
    const registering = await tenant.rest('POST', '/v1/auth/register', { body: { ...account, username: 'bo_' } });
    expect(registering.body).toMatchObject(refused);
    const logins = [right, { ...right, password: 'wrong' }, { ...right, login: 'nobody' }];
    const bodies: object[] = [];
    for (const body of logins) bodies.push((await tenant.rest('POST', '/v1/auth/login', { body })).body);
    expect(bodies[0]).toMatchObject(refused);
    for (const body of bodies) expect({ ...body, requestId: '' }).toEqual({ ...bodies[0], requestId: '' });
    expect((await exchange(tenant, await signer.sign({ sub: 'ada' }))).status).toBe(200);
    // The tenant's server may do as it likes.
    const asServer = await tenant.rest('POST', '/v1/auth/login', { bearer: tenant.secretKey, body: right });
    expect(asServer.status).toBe(200);
  });

  it('guests and accounts do not go on, and no identity is lost by it', async () => {
    const { tenant, signer } = await signingTenant();
    const guest = (await tenant.rest<Session>('POST', '/v1/auth/guest', { body: {} })).body;
    const account = { username: 'ada', password };
    const ada = (await tenant.rest<Session>('POST', '/v1/auth/register', { body: account })).body;
    const vouched = (await exchange(tenant, await signer.sign({ sub: 'ada' }))).body;
    await tenant.settings({ signUp: 'closed', guests: 'off' });
    for (const session of [guest, ada, guest, ada]) {
      expect((await refresh(tenant, session)).body).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await refresh(tenant, vouched)).body.user.id).toBe(vouched.user.id);
    for (const refreshToken of ['no token', `${guest.refreshToken}x`]) {
      const answer = await tenant.rest('POST', '/v1/auth/refresh', { body: { refreshToken } });
      expect(answer.body).toMatchObject({ status: 401, code: 'invalid_token' });
    }
    await tenant.settings({ guests: 'on' });
    expect((await refresh(tenant, guest)).body.user.id).toBe(guest.user.id);
    expect((await refresh(tenant, ada)).body.user.id).toBe(ada.user.id);
  });

  it('whom the tenant’s server lets in goes on, guests and accounts too', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ signUp: 'closed', guests: 'off' });
    const asServer = async (path: string, body: object) =>
      (await tenant.rest<Session>('POST', path, { bearer: tenant.secretKey, body })).body;
    const guest = await asServer('/v1/auth/guest', {});
    const ada = await asServer('/v1/auth/register', { username: 'ada', password });
    const again = await asServer('/v1/auth/login', { login: 'ada', password });
    const issued = await asServer(`/v1/users/${ada.user.id}/tokens`, {});
    for (const session of [guest, ada, again, issued]) {
      expect((await refresh(tenant, session)).body.user.id).toBe(session.user.id);
    }
  });

  it('whom the tenant’s server did not let in goes on once it has renewed the session', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const begun = (await tenant.rest<Session>('POST', '/v1/auth/guest', { body: {} })).body;
    const stranger = (await tenant.rest<Session>('POST', '/v1/auth/guest', { body: {} })).body;
    await tenant.settings({ signUp: 'closed', guests: 'off' });
    expect((await refresh(tenant, begun)).body).toMatchObject({ status: 403, code: 'forbidden' });
    const renew = (bearer: string) =>
      tenant.rest<Session>('POST', '/v1/auth/refresh', { bearer, body: { refreshToken: begun.refreshToken } });
    expect((await renew(other.secretKey)).status).toBe(401);
    expect((await refresh(tenant, begun)).status).toBe(403);
    const { status, body: renewed } = await renew(tenant.secretKey);
    expect([status, renewed.user.id]).toEqual([200, begun.user.id]);
    const next = (await refresh(tenant, renewed)).body;
    expect((await refresh(tenant, next)).body.user.id).toBe(begun.user.id);
    expect((await refresh(tenant, stranger)).status).toBe(403);
  });

  it.each([{ signUp: 'closed' }, { guests: 'off' }])(
    'alone, %j leaves existing accounts their log-in',
    async (some) => {
      const tenant = await makeTenant();
      await tenant.rest('POST', '/v1/auth/register', { body: { username: 'ada', password } });
      await tenant.settings(some);
      const login = await tenant.rest('POST', '/v1/auth/login', { body: { login: 'ada', password } });
      expect(login.status).toBe(200);
    },
  );
});

describe('where an e-mail address is required', () => {
  it('nobody registers without one, also no guest, and whoever has one does', async () => {
    const tenant = await makeTenant();
    const register = (body: object, bearer?: string) => tenant.rest('POST', '/v1/auth/register', { body, bearer });
    expect((await register({ username: 'before', password })).status).toBe(201);
    await tenant.settings({ emailRequired: true });
    const guest = await tenant.guest();
    for (const bearer of [undefined, guest.token, tenant.secretKey]) {
      expect((await register({ username: 'ada', password }, bearer)).body).toMatchObject({
        status: 400,
        code: 'validation_failed',
        errors: [{ path: '/email' }],
      });
    }
    expect((await register({ username: 'ada', password, email: 'ada@example.com' }, guest.token)).status).toBe(201);
    await tenant.settings({ emailRequired: false });
    expect((await register({ username: 'bo_', password })).status).toBe(201);
    const wrong = { bearer: tenant.secretKey, body: { settings: { emailRequired: 'yes' } } };
    expect((await tenant.rest('PATCH', '/v1/tenant', wrong)).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ path: '/settings/emailRequired' }],
    });
  });
});

describe('a token that is good for long', () => {
  it('opens a session that has a life of its own', async () => {
    const { tenant, signer } = await signingTenant();
    const { body } = await exchange(tenant, await signer.sign({ sub: 'ada', exp: nowSeconds() - 59 }));
    expect(body.expiresInMs).toBe(600_000);
    expect((await me(body)).status).toBe(200);
  });
});
