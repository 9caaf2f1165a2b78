import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Me } from '../../src/users/user.schema.js';
import { aDayLater, login, newAddress, password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { mailedToken, mailsTo, tokenIn } from '../support/mail-files.js';
import { QuietServer } from '../support/quiet-server.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const another = 'eight silver flutes';

/** One of the suite's own: on a database that servers share, any of them may be the one that sends a mail. */
let server: QuietServer;
beforeAll(async () => {
  server = await QuietServer.start();
});
afterAll(() => server?.stop());

const newTenant = () => makeTenant({ url: server.url });
const invalid = { status: 401, code: 'invalid_token' };
const taken = { status: 409, code: 'email_taken' };

const me = async (user: TestUser): Promise<Me> => (await user.rest<Me>('GET', '/v1/me')).body;
const setEmail = (user: TestUser, email: string) => user.rest<Me>('PUT', '/v1/me/email', { email, password });
const verify = (tenant: TestTenant, token: unknown) =>
  tenant.rest('POST', '/v1/auth/email/verify', { body: { token } });
const forgot = (tenant: TestTenant, email: string) =>
  tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });
const reset = (tenant: TestTenant, token: unknown) =>
  tenant.rest('POST', '/v1/auth/password/reset', { body: { token, password: another } });

/** The tokens of so many mails to an address, oldest first. */
const tokensTo = (email: string, fragment: 'verify' | 'reset', count: number) =>
  eventually(async () => {
    const mails = await mailsTo(server.dataDir, email);
    const tokens = mails.flatMap((mail) => tokenIn(mail, fragment) ?? []);
    expect(tokens).toHaveLength(count);
    return tokens;
  });

/** Two accounts that say the same address is theirs, the first one first, and the tokens of their mails. */
async function twoClaims(tenant: TestTenant, email: string): Promise<[TestUser, TestUser, string, string]> {
  const first = await register(tenant, { username: 'first', email });
  const [ofFirst] = await tokensTo(email, 'verify', 1);
  await aDayLater(server, email);
  const second = await register(tenant, { username: 'second', email: email.toUpperCase() });
  const ofSecond = (await tokensTo(email, 'verify', 2)).find((token) => token !== ofFirst);
  return [first, second, ofFirst ?? '', ofSecond ?? ''];
}

describe('an address that nobody has confirmed', () => {
  it('is kept for a day for whoever gave it first', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const first = await register(tenant, { username: 'first', email });
    const body = { username: 'second', password, email: email.toUpperCase() };
    expect((await tenant.rest('POST', '/v1/auth/register', { body })).body).toMatchObject(taken);
    const bob = await register(tenant, { username: 'bob' });
    expect((await setEmail(bob, email)).body).toMatchObject(taken);
    await aDayLater(server, email);
    // Asked for again it is not given anew.
    expect((await setEmail(first, email)).status).toBe(200);
    expect((await tenant.rest('POST', '/v1/auth/register', { body })).status).toBe(201);
  });

  it('is no reason to refuse it to others later: a new account, a guest’s, or one that is there', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await register(tenant, { username: 'squatter', email });
    await aDayLater(server, email);
    const ada = await register(tenant, { email });
    await aDayLater(server, email);
    const guest = await tenant.guest();
    const body = { username: 'otter', password, email };
    const upgraded = await tenant.rest<Session>('POST', '/v1/auth/register', { body, bearer: guest.token });
    expect(upgraded.status).toBe(201);
    await aDayLater(server, email);
    const bob = await register(tenant, { username: 'bob' });
    expect((await setEmail(bob, email)).body).toMatchObject({ email, emailVerifiedAt: null });
    expect(await me(ada)).toMatchObject({ email, emailVerifiedAt: null });
  });

  it('is its owner’s alone once that one confirms it', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const [squatter, owner, ofSquatter, ofOwner] = await twoClaims(tenant, email);
    expect((await verify(tenant, ofOwner)).status).toBe(204);
    expect(await me(owner)).toMatchObject({ email, emailVerifiedAt: expect.any(String) });
    expect(await me(squatter)).toMatchObject({ email: null, emailVerifiedAt: null, pendingEmail: null });
    expect((await verify(tenant, ofSquatter)).body).toMatchObject(invalid);
    expect((await setEmail(squatter, email)).body).toMatchObject(taken);
    const late = { username: 'late', password, email };
    expect((await tenant.rest('POST', '/v1/auth/register', { body: late })).body).toMatchObject(taken);
    const guest = await tenant.guest();
    const asGuest = await tenant.rest('POST', '/v1/auth/register', { body: late, bearer: guest.token });
    expect(asGuest.body).toMatchObject(taken);
    // They go on as they are, and get no mail of this.
    expect((await login(tenant, 'first')).status).toBe(200);
    expect(await mailsTo(server.dataDir, email)).toHaveLength(2);
  });

  it('is its owner’s alone, too, when that one had another one before', async () => {
    const tenant = await newTenant();
    const [old, email] = [newAddress('old'), newAddress()];
    const owner = await register(tenant, { username: 'holder', email: old });
    expect((await verify(tenant, await mailedToken(server.dataDir, old, 'verify'))).status).toBe(204);
    const squatter = await register(tenant, { username: 'squatter', email });
    const [ofSquatter] = await tokensTo(email, 'verify', 1);
    await aDayLater(server, email);
    expect((await setEmail(owner, email)).body).toMatchObject({ email: old, pendingEmail: email });
    const ofOwner = (await tokensTo(email, 'verify', 2)).find((token) => token !== ofSquatter);
    expect((await verify(tenant, ofOwner)).status).toBe(204);
    expect(await me(owner)).toMatchObject({ email, pendingEmail: null });
    expect((await me(squatter)).email).toBeNull();
  });

  it('is one’s, however many confirm it at once', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    await tenant.settings({ limits: { mailsPerHour: null } });
    const users = [];
    for (let n = 0; n < 6; n += 1) {
      users.push(await register(tenant, { username: `user-${n}`, email }));
      await aDayLater(server, email);
    }
    const tokens = await tokensTo(email, 'verify', 6);
    const answers = await Promise.all(tokens.map((token) => verify(tenant, token)));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 204)).toHaveLength(1);
    for (const status of statuses) expect([204, 401, 409]).toContain(status);
    const states = await Promise.all(users.map(me));
    expect(states.filter((state) => state.email === email && state.emailVerifiedAt !== null)).toHaveLength(1);
    expect(states.filter((state) => state.email === null)).toHaveLength(5);
  });

  it('lets the account log in that had it first, whoever says later that it is theirs; then who confirmed it', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const [first, second, , ofSecond] = await twoClaims(tenant, email);
    expect((await login(tenant, email)).body.user.id).toBe(first.id);
    expect((await verify(tenant, ofSecond)).status).toBe(204);
    expect((await login(tenant, email)).body.user.id).toBe(second.id);
  });

  it('is another matter in another tenant', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const email = newAddress();
    const stranger = await register(other, { email });
    const ada = await register(tenant, { email });
    const tokens = await tokensTo(email, 'verify', 2);
    const answers = await Promise.all(tokens.map((token) => verify(tenant, token)));
    expect(answers.map(({ status }) => status).sort()).toEqual([204, 401]);
    expect((await me(ada)).emailVerifiedAt).not.toBeNull();
    expect(await me(stranger)).toMatchObject({ email, emailVerifiedAt: null });
  });
});

describe('a forgotten password', () => {
  it('is chosen anew by whoever confirmed the address, not by who only says that it is theirs', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const [, , , ofSecond] = await twoClaims(tenant, email);
    expect((await verify(tenant, ofSecond)).status).toBe(204);
    expect((await forgot(tenant, email)).status).toBe(202);
    expect((await reset(tenant, await mailedToken(server.dataDir, email, 'reset'))).status).toBe(204);
    expect((await login(tenant, 'second', another)).status).toBe(200);
    expect((await login(tenant, 'first')).status).toBe(200);
  });

  it('confirms an address by its link, and is answered alike whether it is confirmed, claimed, or nobody’s', async () => {
    const tenant = await newTenant();
    const [email, confirmed] = [newAddress(), newAddress('confirmed')];
    const [first, second, , ofSecond] = await twoClaims(tenant, email);
    await register(tenant, { username: 'third', email: confirmed });
    expect((await verify(tenant, await mailedToken(server.dataDir, confirmed, 'verify'))).status).toBe(204);
    const answers = [];
    for (const one of [email, confirmed, newAddress('nobody')]) answers.push(await forgot(tenant, one));
    const told = answers.map(({ status, headers, body }) => ({
      status,
      body,
      headers: [...headers].filter(([name]) => !['x-request-id', 'date'].includes(name)),
    }));
    expect(told[0]).toMatchObject({ status: 202, body: null });
    for (const answer of told) expect(answer).toEqual(told[0]);
    const [token] = await tokensTo(email, 'reset', 1);
    expect((await reset(tenant, token)).status).toBe(204);
    const { accessToken } = (await login(tenant, 'first', another)).body;
    const now = await tenant.rest<Me>('GET', '/v1/me', { bearer: accessToken });
    expect(now.body).toMatchObject({ id: first.id, email, emailVerifiedAt: expect.any(String) });
    // The other one is as it was, without the address.
    expect(await me(second)).toMatchObject({ email: null, pendingEmail: null });
    expect((await login(tenant, 'second')).status).toBe(200);
    expect((await verify(tenant, ofSecond)).body).toMatchObject(invalid);
  });

  it('is not chosen anew by a link whose address is somebody else’s by now', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const [, second, , ofSecond] = await twoClaims(tenant, email);
    expect((await forgot(tenant, email)).status).toBe(202);
    const [token] = await tokensTo(email, 'reset', 1);
    expect((await verify(tenant, ofSecond)).status).toBe(204);
    expect((await reset(tenant, token)).body).toMatchObject(invalid);
    expect((await login(tenant, 'first')).status).toBe(200);
    expect((await login(tenant, 'first', another)).status).toBe(401);
    expect((await me(second)).email).toBe(email);
  });
});
