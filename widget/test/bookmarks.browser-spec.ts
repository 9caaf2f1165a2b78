import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BookmarkPage } from '../../api/src/bookmarks/bookmark.schema.js';
import type { Message } from '../../api/src/messages/message.schema.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers, focusPath } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose, untilOnScreen } from './support/messages.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

/** By the tenant's server, which may make any number of changes in a minute. */
const mark = ({ id: userId }: TestUser, { roomId, id }: Message) =>
  given.visits.tenant.rest('PUT', `/v1/rooms/${roomId}/messages/${id}/bookmark`, {
    bearer: given.visits.tenant.secretKey,
    headers: { 'X-Parley-User': userId },
  });
const kept = async (who: TestUser) =>
  (await who.rest<BookmarkPage>('GET', '/v1/me/bookmarks')).body.items.map(({ message }) => message.text);

/** From the room that is shown to the list. */
async function toBookmarks(home: HomeScreens): Promise<void> {
  await home.home();
  await home.row('Bookmarks').click();
  await home.at('Bookmarks');
}

const shown = ({ page }: Visitor) => page.locator('parley-bookmarks .text').allTextContents();

describe('a bookmark', () => {
  it('is put and taken off in the menu of a message, and seen by nobody else', async () => {
    const room = await town.direct(ana, bo);
    await town.send(bo, room, 'The door code');
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Bo');
    const [b] = await HomeScreens.into(given.visits, bo, 'Ana');
    await a.sees('The door code');
    await choose(a, 'The door code', 'Bookmark');
    await article(a, 'The door code').getByText('Bookmarked').waitFor();
    expect(await kept(ana)).toEqual(['The door code']);
    expect(await findBarriers(a.page)).toEqual([]);
    await b.sees('The door code');
    expect(await article(b, 'The door code').getByText('Bookmarked').count()).toBe(0);
    await toBookmarks(home);
    await eventually(async () => expect(await shown(a)).toEqual(['The door code']));
    await a.page.getByText('With Bo').waitFor();
    // The same in another tab, from the start.
    const tab = await a.openTab(given.visits.serve({ room: '' }));
    const other = new HomeScreens(tab);
    await other.open();
    await other.toRooms();
    await other.enter('Bo');
    await article(tab, 'The door code').getByText('Bookmarked').waitFor();
    await choose(tab, 'The door code', 'Remove bookmark');
    await article(tab, 'The door code').getByText('Bookmarked').waitFor({ state: 'detached' });
    expect(await kept(ana)).toEqual([]);
    expect(await a.complaints()).toEqual([]);
  });

  it('that is refused is not shown, and it is said why', async () => {
    const room = await town.direct(ana, bo);
    await town.send(bo, room, 'The door code');
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await a.sees('The door code');
    await a.page.route('**/bookmark', (route) =>
      route.fulfill({ status: 409, json: { code: 'too_many_bookmarks', status: 409, title: 'Too many' } }),
    );
    await choose(a, 'The door code', 'Bookmark');
    await article(a, 'The door code').getByText('You have as many bookmarks as fit').waitFor();
    expect(await article(a, 'The door code').getByText('Bookmarked').count()).toBe(0);
  });
});

describe('the list of bookmarks', () => {
  it('says what it is for while it is empty, and leads to the rooms', async () => {
    await town.direct(ana, bo);
    const a = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
    const home = new HomeScreens(a);
    await home.open();
    await home.row('Bookmarks').click();
    await a.page.getByText('No bookmarks yet').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.locator('parley-bookmarks').getByRole('button', { name: 'Go to your rooms' }).click();
    await home.at('Your rooms');
    await a.page.keyboard.press('Escape');
    await home.at('Bookmarks');
    await a.page.keyboard.press('Escape');
    await home.at(/^Welcome to /);
    expect(await focusPath(a.page)).toMatch(/button/);
  });

  it('leads to each message in its room, however far above it is, and in the room that one comes from', async () => {
    const [weekend, garden] = [await town.group('Weekend', bo, ana), await town.group('Garden', bo, ana)];
    const rules = await town.send(bo, weekend, 'The rules of the house');
    const seeds = await town.send(bo, garden, 'Which seeds to take');
    for (let n = 0; n < 120; n += 1) await town.send(bo, weekend, `Line ${n}`);
    for (let n = 0; n < 60; n += 1) await town.send(ana, garden, `Bed ${n}`);
    for (const message of [rules, seeds]) await mark(ana, message);
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Garden');
    await a.sees('Bed 59');
    await toBookmarks(home);
    await eventually(async () => expect(await shown(a)).toEqual(['Which seeds to take', 'The rules of the house']));
    expect(await findBarriers(a.page)).toEqual([]);
    await home.row('The rules of the house').click();
    await a.page.locator('parley-places').waitFor({ state: 'detached' });
    await a.page.locator('parley-header h2', { hasText: 'Weekend' }).waitFor();
    await untilOnScreen(a, 'The rules of the house');
    await toBookmarks(home);
    await home.row('The rules of the house').click();
    await a.page.locator('parley-places').waitFor({ state: 'detached' });
    await untilOnScreen(a, 'The rules of the house');
    await toBookmarks(home);
    await home.row('Which seeds to take').click();
    await a.page.locator('parley-header h2', { hasText: 'Garden' }).waitFor();
    await untilOnScreen(a, 'Which seeds to take');
    expect(await a.complaints()).toEqual([]);
  });

  it('takes one off, and puts it on again, in its place', async () => {
    const room = await town.direct(ana, bo);
    for (const text of ['First', 'Second']) await mark(ana, await town.send(bo, room, text));
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Bo');
    await toBookmarks(home);
    await a.page.getByRole('button', { name: 'Remove bookmark: First' }).click();
    const again = a.page.getByRole('button', { name: 'Bookmark: First', exact: true });
    await again.waitFor();
    expect(await focusPath(a.page)).toMatch(/button/);
    await eventually(async () => expect(await kept(ana)).toEqual(['Second']));
    expect(await shown(a)).toEqual(['Second', 'First']);
    await again.click();
    await eventually(async () => expect((await kept(ana)).toSorted()).toEqual(['First', 'Second']));
    await a.page.route('**/bookmark', (route) => route.abort());
    await a.page.getByRole('button', { name: 'Remove bookmark: Second' }).click();
    await a.page.locator('parley-bookmarks').getByText('The server could not be reached').waitFor();
    await a.page.getByRole('button', { name: 'Remove bookmark: Second' }).waitFor();
  });

  it('says where a message is not there any more, or cannot be seen, and stays', async () => {
    const room = await town.group('Weekend', bo, ana);
    const [first, second] = [await town.send(bo, room, 'First'), await town.send(bo, room, 'Second')];
    for (const message of [first, second]) await mark(ana, message);
    await town.direct(ana, bo);
    await town.send(bo, await town.direct(ana, bo), 'hello');
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Bo');
    await toBookmarks(home);
    await eventually(async () => expect(await shown(a)).toEqual(['Second', 'First']));
    await bo.rest('DELETE', `/v1/rooms/${room.id}/messages/${first.id}`);
    await home.row('First').click();
    await a.page.getByRole('alert').getByText('This message was deleted').waitFor();
    await bo.rest('DELETE', `/v1/rooms/${room.id}/members/${ana.id}`);
    await home.row('Second').click();
    await a.page.getByRole('alert').getByText('This room is gone').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await home.at('Bookmarks');
  });

  it('that did not load says so, and is asked for again; more of it comes while one scrolls', async () => {
    const room = await town.direct(ana, bo);
    for (let n = 0; n < 60; n += 1) await mark(ana, await town.send(bo, room, `Line ${n}`));
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Bo');
    await a.page.route('**/v1/me/bookmarks', (route) => route.abort());
    await toBookmarks(home);
    await a.page.getByText('Your bookmarks did not load').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.unroute('**/v1/me/bookmarks');
    await a.page.getByRole('button', { name: 'Retry' }).click();
    await eventually(async () => expect((await shown(a)).length).toBeGreaterThanOrEqual(50));
    await home.row('Line 10').scrollIntoViewIfNeeded();
    await eventually(async () => expect((await shown(a)).length).toBe(60));
    expect(new Set(await shown(a)).size).toBe(60);
  });

  it('hides what somebody wrote whom one blocks', async () => {
    const room = await town.group('Weekend', bo, ana);
    await mark(ana, await town.send(bo, room, 'You are a fool'));
    await ana.rest('PUT', `/v1/me/blocks/${bo.id}`);
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Weekend');
    await toBookmarks(home);
    await eventually(async () => expect(await shown(a)).toEqual(['A message of somebody whom you block']));
    expect(await a.page.getByText('You are a fool').count()).toBe(0);
  });

  it('is not offered to visitors', async () => {
    const [visitor] = await given.visits.visit(given.visits.serve({ room: '' }));
    const home = new HomeScreens(visitor);
    await home.open();
    await eventually(async () => expect(await home.rows()).toContain('Discover'));
    expect(await home.rows()).not.toContain('Bookmarks');
  });
});
