import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../api/src/messages/message.schema.js';
import type { Room } from '../../api/src/rooms/room.schema.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers, focusPath } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose } from './support/messages.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

const said = async (who: TestUser, { id }: Room): Promise<Message[]> =>
  (await who.rest<{ items: Message[] }>('GET', `/v1/rooms/${id}/messages`)).body.items;

const chooser = ({ page }: Visitor) => page.locator('parley-forward');
const to = (visitor: Visitor, room: string) =>
  chooser(visitor).getByRole('listitem').getByRole('button', { name: room, exact: true });
const offered = async (visitor: Visitor) => chooser(visitor).locator('.room .name').allTextContents();

describe('a message', () => {
  it('is said in another room, and one stays where one is, with a word and the way there', async () => {
    const [weekend, garden] = [await town.group('Weekend', bo, ana), await town.group('Garden', ana, bo)];
    await town.send(bo, weekend, 'Bring **bread**, @Ana');
    await town.send(ana, garden, 'Hello all');
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Garden');
    await a.field.fill('Half of a thought');
    await home.home();
    await home.toRooms();
    await home.enter('Weekend');
    await a.sees('bread');
    await choose(a, 'bread', 'Forward');
    await to(a, 'Garden').waitFor();
    expect(await offered(a)).toEqual(['Garden']);
    expect(await focusPath(a.page)).toMatch(/parley-forward.*button/);
    expect(await findBarriers(a.page)).toEqual([]);
    await to(a, 'Garden').click();
    await chooser(a).getByText('Forwarded to Garden').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    const [, forwarded] = await said(bo, garden);
    expect(forwarded).toMatchObject({
      authorId: ana.id,
      text: 'Bring **bread**, @Ana',
      mentions: [],
      replyTo: null,
      kind: 'text',
    });
    expect(await said(bo, weekend)).toHaveLength(1);
    await a.page.locator('parley-header h2', { hasText: 'Weekend' }).waitFor();
    await chooser(a).getByRole('button', { name: 'Open Garden' }).click();
    await a.page.locator('parley-header h2', { hasText: 'Garden' }).waitFor();
    await a.sees('bread');
    expect(await a.field.inputValue()).toBe('Half of a thought');
    expect(await a.complaints()).toEqual([]);
  });

  it('is left alone with Escape, and the word with Enter; the focus comes back', async () => {
    const room = await town.direct(ana, bo);
    await town.group('Weekend', ana);
    await town.send(bo, room, 'Good news');
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await a.sees('Good news');
    await choose(a, 'Good news', 'Forward');
    await to(a, 'Weekend').waitFor();
    await a.page.keyboard.press('Escape');
    await chooser(a).waitFor({ state: 'detached' });
    await eventually(async () => expect(await focusPath(a.page)).toMatch(/parley-message-tools.*button/));
    await choose(a, 'Good news', 'Forward');
    await to(a, 'Weekend').waitFor();
    await a.page.keyboard.press('Enter');
    await chooser(a).getByText('Forwarded to Weekend').waitFor();
    await eventually(async () => expect(await focusPath(a.page)).toMatch(/parley-forward.*button/));
    await a.page.keyboard.press('Enter');
    await chooser(a).waitFor({ state: 'detached' });
    await article(a, 'Good news').waitFor();
  });

  it('goes to a room that is found by its name among many', async () => {
    const room = await town.direct(ana, bo);
    await town.send(bo, room, 'Good news');
    for (const name of ['Garden', 'Weekend', 'Choir', 'Kitchen', 'Market', 'Läufer', 'Chess'])
      await town.group(name, ana);
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await a.sees('Good news');
    await choose(a, 'Good news', 'Forward');
    const field = chooser(a).getByRole('searchbox', { name: 'Find a room' });
    await field.waitFor();
    await eventually(async () => expect(await focusPath(a.page)).toMatch(/parley-forward.*input/));
    expect(await offered(a)).toHaveLength(7);
    await a.page.keyboard.type('lauf');
    await eventually(async () => expect(await offered(a)).toEqual(['Läufer']));
    await field.fill('nowhere');
    await chooser(a).getByText('No room of yours is called “nowhere”').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await field.fill('che');
    await a.page.keyboard.press('ArrowDown');
    await eventually(async () => expect((await offered(a)).toSorted()).toEqual(['Chess', 'Kitchen']));
    await to(a, 'Chess').click();
    await chooser(a).getByText('Forwarded to Chess').waitFor();
  });

  it('goes to no room where one may not write, and it is said where there is none', async () => {
    const room = await town.direct(ana, bo);
    await town.send(bo, room, 'Good news');
    const [news, over, quiet] = [
      await town.group('News', bo, ana),
      await town.group('Over', ana),
      await town.group('Quiet', bo, ana),
    ];
    await bo.rest('PATCH', `/v1/rooms/${news.id}`, { posting: 'moderators' });
    await ana.rest('PATCH', `/v1/rooms/${over.id}`, { archived: true });
    await bo.rest('PUT', `/v1/rooms/${quiet.id}/mutes/${ana.id}`, {});
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await a.sees('Good news');
    await choose(a, 'Good news', 'Forward');
    await chooser(a).getByText('There is no other room yet that you may write in.').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.keyboard.press('Escape');
  });

  it('that was refused, or did not arrive, says why, and is there once however often it is tried', async () => {
    const [room, garden] = [await town.direct(ana, bo), await town.group('Garden', ana, bo)];
    await town.send(bo, room, 'Good news');
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await a.sees('Good news');
    await choose(a, 'Good news', 'Forward');
    const posts = `**/v1/rooms/${garden.id}/messages`;
    await a.page.route(posts, (route) =>
      route.fulfill({ status: 429, json: { code: 'slow_mode', status: 429, title: 'Slow' } }),
    );
    await to(a, 'Garden').click();
    await chooser(a).getByRole('alert').getByText('That room takes one message at a time').waitFor();
    await a.page.unroute(posts);
    // It arrives, and the answer is lost each time.
    await a.page.route(posts, async (route) => {
      if (route.request().method() === 'POST') await route.fetch();
      await route.abort();
    });
    await to(a, 'Garden').click();
    await chooser(a).getByRole('alert').getByText('The server could not be reached').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.unroute(posts);
    await to(a, 'Garden').click();
    await chooser(a).getByText('Forwarded to Garden').waitFor();
    expect((await said(bo, garden)).map(({ text }) => text)).toEqual(['Good news']);
  });

  it('that is taken back meanwhile is forwarded no more', async () => {
    const room = await town.direct(ana, bo);
    await town.group('Garden', ana);
    const news = await town.send(bo, room, 'Good news');
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await a.sees('Good news');
    await choose(a, 'Good news', 'Forward');
    await to(a, 'Garden').waitFor();
    await bo.rest('DELETE', `/v1/rooms/${room.id}/messages/${news.id}`);
    await chooser(a).waitFor({ state: 'detached' });
    await a.page.locator('article.deleted').waitFor();
  });

  it('is forwarded by touch, and right to left', async () => {
    const [room, garden] = [await town.direct(ana, bo), await town.group('مجموعة الحديقة', ana, bo)];
    await town.send(bo, room, 'Good news');
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const a = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }, 'rtl'), phone);
    const home = new HomeScreens(a);
    await home.open();
    await home.toRooms();
    await home.enter('Bo');
    await a.sees('Good news');
    await eventually(async () => {
      await a.page.getByText('Good news').tap();
      await article(a, 'Good news').getByRole('button', { name: 'Message actions' }).waitFor({ timeout: 1_000 });
    });
    await article(a, 'Good news').getByRole('button', { name: 'Message actions' }).tap();
    await a.page.getByRole('menuitem', { name: 'Forward', exact: true }).tap();
    await to(a, 'مجموعة الحديقة').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    for (const box of await chooser(a).locator('button').all()) {
      expect((await box.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    await to(a, 'مجموعة الحديقة').tap();
    await chooser(a).getByText('Forwarded to مجموعة الحديقة').waitFor();
    expect((await said(bo, garden)).map(({ text }) => text)).toEqual(['Good news']);
  });
});
