import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { TestUser } from '../../api/test/support/tenant.js';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers, focusPath } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

/** Ana comes, and opens the list of her rooms. */
async function list(): Promise<HomeScreens> {
  const home = new HomeScreens(await given.visits.visitAs(ana.session, given.visits.serve({ room: '' })));
  await home.open();
  await home.toRooms();
  return home;
}

const menuFocus = (page: Page): Promise<string> =>
  page.evaluate(() => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at?.textContent?.trim() ?? '';
  });

describe('the list of rooms', () => {
  it('shows who of the people in direct rooms is here, and home of the last one', async () => {
    const { visits } = given;
    const direct = await town.direct(ana, bo);
    await town.say(bo, direct, 'Just to you');
    await town.direct(ana, await town.person('Cleo'));
    await town.group('Weekend', ana, bo);
    const bos = new HomeScreens(await visits.visitAs(bo.session, visits.serve({ room: '' })));
    const home = await list();
    await eventually(async () => expect(await home.rows()).toHaveLength(3));
    const dot = (name: string) => home.row(name).getByRole('img', { name: 'Online' });
    expect(await dot('Bo').count()).toBe(0);
    await bos.open();
    await dot('Bo').waitFor();
    expect([await dot('Cleo').count(), await dot('Weekend').count()]).toEqual([0, 0]);
    expect(await findBarriers(home.page)).toEqual([]);
    await home.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    await home.at(/^Welcome to /);
    await dot('Bo').waitFor();
    // Nothing was read by being looked at.
    const { items } = (await ana.rest<{ items: { unreadCount: number }[] }>('GET', '/v1/me/rooms')).body;
    expect(items.map(({ unreadCount }) => unreadCount)).toContain(1);
    await bos.page.close();
    await dot('Bo').waitFor({ state: 'detached' });
  });

  it('says what was written last, by whom and how much is unread, and follows what happens', async () => {
    const [weekend, direct] = [await town.group('Weekend', ana, bo), await town.direct(ana, bo)];
    await town.say(ana, weekend, 'Shall we?');
    await town.say(bo, direct, 'Just to you');
    const home = await list();
    await eventually(async () => expect(await home.rows()).toEqual(['Bo', 'Weekend']));
    expect(await home.row('Weekend').innerText()).toMatch(/You: Shall we\?/);
    expect(await home.row('Bo').first().innerText()).toMatch(/^\s*Bo\s+now\s+Just to you\s+1\s*$/);
    expect(await findBarriers(home.page)).toEqual([]);
    await town.say(bo, weekend, 'Yes', 'And you?');
    await eventually(async () => expect(await home.rows()).toEqual(['Weekend', 'Bo']));
    await eventually(async () => expect(await home.row('Weekend').innerText()).toMatch(/Bo: And you\?\s+2/));
    const later = await town.group('Later', bo, ana);
    await home.row('Later').waitFor();
    await bo.rest('DELETE', `/v1/rooms/${later.id}`);
    await home.row('Later').waitFor({ state: 'detached' });
  });

  it('mutes, pins, marks and leaves by the menu of a row, by keyboard too', async () => {
    const [first, second] = [await town.group('First', ana, bo), await town.group('Second', bo, ana)];
    await town.say(bo, first, 'x');
    await town.say(bo, second, 'y');
    const home = await list();
    await eventually(async () => expect(await home.rows()).toEqual(['Second', 'First']));
    await home.choose('First', 'Pin to the top');
    await eventually(async () => expect(await home.rows()).toEqual(['First', 'Second']));
    await home.choose('Second', 'Mute');
    await home.row('Second').getByRole('img', { name: 'Muted' }).waitFor();
    expect((await home.page.getByRole('img', { name: '1 unread message' }).count()) > 0).toBe(true);

    const { keyboard } = home.page;
    await home.page.getByRole('button', { name: 'More for Second' }).focus();
    await keyboard.press('Enter');
    await eventually(async () => expect(await menuFocus(home.page)).toBe('Pin to the top'));
    await keyboard.press('ArrowDown');
    expect(await menuFocus(home.page)).toBe('Unmute');
    await keyboard.press('End');
    expect(await menuFocus(home.page)).toBe('Leave');
    expect(await findBarriers(home.page)).toEqual([]);
    await keyboard.press('Escape');
    await home.page.getByRole('menu').waitFor({ state: 'hidden' });
    expect(await focusPath(home.page)).toMatch(/parley-menu > button$/);
    await home.at('Your rooms');

    await home.choose('Second', 'Leave');
    await home.page.getByText('Leave Second?').waitFor();
    await keyboard.press('Escape');
    expect(await home.rows()).toEqual(['First', 'Second']);
    await home.choose('Second', 'Leave');
    await home.page.getByRole('group').getByRole('button', { name: 'Leave' }).click();
    await home.page.getByText('You left Second.').waitFor();
    await eventually(async () => expect(await home.rows()).toEqual(['First']));
    // Who is its only owner has to see to it first.
    await home.choose('First', 'Leave');
    await home.page.getByRole('group').getByRole('button', { name: 'Leave' }).click();
    await home.page.getByText('You are its only owner.').waitFor();
    expect(await home.rows()).toEqual(['First']);
  });

  it('keeps a room in mind that is marked as unread, until it is looked into', async () => {
    const room = await town.group('Weekend', ana, bo);
    await town.say(ana, room, 'read by its author');
    const home = await list();
    await home.choose('Weekend', 'Mark as unread');
    await home.page.getByRole('img', { name: 'Marked as unread' }).waitFor();
    await home.enter('Weekend');
    await home.home();
    await home.toRooms();
    await home.page.getByRole('img', { name: 'Marked as unread' }).waitFor({ state: 'detached' });
  });

  it('says how one comes by a room, what failed, and tries again', async () => {
    const home = await list();
    await home.page.getByText('No rooms yet').waitFor();
    expect(await findBarriers(home.page)).toEqual([]);
    await home.page.getByRole('button', { name: 'Discover rooms' }).click();
    await home.at('Discover');

    await town.group('Weekend', bo);
    const visitor = await given.visits.visitAs(bo.session, given.visits.serve({ room: '' }));
    const refusal = { code: 'forbidden', status: 403, title: 'No' };
    // It tries again by itself, too, which would take the button away: that goes on failing until the person has asked.
    let hasAsked = false;
    await visitor.page.exposeFunction('noteClick', () => (hasAsked = true));
    await visitor.page.route('**/v1/me/rooms*', (route) =>
      hasAsked ? route.continue() : route.fulfill({ status: 403, json: refusal }),
    );
    const other = new HomeScreens(visitor);
    await other.open();
    await other.toRooms();
    await other.page.getByRole('alert').getByText('Your rooms did not load').waitFor();
    expect(await findBarriers(other.page)).toEqual([]);
    await visitor.page.evaluate(() =>
      addEventListener('click', () => (window as unknown as { noteClick(): void }).noteClick(), true),
    );
    await other.page.getByRole('button', { name: 'Retry' }).click();
    await other.row('Weekend').waitFor();
  });
});

describe('what is unread in all rooms', () => {
  it('is counted on the closed button, in the title of the page and by the event, but for muted rooms', async () => {
    const [weekend, quiet] = [await town.group('Weekend', ana, bo), await town.group('Quiet', ana, bo)];
    await ana.rest('PATCH', `/v1/rooms/${quiet.id}/members/me`, { muted: true });
    const lobby = await given.visits.tenant.lobby();
    await town.say(bo, lobby, 'seen at once');
    const visitor = await given.visits.visitAs(ana.session);
    const home = new HomeScreens(visitor);
    await visitor.open();
    // What is there when the room is looked into first counts as read.
    await visitor.sees('seen at once');
    await visitor.page.evaluate(() => {
      const told: number[] = [];
      Object.assign(window, { told });
      window.Parley?.on('unread', (detail) => told.push((detail as { count: number }).count));
    });
    await visitor.page.keyboard.press('Escape');
    await town.say(bo, quiet, 'hush');
    await town.say(bo, weekend, 'one', 'two');
    await eventually(async () => expect(await home.badge()).toBe('2 unread messages'));
    expect(await visitor.page.title()).toBe('(2) Host');
    await town.say(bo, lobby, 'in the room beneath');
    await eventually(async () => expect(await home.badge()).toBe('3 unread messages'));
    // The page may change its title meanwhile.
    await visitor.page.evaluate(() => (document.title = 'Other'));
    await visitor.open();
    await eventually(async () => expect(await visitor.page.title()).toBe('(2) Other'));
    await home.home();
    await home.toRooms();
    await home.enter('Weekend');
    await eventually(async () => expect(await visitor.page.title()).toBe('Other'));
    const told = await visitor.page.evaluate(() => (window as unknown as { told: number[] }).told);
    expect(told.at(-1)).toBe(0);
    expect(Math.max(...told)).toBe(3);
    await visitor.page.keyboard.press('Escape');
    await town.say(bo, weekend, 'three');
    await eventually(async () => expect(await visitor.page.title()).toBe('(1) Other'));
    await visitor.page.evaluate(() => window.Parley?.destroy());
    await eventually(async () => expect(await visitor.page.title()).toBe('Other'));
  });
});
