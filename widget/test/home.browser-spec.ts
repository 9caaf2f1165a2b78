import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TestUser } from '../../api/test/support/tenant.js';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { connect } from '../../api/test/support/socket.js';
import { findBarriers, focusPath } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { untilOnScreen } from './support/messages.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

const noRoom = () => given.visits.serve({ room: '' });

describe('a page that names no room', () => {
  it('opens on home, which greets with the name of the place and offers the lobby first', async () => {
    const [visitor] = await given.visits.visit(noRoom());
    const home = new HomeScreens(visitor);
    await home.open();
    await eventually(async () => expect(await home.rows()).toEqual(['Lobby', 'Discover', 'Meet someone', 'People']));
    expect(await focusPath(visitor.page)).toMatch(/parley-places > h2$/);
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(visitor.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
    await home.enter('Lobby');
    expect(await focusPath(visitor.page)).toMatch(/textarea$/);
    await home.home();
    expect(await visitor.complaints()).toEqual([]);
  });

  it.each([
    ['the lobby', '**/v1/rooms/by-slug/lobby'],
    ['their rooms', '**/v1/me/rooms*'],
  ])(
    'shows nobody a row that slips away once %s is there, and waits for it no longer than a moment',
    async (_, asked) => {
      await town.send(bo, await town.group('Weekend', ana, bo), 'hello');
      const visitor = await given.visits.visitAs(ana.session, noRoom());
      const home = new HomeScreens(visitor);
      let answer = (): void => undefined;
      const isAnswered = new Promise<void>((resolve) => (answer = resolve));
      await visitor.page.route(asked, async (route) => {
        await isAnswered;
        await route.continue();
      });
      const loading = visitor.page.getByRole('status', { name: 'Loading your rooms' });
      await Promise.all([loading.waitFor(), home.open()]);
      await home.row('Your rooms').waitFor();
      expect(await loading.count()).toBe(0);
      answer();
      await eventually(async () => expect(await home.rows()).toEqual(expect.arrayContaining(['Weekend', 'Lobby'])));
      // Seen before, all of it is there at once, although nothing is answered any more.
      await home.toRooms();
      await visitor.page.route('**/v1/**', () => undefined);
      await visitor.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
      await home.at(/^Welcome to /);
      expect(await loading.count()).toBe(0);
      expect(await home.rows()).toEqual(expect.arrayContaining(['Weekend', 'Lobby']));
    },
  );

  it('may be the chat’s own one', async () => {
    const { tenant } = given.visits;
    const [visitor] = await given.visits.visit(`${testServerUrl()}/chat?key=${tenant.key}`);
    const home = new HomeScreens(visitor);
    await home.at(/^Welcome to /);
    await home.enter('Lobby');
    const [other] = await given.visits.visit(`${testServerUrl()}/chat?key=${tenant.key}&room=lobby`);
    await other.field.waitFor();
    expect(await other.page.locator('parley-places').count()).toBe(0);
  });

  it('goes on with the last chat of who has been here', async () => {
    const group = await town.group('Weekend', ana, bo);
    await town.say(bo, group, 'one', 'two');
    const visitor = await given.visits.visitAs(ana.session, noRoom());
    const home = new HomeScreens(visitor);
    await home.open();
    await home.row('Weekend').waitFor();
    // The lobby is asked for by itself.
    const rows = ['Weekend', 'Lobby', 'Your rooms', 'Discover', 'Meet someone', 'People', 'Bookmarks'];
    await eventually(async () => expect(await home.rows()).toEqual(rows));
    expect(await home.row('Weekend').innerText()).toMatch(/Bo: two/);
    expect(await home.row('Your rooms').getByRole('img').getAttribute('aria-label')).toBe('2 unread messages');
    expect(await findBarriers(visitor.page)).toEqual([]);
    await home.enter('Weekend');
    await visitor.sees('two');
    await home.home();
    await home.row('Your rooms').getByRole('img').waitFor({ state: 'detached' });
  });

  it.each(['inline', 'page'])('shows home as %s, and takes the focus only from who is in it', async (mode) => {
    const { visits } = given;
    const own = `<parley-chat mode="${mode}" key="${visits.tenant.key}"></parley-chat>`;
    const [visitor] = await visits.visit(visits.serve({ key: '' }, 'ltr', own));
    const home = new HomeScreens(visitor);
    await home.at(/^Welcome to /);
    await home.row('Lobby').waitFor();
    expect(await focusPath(visitor.page)).toBe('body');
    await home.enter('Lobby');
    await home.home();
    expect(await focusPath(visitor.page)).toMatch(/parley-places > h2$/);
  });
});

describe('being seen', () => {
  it('is switched off and on, for all rooms and until it is changed', async () => {
    await town.direct(ana, bo);
    const [a, b] = await Promise.all([
      given.visits.visitAs(ana.session, noRoom()),
      given.visits.visitAs(bo.session, noRoom()),
    ]);
    const [mine, others] = [new HomeScreens(a), new HomeScreens(b)];
    await Promise.all([mine.open(), others.open()]);
    await others.toRooms();
    await others.enter('Ana');
    const header = b.page.locator('parley-header');
    await header.getByText('Online').waitFor();
    const shown = a.page.getByRole('switch', { name: 'Others see when I am online' });
    expect(await shown.isChecked()).toBe(true);
    await shown.uncheck();
    await a.page.getByText('You are shown as offline').waitFor();
    await header.getByText(/^Last seen /).waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    // Another page of the same person knows it.
    await a.page.reload();
    await mine.open();
    await eventually(async () => expect(await shown.isChecked()).toBe(false));
    await shown.check();
    await header.getByText('Online').waitFor();
    expect(await a.page.getByText('You are shown as offline').count()).toBe(0);
  });

  it('is shown as it is, also by a part that comes after the server has told it', async () => {
    const { key } = given.visits.tenant;
    const socket = await connect({ auth: { key, token: ana.token } });
    expect((await socket.ask('presence:set', { status: 'invisible' })).ok).toBe(true);
    const a = await given.visits.visitAs(ana.session, noRoom());
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await a.page.route(/\/(places|people-parts)-\w+\.js$/, async (route) => {
      await held;
      await route.continue();
    });
    const told = new Promise<void>((resolve) =>
      a.page.on('websocket', (ws) =>
        ws.on('framereceived', ({ payload }) => payload.toString().includes('"invisible"') && resolve()),
      ),
    );
    await a.launcher.click();
    await told;
    letGo();
    await a.page.getByText('You are shown as offline').waitFor();
    socket.close();
  });

  it('is nothing to decide for a visitor', async () => {
    const [visitor] = await given.visits.visit(noRoom());
    const home = new HomeScreens(visitor);
    await home.open();
    await home.row('Lobby').waitFor();
    expect(await visitor.page.getByRole('switch').count()).toBe(0);
  });
});

describe('the lobby on home', () => {
  const bySlug = '**/v1/rooms/by-slug/lobby';

  it.each([
    ['refused with a wait', 429, { 'Retry-After': '1' }],
    ['not reached', 0, {}],
  ])('comes by itself or by Retry after it was %s', async (_what, status, headers) => {
    const [visitor] = await given.visits.visit(noRoom());
    const home = new HomeScreens(visitor);
    await visitor.page.route(bySlug, (route) =>
      status === 0
        ? route.abort()
        : route.fulfill({
            status,
            headers: { ...headers, 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': '*' },
            contentType: 'application/problem+json',
            body: JSON.stringify({ code: 'rate_limited', title: 'Too many', status, retryAfterMs: 1000 }),
          }),
    );
    await home.open();
    await home.row('Discover').waitFor();
    await visitor.page.getByText('The lobby did not load').waitFor({ timeout: 20_000 });
    expect(await findBarriers(visitor.page)).toEqual([]);
    await visitor.page.unroute(bySlug);
    if (status === 0) await visitor.page.getByRole('button', { name: 'Retry' }).click();
    await home.row('Lobby').waitFor();
    expect(await visitor.page.getByText('The lobby did not load').count()).toBe(0);
  });

  it('comes when the network is back', async () => {
    const [visitor] = await given.visits.visit(noRoom());
    const home = new HomeScreens(visitor);
    await visitor.page.route(bySlug, (route) => route.abort());
    await home.open();
    await visitor.page.getByText('The lobby did not load').waitFor({ timeout: 20_000 });
    await visitor.page.unroute(bySlug);
    await visitor.page.evaluate(() => dispatchEvent(new Event('online')));
    await home.row('Lobby').waitFor();
  });
});

describe('a page that names a room', () => {
  it('has home behind Back, and keeps a draft for each room', async () => {
    await town.group('Weekend', ana, bo);
    const visitor = await given.visits.visitAs(ana.session);
    const home = new HomeScreens(visitor);
    await visitor.open();
    await visitor.field.fill('for the lobby');
    await home.home();
    await home.toRooms();
    await home.enter('Weekend');
    expect(await visitor.field.inputValue()).toBe('');
    await visitor.field.fill('for the weekend');
    await home.home();
    await home.enter('Lobby');
    expect(await visitor.field.inputValue()).toBe('for the lobby');
    await visitor.say('for the lobby');
    await visitor.sees('for the lobby');
    await home.home();
    await home.toRooms();
    await home.enter('Weekend');
    expect(await visitor.field.inputValue()).toBe('for the weekend');
  });
});

describe('a room that was seen before', () => {
  it('is at its end again, whatever was read in the one between', async () => {
    const [one, other] = [await town.group('Weekend', ana, bo), await town.group('Work', ana, bo)];
    for (const [room, name] of [
      [one, 'weekend'],
      [other, 'work'],
    ] as const)
      await town.say(ana, room, ...Array.from({ length: 40 }, (_, n) => `${name} ${n + 1}`));
    const [visitor, home] = await HomeScreens.into(given.visits, ana, 'Weekend');
    await untilOnScreen(visitor, 'weekend 40');
    const enter = async (room: string) => {
      await home.home();
      await home.toRooms();
      await home.enter(room);
    };
    await enter('Work');
    await untilOnScreen(visitor, 'work 40');
    const toEnd = visitor.page.getByRole('button', { name: 'Go to the newest message' });
    const scrollUp = () => visitor.page.locator('parley-log .viewport').evaluate((log) => (log.scrollTop = 200));
    await scrollUp();
    // By keyboard the focus goes along: the button is gone then.
    await toEnd.press('Enter');
    await untilOnScreen(visitor, 'work 40');
    expect(await focusPath(visitor.page)).toMatch(/parley-log > div$/);
    await scrollUp();
    await toEnd.waitFor();
    await enter('Weekend');
    await untilOnScreen(visitor, 'weekend 40');
  });
});

describe('screens that are open', () => {
  it('are not replaced by one that was asked for before and comes late', async () => {
    const visitor = await given.visits.visitAs(ana.session, noRoom());
    const home = new HomeScreens(visitor);
    await home.open();
    const late: (() => Promise<void>)[] = [];
    await visitor.page.route('**/finding-*.js', (route) => void late.push(() => route.continue()));
    await home.row('Discover').click();
    await eventually(() => expect(late).toHaveLength(1));
    await home.toRooms();
    const loaded = visitor.page.waitForResponse('**/finding-*.js');
    for (const go of late) await go();
    await (await loaded).finished();
    await visitor.page.waitForFunction(() => customElements.get('parley-discover') !== undefined);
    // Drawn by then, if it were to be.
    await visitor.page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
    await home.at('Your rooms');
    await visitor.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    await home.at(/^Welcome to /);
    await home.row('Discover').click();
    await home.at('Discover');
  });

  it('go one back by Escape, with the focus where it came from, then close with the panel', async () => {
    await town.group('Weekend', ana, bo);
    const visitor = await given.visits.visitAs(ana.session, noRoom());
    const home = new HomeScreens(visitor);
    await home.open();
    await home.toRooms();
    await home.row('Weekend').waitFor();
    await visitor.page.keyboard.press('Escape');
    await home.at(/^Welcome to /);
    await home.row('Your rooms').waitFor();
    expect(await focusPath(visitor.page)).toMatch(/parley-home > button$/);
    await visitor.page.keyboard.press('Escape');
    await eventually(async () => expect(await visitor.launcher.count()).toBe(1));
    expect(await focusPath(visitor.page)).toMatch(/^parley-chat > button$/);
    // The panel opens where it was closed.
    await home.open();
    await home.toRooms();
    await home.enter('Weekend');
    await visitor.page.keyboard.press('Escape');
    await visitor.open();
    expect(await focusPath(visitor.page)).toMatch(/textarea$/);
  });

  it('show nothing of one person to the next: they begin at home', async () => {
    await town.group('Secret plans of Ana', ana);
    await town.group('Plans of Bo', bo);
    const visitor = await given.visits.visitAs(ana.session, noRoom());
    const home = new HomeScreens(visitor);
    await home.open();
    await home.toRooms();
    await home.row('Secret plans').waitFor();
    await visitor.page.evaluate(() => window.Parley?.logout());
    await home.at(/^Welcome to /);
    await home.row('Discover').waitFor();
    await home.row('Your rooms').waitFor({ state: 'detached' });
    await eventually(async () => expect(await home.rows()).toEqual(['Lobby', 'Discover', 'Meet someone', 'People']));
    expect(await visitor.page.getByText('Secret plans').count()).toBe(0);
  });
});
