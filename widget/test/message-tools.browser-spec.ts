import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import type { Message } from '../../api/src/messages/message.schema.js';
import type { Room } from '../../api/src/rooms/room.schema.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose, openActions } from './support/messages.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

async function into(who: TestUser, room: string, options?: BrowserContextOptions): Promise<Visitor> {
  const [visitor] = await HomeScreens.into(given.visits, who, room, options);
  return visitor;
}

const listed = async (who: TestUser, { id }: Room): Promise<Message[]> =>
  (await who.rest<{ items: Message[] }>('GET', `/v1/rooms/${id}/messages`)).body.items;

describe('reactions', () => {
  it('are given at a message, seen by all, given by others with a click, and taken back', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'Good news');
    const [a, b] = await Promise.all([into(ana, 'Bo'), into(bo, 'Ana')]);
    await a.sees('Good news');
    await article(a, 'Good news').hover();
    await a.page.getByRole('button', { name: 'React with 👍' }).click();
    const mine = a.page.getByRole('button', { name: '👍 1: you', exact: true });
    await mine.waitFor();
    expect(await mine.getAttribute('aria-pressed')).toBe('true');
    await b.page.getByRole('button', { name: '👍 1: Ana', exact: true }).click();
    await a.page.getByRole('button', { name: '👍 2: you, Bo', exact: true }).click();
    await b.page.getByRole('button', { name: '👍 1: you', exact: true }).click();
    await a.page.getByRole('group', { name: 'Reactions' }).waitFor({ state: 'detached' });
    await eventually(async () => expect((await listed(ana, room))[0]?.reactions).toEqual([]));
    expect(await findBarriers(a.page)).toEqual([]);
    expect(await a.complaints()).toEqual([]);
  });

  it('are seen by visitors, who are offered nothing', async () => {
    const lobby = await given.visits.tenant.lobby();
    await town.say(bo, lobby, 'Welcome all');
    const [message] = await listed(bo, lobby);
    await bo.rest('PUT', `/v1/rooms/${lobby.id}/messages/${message?.id}/reactions/🎉`);
    const [visitor] = await given.visits.visit(given.visits.serve({ room: 'lobby' }));
    await visitor.open();
    const pill = visitor.page.getByRole('button', { name: '🎉 1: Bo', exact: true });
    await pill.waitFor();
    expect(await pill.isDisabled()).toBe(true);
    await article(visitor, 'Welcome all').hover();
    expect(await visitor.page.getByRole('toolbar').count()).toBe(0);
  });

  it('are not offered to the muted', async () => {
    const room = await town.group('Weekend', bo, ana);
    await town.say(bo, room, 'Good news');
    const a = await into(ana, 'Weekend');
    await a.sees('Good news');
    await bo.rest('PUT', `/v1/rooms/${room.id}/mutes/${ana.id}`, {});
    await a.page.getByText(/muted/i).first().waitFor();
    await article(a, 'Good news').hover();
    await article(a, 'Good news').getByRole('button', { name: 'Message actions' }).waitFor();
    expect(await a.page.getByRole('button', { name: 'React with 👍' }).count()).toBe(0);
  });
});

describe('an own message', () => {
  it('is edited in its place, and says so to everybody', async () => {
    const room = await town.direct(ana, bo);
    await town.say(ana, room, 'See you at tne');
    const [a, b] = await Promise.all([into(ana, 'Bo'), into(bo, 'Ana')]);
    await a.sees('See you at tne');
    await choose(a, 'See you at tne', 'Edit');
    const field = a.page.getByRole('textbox', { name: 'Edit message' });
    expect(await field.inputValue()).toBe('See you at tne');
    await field.fill('nothing of this');
    await field.press('Escape');
    await a.sees('See you at tne');
    await choose(a, 'See you at tne', 'Edit');
    await field.fill('See you at ten');
    expect(await findBarriers(a.page)).toEqual([]);
    await field.press('Enter');
    await b.sees('See you at ten');
    await article(b, 'See you at ten').getByText('Edited').waitFor();
    await article(a, 'See you at ten').getByText('Edited').waitFor();
    // What the room tells may come before the answer does.
    await field.waitFor({ state: 'detached' });
    expect(await listed(ana, room)).toMatchObject([{ text: 'See you at ten' }]);
  });

  it('shows what it said before to its author and to moderators, and to nobody else', async () => {
    const room = await town.group('Weekend', bo, ana);
    const [sent] = [await town.send(ana, room, 'See you at tne')];
    const edit = (text: string) => ana.rest('PATCH', `/v1/rooms/${room.id}/messages/${sent.id}`, { text });
    await edit('See you at ten');
    const cy = await town.person('Cy');
    await bo.rest('POST', `/v1/rooms/${room.id}/members`, { userId: cy.id });
    const [a, b, c] = await Promise.all([ana, bo, cy].map((one) => into(one, 'Weekend')));
    const edited = (of: Visitor) => article(of, 'See you at').getByRole('button', { name: 'Edited' });
    const earlier = (of: Visitor) => of.page.getByRole('region', { name: 'Earlier texts' });
    for (const looker of [a, b] as Visitor[]) {
      await edited(looker).click();
      await earlier(looker).getByText('See you at tne').waitFor();
      expect(await findBarriers(looker.page)).toEqual([]);
    }
    await article(c as Visitor, 'See you at ten')
      .getByText('Edited')
      .waitFor();
    expect(await edited(c as Visitor).count()).toBe(0);
    // What comes while it is open is in it, too.
    await edit('See you at eleven');
    for (const looker of [a, b] as Visitor[]) {
      await earlier(looker).getByText('See you at ten').waitFor();
      expect(await earlier(looker).locator('li').count()).toBe(2);
      await looker.page.keyboard.press('Escape');
      await earlier(looker).waitFor({ state: 'detached' });
    }
  });

  it('that was changed elsewhere meanwhile is replaced by the second try only', async () => {
    const room = await town.direct(ana, bo);
    await town.say(ana, room, 'one');
    const a = await into(ana, 'Bo');
    await a.sees('one');
    await choose(a, 'one', 'Edit');
    const field = a.page.getByRole('textbox', { name: 'Edit message' });
    await field.fill('from here');
    const [message] = await listed(ana, room);
    await ana.rest('PATCH', `/v1/rooms/${room.id}/messages/${message?.id}`, { text: 'from there' });
    await eventually(async () => expect(await a.page.locator('.bubble').first().textContent()).toBe('from there'));
    await a.page.getByRole('button', { name: 'Save' }).click();
    await a.page.getByText('The message was changed meanwhile').waitFor();
    expect(await field.inputValue()).toBe('from here');
    expect(await a.page.getByText('from there', { exact: true }).isVisible()).toBe(true);
    await a.page.getByRole('button', { name: 'Save' }).click();
    await a.sees('from here');
    await eventually(async () => expect(await listed(ana, room)).toMatchObject([{ text: 'from here' }]));
  });

  it('is edited at the next try where what that takes did not load', async () => {
    const room = await town.direct(ana, bo);
    await town.say(ana, room, 'See you at tne');
    const a = await into(ana, 'Bo');
    await a.sees('See you at tne');
    await a.page.route(/\/edit-\w+\.js/, (route) => route.abort());
    await choose(a, 'See you at tne', 'Edit');
    await article(a, 'See you at tne').getByRole('status').getByText('did not load').waitFor();
    await a.page.unroute(/\/edit-\w+\.js/);
    await choose(a, 'See you at tne', 'Edit');
    await a.page.getByRole('textbox', { name: 'Edit message' }).waitFor();
    expect(await a.page.getByText('did not load').count()).toBe(0);
  });

  it('that the browser does not copy says so', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'Good news');
    const a = await into(ana, 'Bo');
    await a.sees('Good news');
    await a.page.evaluate(() => {
      navigator.clipboard.writeText = () => Promise.reject(new DOMException('not here', 'NotAllowedError'));
    });
    await choose(a, 'Good news', 'Copy text');
    await article(a, 'Good news').getByText('That did not work.').waitFor();
    expect(await a.complaints()).toEqual([]);
  });

  it('is taken back after a question, for everybody', async () => {
    const room = await town.direct(ana, bo);
    await town.say(ana, room, 'not for you');
    const [a, b] = await Promise.all([into(ana, 'Bo'), into(bo, 'Ana')]);
    await b.sees('not for you');
    await choose(a, 'not for you', 'Delete');
    await a.page.getByRole('button', { name: 'Cancel' }).click();
    await choose(a, 'not for you', 'Delete');
    await a.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
    for (const { page } of [a, b]) await page.locator('article.deleted').waitFor();
    await a.page.locator('article.deleted').hover();
    expect(await a.page.getByRole('toolbar').count()).toBe(0);
    // The keys still go to the chat.
    await a.page.keyboard.press('Escape');
    await a.page.getByRole('log').waitFor({ state: 'hidden' });
    expect(await b.page.getByText('not for you').count()).toBe(0);
  });
});

describe('a message', () => {
  it('is pinned and unpinned by both in a direct room', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'The door code');
    const [a, b] = await Promise.all([into(ana, 'Bo'), into(bo, 'Ana')]);
    await a.sees('The door code');
    await choose(a, 'The door code', 'Pin');
    await article(b, 'The door code').getByText('Pinned').waitFor();
    await choose(b, 'The door code', 'Unpin');
    await article(a, 'The door code').getByText('Pinned').waitFor({ state: 'detached' });
  });

  it('of another is neither edited nor deleted by a member, and deleted by a moderator', async () => {
    const room = await town.group('Weekend', bo, ana);
    await town.say(ana, room, 'by Ana');
    await town.say(bo, room, 'by Bo');
    const [a, b] = await Promise.all([into(ana, 'Weekend'), into(bo, 'Weekend')]);
    const offered = async (visitor: Visitor, text: string) => {
      await openActions(visitor, text);
      const names = await visitor.page.getByRole('menuitem').allInnerTexts();
      await visitor.page.keyboard.press('Escape');
      return names.map((name) => name.trim());
    };
    expect(await offered(a, 'by Bo')).toEqual([
      'Reply',
      'Reply in thread',
      'Forward',
      'Copy text',
      'Copy link',
      'Bookmark',
      'Show profile',
      'Report',
    ]);
    expect(await offered(b, 'by Ana')).toEqual([
      'Reply',
      'Reply in thread',
      'Forward',
      'Copy text',
      'Copy link',
      'Bookmark',
      'Pin',
      'Show profile',
      'Report',
      'Delete',
    ]);
  });

  it('shows what can be done with it where the pointer rested before that came', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'the first', 'the second');
    const visitor = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await visitor.page.route('**/message-tools-*.js', async (route) => {
      await held;
      await route.continue();
    });
    const home = new HomeScreens(visitor);
    await home.open();
    await home.toRooms();
    await home.enter('Bo');
    await visitor.sees('the second');
    await article(visitor, 'the first').hover();
    letGo();
    await article(visitor, 'the first').getByRole('button', { name: 'Message actions' }).waitFor();
  });

  it('is reached by keyboard: the newest by Tab, those before by arrows', async () => {
    const room = await town.direct(ana, bo);
    await town.say(ana, room, 'the first');
    await town.say(bo, room, 'the second');
    const a = await into(ana, 'Bo');
    await a.sees('the second');
    await a.page.getByRole('button', { name: 'React with 👍' }).waitFor({ state: 'attached' });
    await a.log.focus();
    await a.page.keyboard.press('Tab');
    expect(await a.page.evaluate(() => document.activeElement !== null)).toBe(true);
    await a.page.keyboard.press('ArrowUp');
    await a.page.keyboard.press('Enter');
    await article(a, 'the first').getByRole('button', { name: '👍 1: you' }).waitFor();
    await a.page.keyboard.press('ArrowDown');
    await a.page.keyboard.press('Enter');
    await article(a, 'the second').getByRole('button', { name: '👍 1: you' }).waitFor();
  });

  it('shows what can be done with it also where it is half above the edge of the log', async () => {
    const room = await town.direct(ana, bo);
    for (let n = 0; n < 30; n += 1) await town.send(bo, room, `Line ${n}.`);
    const a = await into(ana, 'Bo');
    await a.sees('Line 29.');
    const at = article(a, 'Line 12.');
    // Of the newest message, and of whichever happens to be below the pointer.
    await a.page.getByRole('button', { name: 'React with 👍' }).first().waitFor({ state: 'attached' });
    const log = a.page.locator('.viewport');
    await at.evaluate((one) => one.scrollIntoView({ block: 'start', behavior: 'instant' }));
    await eventually(async () => {
      await at.hover();
      const bar = await at.getByRole('toolbar').boundingBox({ timeout: 2_000 });
      const [edge, message] = [await log.boundingBox(), await at.boundingBox()];
      expect(message?.y).toBeCloseTo(edge?.y ?? 0, 0);
      expect(bar?.y).toBeGreaterThanOrEqual(edge?.y ?? Infinity);
      // The message can be read.
      expect(bar?.y).toBeGreaterThan((message?.y ?? Infinity) + 11);
    });
    await at.getByRole('button', { name: 'React with 👍' }).click();
    await at.getByRole('button', { name: '👍 1: you' }).waitFor();
  });

  it('is touched for it where nothing can point', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'Good news', 'Better news');
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const a = await into(ana, 'Bo', phone);
    await a.sees('Good news');
    const heart = article(a, 'Good news').getByRole('button', { name: 'React with ❤️' });
    await eventually(async () => {
      await a.page.getByText('Good news').tap();
      await heart.waitFor({ timeout: 1_000 });
    });
    await heart.tap();
    await a.page.getByRole('button', { name: '❤️ 1: you' }).waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
  });
});
