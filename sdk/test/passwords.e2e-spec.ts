import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newAddress, password } from '../../api/test/support/account.js';
import { eventually } from '../../api/test/support/eventually.js';
import { tokenIn } from '../../api/test/support/mail-files.js';
import { MailSink } from '../../api/test/support/mail-sink.js';
import { QuietServer } from '../../api/test/support/quiet-server.js';
import { makeTenant, type TestTenant } from '../../api/test/support/tenant.js';
import type { Chat } from '../src/index.js';
import { makeChat } from './support/chats.js';

const another = 'eight silver flutes';

let sink: MailSink;
let server: QuietServer;
beforeAll(async () => {
  sink = await MailSink.start();
  server = await QuietServer.start({ SMTP_URL: sink.url });
});
afterAll(async () => {
  await server?.stop();
  await sink.stop();
});

const newTenant = () => makeTenant({ url: server.url });
const chatOf = ({ key }: TestTenant): Chat => makeChat({ url: server.url, key, session: 'none' });

/** Somebody with an account. */
async function signedUp(tenant: TestTenant, email?: string): Promise<Chat> {
  const chat = chatOf(tenant);
  await chat.session.register({ username: 'ada', password, ...(email === undefined ? {} : { email }) });
  return chat;
}

async function loggedIn(tenant: TestTenant, secret = password): Promise<Chat> {
  const chat = chatOf(tenant);
  await chat.session.login({ login: 'ada', password: secret });
  return chat;
}

/** The token of the mail to that address with such a link. */
const mailed = (email: string, fragment: 'verify' | 'reset'): Promise<string> =>
  eventually(() => {
    const mails = sink.mails.filter(({ envelope }) => envelope.to.includes(email));
    const token = mails.map((mail) => tokenIn(mail, fragment)).findLast((found) => found !== undefined);
    if (token === undefined) throw new Error(`no mail to ${email} with #${fragment}=`);
    return token;
  });

/** Begins to listen, and waits until the socket is open. */
async function online(chat: Chat): Promise<void> {
  chat.room({ slug: 'lobby' }).timeline.subscribe(() => undefined);
  await eventually(() => expect(chat.connection.get().status).toBe('online'));
}

describe('a password', () => {
  it('is changed: the other sessions end, and this one goes on', async () => {
    const tenant = await newTenant();
    const [here, there] = [await signedUp(tenant), await loggedIn(tenant)];
    await Promise.all([online(here), online(there)]);
    await here.session.changePassword({ currentPassword: password, newPassword: another });
    await eventually(() => {
      expect(there.session.get()).toMatchObject({ status: 'ended', error: { code: 'password_changed' } });
    });
    expect(here.session.get().status).toBe('active');
    expect((await here.session.me()).username).toBe('ada');
    expect((await loggedIn(tenant, another)).session.get().user?.username).toBe('ada');
  });

  it('is not changed by those who do not know it, with a code that says why, and nobody is put out', async () => {
    const tenant = await newTenant();
    const ada = await signedUp(tenant);
    const change = (currentPassword: string, newPassword = another) =>
      ada.session.changePassword({ currentPassword, newPassword });
    await expect(change('not this one')).rejects.toMatchObject({ code: 'invalid_credentials', status: 401 });
    await expect(change(password, 'password1')).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: '/newPassword' }],
    });
    const guest = makeChat({ url: server.url, key: tenant.key });
    await expect(
      guest.session.changePassword({ currentPassword: password, newPassword: another }),
    ).rejects.toMatchObject({ code: 'forbidden' });
    expect(ada.session.get().status).toBe('active');
    await loggedIn(tenant);
  });

  it('that is forgotten is chosen anew by the link of a mail, once', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const ada = await signedUp(tenant, email);
    await online(ada);
    const elsewhere = chatOf(tenant);
    await elsewhere.session.forgotPassword(email);
    const token = await mailed(email, 'reset');
    const reset = () => elsewhere.session.resetPassword({ token, password: another });
    await reset();
    await eventually(() => {
      expect(ada.session.get()).toMatchObject({ status: 'ended', error: { code: 'password_changed' } });
    });
    // It was asked for by nobody in particular, who is nobody still.
    expect(elsewhere.session.get()).toMatchObject({ status: 'none', user: null });
    await expect(reset()).rejects.toMatchObject({ code: 'invalid_token', status: 401 });
    await elsewhere.session.login({ login: email, password: another });
    expect((await elsewhere.session.me()).emailVerifiedAt).not.toBeNull();
  });

  it('can be asked for by anybody, who does not learn whether there is such an account', async () => {
    const chat = chatOf(await newTenant());
    const email = newAddress('nobody');
    await expect(chat.session.forgotPassword(email)).resolves.toBeUndefined();
    await expect(chat.session.forgotPassword('no address')).rejects.toMatchObject({ code: 'validation_failed' });
    await server.jobsDone();
    expect(sink.mails.filter(({ envelope }) => envelope.to.includes(email))).toEqual([]);
  });
});

describe('an e-mail address', () => {
  it('is given, confirmed by anybody with the link, changed, and removed', async () => {
    const tenant = await newTenant();
    const [first, second] = [newAddress('first'), newAddress('second')];
    const { session } = await signedUp(tenant);
    const given = await session.setEmail({ email: first, password });
    expect(given).toMatchObject({ email: first, emailVerifiedAt: null, pendingEmail: null });
    await chatOf(tenant).session.verifyEmail(await mailed(first, 'verify'));
    expect(await session.me()).toMatchObject({ email: first, emailVerifiedAt: expect.any(String) });
    const changed = await session.setEmail({ email: second, password });
    expect(changed).toMatchObject({ email: first, pendingEmail: second });
    const token = await mailed(second, 'verify');
    await session.verifyEmail(token);
    expect(await session.me()).toMatchObject({ email: second, pendingEmail: null });
    await expect(session.verifyEmail(token)).rejects.toMatchObject({ code: 'invalid_token' });
    // A link that is good no more says nothing of the session.
    expect(session.get().status).toBe('active');
    expect(await session.removeEmail({ password })).toMatchObject({ email: null, emailVerifiedAt: null });
  });

  it('is refused with a code that says why', async () => {
    const tenant = await newTenant();
    const email = newAddress();
    const { session } = await signedUp(tenant, email);
    await session.verifyEmail(await mailed(email, 'verify'));
    const set = (to: string, secret = password) => session.setEmail({ email: to, password: secret });
    await expect(set(newAddress(), 'not this one')).rejects.toMatchObject({ code: 'invalid_credentials' });
    await expect(set('no address')).rejects.toMatchObject({ code: 'validation_failed', errors: [{ path: '/email' }] });
    const bob = chatOf(tenant);
    await bob.session.register({ username: 'bob', password });
    await expect(bob.session.setEmail({ email, password })).rejects.toMatchObject({ code: 'email_taken', status: 409 });
    await tenant.settings({ emailRequired: true });
    await expect(session.removeEmail({ password })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [{ path: '/email' }],
    });
    const signal = AbortSignal.abort(new Error('not wanted any more'));
    await expect(session.setEmail({ email: newAddress(), password }, { signal })).rejects.toThrow('not wanted');
    expect(await session.me()).toMatchObject({ email, pendingEmail: null });
  });
});
