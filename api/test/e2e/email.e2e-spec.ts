import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ParsedMail } from 'mailparser';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Me } from '../../src/users/user.schema.js';
import { login, newAddress, password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { mailedToken, mailsTo, tokenIn, urlsIn } from '../support/mail-files.js';
import { QuietServer } from '../support/quiet-server.js';
import type { RestAnswer } from '../support/rest.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** One of the suite's own: on a database that servers share, any of them may be the one that sends a mail. */
let server: QuietServer;
beforeAll(async () => {
  server = await QuietServer.start();
});
afterAll(() => server?.stop());

/** A tenant of that server. */
const newTenant = () => makeTenant({ url: server.url });
const invalid = { status: 401, code: 'invalid_token' };

const setEmail = (user: TestUser, email: unknown, secret: unknown = password): Promise<RestAnswer<Me>> =>
  user.rest<Me>('PUT', '/v1/me/email', { email, password: secret });
const verify = (tenant: TestTenant, token: unknown) =>
  tenant.rest('POST', '/v1/auth/email/verify', { body: { token } });
const verification = (email: string) => mailedToken(server.dataDir, email, 'verify');
const me = async (user: TestUser): Promise<Me> => (await user.rest<Me>('GET', '/v1/me')).body;

/** The mail with such a subject, when it is there. */
const mailAbout = (email: string, what: string): Promise<ParsedMail> =>
  eventually(async () => {
    const mail = (await mailsTo(server.dataDir, email)).find(({ subject }) => subject?.includes(what));
    if (!mail) throw new Error(`no mail to ${email} about ${what}`);
    return mail;
  });

/** An account whose address is confirmed. */
async function confirmed(tenant: TestTenant, email: string): Promise<TestUser> {
  const ada = await register(tenant, { email });
  expect((await verify(tenant, await verification(email))).status).toBe(204);
  return ada;
}

describe('an e-mail address', () => {
  it('is confirmed with the link of the mail that comes after the registration', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await register(tenant, { email });
    expect(await me(ada)).toMatchObject({ email, emailVerifiedAt: null, pendingEmail: null });
    const mail = await mailAbout(email, 'Confirm your e-mail address for Test');
    expect(urlsIn(mail)).toEqual([expect.stringMatching(/^http:\/\/localhost:\d+\/chat#verify=[A-Za-z0-9_-]{43,}$/)]);
    expect(await verify(tenant, tokenIn(mail, 'verify'))).toMatchObject({ status: 204, body: null });
    const { emailVerifiedAt } = await me(ada);
    expect(Math.abs(Date.parse(emailVerifiedAt ?? '') - Date.now())).toBeLessThan(60_000);
  });

  it('is confirmed after a guest has become an account, too', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const guest = await tenant.guest();
    const body = { username: 'ada', password, email };
    const { body: session } = await tenant.rest<Session>('POST', '/v1/auth/register', { body, bearer: guest.token });
    expect((await verify(tenant, await verification(email))).status).toBe(204);
    const { body: now } = await tenant.rest<Me>('GET', '/v1/me', { bearer: session.accessToken });
    expect(now).toMatchObject({ id: guest.id, email, emailVerifiedAt: expect.any(String) });
  });

  it('can be given later, and logs in at once', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await register(tenant);
    const { status, body } = await setEmail(ada, email);
    expect({ status, body }).toEqual({
      status: 200,
      body: { ...(await me(ada)), email, emailVerifiedAt: null, pendingEmail: null },
    });
    expect((await login(tenant, email)).status).toBe(200);
    expect((await verify(tenant, await verification(email))).status).toBe(204);
    expect((await me(ada)).emailVerifiedAt).not.toBeNull();
  });

  it('is replaced only once the new one is confirmed, and the old one hears of it', async () => {
    const tenant = await newTenant();
    const [old, next] = [newAddress('old'), newAddress('next')];
    const ada = await confirmed(tenant, old);
    const { body } = await setEmail(ada, next);
    expect(body).toMatchObject({ email: old, emailVerifiedAt: expect.any(String), pendingEmail: next });
    expect((await login(tenant, next)).status).toBe(401);
    expect((await login(tenant, old)).status).toBe(200);
    expect((await verify(tenant, await verification(next))).status).toBe(204);
    expect(await me(ada)).toMatchObject({ email: next, emailVerifiedAt: expect.any(String), pendingEmail: null });
    expect((await login(tenant, next)).status).toBe(200);
    expect((await login(tenant, old)).status).toBe(401);
    const notice = await mailAbout(old, 'was changed');
    expect(urlsIn(notice)).toEqual([]);
    expect(notice.text).not.toContain(next);
  });

  it('of the two that wait is the one asked for last', async () => {
    const tenant = await newTenant();
    const [old, first, second] = [newAddress('old'), newAddress('first'), newAddress('second')];
    const ada = await confirmed(tenant, old);
    await setEmail(ada, first);
    const token = await verification(first);
    expect((await setEmail(ada, second)).body.pendingEmail).toBe(second);
    expect((await verify(tenant, token)).body).toMatchObject(invalid);
    expect((await verify(tenant, await verification(second))).status).toBe(204);
    expect((await me(ada)).email).toBe(second);
  });

  it('that waits is given up by asking for the old one', async () => {
    const tenant = await newTenant();
    const [old, next] = [newAddress('old'), newAddress('next')];
    const ada = await confirmed(tenant, old);
    await setEmail(ada, next);
    const token = await verification(next);
    expect((await setEmail(ada, old)).body).toMatchObject({ email: old, pendingEmail: null });
    expect((await verify(tenant, token)).body).toMatchObject(invalid);
  });

  it('that waits is given up when the password changes: whoever knew the old one may have asked', async () => {
    const tenant = await newTenant();
    const [old, thief] = [newAddress('old'), newAddress('thief')];
    const ada = await confirmed(tenant, old);
    await setEmail(ada, thief);
    const token = await verification(thief);
    const changed = await ada.rest('PUT', '/v1/me/password', {
      currentPassword: password,
      newPassword: 'eight silver flutes',
    });
    expect(changed.status).toBe(204);
    expect((await verify(tenant, token)).body).toMatchObject(invalid);
    expect(await me(ada)).toMatchObject({ email: old, pendingEmail: null });
  });

  it('can be removed, and hears of it', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await confirmed(tenant, email);
    const { status, body } = await setEmail(ada, null);
    expect({ status, body }).toMatchObject({ status: 200, body: { email: null, emailVerifiedAt: null } });
    expect((await login(tenant, email)).status).toBe(401);
    expect(urlsIn(await mailAbout(email, 'was removed'))).toEqual([]);
    // It is free for others again.
    expect((await register(tenant, { username: 'bob', email })).session.user.username).toBe('bob');
    expect((await setEmail(ada, null)).status).toBe(200);
  });

  it('stays where the tenant wants one of every account; it can still be changed', async () => {
    const tenant = await newTenant();
    await tenant.settings({ emailRequired: true });
    const [email, next] = [newAddress(), newAddress('next')];
    const ada = await confirmed(tenant, email);
    const refused = await setEmail(ada, null);
    expect(refused.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path: '/email' }] });
    expect(await me(ada)).toMatchObject({ email, emailVerifiedAt: expect.any(String) });
    expect((await setEmail(ada, next)).body).toMatchObject({ email, pendingEmail: next });
    await tenant.settings({ emailRequired: false });
    expect((await setEmail(ada, null)).body).toMatchObject({ email: null, pendingEmail: null });
  });

  it('gets another mail when it is given again before it is confirmed', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await register(tenant, { email });
    await verification(email);
    expect((await setEmail(ada, email)).status).toBe(200);
    const mails = await eventually(async () => {
      const found = await mailsTo(server.dataDir, email);
      expect(found).toHaveLength(2);
      return found;
    });
    const [first, second] = mails.map((mail) => tokenIn(mail, 'verify'));
    expect((await verify(tenant, first)).status).toBe(204);
    expect((await verify(tenant, second)).body).toMatchObject(invalid);
  });

  it('of another account is taken, when it is asked for and when it is confirmed', async () => {
    const tenant = await newTenant();
    const [old, wanted] = [newAddress('old'), newAddress('wanted')];
    const ada = await confirmed(tenant, old);
    await setEmail(ada, wanted);
    const token = await verification(wanted);
    await register(tenant, { username: 'bob', email: wanted });
    const ofBob = await eventually(async () => {
      const other = await verification(wanted);
      expect(other).not.toBe(token);
      return other;
    });
    expect((await verify(tenant, ofBob)).status).toBe(204);
    expect((await verify(tenant, token)).body).toMatchObject({ status: 409, code: 'email_taken' });
    expect((await setEmail(ada, wanted)).body).toMatchObject({ status: 409, code: 'email_taken' });
    expect((await me(ada)).email).toBe(old);
  });

  it('is another person’s in another tenant, and its token is worth nothing there', async () => {
    const [tenant, other] = [await newTenant(), await newTenant()];
    const email = newAddress();
    const ada = await register(tenant, { email });
    const token = await verification(email);
    const stranger = await register(other, { email });
    expect((await verify(other, token)).body).toMatchObject(invalid);
    expect((await verify(tenant, token)).status).toBe(204);
    expect((await me(ada)).emailVerifiedAt).not.toBeNull();
    expect((await me(stranger)).emailVerifiedAt).toBeNull();
  });

  it('asks for the password', async () => {
    const tenant = await newTenant();
    const ada = await register(tenant);
    const email = newAddress();
    expect((await setEmail(ada, email, 'not this one')).body).toMatchObject({
      status: 401,
      code: 'invalid_credentials',
    });
    expect((await me(ada)).email).toBeNull();
    const guest = await tenant.guest();
    expect((await setEmail(guest, email)).body).toMatchObject({ status: 403, code: 'forbidden' });
  });

  it('is confirmed within 3 days', async () => {
    const tenant = await newTenant();
    const [old, next] = [newAddress('old'), newAddress('next')];
    const ada = await confirmed(tenant, old);
    await setEmail(ada, next);
    const token = await verification(next);
    await server.query(`UPDATE mails SET expires_at = expires_at - interval '3 days' WHERE tenant_id = $1`, [
      tenant.id,
    ]);
    expect((await verify(tenant, token)).body).toMatchObject({ status: 401, code: 'token_expired' });
    expect(await me(ada)).toMatchObject({ email: old, pendingEmail: null });
  });

  it.each([
    ['ada'],
    ['a@example.com\nBcc: b@example.com'],
    ['a@example.com,b@example.com'],
    ['ä@example.com'],
    [''],
    [7],
    [undefined],
  ])('is not %j', async (email) => {
    const ada = await register(await newTenant());
    const answer = await setEmail(ada, email);
    expect(answer.body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path: '/email' }] });
  });
});

describe('whoever leaves for good', () => {
  it('leaves no address behind, and no link that is good for anything', async () => {
    const tenant = await newTenant();
    const [email, next] = [newAddress(), newAddress('next')];
    const ada = await confirmed(tenant, email);
    const bob = await register(tenant, { username: 'bob', email: newAddress('bob') });
    await setEmail(ada, next);
    const verifyToken = await verification(next);
    await tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });
    const resetToken = await mailedToken(server.dataDir, email, 'reset');
    expect((await ada.rest('DELETE', '/v1/me', { password })).status).toBe(204);
    const kept = await server.query('SELECT user_id AS "userId" FROM mails WHERE tenant_id = $1', [tenant.id]);
    expect(kept).toEqual([{ userId: bob.id }]);
    expect((await verify(tenant, verifyToken)).body).toMatchObject(invalid);
    const body = { token: resetToken, password: 'eight silver flutes' };
    expect((await tenant.rest('POST', '/v1/auth/password/reset', { body })).body).toMatchObject(invalid);
    const [row] = await server.query('SELECT to_jsonb(u) AS row FROM users AS u WHERE id = $1', [ada.id]);
    expect(JSON.stringify(row)).not.toMatch(/@|argon2/);
  });

  it('is sent nothing more, and whoever has the address next is somebody else', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await confirmed(tenant, email);
    expect((await ada.rest('DELETE', '/v1/me', { password })).status).toBe(204);
    const before = (await mailsTo(server.dataDir, email)).length;
    await tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });
    await server.jobsDone();
    expect(await mailsTo(server.dataDir, email)).toHaveLength(before);
    const next = await register(tenant, { username: 'eve', email });
    expect(await me(next)).toMatchObject({ email, emailVerifiedAt: null });
    expect(next.id).not.toBe(ada.id);
  });
});
