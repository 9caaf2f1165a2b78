import { describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { AccountScreens } from './support/account-screens.js';
import { HomeScreens } from './support/home-screens.js';
import type { Visitor } from './support/visitor.js';
import { givenVisits, password } from './support/visits.js';

const given = givenVisits();

/** Somebody who came to the chat page from somewhere. @param room which it names; '' = none, it begins on home */
async function onChatPage(
  room = 'lobby',
): Promise<{ visitor: Visitor; screens: AccountScreens; home: HomeScreens; from: string }> {
  const from = given.visits.serve();
  const [visitor, screens] = await given.visits.visit(from);
  await visitor.page.goto(`${testServerUrl()}/chat?key=${given.visits.tenant.key}${room && `&room=${room}`}`);
  const home = new HomeScreens(visitor);
  await (room ? visitor.field.waitFor() : home.at(/^Welcome to /));
  return { visitor, screens, home, from };
}

/** How many screens the history has of those that lie over the room. */
const recorded = ({ page }: Visitor): Promise<number> =>
  page.evaluate(() => (history.state as { depth?: number } | null)?.depth ?? 0);
const records = (visitor: Visitor, depth: number) =>
  eventually(async () => expect(await recorded(visitor)).toBe(depth));

/** Nothing lies over the room, and nothing of it is left in the history. */
async function inTheRoom(visitor: Visitor): Promise<void> {
  await visitor.page.locator('parley-account, parley-places').waitFor({ state: 'detached' });
  await records(visitor, 0);
}

async function logIn(visitor: Visitor, screens: AccountScreens): Promise<void> {
  await given.visits.makeAccount('ada', 'Ada');
  await screens.entry.click();
  await screens.button('Log in').click();
  await screens.fill({ 'Username or e-mail': 'ada', Password: password });
  await visitor.page.keyboard.press('Enter');
  await screens.avatar.waitFor();
  await inTheRoom(visitor);
}

describe('Back on the chat page', () => {
  it('closes the ways to sign in one by one, and then leaves', async () => {
    const { visitor, screens, from } = await onChatPage();
    await screens.entry.click();
    await screens.button('Log in').click();
    await screens.button('Forgot your password?').click();
    await screens.at('Forgot password');
    await records(visitor, 3);
    for (const title of ['Log in', 'Sign in']) {
      await visitor.page.goBack();
      await screens.at(title);
    }
    await visitor.page.goBack();
    await inTheRoom(visitor);
    await visitor.field.waitFor();
    await visitor.page.goBack();
    expect(visitor.page.url()).toBe(from);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('closes the pages of the account, and home beneath it', async () => {
    const { visitor, screens, home } = await onChatPage();
    await logIn(visitor, screens);
    await home.home();
    await home.row('Discover').click();
    await home.at('Discover');
    await screens.avatar.click();
    await screens.turnTo('Devices');
    await records(visitor, 4);
    await visitor.page.goBack();
    await screens.at('Account');
    await visitor.page.goBack();
    await visitor.page.locator('parley-account').waitFor({ state: 'detached' });
    await home.at('Discover');
    await visitor.page.goBack();
    await home.at(/^Welcome to /);
    await visitor.page.goBack();
    await inTheRoom(visitor);
  });

  it('closes several at once when it is pressed at once', async () => {
    const { visitor, screens, from } = await onChatPage();
    await screens.entry.click();
    await screens.button('Log in').click();
    await screens.button('Forgot your password?').click();
    await records(visitor, 3);
    await visitor.page.evaluate(() => {
      history.back();
      history.back();
    });
    await screens.at('Sign in');
    await records(visitor, 1);
    await visitor.page.evaluate(() => history.back());
    await inTheRoom(visitor);
    await visitor.page.goBack();
    expect(visitor.page.url()).toBe(from);
  });

  it('leaves at once where the screens were closed otherwise; Forward opens none of them', async () => {
    const { visitor, screens, home, from } = await onChatPage();
    await screens.entry.click();
    await screens.button('Create account').click();
    await records(visitor, 2);
    await visitor.page.keyboard.press('Escape');
    await screens.at('Sign in');
    await records(visitor, 1);
    await screens.button('Back').click();
    await inTheRoom(visitor);
    await home.home();
    await home.enter('Lobby');
    await inTheRoom(visitor);
    await visitor.page.evaluate(
      () =>
        new Promise((resolve) => {
          addEventListener('popstate', resolve, { once: true });
          history.forward();
        }),
    );
    await records(visitor, 0);
    expect(await visitor.page.locator('parley-account, parley-places').count()).toBe(0);
    await visitor.page.goBack();
    expect(visitor.page.url()).toBe(from);
  });

  it('leaves from home where the page begins there', async () => {
    const { visitor, home, from } = await onChatPage('');
    await home.row('Discover').click();
    await home.at('Discover');
    await records(visitor, 1);
    await visitor.page.goBack();
    await home.at(/^Welcome to /);
    await records(visitor, 0);
    await visitor.page.goBack();
    expect(visitor.page.url()).toBe(from);
  });

  it('goes home from a room that was entered there, and to the room from what lies over it', async () => {
    const { visitor, home, from } = await onChatPage('');
    await home.enter('Lobby');
    await records(visitor, 1);
    await visitor.page.getByRole('button', { name: 'Details of Lobby' }).click();
    await home.at('Details');
    await records(visitor, 2);
    await visitor.page.goBack();
    await visitor.page.locator('parley-places').waitFor({ state: 'detached' });
    await records(visitor, 1);
    await visitor.page.goBack();
    await home.at(/^Welcome to /);
    await records(visitor, 0);
    // The chat's own way back takes the same one.
    await home.enter('Lobby');
    await records(visitor, 1);
    await home.home();
    await records(visitor, 0);
    await visitor.page.goBack();
    expect(visitor.page.url()).toBe(from);
  });

  it('is asked for twice where something would be lost', async () => {
    const { visitor, screens, from } = await onChatPage();
    await logIn(visitor, screens);
    await screens.avatar.click();
    await screens.fill({ Name: 'Ada Lovelace' });
    await visitor.page.goBack();
    await visitor.page.getByText('Not saved yet.').waitFor();
    await records(visitor, 1);
    expect(await screens.field('Name').inputValue()).toBe('Ada Lovelace');
    await visitor.page.goBack();
    await inTheRoom(visitor);
    await visitor.page.goBack();
    expect(visitor.page.url()).toBe(from);
  });

  it('is right after the page was loaded again, and after a link that was followed in it', async () => {
    const { visitor, screens, from } = await onChatPage();
    await screens.entry.click();
    await screens.button('Log in').click();
    await records(visitor, 2);
    await visitor.page.reload();
    await visitor.field.waitFor();
    await inTheRoom(visitor);
    await screens.entry.click();
    await screens.button('Create account').click();
    await records(visitor, 2);
    const link = `#reset=${'x'.repeat(43)}${given.visits.tenant.key}`;
    await visitor.page.evaluate((hash) => void (location.hash = hash), link);
    await screens.at('New password');
    await records(visitor, 2);
    for (let n = 0; n < 2; n += 1) await visitor.page.goBack();
    await inTheRoom(visitor);
    for (let n = 0; n < 4 && visitor.page.url() !== from; n += 1) {
      await visitor.page.goBack();
      if (visitor.page.url() !== from) await records(visitor, 0);
    }
    expect(visitor.page.url()).toBe(from);
  });

  it.each(['before', 'after'])(
    'goes on after a link that was followed before it was done, seen to %s one goes back',
    async (when) => {
      const { visitor, screens, from } = await onChatPage();
      await screens.entry.click();
      await records(visitor, 1);
      // What was gone back from is seen to at the next frame.
      await visitor.page.evaluate(() => {
        const frames: FrameRequestCallback[] = [];
        const draw = window.requestAnimationFrame.bind(window);
        window.requestAnimationFrame = (frame) => frames.push(frame);
        addEventListener('go-on', () => {
          window.requestAnimationFrame = draw;
          frames.forEach(draw);
        });
      });
      await visitor.page.goBack();
      await inTheRoom(visitor);
      const link = `#reset=${'x'.repeat(43)}${given.visits.tenant.key}`;
      await visitor.page.evaluate((hash) => void (location.hash = hash), link);
      await screens.at('New password');
      await records(visitor, 2);
      const goOn = () => visitor.page.evaluate(() => dispatchEvent(new Event('go-on')));
      if (when === 'before') await goOn();
      await visitor.page.goBack();
      if (when === 'after') await goOn();
      await visitor.page.goBack();
      await inTheRoom(visitor);
      for (let n = 0; n < 2; n += 1) await visitor.page.goBack();
      expect(visitor.page.url()).toBe(from);
    },
  );

  it('does not follow the link of a mail once more that was used', async () => {
    const { visitor, screens } = await onChatPage();
    await visitor.page.route('**/v1/auth/password/reset', (route) => route.fulfill({ status: 204 }));
    const { key } = given.visits.tenant;
    const page = `${testServerUrl()}/chat?key=${key}&room=lobby`;
    const link = `#reset=${'x'.repeat(43)}${key}`;
    // Once on a page that begins with it, and once in one that is open.
    for (const follow of [
      () => visitor.page.goto(`${testServerUrl()}/demo`).then(() => visitor.page.goto(page + link)),
      () => visitor.page.evaluate((hash) => void (location.hash = hash), link),
    ]) {
      await follow();
      await screens.at('New password');
      await records(visitor, 2);
      // Before it is used, the page has it however often it is loaded anew.
      const hasLink = () => eventually(() => expect(visitor.page.url()).toBe(page + link));
      for (let n = 0; n < 2; n += 1) {
        await hasLink();
        await visitor.page.reload();
        await screens.at('New password');
        await records(visitor, 2);
      }
      await hasLink();
      await screens.fill({ 'New password': 'eight silver flutes' });
      await visitor.page.keyboard.press('Enter');
      await screens.at('Log in');
      expect(visitor.page.url()).toBe(page);
      await visitor.page.goBack();
      await screens.at('Sign in');
      await records(visitor, 1);
      expect(visitor.page.url()).toBe(page);
      await visitor.page.goBack();
      await inTheRoom(visitor);
      expect(visitor.page.url()).toBe(page);
    }
  });
});

describe('Back on a page of another site', () => {
  it.each(['bubble', 'page'])('is the page’s: no screen of the chat is in its history (%s)', async (mode) => {
    const own = mode === 'page' ? `<parley-chat mode="page" key="${given.visits.tenant.key}" room="lobby">` : '';
    const [visitor, screens] = await given.visits.visit(given.visits.serve(own ? { key: '' } : {}, 'ltr', own));
    const length = await visitor.page.evaluate(() => history.length);
    if (!own) await visitor.open();
    await screens.entry.click();
    await screens.button('Log in').click();
    await screens.button('Forgot your password?').click();
    await screens.at('Forgot password');
    expect(await visitor.page.evaluate(() => history.length)).toBe(length);
    expect(await recorded(visitor)).toBe(0);
  });
});
