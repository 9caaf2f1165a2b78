import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Me } from '../../src/users/user.schema.js';
import { aDayLater, newAddress, password, register } from '../support/account.js';
import { mailedToken, mailsTo } from '../support/mail-files.js';
import { QuietServer } from '../support/quiet-server.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** One of the suite's own: on a database that servers share, any of them may be the one that sends a mail. */
let server: QuietServer;
beforeAll(async () => {
  server = await QuietServer.start();
});
afterAll(() => server?.stop());

const limited = { status: 429, code: 'rate_limited', retryAfterMs: expect.any(Number) };

/** A tenant of that server where an address gets so many mails in an hour. */
async function tenantWith(mailsPerHour: number | null, settings: object = {}): Promise<TestTenant> {
  const tenant = await makeTenant({ url: server.url });
  await tenant.settings({ ...settings, limits: { mailsPerHour } });
  return tenant;
}

const forgot = (tenant: TestTenant, email: string) =>
  tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });
const setEmail = (user: TestUser, email: string | null) => user.rest<Me>('PUT', '/v1/me/email', { email, password });
const signUp = (tenant: TestTenant, body: object, bearer?: string) =>
  tenant.rest<Session>('POST', '/v1/auth/register', { body: { password, ...body }, ...(bearer ? { bearer } : {}) });
const mailCount = async (email: string): Promise<number> => {
  await server.jobsDone();
  return (await mailsTo(server.dataDir, email)).length;
};

describe('the mails that an address gets in an hour', () => {
  it('are limited for those who say that it is theirs', async () => {
    const tenant = await tenantWith(2);
    const email = newAddress();
    const [ada, bob] = [await register(tenant), await register(tenant, { username: 'bob' })];
    expect((await setEmail(ada, email)).status).toBe(200);
    expect((await setEmail(ada, email)).status).toBe(200);
    for (const user of [ada, bob]) expect((await setEmail(user, email)).body).toMatchObject(limited);
    expect((await setEmail(ada, null)).status).toBe(200);
    expect(await mailCount(email)).toBe(2);
  });

  it('are limited for those who forgot the password, whether somebody has the address or not', async () => {
    const tenant = await tenantWith(null);
    const known = newAddress();
    await register(tenant, { email: known });
    await tenant.settings({ limits: { mailsPerHour: 2 } });
    for (const email of [known, newAddress('nobody')]) {
      expect((await forgot(tenant, email)).status).toBe(202);
      expect((await forgot(tenant, email)).status).toBe(202);
      const refused = await forgot(tenant, email);
      expect(refused.body).toMatchObject(limited);
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(3_000);
    }
  });

  it('do not grow with new accounts: those are made, without a mail', async () => {
    const tenant = await tenantWith(2);
    const email = newAddress('stranger');
    const users = [];
    for (const username of ['ada', 'bob', 'eve']) {
      users.push(await register(tenant, { username, email }));
      await aDayLater(server, email);
    }
    const guest = await tenant.guest();
    expect((await signUp(tenant, { username: 'dan', email }, guest.token)).status).toBe(201);
    await aDayLater(server, email);
    expect((await signUp(tenant, { username: 'fay', email }, tenant.secretKey)).status).toBe(201);
    expect(await mailCount(email)).toBe(2);
    // All of them have it as any unconfirmed address, and whoever asks for a mail hears why none comes.
    const eve = users[2] as TestUser;
    expect((await eve.rest<Me>('GET', '/v1/me')).body).toMatchObject({ email, emailVerifiedAt: null });
    expect((await setEmail(eve, email)).body).toMatchObject(limited);
    expect((await forgot(tenant, email)).body).toMatchObject(limited);
    expect(await mailCount(email)).toBe(2);
  });

  it('stop new accounts where each needs an address', async () => {
    const tenant = await tenantWith(1, { emailRequired: true });
    const email = newAddress('stranger');
    expect((await signUp(tenant, { username: 'ada', email })).status).toBe(201);
    const refused = await signUp(tenant, { username: 'bob', email });
    expect(refused.body).toMatchObject(limited);
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(3_000);
    expect((await signUp(tenant, { username: 'bob', email: newAddress('bob') })).status).toBe(201);
    expect(await mailCount(email)).toBe(1);
  });

  it('are not used up by accounts that could not be made', async () => {
    const tenant = await tenantWith(1);
    await register(tenant);
    const email = newAddress();
    for (let n = 0; n < 3; n += 1) {
      expect((await signUp(tenant, { username: 'ada', email })).body).toMatchObject({ code: 'username_taken' });
    }
    await register(tenant, { username: 'bob', email });
    expect(await mailCount(email)).toBe(1);
  });

  it('say nothing of a change to an address that nobody confirmed', async () => {
    const tenant = await tenantWith(2);
    const [email, next] = [newAddress('stranger'), newAddress('next')];
    const ada = await register(tenant);
    expect((await setEmail(ada, email)).status).toBe(200);
    expect((await setEmail(ada, null)).status).toBe(200);
    expect((await setEmail(ada, email)).status).toBe(200);
    expect((await setEmail(ada, next)).body).toMatchObject({ email, pendingEmail: next });
    const token = await mailedToken(server.dataDir, next, 'verify');
    expect((await tenant.rest('POST', '/v1/auth/email/verify', { body: { token } })).status).toBe(204);
    expect((await ada.rest<Me>('GET', '/v1/me')).body).toMatchObject({ email: next });
    expect(await mailCount(email)).toBe(2);
  });

  it('are told to a confirmed address of its removal in any case, which counts', async () => {
    const tenant = await tenantWith(2);
    const email = newAddress();
    const ada = await register(tenant, { email });
    const token = await mailedToken(server.dataDir, email, 'verify');
    expect((await tenant.rest('POST', '/v1/auth/email/verify', { body: { token } })).status).toBe(204);
    expect((await setEmail(ada, null)).status).toBe(200);
    expect(await mailCount(email)).toBe(2);
    expect((await forgot(tenant, email)).body).toMatchObject(limited);
    const bob = await register(tenant, { username: 'bob', email });
    expect(await mailCount(email)).toBe(2);
    expect((await bob.rest<Me>('GET', '/v1/me')).body).toMatchObject({ email });
  });

  it('are limited by where they are asked for; the tenant’s server is not', async () => {
    const tenant = await tenantWith(1);
    for (let n = 0; n < 5; n += 1) expect((await forgot(tenant, newAddress())).status).toBe(202);
    expect((await forgot(tenant, newAddress())).body).toMatchObject(limited);
    const body = { email: newAddress() };
    const asked = await tenant.rest('POST', '/v1/auth/password/forgot', { bearer: tenant.secretKey, body });
    expect(asked.status).toBe(202);
    await tenant.settings({ limits: { mailsPerHour: null } });
    expect((await forgot(tenant, newAddress())).status).toBe(202);
  });

  it('are another count in another tenant', async () => {
    const [tenant, other] = [await tenantWith(1), await tenantWith(1)];
    const email = newAddress();
    await register(tenant, { email });
    await register(other, { email });
    expect(await mailCount(email)).toBe(2);
    expect((await forgot(tenant, email)).body).toMatchObject(limited);
  });
});
