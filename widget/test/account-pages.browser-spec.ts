import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { checkScreen } from './support/account-screens.js';
import { findBarriers, focusPath } from './support/browser.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();

describe('the pages of the account', () => {
  it('are loaded when one is asked for, and told to be missing when they do not come', async () => {
    await given.visits.makeAccount('ada');
    const [ada, screens] = await given.visits.visitAccount('ada');
    const loaded = () => ada.requests.filter((request) => request.includes('account-pages'));
    expect(loaded()).toEqual([]);
    await ada.page.route('**/account-pages-*.js', (route) => route.abort(), { times: 1 });
    await screens.row('Devices').click();
    await ada.page.getByText('This did not load.').waitFor();
    await screens.turnTo('Devices');
    expect(loaded()).toHaveLength(2);
    expect(await ada.complaints()).toEqual([]);
  });

  it('lead back to the row that opened them, with everything as it was', async () => {
    await given.visits.makeAccount('ada');
    const [{ page: view }, screens] = await given.visits.visitAccount('ada');
    await screens.fill({ Name: 'Not saved yet' });
    await screens.row('Your data').press('Enter');
    await eventually(async () => expect(await focusPath(view)).toMatch(/parley-account > h2$/));
    await view.keyboard.press('Escape');
    await screens.at('Account');
    await eventually(async () => expect(await focusPath(view)).toMatch(/parley-account > button$/));
    expect(
      await view.evaluate(() =>
        document.activeElement?.shadowRoot
          ?.querySelector('parley-account')
          ?.shadowRoot?.activeElement?.textContent?.trim(),
      ),
    ).toBe('Your data');
    expect(await screens.field('Name').inputValue()).toBe('Not saved yet');
  });

  it('close when the person is logged out elsewhere', async () => {
    await given.visits.makeAccount('ada');
    const [[ada, screens], [, other]] = [
      await given.visits.visitAccount('ada'),
      await given.visits.visitAccount('ada'),
    ];
    await screens.turnTo('Devices');
    await ada.page.getByText('This device').waitFor();
    await other.turnTo('Devices');
    await other.page.getByRole('button', { name: /^Log out: / }).click();
    await screens.at('Sign in');
  });
});

describe('the look', () => {
  const background = (visitor: Visitor) =>
    visitor.page.locator('parley-account').evaluate((screen) => getComputedStyle(screen).backgroundColor);

  it('is chosen with the keyboard, seen at once, and there again at the next visit', async () => {
    const [ada, screens] = await given.visits.visit(undefined, { colorScheme: 'light' });
    await screens.enterAsGuest();
    expect(await background(ada)).toBe('rgb(255, 255, 255)');
    await screens.turnTo('Appearance');
    await ada.page.getByRole('radio', { name: 'As the system' }).press('ArrowDown');
    await ada.page.keyboard.press('ArrowDown');
    await eventually(async () => expect(await background(ada)).toBe('rgb(22, 22, 24)'));
    expect(await findBarriers(ada.page)).toEqual([]);
    await screens.button('Back').click();
    await screens.row('Appearance Dark').waitFor();
    await ada.page.reload();
    await ada.open();
    await screens.avatar.click();
    await screens.row('Appearance Dark').waitFor();
    expect(await background(ada)).toBe('rgb(22, 22, 24)');
    expect(await ada.complaints()).toEqual([]);
  });

  it('comes before the one that the site has set, and follows the system again if the person wants it so', async () => {
    const [ada, screens] = await given.visits.visit(given.visits.serve({ theme: 'dark' }), { colorScheme: 'light' });
    await screens.enterAsGuest();
    expect(await background(ada)).toBe('rgb(22, 22, 24)');
    await screens.turnTo('Appearance');
    await ada.page.getByRole('radio', { name: 'As the system' }).check();
    await eventually(async () => expect(await background(ada)).toBe('rgb(255, 255, 255)'));
    await ada.page.emulateMedia({ colorScheme: 'dark' });
    await eventually(async () => expect(await background(ada)).toBe('rgb(22, 22, 24)'));
  });

  it.each([
    ['tab', 1],
    ['memory', 0],
  ] as const)('is kept where the session is kept: %s', async (session, count) => {
    const [ada, screens] = await given.visits.visit(given.visits.serve({ session }));
    await screens.enterAsGuest();
    await screens.turnTo('Appearance');
    await ada.page.getByRole('radio', { name: 'Dark' }).check();
    const kept = await ada.kept();
    expect(kept.filter((name) => name === 'parley:theme')).toHaveLength(count);
    expect(await ada.page.evaluate(() => localStorage.length)).toBe(0);
  });
});

describe('every page of the account', () => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  it.each([
    ['light', 'ltr', {}],
    ['dark', 'ltr', phone],
    ['light', 'rtl', phone],
    ['dark', 'rtl', { viewport: { width: 320, height: 480 }, reducedMotion: 'reduce' }],
  ] as const)('has no barriers and fits, whatever people are called: %s, %s', async (theme, direction, options) => {
    await given.visits.makeAccount('x'.repeat(32), 'W'.repeat(64), `${'m'.repeat(60)}@${'W'.repeat(60)}.example.com`);
    const [visitor, screens] = await given.visits.visitAccount(
      'x'.repeat(32),
      given.visits.serve({ theme }, direction),
      options,
    );
    const check = (screen: string): Promise<void> => checkScreen(visitor.page, screen);
    await check('Account');
    for (const title of ['E-mail', 'Password', 'Devices', 'Appearance', 'Your data', 'Delete account']) {
      await screens.turnTo(title);
      await check(title);
      await screens.button('Back').click();
      await screens.at('Account');
    }
    await screens.button('Change picture').click();
    await screens.at('Picture');
    await check('Picture');
  });
});
