import { afterEach, describe, expect, it } from '@jest/globals';
import { login, password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { connect, type RawSocket } from '../support/socket.js';
import { rest } from '../support/rest.js';
import { makeTenant, TestUser } from '../support/tenant.js';

const another = 'eight silver flutes';

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

const change = (user: TestUser, currentPassword: unknown, newPassword: unknown = another) =>
  user.rest('PUT', '/v1/me/password', { currentPassword, newPassword });

describe('a change of the password', () => {
  it('lets the new one in, and the old one no more', async () => {
    const tenant = await makeTenant();
    const ada = await register(tenant);
    expect(await change(ada, password)).toMatchObject({ status: 204, body: null });
    expect((await login(tenant, 'ada')).body).toMatchObject({ status: 401, code: 'invalid_credentials' });
    expect((await login(tenant, 'ada', another)).status).toBe(200);
  });

  it('ends the other sessions and their sockets, and leaves the one that asked', async () => {
    const tenant = await makeTenant();
    const ada = await register(tenant);
    const elsewhere = new TestUser((await login(tenant, 'ada')).body, {});
    const [here, there] = await Promise.all(
      [ada, elsewhere].map(({ token }) => connect({ auth: { key: tenant.key, token } })),
    );
    if (!here || !there) throw new Error('no sockets');
    sockets.push(here, there);
    expect((await change(ada, password)).status).toBe(204);
    await eventually(() => {
      expect(there.told).toContainEqual({ name: 'session:ended', payload: { code: 'password_changed' } });
      expect(there.socket.connected).toBe(false);
    });
    expect((await elsewhere.rest('GET', '/v1/me')).body).toMatchObject({ status: 401, code: 'invalid_token' });
    const refreshed = await tenant.rest('POST', '/v1/auth/refresh', {
      body: { refreshToken: elsewhere.session.refreshToken },
    });
    expect(refreshed.body).toMatchObject({ status: 401, code: 'invalid_token' });
    expect((await ada.rest('GET', '/v1/me')).status).toBe(200);
    expect(await here.ask('heads', {})).toMatchObject({ ok: true });
  });

  it('asks for the current password; wrong ones are limited, by who asks, and keep nobody from logging in', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    for (const each of [tenant, other]) await each.settings({ limits: { loginAttemptsPerHour: 3 } });
    const [ada, grace, stranger] = [
      await register(tenant),
      await register(tenant, { username: 'grace' }),
      await register(other),
    ];
    for (let n = 0; n < 3; n += 1) {
      expect((await change(ada, 'not this one')).body).toMatchObject({ status: 401, code: 'invalid_credentials' });
    }
    const refused = await change(ada, password);
    expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited', retryAfterMs: expect.any(Number) });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(3_000);
    for (const user of [grace, stranger]) expect((await change(user, password)).status).toBe(204);
    const again = await login(tenant, 'ada');
    expect(again.status).toBe(200);
    // The log-in is no way to more guesses.
    expect((await change(new TestUser(again.body, {}), password)).status).toBe(429);
    await tenant.settings({ limits: { loginAttemptsPerHour: null } });
    expect((await change(ada, password)).status).toBe(204);
  });

  it('is made by whoever is signed in also while a stranger guesses at the log-in', async () => {
    const tenant = await makeTenant({ limits: 'default' });
    const ada = await register(tenant);
    for (let n = 0; n < 20; n += 1) await login(tenant, 'ada', 'not this one');
    expect((await login(tenant, 'ada')).body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect((await change(ada, password)).status).toBe(204);
    expect((await login(tenant, 'ada', another)).body).toMatchObject({ status: 429, code: 'rate_limited' });
    expect((await ada.rest('DELETE', '/v1/me', { password: another })).status).toBe(204);
  });

  it('forgets wrong ones once the right one is shown', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ limits: { loginAttemptsPerHour: 2 } });
    const ada = await register(tenant);
    for (const [current, next] of [
      [password, another],
      [another, password],
    ]) {
      expect((await change(ada, 'not this one')).status).toBe(401);
      expect((await change(ada, current, next)).status).toBe(204);
    }
    for (const status of [401, 401, 429]) expect((await change(ada, 'not this one')).status).toBe(status);
  });

  it('is made once when two ask at the same time', async () => {
    const tenant = await makeTenant();
    const ada = await register(tenant);
    const answers = await Promise.all([change(ada, password, another), change(ada, password, `${another} more`)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
    const [first] = answers;
    expect((await login(tenant, 'ada', first?.status === 204 ? another : `${another} more`)).status).toBe(200);
  });

  it('is not for those who have none: guests', async () => {
    const tenant = await makeTenant();
    const guest = await tenant.guest();
    expect((await change(guest, password)).body).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('can be asked for by the tenant’s server with the password, and ends every session then', async () => {
    const tenant = await makeTenant();
    const ada = await register(tenant);
    const answer = await rest('PUT', '/v1/me/password', {
      bearer: tenant.secretKey,
      headers: { 'X-Parley-User': ada.id },
      body: { currentPassword: password, newPassword: another },
    });
    expect(answer.status).toBe(204);
    expect((await ada.rest('GET', '/v1/me')).body).toMatchObject({ code: 'invalid_token' });
  });

  it.each([
    ['short12', 'must have at least 8 characters'],
    [`a long way ${'x'.repeat(118)}`, 'must have at most 128 characters'],
    ['password1', 'is among the most used passwords'],
    ['ada.lovelace', 'must not be the username'],
    ['Ada.Lovelace', 'must not be the username'],
    [12345678, 'expected string'],
    [undefined, 'expected string'],
  ])('refuses %j as a new one', async (newPassword, message) => {
    const tenant = await makeTenant();
    const ada = await register(tenant, { username: 'ada.lovelace' });
    const answer = await ada.rest('PUT', '/v1/me/password', { currentPassword: password, newPassword });
    expect(answer.body).toMatchObject({
      status: 400,
      code: 'validation_failed',
      errors: [{ path: '/newPassword', message: expect.stringContaining(message) }],
    });
    expect((await login(tenant, 'ada.lovelace')).status).toBe(200);
  });

  it('needs a session, and is of that person alone', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    await register(tenant);
    const stranger = await register(other);
    expect((await tenant.rest('PUT', '/v1/me/password', { body: {} })).body).toMatchObject({ status: 401 });
    expect((await change(stranger, password)).status).toBe(204);
    expect((await login(tenant, 'ada')).status).toBe(200);
  });
});
