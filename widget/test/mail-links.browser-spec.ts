import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newAddress } from '../../api/test/support/account.js';
import { eventually } from '../../api/test/support/eventually.js';
import { MailSink } from '../../api/test/support/mail-sink.js';
import { urlsIn } from '../../api/test/support/mail-files.js';
import { QuietServer } from '../../api/test/support/quiet-server.js';
import { checkScreen } from './support/account-screens.js';
import type { AccountScreens } from './support/account-screens.js';
import { findBarriers, focusPath } from './support/browser.js';
import type { Visitor } from './support/visitor.js';
import { Visits, password } from './support/visits.js';

const another = 'eight silver flutes';

let sink: MailSink;
let server: QuietServer;
let visits: Visits;
let email: string;
beforeAll(async () => {
  sink = await MailSink.start();
  server = await QuietServer.start({ SMTP_URL: sink.url });
  visits = await Visits.start(server.url);
});
afterAll(async () => {
  await visits?.stop();
  await server?.stop();
  await sink.stop();
});
beforeEach(async () => {
  await visits.begin();
  email = newAddress();
});
afterEach(() => visits.end());

/** Where the newest mail of that kind to that address leads, on this server. */
const linkTo = (address: string, kind: 'verify' | 'reset'): Promise<string> =>
  eventually(() => {
    const mails = sink.mails.filter(({ envelope }) => envelope.to.includes(address));
    const link = mails.flatMap((mail) => urlsIn(mail)).findLast((url) => url.includes(`/chat#${kind}=`));
    if (link === undefined) throw new Error(`no mail to ${address} with #${kind}=`);
    return server.url + link.slice(link.indexOf('/chat#'));
  });

/** Asks for a new password, in a browser that nobody is logged in with. */
async function forget(address: string): Promise<[Visitor, AccountScreens]> {
  const [visitor, screens] = await visits.visit();
  await screens.open('Log in');
  await screens.button('Forgot your password?').click();
  await screens.at('Forgot password');
  await screens.fill({ 'E-mail': address });
  await visitor.page.keyboard.press('Enter');
  return [visitor, screens];
}

/** The link that a forgotten password is chosen anew by. */
async function resetLink(): Promise<string> {
  await visits.tenant.rest('POST', '/v1/auth/password/forgot', { body: { email } });
  return linkTo(email, 'reset');
}

/** Somebody who is logged in on the chat page. */
async function onChatPage(username: string): Promise<[Visitor, AccountScreens]> {
  const [visitor, screens] = await visits.visit(`${server.url}/chat?key=${visits.tenant.key}`);
  await visitor.page.locator('parley-home').waitFor();
  await screens.entry.click();
  await screens.button('Log in').click();
  await screens.fill({ 'Username or e-mail': username, Password: password });
  await visitor.page.keyboard.press('Enter');
  await screens.avatar.waitFor();
  return [visitor, screens];
}

describe('a forgotten password', () => {
  it('is chosen anew by the link of a mail, and logged in with', async () => {
    await visits.makeAccount('ada', 'Ada Lovelace', email);
    const [asking, before] = await visits.visit();
    await before.open('Log in');
    await before.button('Forgot your password?').press('Enter');
    await before.at('Forgot password');
    await eventually(async () => expect(await before.focused()).toBe('E-mail'));
    expect(await findBarriers(asking.page)).toEqual([]);
    await before.fill({ 'E-mail': email });
    await asking.page.keyboard.press('Enter');
    await before.at('Check your mail');
    await asking.page.getByText(`If there is an account with ${email}, a mail is on its way.`).waitFor();
    await eventually(async () => expect(await focusPath(asking.page)).toMatch(/parley-account > h2$/));
    expect(await findBarriers(asking.page)).toEqual([]);
    expect(await asking.complaints()).toEqual([]);

    const [ada, screens] = await visits.visit(await linkTo(email, 'reset'));
    await screens.at('New password');
    await eventually(async () => expect(await screens.focused()).toBe('New password'));
    expect(await screens.field('New password').getAttribute('autocomplete')).toBe('new-password');
    expect(await findBarriers(ada.page)).toEqual([]);
    await screens.fill({ 'New password': another });
    await ada.page.keyboard.press('Enter');
    await screens.at('Log in');
    await ada.page.getByText('Your new password is set.').waitFor();
    expect(ada.page.url()).toBe(`${server.url}/chat`);
    await screens.fill({ 'Username or e-mail': email, Password: another });
    await ada.page.keyboard.press('Enter');
    await screens.button('You are Ada Lovelace').waitFor();
    expect(ada.requests.filter((request) => /[#=]reset|reset=/.test(request))).toEqual([]);
    expect(await ada.complaints()).toEqual([]);
  });

  it('is asked for with the same words where there is no such account', async () => {
    const [visitor, screens] = await forget(email);
    await screens.at('Check your mail');
    await visitor.page.getByText(`If there is an account with ${email}, a mail is on its way.`).waitFor();
    await screens.button('Send it again').click();
    await screens.at('Forgot password');
    await screens.fill({ 'E-mail': 'nowhere' });
    await visitor.page.keyboard.press('Enter');
    expect(await screens.problem('E-mail')).toBe('This is no e-mail address.');
    await screens.fill({ 'E-mail': '' });
    await visitor.page.keyboard.press('Enter');
    expect(await screens.problem('E-mail')).toBe('Enter an e-mail address.');
    await visitor.page.keyboard.press('Escape');
    await screens.at('Log in');
    await server.jobsDone();
    expect(sink.mails.filter(({ envelope }) => envelope.to.includes(email))).toEqual([]);
  });

  it('is waited for, with a countdown, by those who ask too often', async () => {
    await visits.tenant.settings({ limits: { mailsPerHour: 1 } });
    const [visitor, screens] = await forget(email);
    await screens.button('Send it again').click();
    await screens.fill({ 'E-mail': email });
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByRole('button', { name: /^Wait \d+:\d\d then: Send the mail$/ }).waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
  });

  it('is refused beside the field, and can be shown', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const [ada, screens] = await visits.visit(await resetLink());
    await screens.at('New password');
    await ada.page.keyboard.press('Enter');
    expect(await screens.problem('New password')).toBe('Enter a password.');
    await screens.fill({ 'New password': 'short' });
    await screens.button('Show password').click();
    expect(await screens.field('New password').getAttribute('type')).toBe('text');
    await screens.button('Set password').click();
    expect(await screens.problem('New password')).toBe('At least 8 characters.');
    await screens.fill({ 'New password': 'password123' });
    await screens.button('Set password').click();
    await eventually(async () => expect(await screens.problem('New password')).toMatch(/used by too many people/));
    expect(await screens.field('New password').getAttribute('type')).toBe('password');
    expect(await findBarriers(ada.page)).toEqual([]);
    await screens.fill({ 'New password': another });
    await ada.page.route('**/v1/auth/password/reset', (route) => route.abort());
    await screens.button('Set password').click();
    await ada.page.getByText('The server was not reached.').waitFor();
    await ada.page.unroute('**/v1/auth/password/reset');
    await screens.button('Set password').click();
    await screens.at('Log in');
  });

  it.each([
    [
      'was used',
      (token: string) => visits.tenant.rest('POST', '/v1/auth/password/reset', { body: { token, password } }),
    ],
    ['is too old', () => server.query(`UPDATE mails SET expires_at = now() - interval '1 second'`)],
  ])('needs another mail when the link %s', async (_what, spoil) => {
    await visits.makeAccount('ada', 'Ada', email);
    const link = await resetLink();
    await spoil(link.split('#reset=')[1] ?? '');
    const [ada, screens] = await visits.visit(link);
    await screens.fill({ 'New password': another });
    await ada.page.keyboard.press('Enter');
    await screens.at('Forgot password');
    await ada.page.getByText('This link was used before, or is too old.').waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    await screens.fill({ 'E-mail': email });
    await ada.page.keyboard.press('Enter');
    await screens.at('Check your mail');
    const again = await eventually(async () => {
      const newest = await linkTo(email, 'reset');
      expect(newest).not.toBe(link);
      return newest;
    });
    // In the very same tab, where only what stands behind # is another one.
    await ada.page.goto(again);
    await screens.fill({ 'New password': another });
    await ada.page.keyboard.press('Enter');
    await ada.page.getByText('Your new password is set.').waitFor();
  });

  it('ends the session of whoever was logged in here, and leads to the log-in', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const [ada, screens] = await onChatPage('ada');
    await ada.page.goto(await resetLink());
    await screens.fill({ 'New password': another });
    await ada.page.keyboard.press('Enter');
    await screens.at('Log in');
    await eventually(async () => expect(await ada.kept()).toEqual([]));
    await screens.fill({ 'Username or e-mail': 'ada', Password: another });
    await ada.page.keyboard.press('Enter');
    await screens.avatar.waitFor();
  });
});

describe('the same link on a page with the chat', () => {
  it('opens it by itself', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const fragment = new URL(await resetLink()).hash;
    const page = visits.serve();
    const [ada, screens] = await visits.visit(page + fragment);
    await screens.at('New password');
    await screens.fill({ 'New password': another });
    await ada.page.keyboard.press('Enter');
    await ada.page.getByText('Your new password is set.').waitFor();
    expect(ada.page.url()).toBe(page);
    expect(await ada.complaints()).toEqual([]);
  });

  it('is followed where it is pasted into a tab that is open: with the chat closed, open, and at the account', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const page = visits.serve();
    const [visitor, screens] = await visits.visit(page);
    await visitor.launcher.waitFor();
    await visitor.page.goto(page + new URL(await linkTo(email, 'verify')).hash);
    await visitor.page.getByText('Your e-mail address is confirmed.').waitFor();
    expect(visitor.page.url()).toBe(page);
    await screens.button('Go to the chat').click();
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/textarea$/));

    const { hash } = new URL(await resetLink());
    await visitor.page.goto(page + hash);
    await screens.at('New password');
    await screens.button('Back').click();
    await screens.at('Sign in');
    expect(visitor.page.url()).toBe(page);
    await visitor.page.goto(page + hash);
    await screens.at('New password');
    await screens.fill({ 'New password': another });
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByText('Your new password is set.').waitFor();
    expect(visitor.page.url()).toBe(page);
    expect(visitor.requests.filter((request) => request === `GET ${page}`)).toHaveLength(1);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('is followed by one chat where the page has two of the same tenant', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const page = visits.serve({}, 'ltr', `<parley-chat mode="inline" key="${visits.tenant.key}"></parley-chat>`);
    const { hash } = new URL(await resetLink());
    for (const address of [page + hash, page]) {
      const [visitor, screens] = await visits.visit(address);
      if (address === page) {
        await visitor.launcher.hover();
        await visitor.log.waitFor();
        await visitor.page.goto(page + hash);
      }
      await screens.at('New password');
      await visitor.page.waitForLoadState('networkidle');
      expect(await visitor.page.locator('parley-account').count()).toBe(1);
    }
  });

  it.each([
    ['of another tenant', () => `#reset=${'x'.repeat(43)}pk_somebody_else`],
    ['of the page’s own', () => '#reset=mine'],
  ])('is left alone when it is one %s', async (_what, fragment) => {
    const page = visits.serve() + fragment();
    const [visitor, screens] = await visits.visit(page);
    await visitor.open();
    expect(visitor.page.url()).toBe(page);
    await screens.entry.click();
    await screens.at('Sign in');
    expect(visitor.page.url()).toBe(page);
  });
});

describe('the link that confirms an address', () => {
  it('is followed at once, says so, and leads to the chat', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const link = await linkTo(email, 'verify');
    const [visitor, screens] = await visits.visit(link);
    await screens.at('Confirm e-mail');
    await visitor.page.getByText('Your e-mail address is confirmed.').waitFor();
    expect(visitor.page.url()).toBe(`${server.url}/chat`);
    expect(await findBarriers(visitor.page)).toEqual([]);
    await screens.button('Go to the chat').click();
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/parley-places > h2$/));
    expect(visitor.requests.filter((request) => request.includes('/email/verify'))).toHaveLength(1);
    await screens.entry.click();
    await screens.at('Sign in');
    expect(await visitor.complaints()).toEqual([]);

    const [late, there] = await visits.visit(link);
    await late.page.getByText('This link was used before, or is too old.').waitFor();
    expect(await findBarriers(late.page)).toEqual([]);
    await there.button('Go to the chat').waitFor();
    await late.page.keyboard.press('Escape');
    await eventually(async () => expect(await focusPath(late.page)).toMatch(/parley-places > h2$/));
  });

  it('is seen in the account of whoever is logged in here', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const [ada, screens] = await onChatPage('ada');
    await screens.avatar.click();
    await screens.row(`E-mail ${email} not confirmed`).waitFor();
    await ada.page.goto(await linkTo(email, 'verify'));
    await ada.page.getByText('Your e-mail address is confirmed.').waitFor();
    await screens.button('Go to the chat').click();
    await screens.avatar.click();
    await screens.row(`E-mail ${email}$`).waitFor();
  });

  it('is tried again when the server was not reached', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const link = await linkTo(email, 'verify');
    const [visitor, screens] = await visits.visit(`${server.url}/chat?key=${visits.tenant.key}`);
    await visitor.page.route('**/v1/auth/email/verify', (route) => route.abort());
    await visitor.page.goto(link);
    await visitor.page.getByText('The server was not reached.').waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    await visitor.page.unroute('**/v1/auth/email/verify');
    await screens.button('Retry').press('Enter');
    await visitor.page.getByText('Your e-mail address is confirmed.').waitFor();
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/parley-verify > button$/));
  });
});

describe('the link of a mail', () => {
  it('stays in the address until it was used, so that the page can be loaded again', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const page = visits.serve();
    const { hash } = new URL(await linkTo(email, 'verify'));
    const [visitor, screens] = await visits.visit(page);
    const hashNow = () => new URL(visitor.page.url()).hash;
    await visitor.page.route('**/v1/auth/email/verify', (route) => route.abort());
    await visitor.page.evaluate((to) => (location.hash = to), hash);
    await visitor.page.getByText('The server was not reached.').waitFor();
    expect(hashNow()).toBe(hash);
    await visitor.page.unroute('**/v1/auth/email/verify');
    await visitor.page.reload();
    await visitor.page.getByText('Your e-mail address is confirmed.').waitFor();
    expect(hashNow()).toBe('');

    const reset = new URL(await resetLink()).hash;
    await visitor.page.evaluate((to) => (location.hash = to), reset);
    await screens.at('New password');
    await visitor.page.reload();
    await screens.at('New password');
    await screens.fill({ 'New password': another });
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByText('Your new password is set.').waitFor();
    expect(hashNow()).toBe('');
    // Known to be dead, it goes as well.
    await visitor.page.evaluate((to) => (location.hash = to), reset);
    await screens.at('New password');
    await screens.fill({ 'New password': another });
    await visitor.page.keyboard.press('Enter');
    await screens.at('Forgot password');
    expect(hashNow()).toBe('');
  });

  it('is followed after a retry when the screens of the account did not load', async () => {
    await visits.makeAccount('ada', 'Ada', email);
    const page = visits.serve();
    const [visitor, screens] = await visits.visit(page);
    await visitor.page.route('**/account-screen-*.js', (route) => route.abort(), { times: 1 });
    await visitor.page.evaluate((to) => (location.hash = to), new URL(await linkTo(email, 'verify')).hash);
    await visitor.page.getByText('This did not load.').waitFor();
    await screens.button('Retry').click();
    await visitor.page.getByText('Your e-mail address is confirmed.').waitFor();
  });
});

describe('what mails lead to', () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  it.each([
    ['light', 'rtl', phone],
    ['dark', 'ltr', { viewport: { width: 320, height: 480 }, reducedMotion: 'reduce' }],
  ] as const)('has no barriers and fits, whatever the address: %s, %s', async (theme, direction, options) => {
    email = `${'m'.repeat(24)}.${email}`;
    await visits.makeAccount('ada', 'Ada', email);
    const page = visits.serve({ theme }, direction);
    const check = ({ page: view }: Visitor, screen: string): Promise<void> => checkScreen(view, screen);
    const [asking, screens] = await visits.visit(page, options);
    await screens.open('Log in');
    await check(asking, 'Log in');
    await screens.button('Forgot your password?').click();
    await screens.at('Forgot password');
    await check(asking, 'Forgot password');
    await screens.fill({ 'E-mail': email });
    await screens.button('Send the mail').click();
    await screens.at('Check your mail');
    await check(asking, 'Check your mail');
    const [choosing, there] = await visits.visit(page + new URL(await linkTo(email, 'reset')).hash, options);
    await there.at('New password');
    await check(choosing, 'New password');
    const [confirming] = await visits.visit(page + new URL(await linkTo(email, 'verify')).hash, options);
    await confirming.page.getByText('Your e-mail address is confirmed.').waitFor();
    await check(confirming, 'Confirm e-mail');
  });
});
