import { beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { Room } from '../../api/src/rooms/room.schema.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { findBarriers } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import type { Visitor } from './support/visitor.js';
import { givenVisits, password } from './support/visits.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;
let weekend: Room;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
  weekend = await town.group('Weekend', bo, ana);
  await town.say(bo, weekend, 'Shall we?', 'Ana?');
  await town.say(bo, await town.direct(ana, bo), 'Just to you');
});

/** What the page asked the server for, without what is in the names of files. */
const asked = ({ requests }: Visitor): string[] =>
  requests
    .filter((request) => request.includes(testServerUrl()))
    .map((request) => request.replace(`${testServerUrl()}/`, '').replace(/-[0-9a-f]{8}(?=\.js)/, ''));

/** What badges of the button show; the sheet draws it. */
const drawn = ({ launcher }: Visitor): Promise<(string | null)[]> =>
  launcher
    .locator('.unread, .badge:not([hidden])')
    .evaluateAll((all) => all.map((one) => one.getAttribute('data-count')));
const counts = ['GET widget.js', 'GET widget/badge.js', 'POST v1/auth/refresh', 'GET v1/me/rooms?limit=100'];

async function shows(visitor: Visitor, text: string, description: string): Promise<void> {
  await eventually(async () => expect(await drawn(visitor)).toEqual(text === '' ? [] : [text]));
  expect(await new HomeScreens(visitor).badge()).toBe(description);
}

describe('the badge of who comes back', () => {
  it('counts once what is unread, without the panel and without a connection, and stays until it is read', async () => {
    const { visits } = given;
    const visitor = await visits.visitAs(ana.session, visits.serve({ room: '' }));
    await shows(visitor, '3', '3 unread messages');
    await visitor.page.waitForLoadState('networkidle');
    expect(asked(visitor)).toEqual(counts);
    expect(visitor.sockets).toEqual([]);
    expect(await findBarriers(visitor.page)).toEqual([]);
    // The panel comes, and draws it itself.
    await visitor.launcher.hover();
    await visitor.page.locator('parley-chat:defined').waitFor();
    await shows(visitor, '3', '3 unread messages');
    expect(await visitor.launcher.locator('.unread').count()).toBe(0);
    expect(await findBarriers(visitor.page)).toEqual([]);
    const home = new HomeScreens(visitor);
    await home.open();
    await home.row('Your rooms').getByRole('img', { name: '3 unread messages' }).waitFor();
    await home.toRooms();
    await home.enter('Weekend');
    await visitor.sees('Ana?');
    await eventually(async () => {
      const { items } = (await ana.rest<{ items: { unreadCount: number }[] }>('GET', '/v1/me/rooms')).body;
      expect(items.map(({ unreadCount }) => unreadCount).sort()).toEqual([0, 1]);
    });
    await visitor.page.keyboard.press('Escape');
    await shows(visitor, '1', '1 unread message');
    expect(asked(visitor).filter((one) => one.includes('badge'))).toHaveLength(1);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('leaves out what is muted, and is not there when nothing is unread', async () => {
    const { visits } = given;
    const texts = Array.from({ length: 100 }, (_, n) => `${n}`);
    await town.say(bo, weekend, ...texts);
    await shows(await visits.visitAs(ana.session), '99+', '103 unread messages');
    await ana.rest('PATCH', `/v1/rooms/${weekend.id}/members/me`, { muted: true });
    const { body } = await visits.tenant.rest<TestUser['session']>('POST', '/v1/auth/login', {
      body: { login: 'ana-3', password },
    });
    await shows(await visits.visitAs(body), '1', '1 unread message');
    const guest = await visits.visitAs((await visits.tenant.guest()).session);
    await guest.page.waitForLoadState('networkidle');
    await eventually(() => expect(asked(guest)).toEqual(counts));
    await shows(guest, '', '');
  });

  it.each([
    ['in this page', (page: Visitor) => page.page.evaluate(() => window.Parley?.logout())],
    [
      'in another tab',
      async (page: Visitor) => {
        const other = await page.openTab(page.page.url());
        await other.page.evaluate(() => window.Parley?.logout());
      },
    ],
  ])('goes with the person who logs out %s', async (_where, logOut) => {
    const visitor = await given.visits.visitAs(ana.session);
    await shows(visitor, '3', '3 unread messages');
    await logOut(visitor);
    await shows(visitor, '', '');
    expect(await visitor.complaints()).toEqual([]);
  });

  it('lets go of the chat that the page has taken away', async () => {
    const visitor = await given.visits.visitAs(ana.session);
    await visitor.page.addInitScript(() => {
      const listening = new Set<unknown>();
      const [add, remove] = [addEventListener.bind(window), removeEventListener.bind(window)];
      window.addEventListener = (...args: Parameters<typeof add>) => {
        if (args[0] === 'storage') listening.add(args[1]);
        add(...args);
      };
      window.removeEventListener = (...args: Parameters<typeof remove>) => {
        if (args[0] === 'storage') listening.delete(args[1]);
        remove(...args);
      };
      Object.assign(window, { listening });
    });
    const listening = () =>
      visitor.page.evaluate(() => {
        dispatchEvent(new StorageEvent('storage', { key: 'of the page', newValue: '' }));
        return (window as unknown as { listening: Set<unknown> }).listening.size;
      });
    await visitor.page.reload();
    await shows(visitor, '3', '3 unread messages');
    expect(await listening()).toBe(1);
    await visitor.page.evaluate(() => window.Parley?.destroy());
    expect(await listening()).toBe(0);
  });

  it('is of the tab alone where the session is kept for one, and a duplicate of the tab asks for nothing', async () => {
    const { visits } = given;
    const [visitor] = await visits.visit(visits.serve({ session: 'tab' }));
    await visitor.open();
    await visitor.say('hello');
    await visitor.sees('hello');
    const lobby = await visits.tenant.lobby();
    await visitor.page.reload();
    await town.say(bo, lobby, 'hello you');
    await visitor.page.reload();
    await shows(visitor, '1', '1 unread message');
    const twin = await visitor.duplicate();
    await eventually(async () => expect(await twin.kept()).toEqual([]));
    await shows(twin, '', '');
    await visitor.open();
    await visitor.sees('hello you');
    await visitor.say('still me');
    await visitor.sees('still me');
    expect(await visitor.page.locator('article.own').count()).toBe(2);
  });
});

describe('a page on which nobody has a session', () => {
  it('asks about nobody where a session lasts as long as the page, whatever another page keeps', async () => {
    const visitor = await given.visits.visitAs(ana.session, given.visits.serve({ session: 'memory' }));
    await eventually(() => expect(asked(visitor)).toEqual(['GET widget.js', 'GET widget/badge.js']));
    await visitor.page.waitForLoadState('networkidle');
    expect(asked(visitor).filter((one) => one.includes('v1/'))).toEqual([]);
    await shows(visitor, '', '');
  });

  it('goes without a badge, and without a word, where storage is closed to it', async () => {
    const [visitor] = await given.visits.visit('about:blank');
    await visitor.page.addInitScript(() => {
      const closed = {
        get() {
          throw new DOMException('Closed', 'SecurityError');
        },
      };
      Object.defineProperties(window, { localStorage: closed, sessionStorage: closed });
    });
    await visitor.page.goto(given.visits.serve());
    await visitor.launcher.waitFor();
    await visitor.page.evaluate(() => new Promise((idle) => requestIdleCallback(idle)));
    expect(asked(visitor)).toEqual(['GET widget.js']);
    expect(await visitor.complaints()).toEqual([]);
  });
});
