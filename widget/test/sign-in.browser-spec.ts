import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { confirmAddress } from '../../api/test/support/account.js';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { TestTenant } from '../../api/test/support/tenant.js';
import { AccountScreens } from './support/account-screens.js';
import { findBarriers, focusPath, launchBrowser } from './support/browser.js';
import { htmlPage, scriptTag, startHostSite, strictPolicy } from './support/host-site.js';
import type { HostSite } from './support/host-site.js';
import { Visitor } from './support/visitor.js';

let browser: Browser;
let site: HostSite;
let tenant: TestTenant;
let visitor: Visitor;
let screens: AccountScreens;

const password = 'a pass phrase nobody has';

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startHostSite()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});
beforeEach(async () => {
  tenant = await makeTenant();
  const server = testServerUrl();
  visitor = await Visitor.arrive(browser);
  screens = new AccountScreens(visitor);
  const head = scriptTag(server, { key: tenant.key, room: 'lobby' });
  await visitor.page.goto(site.serve({ html: htmlPage(head), policy: strictPolicy(server) }));
});
afterEach(() => visitor.leave());

/** Makes an account through REST. */
const makeAccount = async (input: Record<string, string>): Promise<void> => {
  const { status } = await tenant.rest('POST', '/v1/auth/register', { body: { password, ...input } });
  expect(status).toBe(201);
};

const asked = (path: string): string[] => visitor.requests.filter((request) => request.includes(path));

describe('the ways to sign in', () => {
  it('are loaded when somebody asks for them, and break no rule of the page', async () => {
    await visitor.open();
    expect(asked('account-screen')).toEqual([]);
    await screens.entry.click();
    await screens.at('Sign in');
    expect(asked('account-screen')).toHaveLength(1);
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(asked('/v1/auth')).toEqual([]);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('are told to be missing when they do not load, and come at the next try', async () => {
    await visitor.page.route('**/account-screen-*.js', (route) => route.abort(), { times: 1 });
    await visitor.open();
    await screens.entry.click();
    await visitor.page.getByText('This did not load.').waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    await screens.entry.click();
    await screens.at('Sign in');
  });

  it('are left by Escape step by step, with the focus where it came from', async () => {
    await visitor.open();
    await screens.entry.press('Enter');
    await screens.at('Sign in');
    await eventually(async () => expect(await screens.focused()).toBe('h2'));
    await screens.button('Create account').press('Enter');
    await eventually(async () => expect(await screens.focused()).toBe('Username'));
    await visitor.page.keyboard.press('Escape');
    await screens.at('Sign in');
    await visitor.page.keyboard.press('Escape');
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/parley-header > button$/));
    await visitor.page.keyboard.press('Escape');
    await visitor.field.waitFor({ state: 'hidden' });
  });

  it('are not there for people whom the site itself signs in', async () => {
    await visitor.open();
    await screens.entry.waitFor();
    await visitor.page.evaluate(() => window.Parley?.identify({ token: 'from the site' }));
    await screens.entry.waitFor({ state: 'detached' });
    expect(await screens.avatar.count()).toBe(0);
    expect(await visitor.page.getByText('Sign in').count()).toBe(0);
  });
});

describe('a guest', () => {
  it('is made with one click, under a friendly name, and can write', async () => {
    await screens.enter();
    await screens.button('Continue as guest').click();
    await visitor.page.getByRole('button', { name: /^You are \S+ \S+/ }).waitFor();
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/textarea$/));
    await visitor.say('hello');
    await visitor.sees('hello');
    expect(asked('/v1/auth/guest')).toHaveLength(1);
  });

  it('bears the name that was given before', async () => {
    await visitor.open();
    await screens.button('Your name').click();
    await visitor.page.getByRole('textbox', { name: 'Your name' }).waitFor();
    await visitor.page.keyboard.type('Ada');
    await visitor.page.keyboard.press('Enter');
    await screens.entry.click();
    await visitor.page.getByText('You write as Ada').waitFor();
    await screens.button('Continue as guest').click();
    await screens.button('You are Ada').waitFor();
  });
});

describe('logging in', () => {
  it.each([
    ['the username', 'Grace'],
    ['the e-mail address', 'grace@example.com'],
  ])('works with %s and Enter', async (_what, login) => {
    await makeAccount({ username: 'grace', email: 'grace@example.com', displayName: 'Grace Hopper' });
    await screens.open('Log in');
    await eventually(async () => expect(await screens.focused()).toBe('Username or e-mail'));
    await screens.fill({ 'Username or e-mail': login, Password: password });
    await visitor.page.keyboard.press('Enter');
    await screens.button('You are Grace Hopper').waitFor();
    await screens.avatar.waitFor();
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/textarea$/));
  });

  it('does not give an account the name that a guest was meant to get', async () => {
    await makeAccount({ username: 'grace', displayName: 'Grace Hopper' });
    await visitor.open();
    await screens.button('Your name').click();
    await visitor.page.getByRole('textbox', { name: 'Your name' }).waitFor();
    await visitor.page.keyboard.type('Somebody');
    await visitor.page.keyboard.press('Enter');
    await screens.entry.click();
    await screens.button('Log in').click();
    await screens.fill({ 'Username or e-mail': 'grace', Password: password });
    await visitor.page.keyboard.press('Enter');
    await screens.button('You are Grace Hopper').waitFor();
    const { body } = await tenant.rest<{ user: { displayName: string } }>('POST', '/v1/auth/login', {
      body: { login: 'grace', password },
    });
    expect(body.user.displayName).toBe('Grace Hopper');
  });

  it('says what is missing before it asks, and what is wrong where it is', async () => {
    await screens.open('Log in');
    await visitor.page.keyboard.press('Enter');
    expect(await screens.problem('Username or e-mail')).toBe('Enter your username or e-mail address.');
    expect(await screens.problem('Password')).toBe('Enter a password.');
    expect(asked('/v1/auth')).toEqual([]);
    await screens.fill({ 'Username or e-mail': 'nobody', Password: 'not the one' });
    expect(await screens.problem('Password')).toBe('');
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByText('The login or the password is wrong.').waitFor();
    expect(await screens.problem('Password')).toBe('The login or the password is wrong.');
    await eventually(async () => expect(await screens.focused()).toBe('Password'));
    expect(await screens.field('Password').inputValue()).toBe('not the one');
    expect(await findBarriers(visitor.page)).toEqual([]);
  });

  it('counts down when it was tried too often, and then lets the person try again', async () => {
    await tenant.settings({ limits: { loginAttemptsPerHour: 1 } });
    await visitor.page.clock.install();
    await screens.open('Log in');
    await screens.fill({ 'Username or e-mail': 'nobody', Password: 'not the one' });
    await screens.button('Log in').click();
    await visitor.page.getByText('The login or the password is wrong.').waitFor();
    await screens.button('Log in').click();
    const waiting = visitor.page.getByRole('button', { name: /^Wait \d\d:\d\d then: Log in$/ });
    await waiting.waitFor();
    await visitor.page.getByText('Too many tries. Try again in 60 minutes.').waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    const before = asked('/v1/auth/login').length;
    await screens.field('Password').press('Enter');
    expect(asked('/v1/auth/login')).toHaveLength(before);
    await visitor.page.clock.fastForward('01:00:01');
    expect(await visitor.page.getByText('Too many tries.').count()).toBe(0);
    await screens.button('Log in').click();
    await eventually(() => expect(asked('/v1/auth/login')).toHaveLength(before + 1));
  });

  it('keeps nobody waiting but whoever was tried too often', async () => {
    await makeAccount({ username: 'grace', displayName: 'Grace Hopper' });
    await tenant.settings({ limits: { loginAttemptsPerHour: 1 } });
    await screens.open('Log in');
    await screens.fill({ 'Username or e-mail': 'nobody', Password: 'not the one' });
    await screens.button('Log in').click();
    await visitor.page.getByText('The login or the password is wrong.').waitFor();
    await screens.button('Log in').click();
    const waiting = visitor.page.getByRole('button', { name: /^Wait \d\d:\d\d then: Log in$/ });
    await waiting.waitFor();
    await screens.fill({ 'Username or e-mail': 'grace', Password: password });
    await screens.button('Log in').waitFor();
    expect(await visitor.page.getByText('Too many tries.').count()).toBe(0);
    await screens.fill({ 'Username or e-mail': ' Nobody ' });
    await waiting.waitFor();
    await screens.fill({ 'Username or e-mail': 'grace' });
    await screens.button('Log in').click();
    await screens.button('You are Grace Hopper').waitFor();
  });

  it('says that the server was not reached, keeps what was typed, and works when the network is back', async () => {
    await makeAccount({ username: 'grace', displayName: 'Grace Hopper' });
    await screens.open('Log in');
    await screens.fill({ 'Username or e-mail': 'grace', Password: password });
    await visitor.page.context().setOffline(true);
    await visitor.page.getByText('Waiting for the network').last().waitFor();
    await screens.button('Log in').click();
    await visitor.page.getByText('The server was not reached.').waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    await visitor.page.context().setOffline(false);
    await screens.button('Log in').click();
    await screens.button('You are Grace Hopper').waitFor();
  });
});

describe('creating an account', () => {
  it('makes one, and the person is in it', async () => {
    await screens.open('Create account');
    await screens.fill({ Username: 'Ada.Lovelace', Password: password, Name: 'Ada', 'E-mail': 'ada@example.com' });
    await visitor.page.keyboard.press('Enter');
    await screens.button('You are Ada').waitFor();
    await screens.avatar.click();
    await visitor.page.getByText('@ada.lovelace').waitFor();
    await screens.row('E-mail ada@example.com not confirmed').waitFor();
    expect(await visitor.complaints()).toEqual([]);
  });

  it('says what is wrong with each field, before and after it asked', async () => {
    await makeAccount({ username: 'taken', email: 'taken@example.com' });
    await confirmAddress(tenant, 'taken@example.com');
    await screens.open('Create account');
    const send = screens.button('Create account');
    await screens.fill({ Username: 'Я!', Password: 'short', Name: 'x'.repeat(65), 'E-mail': 'nowhere' });
    await send.click();
    expect(await screens.problem('Username')).toMatch(/^3 to 32 characters/);
    expect(await screens.problem('Password')).toBe('At least 8 characters.');
    expect(await screens.problem('Name')).toBe('At most 64 characters.');
    expect(await screens.problem('E-mail')).toBe('This is no e-mail address.');
    expect(await screens.focused()).toBe('Username');
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(asked('/v1/auth')).toEqual([]);

    await screens.fill({ Username: 'taken', Password: 'password123', Name: '', 'E-mail': '' });
    await send.click();
    await eventually(async () => expect(await screens.problem('Password')).toMatch(/used by too many people/));
    // In one answer.
    expect(await screens.problem('Username')).toMatch(/^This username is taken/);
    expect(await screens.focused()).toBe('Username');
    expect(await findBarriers(visitor.page)).toEqual([]);
    await screens.fill({ Password: password });
    await send.click();
    await eventually(async () => expect(await screens.problem('Username')).toMatch(/^This username is taken/));
    expect(await screens.problem('Password')).toBe('');
    await screens.fill({ Username: 'Admin' });
    await send.click();
    await eventually(async () => expect(await screens.problem('Username')).toMatch(/^This username is reserved/));
    expect(await screens.focused()).toBe('Username');
    await screens.fill({ Username: 'free', 'E-mail': 'taken@example.com' });
    await send.click();
    await eventually(async () => expect(await screens.problem('E-mail')).toMatch(/^There is an account/));
    expect(await screens.focused()).toBe('E-mail');
  });

  it('is a form that browsers and password managers can fill in', async () => {
    await screens.open('Create account');
    const inputs = await screens
      .field('Username')
      .evaluate((input: HTMLInputElement) =>
        [...(input.form?.querySelectorAll('input') ?? [])].map((one) => [
          one.form === input.form && one.labels?.length,
          one.name,
          one.type,
          one.autocomplete,
        ]),
      );
    expect(inputs).toEqual([
      [1, 'username', 'text', 'username'],
      [1, 'password', 'password', 'new-password'],
      [1, 'displayName', 'text', 'nickname'],
      [1, 'email', 'email', 'email'],
    ]);
    await screens.fill({ Password: password });
    await screens.button('Show password').click();
    expect(await screens.field('Password').getAttribute('type')).toBe('text');
    expect(await screens.button('Show password').getAttribute('aria-pressed')).toBe('true');
    expect(await screens.field('Password').inputValue()).toBe(password);
    await screens.fill({ Username: 'ada' });
    await visitor.page.keyboard.press('Enter');
    await screens.button('You are ada').waitFor();
    expect(await visitor.page.locator('form[novalidate]').count()).toBe(0);

    await screens.avatar.click();
    await screens.button('Log out').click();
    await screens.button('Log in').click();
    const login = await screens
      .field('Password')
      .evaluate((input: HTMLInputElement) =>
        [...(input.form?.elements ?? [])].map((one) => (one as HTMLInputElement).autocomplete || one.localName),
      );
    expect(login).toEqual(['username', 'current-password', 'button', 'button']);
  });

  it('logs into the account that was made by a try whose answer was lost', async () => {
    await screens.open('Create account');
    await screens.fill({ Username: 'ada', Password: password });
    await visitor.page.route(
      '**/v1/auth/register',
      async (route) => {
        await route.fetch();
        await route.abort();
      },
      { times: 1 },
    );
    await screens.button('Create account').click();
    await visitor.page.getByText('The server was not reached.').waitFor();
    await screens.button('Create account').click();
    await screens.button('You are ada').waitFor();
  });
});

describe('too many new people from one address', () => {
  it.each<[string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'Create account',
      () => makeAccount({ username: 'grace' }),
      () => screens.fill({ Username: 'ada', Password: password }),
    ],
    ['Continue as guest', () => tenant.guest(), () => Promise.resolve()],
  ])('are told when the next one may come: %s', async (way, useUp, fillIn) => {
    await tenant.settings({ limits: { guestsPerHourPerIp: 1 } });
    await useUp();
    await visitor.page.clock.install();
    if (way === 'Create account') await screens.open(way);
    else await screens.enter();
    await fillIn();
    await screens.button(way).click();
    const waiting = visitor.page.getByRole('button', { name: new RegExp(`^Wait \\d\\d:\\d\\d then: ${way}$`) });
    await waiting.waitFor();
    await visitor.page.getByText(/^Too many tries. Try again in \d+ minutes.$/).waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    await visitor.page.clock.fastForward('01:00:01');
    await screens.button(way).waitFor();
    expect(await visitor.page.getByText('Too many tries.').count()).toBe(0);
  });
});

describe('ways that a tenant has closed', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['guests', { guests: 'off' }, ['Log in', 'Create account']],
    ['accounts of one’s own', { signUp: 'closed' }, ['Continue as guest', 'Log in']],
  ])('are not offered: %s', async (_what, settings, ways) => {
    await tenant.settings(settings);
    await screens.enter();
    const all = ['Continue as guest', 'Log in', 'Create account'];
    // Which ways there are is asked for when the chat is opened.
    await eventually(async () => {
      const offered = await Promise.all(all.map((way) => screens.button(way).count()));
      expect(all.filter((_way, n) => offered[n])).toEqual(ways);
    });
    expect(await findBarriers(visitor.page)).toEqual([]);
    await screens.button('Log in').click();
    await screens.at('Log in');
    expect(await screens.button('Create account').count()).toBe(ways.includes('Create account') ? 1 : 0);
  });

  it('are not offered to guests either', async () => {
    await tenant.settings({ signUp: 'closed' });
    await screens.enterAsGuest();
    await screens.button('Log in').waitFor();
    await screens.button('Make this an account').waitFor({ state: 'detached' });
  });

  it('ask for an e-mail address where an account needs one', async () => {
    await tenant.settings({ emailRequired: true });
    await screens.open('Create account');
    await eventually(async () => expect(await visitor.page.getByText('optional', { exact: true }).count()).toBe(1));
    await screens.fill({ Username: 'ada', Password: password });
    await screens.button('Create account').click();
    expect(await screens.problem('E-mail')).toBe('Enter an e-mail address.');
    expect(asked('/v1/auth')).toEqual([]);
    await screens.fill({ 'E-mail': 'ada@example.com' });
    await screens.button('Create account').click();
    await screens.button('You are ada').waitFor();
  });

  it('are not offered again once they were refused', async () => {
    await screens.enter();
    await tenant.settings({ guests: 'off' });
    await screens.button('Continue as guest').click();
    await visitor.page.getByText('Guests are not let in here.').waitFor();
    expect(await screens.button('Continue as guest').count()).toBe(0);
    await tenant.settings({ guests: 'on', signUp: 'closed' });
    await screens.button('Create account').click();
    await screens.fill({ Username: 'ada', Password: password });
    await visitor.page.keyboard.press('Enter');
    await visitor.page.getByText('Accounts are made by this site.').waitFor();
    expect(await screens.button('Create account').count()).toBe(0);
    expect(await findBarriers(visitor.page)).toEqual([]);
    await screens.button('Back').click();
    await screens.entry.click();
    await screens.button('Log in').waitFor();
    expect(await screens.button('Continue as guest').count()).toBe(0);
    await screens.button('Log in').click();
    expect(await visitor.page.getByText('No account yet?').count()).toBe(0);
  });

  it('lead who wants to write to the account they need, and then the message goes out', async () => {
    await makeAccount({ username: 'grace' });
    // What is closed after the panel was told of the ways in: it does not know.
    await Promise.all([visitor.page.waitForResponse(/\/v1\/limits/), visitor.open()]);
    await tenant.settings({ guests: 'off' });
    await visitor.say('may I?');
    await visitor.page.getByText('Guests are not let in here.').waitFor();
    await screens.button('Log in').click();
    await screens.fill({ 'Username or e-mail': 'grace', Password: password });
    await visitor.page.keyboard.press('Enter');
    await screens.button('Retry').click();
    await visitor.sees('may I?');
  });
});
