import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Me, UserPage } from '../../src/users/user.schema.js';
import { rest } from '../support/rest.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const password = 'seven brass trombones';

const register = (tenant: TestTenant, body: object, bearer?: string) =>
  tenant.rest<Session>('POST', '/v1/auth/register', { body, bearer });
const login = (tenant: TestTenant, name: string, secret = password) =>
  tenant.rest<Session>('POST', '/v1/auth/login', { body: { login: name, password: secret } });
const refresh = (tenant: TestTenant, refreshToken: string) =>
  tenant.rest<Session>('POST', '/v1/auth/refresh', { body: { refreshToken } });
const me = (session: Session) => rest<Me>('GET', '/v1/me', { bearer: session.accessToken });

describe('guests', () => {
  it('come in with nothing but the public key, under a friendly name', async () => {
    const tenant = await makeTenant();
    for (const options of [{}, { body: {} }]) {
      const { status, body } = await tenant.rest<Session>('POST', '/v1/auth/guest', options);
      expect(status).toBe(201);
      expect(body.user).toMatchObject({
        kind: 'guest',
        username: null,
        displayName: expect.stringMatching(/^\w+ \w+$/),
      });
      expect(body.expiresInMs).toBe(600_000);
      expect((await me(body)).body).toMatchObject({ ...body.user, about: '', email: null, emailVerifiedAt: null });
    }
  });

  it('may say their name and change it', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest('  Zoë 🦊 ');
    expect(guest.session.user.displayName).toBe('Zoë 🦊');
    const { body } = await guest.rest<Me>('PATCH', '/v1/me', { displayName: 'Zoë <b>', about: 'hi' });
    expect(body).toMatchObject({ displayName: 'Zoë <b>', about: 'hi' });
    expect((await guest.rest('PATCH', '/v1/me', {})).body).toEqual(body);
  });

  it.each([[''], ['  '], ['\u200b'], ['x'.repeat(65)], ['a\u0000b'], ['a\nb'], ['\u202egnp'], [7], [null]])(
    'cannot be called %j',
    async (displayName) => {
      const tenant = await makeTenant();
      const answer = await tenant.rest('POST', '/v1/auth/guest', { body: { displayName } });
      expect(answer.body).toMatchObject({
        status: 400,
        code: 'validation_failed',
        errors: expect.arrayContaining([expect.objectContaining({ path: '/displayName' })]),
      });
    },
  );

  it('stay out where the tenant wants accounts, unless its server makes them', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ guests: 'off' });
    const refused = await tenant.rest('POST', '/v1/auth/guest', { body: {} });
    expect(refused.body).toMatchObject({ status: 403, code: 'forbidden' });
    const made = await tenant.rest('POST', '/v1/auth/guest', { bearer: tenant.secretKey, body: {} });
    expect(made.status).toBe(201);
  });

  it('S10: are limited by address, and told when to come back; the tenant’s server is not', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ limits: { guestsPerHourPerIp: 2 } });
    const forged = { headers: { 'X-Forwarded-For': '198.51.100.9' } };
    expect((await tenant.rest('POST', '/v1/auth/guest')).status).toBe(201);
    expect((await tenant.rest('POST', '/v1/auth/guest', forged)).status).toBe(201);
    const refused = await tenant.rest('POST', '/v1/auth/guest', forged);
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited', retryAfterMs: expect.any(Number) });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(3_000);
    expect((await tenant.rest('POST', '/v1/auth/guest', { bearer: tenant.secretKey })).status).toBe(201);
    await tenant.settings({ limits: { guestsPerHourPerIp: null } });
    expect((await tenant.rest('POST', '/v1/auth/guest')).status).toBe(201);
  });
});

describe('accounts', () => {
  it('are made, left and come back to', async () => {
    const tenant = await makeTenant();
    const made = await register(tenant, { username: 'Ada.L', password, email: 'Ada@Example.com' });
    expect(made.status).toBe(201);
    expect(made.body.user).toMatchObject({ kind: 'registered', username: 'ada.l', displayName: 'ada.l' });
    const out = () => rest('POST', '/v1/auth/logout', { bearer: made.body.accessToken });
    expect([(await out()).status, (await out()).status]).toEqual([204, 204]);
    expect((await me(made.body)).body).toMatchObject({ code: 'invalid_token' });
    expect((await refresh(tenant, made.body.refreshToken)).body).toMatchObject({ code: 'invalid_token' });
    for (const name of ['ADA.L', 'ada@example.com', ' ada.l ']) {
      const { status, body } = await login(tenant, name);
      expect([status, body.user.id]).toEqual([200, made.body.user.id]);
    }
  });

  it('keep a guest’s id, room and messages, and end the guest’s session', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest('Otter');
    const lobby = await tenant.lobby();
    const path = `/v1/rooms/${lobby.id}/messages`;
    await guest.rest('POST', path, { clientId: 'c1', text: 'from the guest' });
    const { status, body } = await register(tenant, { username: 'otter', password }, guest.token);
    expect([status, body.user]).toEqual([201, { ...guest.session.user, kind: 'registered', username: 'otter' }]);
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ code: 'invalid_token' });
    expect((await refresh(tenant, guest.session.refreshToken)).body).toMatchObject({ code: 'invalid_token' });
    const history = await rest<{ items: { authorId: string }[] }>('GET', path, { bearer: body.accessToken });
    expect(history.body.items.map((message) => message.authorId)).toEqual([guest.id]);
    const twice = await register(tenant, { username: 'otter2', password }, body.accessToken);
    expect(twice.body).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('have one owner for each name in a tenant; another tenant has its own', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    await register(tenant, { username: 'ada', password, email: 'a@example.com' });
    const taken = await register(tenant, { username: 'ADA', password });
    expect(taken.body).toMatchObject({ status: 409, code: 'username_taken' });
    const guest = await tenant.guest();
    expect((await register(tenant, { username: 'ada', password }, guest.token)).body).toMatchObject({
      code: 'username_taken',
    });
    expect((await guest.rest('GET', '/v1/me')).body).toMatchObject({ kind: 'guest' });
    expect((await register(other, { username: 'ada', password })).status).toBe(201);
    expect((await login(other, 'a@example.com')).body).toMatchObject({ code: 'invalid_credentials' });
  });

  it.each([
    [{ username: 'ab', password }, '/username'],
    [{ username: 'a b c', password }, '/username'],
    // Look-alikes: the Kelvin sign, a Cyrillic а, letters of full width, a mark upon one, an invisible joiner.
    [{ username: '\u212aelvin', password }, '/username'],
    [{ username: '\u0430da', password }, '/username'],
    [{ username: '\uff41\uff44\uff41', password }, '/username'],
    [{ username: 'ada\u0301', password }, '/username'],
    [{ username: 'ad\u200da', password }, '/username'],
    [{ username: 'ada', password: 'short 1' }, '/password'],
    [{ username: 'ada', password: 'P@ssw0rd1' }, '/password'],
    [{ username: 'adalovelace', password: 'AdaLovelace' }, '/password'],
    [{ username: 'ada', password: `nul \u0000 inside` }, '/password'],
    [{ username: 'ada', password, email: 'nobody' }, '/email'],
    [{ username: 'ada', password, role: 'owner' }, '/role'],
    [{ username: 'ada' }, '/password'],
  ])('are refused as %j at %s', async (body, path) => {
    const tenant = await makeTenant();
    const answer = await register(tenant, body);
    expect(answer.body).toMatchObject({
      status: 400,
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ path })]),
    });
  });

  it('cannot be made by people where sign-up is closed', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ signUp: 'closed' });
    const guest = await tenant.guest();
    for (const bearer of [undefined, guest.token]) {
      expect((await register(tenant, { username: 'ada', password }, bearer)).body).toMatchObject({ code: 'forbidden' });
    }
    expect((await register(tenant, { username: 'ada', password }, tenant.secretKey)).status).toBe(201);
  });

  it('answer an unknown name and a wrong password alike', async () => {
    const tenant = await makeTenant();
    await register(tenant, { username: 'ada', password });
    const answers = [
      await login(tenant, 'ada', 'wrong'),
      await login(tenant, 'nobody'),
      await login(tenant, 'a\u2028b'),
    ];
    const bodies = answers.map(({ body }) => ({ ...body, requestId: '' }));
    expect(bodies[0]).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect(bodies[1]).toEqual(bodies[0]);
    expect(bodies[2]).toEqual(bodies[0]);
  });

  it('can be guessed at a few times an hour only; the right password clears the count', async () => {
    const tenant = await makeTenant();
    await register(tenant, { username: 'ada', password });
    await tenant.settings({ limits: { loginAttemptsPerHour: 2 } });
    await login(tenant, 'ada', 'wrong');
    expect((await login(tenant, 'ada')).status).toBe(200);
    await login(tenant, 'ada', 'wrong');
    await login(tenant, 'Ada', 'wrong');
    const refused = await login(tenant, 'ada');
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect(refused.headers.get('Retry-After')).toMatch(/^\d+$/);
    expect((await login(tenant, 'bo', 'wrong')).body).toMatchObject({ code: 'invalid_credentials' });
  });

  it('tell by no count who has one, or which name and which address are of one', async () => {
    const tenant = await makeTenant();
    await register(tenant, { username: 'ada', email: 'ada@example.com', password });
    await tenant.settings({ limits: { loginAttemptsPerHour: 2 } });
    /** What somebody is told who uses up one name, then tries another one, and then the first again. */
    const told = async (name: string, other: string) => {
      const codes: unknown[] = [];
      for (const typed of [name, ` ${name.toUpperCase()}`, name, other, other, other, name]) {
        codes.push(((await login(tenant, typed, 'wrong')).body as { code?: string }).code);
      }
      return codes;
    };
    const [wrong, refused] = ['invalid_credentials', 'rate_limited'];
    const always = [wrong, wrong, refused, wrong, wrong, refused, refused];
    expect(await told('nobody', 'nobody@example.com')).toEqual(always);
    expect(await told('ada', 'ada@example.com')).toEqual(always);
  });

  it('are told whether it is this account that was tried too often, one that is not there alike, or from this address', async () => {
    const tenant = await makeTenant();
    await register(tenant, { username: 'ada', password });
    await tenant.settings({ limits: { loginAttemptsPerHour: 1 } });
    /** What refuses the second try of a name, but for what is of this answer alone. */
    const refusal = async (name: string) => {
      await login(tenant, name, 'wrong');
      return { ...(await login(tenant, name, 'wrong')).body, requestId: '', retryAfterMs: 0 };
    };
    const ofAda = await refusal('ada');
    expect(ofAda).toMatchObject({ code: 'rate_limited', detail: 'Too many attempts for this account' });
    for (const name of ['nobody', 'nobody@example.com', 'no such name']) expect(await refusal(name)).toEqual(ofAda);
    await login(tenant, 'somebody', 'wrong');
    for (const name of ['ada', 'nobody', 'another']) {
      const answer = await login(tenant, name);
      expect(answer.body).toMatchObject({ code: 'rate_limited', detail: 'Too many attempts from this address' });
    }
  });

  it('use up no attempt that the server was too busy to look at', async () => {
    const tenant = await makeTenant();
    await register(tenant, { username: 'ada', password });
    await tenant.settings({ limits: { loginAttemptsPerHour: 60 } });
    const burst = await Promise.all(Array.from({ length: 50 }, () => login(tenant, 'ada', 'wrong')));
    const codes = burst.map(({ body }) => (body as { code?: string }).code);
    const checked = codes.filter((code) => code === 'invalid_credentials').length;
    expect(codes.filter((code) => code === 'overloaded').length).toBe(50 - checked);
    expect(checked).toBeLessThan(50);
    for (let left = 60 - checked; left > 0; left -= 1) {
      expect((await login(tenant, 'ada', 'wrong')).body).toMatchObject({ code: 'invalid_credentials' });
    }
    expect((await login(tenant, 'ada', 'wrong')).body).toMatchObject({ code: 'rate_limited' });
  });

  it('S10: cannot be guessed at from one address one after the other; who logs in rightly uses nothing up', async () => {
    const tenant = await makeTenant();
    await register(tenant, { username: 'ada', password });
    await tenant.settings({ limits: { loginAttemptsPerHour: 1 } });
    for (let count = 0; count < 6; count += 1) expect((await login(tenant, 'ada')).status).toBe(200);
    for (let count = 0; count < 5; count += 1) {
      expect((await login(tenant, `nobody${count}`)).body).toMatchObject({ code: 'invalid_credentials' });
    }
    expect((await login(tenant, 'nobody5')).body).toMatchObject({ code: 'rate_limited' });
    const asServer = { bearer: tenant.secretKey, body: { login: 'ada', password } };
    expect((await tenant.rest('POST', '/v1/auth/login', asServer)).status).toBe(200);
  });
});

describe('people', () => {
  it('are found by the beginning of their username, page by page, in their tenant only', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    for (const username of ['ada', 'ada.b', 'adam', 'bo_', 'ad-']) await register(tenant, { username, password });
    await register(other, { username: 'ada.other', password });
    const guest = await tenant.guest();
    const names: (string | null)[] = [];
    let cursor: string | null = null;
    do {
      const next: string = cursor ? `&cursor=${cursor}` : '';
      const { body } = await guest.rest<UserPage>('GET', `/v1/users?query=ADA&limit=2${next}`);
      names.push(...body.items.map((user) => user.username));
      cursor = body.nextCursor;
    } while (cursor !== null);
    expect(names).toEqual(['ada', 'ada.b', 'adam']);
    for (const query of ['%25', 'zz', 'a b', "'"]) {
      expect((await guest.rest('GET', `/v1/users?query=${query}`)).body).toEqual({ items: [], nextCursor: null });
    }
    expect((await guest.rest('GET', '/v1/users')).body).toMatchObject({ code: 'validation_failed' });
    expect((await tenant.rest('GET', '/v1/users?query=ada')).body).toMatchObject({ code: 'unauthenticated' });
  });

  it('are shown to users of their tenant, and to visitors once they wrote in public', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const [guest, reader, stranger] = [await tenant.guest(), await tenant.guest(), await other.guest()];
    const path = `/v1/users/${guest.id}`;
    const shown = { ...guest.session.user, about: '', blocked: false };
    expect((await reader.rest('GET', path)).body).toEqual(shown);
    expect((await stranger.rest('GET', path)).body).toMatchObject({ status: 404, code: 'user_not_found' });
    expect((await tenant.rest('GET', path)).body).toMatchObject({ status: 404, code: 'user_not_found' });
    const lobby = await tenant.lobby();
    await guest.rest('POST', `/v1/rooms/${lobby.id}/messages`, { clientId: 'c1', text: 'hello' });
    expect((await tenant.rest('GET', path)).body).toEqual(shown);
    await tenant.settings({ visitorsRead: false });
    expect((await tenant.rest('GET', path)).body).toMatchObject({ status: 401, code: 'unauthenticated' });
    for (const id of ['x', '%00', 'me']) {
      expect((await reader.rest('GET', `/v1/users/${id}`)).body).toMatchObject({ code: 'user_not_found' });
    }
  });
});

describe('a tenant’s server', () => {
  it('acts for a user of its tenant, and is asked for one where one is needed', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const guest = await tenant.guest();
    const ask = (userId?: string) =>
      rest('GET', '/v1/me', { bearer: tenant.secretKey, headers: userId ? { 'X-Parley-User': userId } : {} });
    expect((await ask(guest.id)).body).toMatchObject({ id: guest.id });
    expect((await ask()).body).toMatchObject({ status: 400, code: 'user_required' });
    for (const unknown of ['x', '01a1fdf1-cc0c-7444-bf5e-d80af334dd15', (await other.guest()).id]) {
      expect((await ask(unknown)).body).toMatchObject({ status: 404, code: 'user_not_found' });
    }
    const mixed = await rest('GET', '/v1/limits', { bearer: tenant.secretKey, key: other.key });
    expect(mixed.body).toMatchObject({ status: 401, code: 'invalid_key' });
  });
});
