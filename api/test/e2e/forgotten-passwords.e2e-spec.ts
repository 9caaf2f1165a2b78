import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Me } from '../../src/users/user.schema.js';
import { login, newAddress, password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { mailedToken, mailsTo, tokenIn, urlsIn } from '../support/mail-files.js';
import { QuietServer } from '../support/quiet-server.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const another = 'eight silver flutes';

/** One of the suite's own: on a database that servers share, any of them may be the one that sends a mail. */
let server: QuietServer;
beforeAll(async () => {
  server = await QuietServer.start();
});
afterAll(() => server?.stop());

const sockets: RawSocket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

const forgot = (tenant: TestTenant, email: unknown) =>
  tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });
const reset = (tenant: TestTenant, token: unknown, secret: unknown = another) =>
  tenant.rest('POST', '/v1/auth/password/reset', { body: { token, password: secret } });
const resetToken = async (tenant: TestTenant, email: string): Promise<string> => {
  expect(await forgot(tenant, email)).toMatchObject({ status: 202, body: null });
  return mailedToken(server.dataDir, email, 'reset');
};
const resetMails = async (email: string) =>
  (await mailsTo(server.dataDir, email)).filter((mail) => tokenIn(mail, 'reset') !== undefined);

/** Whatever was asked for before is answered: a mail that is asked for now has arrived. */
async function mailsAreOut(tenant: TestTenant): Promise<void> {
  const email = newAddress('last');
  await register(tenant, { username: `last-${email.slice(-20, -12)}`, email });
  await mailedToken(server.dataDir, email, 'verify');
}

const moveMails = (tenant: TestTenant, minutes: number) =>
  server.query('UPDATE mails SET expires_at = expires_at - make_interval(mins => $2) WHERE tenant_id = $1', [
    tenant.id,
    minutes,
  ]);

/** A tenant of that server. */
const newTenant = () => makeTenant({ url: server.url });
const invalid = { status: 401, code: 'invalid_token' };

describe('a forgotten password', () => {
  it('is replaced with the link of a mail', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await register(tenant, { email });
    expect((await forgot(tenant, email.toUpperCase())).status).toBe(202);
    const token = await mailedToken(server.dataDir, email, 'reset');
    expect(await reset(tenant, token)).toMatchObject({ status: 204, body: null });
    expect((await login(tenant, 'ada')).body).toMatchObject({ code: 'invalid_credentials' });
    expect((await login(tenant, 'ada', another)).status).toBe(200);
    expect((await login(tenant, email, another)).status).toBe(200);
  });

  it('gets a mail in text and HTML, whose text has one address in it: the chat page with the token', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await register(tenant, { email, displayName: 'Win https://evil.example now' });
    await resetToken(tenant, email);
    const [mail] = await resetMails(email);
    if (!mail) throw new Error('no mail');
    const [url, ...more] = urlsIn(mail);
    expect(more).toEqual([]);
    expect(url).toMatch(/^http:\/\/localhost:\d+\/chat#reset=[A-Za-z0-9_-]{43,}$/);
    expect(mail.html).toContain(`href="${url}"`);
    expect(mail.html).not.toContain('evil');
    expect(mail.subject).toBe('Choose a new password for Test');
    expect(mail.from?.value).toEqual([{ name: 'Test', address: expect.stringContaining('@') }]);
    expect(mail.messageId).toMatch(/^<[0-9a-f-]{36}@\S+>$/);
  });

  it('ends every session and every socket once it is replaced', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await register(tenant, { email });
    const socket = await connect({ url: server.url, auth: { key: tenant.key, token: ada.token } });
    sockets.push(socket);
    expect((await reset(tenant, await resetToken(tenant, email))).status).toBe(204);
    await eventually(() => {
      expect(socket.told).toContainEqual({ name: 'session:ended', payload: { code: 'password_changed' } });
      expect(socket.socket.connected).toBe(false);
    });
    expect((await ada.rest('GET', '/v1/me')).body).toMatchObject(invalid);
  });

  it('shows by the way whose the address is', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    expect((await (await register(tenant, { email })).rest<Me>('GET', '/v1/me')).body.emailVerifiedAt).toBeNull();
    await reset(tenant, await resetToken(tenant, email));
    const { accessToken } = (await login(tenant, 'ada', another)).body;
    const me = await tenant.rest<Me>('GET', '/v1/me', { bearer: accessToken });
    expect(me.body).toMatchObject({ email, emailVerifiedAt: expect.any(String) });
  });

  it('lets log-ins be tried again at once', async () => {
    const tenant = await newTenant();
    await tenant.settings({ limits: { loginAttemptsPerHour: 2 } });
    const email = newAddress();
    await register(tenant, { email });
    for (let n = 0; n < 3; n += 1) await login(tenant, 'ada', 'not this one');
    expect((await login(tenant, 'ada')).status).toBe(429);
    await reset(tenant, await resetToken(tenant, email));
    expect((await login(tenant, 'ada', another)).status).toBe(200);
  });
});

describe('asking for a new password', () => {
  it('is answered alike for an address that nobody has, to which nothing is sent', async () => {
    const tenant = await newTenant();
    const known = newAddress();
    const unknown = newAddress('nobody');
    await register(tenant, { email: known });
    const answers = [await forgot(tenant, known), await forgot(tenant, unknown)];
    const told = answers.map(({ status, headers, body }) => ({
      status,
      body,
      headers: [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name)),
    }));
    expect(told[0]).toEqual(told[1]);
    await mailedToken(server.dataDir, known, 'reset');
    await mailsAreOut(tenant);
    expect(await mailsTo(server.dataDir, unknown)).toEqual([]);
  });

  it('sends nothing to who has an account in another tenant only', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const email = newAddress();
    await register(other, { email });
    expect((await forgot(tenant, email)).status).toBe(202);
    await mailsAreOut(tenant);
    expect(await resetMails(email)).toEqual([]);
  });

  it.each([
    ['ada'],
    ['ada@'],
    ['a@example.com, b@example.com'],
    ['a@example.com\r\nBcc: b@example.com'],
    ['Ada <a@example.com>'],
    [`${'a'.repeat(250)}@example.com`],
    [''],
    [null],
    [['a@example.com']],
  ])('refuses %j, which is no address', async (email) => {
    const answer = await forgot(await newTenant(), email);
    expect(answer.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path: '/email' }] });
  });
});

describe('the token of a mail', () => {
  it('is good once', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await register(tenant, { email });
    const token = await resetToken(tenant, email);
    expect((await reset(tenant, token)).status).toBe(204);
    expect((await reset(tenant, token, 'nine golden horns')).body).toMatchObject(invalid);
    expect((await login(tenant, 'ada', another)).status).toBe(200);
  });

  it('is good for one of many who use it at once', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await register(tenant, { email });
    const token = await resetToken(tenant, email);
    const answers = await Promise.all(Array.from({ length: 4 }, (_, n) => reset(tenant, token, `${another} ${n}`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401, 401, 401]);
  });

  it('takes every other one for the same password with it', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await register(tenant, { email });
    await forgot(tenant, email);
    await forgot(tenant, email);
    const tokens = await eventually(async () => {
      const mails = await resetMails(email);
      expect(mails).toHaveLength(2);
      return mails.map((mail) => tokenIn(mail, 'reset'));
    });
    // Both are good until one is used: mails arrive in any order.
    expect((await reset(tenant, tokens[0])).status).toBe(204);
    expect((await reset(tenant, tokens[1])).body).toMatchObject(invalid);
    expect((await login(tenant, 'ada', another)).status).toBe(200);
    expect(ada.session.user.username).toBe('ada');
  });

  it('is void once the password was changed otherwise', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await register(tenant, { email });
    const token = await resetToken(tenant, email);
    await ada.rest('PUT', '/v1/me/password', { currentPassword: password, newPassword: another });
    expect((await reset(tenant, token)).body).toMatchObject(invalid);
  });

  it('is void once the account has that address no more', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await register(tenant, { email });
    const token = await resetToken(tenant, email);
    expect((await ada.rest('PUT', '/v1/me/email', { email: null, password })).status).toBe(200);
    expect((await reset(tenant, token)).body).toMatchObject(invalid);
    expect((await login(tenant, 'ada')).status).toBe(200);
  });

  it('is good for 30 minutes', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await register(tenant, { email });
    const token = await resetToken(tenant, email);
    await moveMails(tenant, 29);
    const refused = await reset(tenant, token, 'password1');
    expect(refused.body).toMatchObject({ code: 'validation_failed' });
    await moveMails(tenant, 1);
    expect((await reset(tenant, token)).body).toMatchObject({ status: 401, code: 'token_expired' });
    expect((await login(tenant, 'ada')).status).toBe(200);
  });

  it('is not spent by a password that is refused', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await register(tenant, { username: 'ada.lovelace', email });
    const token = await resetToken(tenant, email);
    const refused = await reset(tenant, token, 'Ada.Lovelace');
    expect(refused.body).toMatchObject({ status: 400, errors: [{ path: '/password' }] });
    expect((await reset(tenant, token)).status).toBe(204);
  });

  it('is worth nothing with the key of another tenant', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const email = newAddress();
    await Promise.all([register(tenant, { email }), register(other, { email })]);
    const token = await resetToken(tenant, email);
    for (const forged of [token, token.slice(0, 43), token.slice(0, 43) + other.key]) {
      expect((await reset(other, forged)).body).toMatchObject(invalid);
    }
    expect((await reset(tenant, token.slice(0, 43) + other.key)).body).toMatchObject(invalid);
    expect((await reset(tenant, token.slice(0, 43))).status).toBe(204);
    expect((await login(other, 'ada')).status).toBe(200);
  });

  it('is worth nothing as a token of another kind, and no other is worth anything here', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await register(tenant, { email });
    const token = await resetToken(tenant, email);
    const verification = await mailedToken(server.dataDir, email, 'verify');
    expect((await tenant.rest('GET', '/v1/me', { bearer: token })).body).toMatchObject(invalid);
    const asRefresh = await tenant.rest('POST', '/v1/auth/refresh', { body: { refreshToken: token } });
    expect(asRefresh.body).toMatchObject(invalid);
    const asVerification = await tenant.rest('POST', '/v1/auth/email/verify', { body: { token } });
    expect(asVerification.body).toMatchObject(invalid);
    const last = token.at(42) === 'A' ? 'B' : 'A';
    const wrong = [verification, ada.token, ada.session.refreshToken, tenant.key, `${token}x`, ' ', 'a'.repeat(43)];
    for (const one of [...wrong, `${token.slice(0, 42)}${last}${tenant.key}`]) {
      expect((await reset(tenant, one)).body).toMatchObject(invalid);
    }
    expect((await reset(tenant, token)).status).toBe(204);
  });

  it('is nowhere in the database, which knows its hash', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await register(tenant, { email });
    const token = await resetToken(tenant, email);
    const rows = await server.query<{ row: string }>('SELECT m::text AS row FROM mails AS m WHERE tenant_id = $1', [
      tenant.id,
    ]);
    expect(rows).toHaveLength(2);
    for (const { row } of rows) expect(row).not.toContain(token.slice(0, 43));
  });

  it.each([[''], ['x'.repeat(513)], [7], [null], ['\ud800']])('%j is refused as no token', async (token) => {
    const answer = await reset(await newTenant(), token);
    expect(answer.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path: '/token' }] });
  });
});
