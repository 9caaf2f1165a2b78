import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { TestTenant } from '../../api/test/support/tenant.js';
import { AccountScreens, checkScreen } from './support/account-screens.js';
import { findBarriers, focusPath, launchBrowser } from './support/browser.js';
import { htmlPage, scriptTag, startHostSite, strictPolicy } from './support/host-site.js';
import type { HostSite } from './support/host-site.js';
import { Visitor } from './support/visitor.js';

let browser: Browser;
let site: HostSite;
let tenant: TestTenant;
let page: string;
const visitors: Visitor[] = [];

const password = 'a pass phrase nobody has';

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startHostSite()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});
beforeEach(async () => {
  tenant = await makeTenant();
  page = serve({});
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((visitor) => visitor.leave()));
});

/** A page with the chat, under a strict policy. */
function serve(attributes: Record<string, string>, direction = 'ltr'): string {
  const server = testServerUrl();
  const head = scriptTag(server, { key: tenant.key, room: 'lobby', ...attributes });
  const html = htmlPage(head).replace('<html', `<html dir="${direction}"`);
  return site.serve({ html, policy: strictPolicy(server) });
}

async function visit(url = page, options: BrowserContextOptions = {}): Promise<[Visitor, AccountScreens]> {
  const visitor = await Visitor.arrive(browser, options);
  visitors.push(visitor);
  await visitor.page.goto(url);
  return [visitor, new AccountScreens(visitor)];
}

/** Makes the guest an account. */
async function upgrade(screens: AccountScreens, username: string): Promise<void> {
  await screens.button('Make this an account').click();
  await screens.at('Make this an account');
  await screens.fill({ Username: username, Password: password });
  await screens.page.keyboard.press('Enter');
  await screens.page.getByText(`Log in as ${username} on any device.`).waitFor();
}

interface Stored {
  items: { text: string; authorId: string }[];
  users: { id: string; kind: string; username: string | null; displayName: string }[];
}

const stored = async (): Promise<Stored> => {
  const { id } = await tenant.lobby();
  return (await tenant.rest<Stored>('GET', `/v1/rooms/${id}/messages`)).body;
};

describe('a guest who makes an account', () => {
  it('is the same person with the same messages, here and on another device', async () => {
    const [ada, screens] = await visit();
    await ada.open();
    await ada.say('said as a guest');
    await ada.sees('said as a guest');
    const before = (await stored()).users[0];
    await screens.avatar.click();
    await screens.at('Account');
    await upgrade(screens, 'ada');
    await screens.at('Account');
    await screens.page.getByText('@ada').waitFor();
    expect(await screens.button('Make this an account').count()).toBe(0);
    await screens.button('Back').click();
    await ada.say('said with an account');
    await ada.sees('said with an account');
    expect(await ada.page.locator('article.own').count()).toBe(2);

    const { items, users } = await stored();
    expect(users).toEqual([expect.objectContaining({ id: before?.id, kind: 'registered', username: 'ada' })]);
    expect(items.map(({ authorId }) => authorId)).toEqual([before?.id, before?.id]);

    const [phone, phoneScreens] = await visit(page, { viewport: { width: 390, height: 844 } });
    await phoneScreens.open('Log in');
    await phoneScreens.fill({ 'Username or e-mail': 'ada', Password: password });
    await phone.page.keyboard.press('Enter');
    await eventually(async () => expect(await phone.page.locator('article.own').count()).toBe(2));
    expect(await ada.complaints()).toEqual([]);
  });

  it('is that account in every tab of the browser', async () => {
    const [ada, screens] = await visit();
    await screens.enterAsGuest();
    const other = await ada.openTab(page);
    const otherScreens = new AccountScreens(other);
    await other.open();
    await otherScreens.avatar.click();
    await otherScreens.field('Name').waitFor();
    await upgrade(screens, 'ada');
    await other.page.getByText('@ada').waitFor();
  });

  it('can log in to another account instead, and is told what that costs', async () => {
    const { body } = await tenant.rest<{ user: { id: string } }>('POST', '/v1/auth/register', {
      body: { username: 'grace', password },
    });
    const [ada, screens] = await visit();
    await ada.open();
    await ada.say('said as a guest');
    await ada.sees('said as a guest');
    await screens.avatar.click();
    await screens.button('Log in').click();
    await ada.page.getByText(/^Otherwise what you wrote as .* is no longer yours\.$/).waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    await screens.fill({ 'Username or e-mail': 'grace', Password: password });
    await ada.page.keyboard.press('Enter');
    await screens.button('You are grace').waitFor();
    await ada.say('said as Grace');
    await ada.sees('said as Grace');
    expect((await stored()).items[1]?.authorId).toBe(body.user.id);
    await eventually(async () => expect(await ada.page.locator('article.own').count()).toBe(1));
  });
});

describe('the profile', () => {
  it('is changed, and others see the new name', async () => {
    const [[ada, screens], [bo]] = await Promise.all([visit(), visit()]);
    await Promise.all([screens.enterAsGuest(), bo.open()]);
    await screens.fill({ Name: '  Ada   Lovelace ', 'About you': 'Numbers, mostly.' });
    await screens.button('Save').click();
    await screens.page.getByText('Saved', { exact: true }).waitFor();
    expect(await screens.field('Name').inputValue()).toBe('Ada Lovelace');
    expect(await screens.button('Save').count()).toBe(0);
    expect(await findBarriers(screens.page)).toEqual([]);
    await screens.button('Back').click();
    await screens.button('You are Ada Lovelace').waitFor();
    await ada.say('hello');
    await bo.sees('hello');
    await bo.page.locator('.name', { hasText: 'Ada Lovelace' }).waitFor();
    await screens.avatar.click();
    await eventually(async () => expect(await screens.field('About you').inputValue()).toBe('Numbers, mostly.'));
  });

  it('can be put back, and asks before what is not saved gets lost', async () => {
    const [visitor, screens] = await visit();
    await screens.enterAsGuest();
    const name = await screens.field('Name').inputValue();
    await screens.fill({ Name: 'Somebody else' });
    await screens.button('Undo').click();
    expect(await screens.field('Name').inputValue()).toBe(name);
    expect(await screens.focused()).toBe('Name');
    await screens.fill({ Name: 'Somebody else' });
    await visitor.page.keyboard.press('Escape');
    await visitor.page.getByText('Not saved yet.').waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    await visitor.page.keyboard.press('Escape');
    await screens.button(`You are ${name}`).waitFor();
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/parley-header > button$/));
  });

  it('counts what is left, and says what is too long or missing', async () => {
    const [visitor, screens] = await visit();
    await screens.enterAsGuest();
    await screens.fill({ 'About you': 'x'.repeat(390) });
    expect(await visitor.page.getByText(/characters? left/).count()).toBe(0);
    await screens.fill({ 'About you': '😀'.repeat(499) });
    await visitor.page.getByText('1 character left').waitFor();
    await screens.fill({ 'About you': 'x'.repeat(502), Name: ' ' });
    await visitor.page.getByText('2 characters too many').waitFor();
    await screens.button('Save').click();
    expect(await screens.problem('About you')).toBe('At most 500 characters.');
    expect(await screens.problem('Name')).toBe('Enter a name.');
    expect(await findBarriers(visitor.page)).toEqual([]);
  });

  it('says that it did not load, and loads at the next try', async () => {
    const [visitor, screens] = await visit();
    await screens.enter();
    await visitor.page.route('**/v1/me', (route) => route.abort());
    await screens.button('Continue as guest').click();
    await screens.avatar.click();
    await visitor.page.getByText('Your account did not load').waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    await visitor.page.unroute('**/v1/me');
    await screens.button('Retry').click();
    await screens.field('Name').waitFor();
  });
});

describe('logging out', () => {
  it('takes one click with an account, in all tabs, and leaves nothing behind', async () => {
    const [ada, screens] = await visit();
    await screens.open('Create account');
    await screens.fill({ Username: 'ada', Password: password });
    await ada.page.keyboard.press('Enter');
    const other = await ada.openTab(page);
    await other.open();
    await new AccountScreens(other).avatar.waitFor();
    await screens.avatar.click();
    await screens.button('Log out').click();
    await ada.page.getByText('You are logged out.').waitFor();
    await screens.at('Sign in');
    expect(await ada.kept()).toEqual([]);
    expect(await findBarriers(ada.page)).toEqual([]);
    await new AccountScreens(other).entry.waitFor();
  });

  it('asks a guest first, and ends nothing when the guest stays', async () => {
    const [visitor, screens] = await visit();
    await screens.enterAsGuest();
    await screens.button('Log out').click();
    await visitor.page.getByText(/^Nobody can come back as /).waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/parley-log-out > button$/));
    await visitor.page.keyboard.press('Escape');
    await screens.button('Log out').click();
    await screens.button('Stay').click();
    expect(await visitor.kept()).toHaveLength(1);
    await screens.button('Log out').click();
    await screens.button('Log out for good').click();
    await visitor.page.getByText('You are logged out.').waitFor();
    expect(await visitor.kept()).toEqual([]);
    await screens.button('Continue as guest').click();
    await screens.avatar.waitFor();
  });
});

describe('every screen of the account', () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  it.each([
    ['light', 'ltr', {}],
    ['dark', 'ltr', phone],
    ['light', 'rtl', phone],
    ['dark', 'rtl', { reducedMotion: 'reduce' }],
  ] as const)('has no barriers and fits, whatever people are called: %s, %s', async (theme, direction, options) => {
    const [visitor, screens] = await visit(serve({ theme }, direction), options);
    const check = (screen: string): Promise<void> => checkScreen(visitor.page, screen);
    await screens.enter();
    await check('Sign in');
    await screens.button('Create account').click();
    await screens.at('Create account');
    await check('Create account');
    await screens.button('Log in').click();
    await screens.at('Log in');
    await check('Log in');
    await screens.button('Back').click();
    await screens.button('Continue as guest').click();
    await screens.avatar.click();
    await screens.fill({ Name: 'W'.repeat(64), 'About you': 'x'.repeat(500) });
    await check('Account, not saved');
    await screens.button('Save').click();
    await visitor.page.getByText('Saved', { exact: true }).waitFor();
    await screens.button('Log out').click();
    await check('Account, logging out');
    await screens.button('Make this an account').click();
    await check('Make this an account');
    await screens.fill({ Username: 'x'.repeat(33), 'E-mail': `${'x'.repeat(1_000)}@` });
    await screens.button('Create account').click();
    await eventually(async () => expect(await screens.problem('E-mail')).not.toBe(''));
    await check('Make this an account, refused');
  });
});
