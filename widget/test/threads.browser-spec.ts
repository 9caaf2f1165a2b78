import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions, Locator } from 'playwright-core';
import type { Message } from '../../api/src/messages/message.schema.js';
import type { Room } from '../../api/src/rooms/room.schema.js';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import type { AccountScreens } from './support/account-screens.js';
import { findBarriers, focusPath, stillness } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose } from './support/messages.js';
import type { Visitor } from './support/visitor.js';
import { givenVisits, password } from './support/visits.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;
let room: Room;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
  room = await town.group('Weekend', ana, bo);
});

const into = async (who: TestUser, options?: BrowserContextOptions): Promise<Visitor> =>
  (await HomeScreens.into(given.visits, who, 'Weekend', options))[0];
const answer = async (who: TestUser, root: Message, text: string): Promise<void> => {
  const body = { clientId: crypto.randomUUID(), text, threadId: root.id };
  expect((await who.rest('POST', `/v1/rooms/${room.id}/messages`, body)).status).toBe(201);
};

const screen = ({ page }: Visitor) => page.locator('parley-thread');
const inThread = (visitor: Visitor, text: string) =>
  screen(visitor)
    .locator('parley-log article')
    .filter({ has: visitor.page.locator('.bubble', { hasText: text }) });
const root = (visitor: Visitor) => screen(visitor).getByRole('group', { name: 'Message at the start of the thread' });
const field = (visitor: Visitor) => screen(visitor).getByRole('textbox', { name: 'Message', exact: true });
const way = (visitor: Visitor, text: string, replies: string) =>
  article(visitor, text).getByRole('button', { name: replies });
/** Somebody who is nobody yet has opened a thread of the lobby. */
const visitThread = async (): Promise<[Visitor, AccountScreens]> => {
  const lobby = await given.visits.tenant.lobby();
  const { id } = await town.send(ana, lobby, 'Welcome');
  await ana.rest('POST', `/v1/rooms/${lobby.id}/messages`, { clientId: 'c', text: 'inside', threadId: id });
  const [visitor, screens] = await given.visits.visit();
  await visitor.open();
  await way(visitor, 'Welcome', '1 reply').click();
  await inThread(visitor, 'inside').waitFor();
  return [visitor, screens];
};

describe('a thread', () => {
  it('is written in by two people, live for both, and is not in the room, which counts it and marks what is unread', async () => {
    await town.send(ana, room, 'Where do we meet?');
    await town.send(bo, room, 'beside it');
    const [a, b] = await Promise.all([into(ana), into(bo)]);
    await Promise.all([a.sees('beside it'), b.sees('beside it')]);
    await choose(b, 'Where do we meet?', 'Reply in thread');
    await b.page.getByRole('heading', { level: 2, name: 'Thread in Weekend' }).waitFor();
    await screen(b).locator('.root article', { hasText: 'Where do we meet?' }).waitFor();
    await screen(b).getByRole('heading', { name: 'No replies yet' }).first().waitFor();
    expect(await findBarriers(b.page)).toEqual([]);
    await field(b).fill('At the station');
    await b.page.keyboard.press('Enter');
    await inThread(b, 'At the station').waitFor();
    await way(a, 'Where do we meet?', '1 reply, unread').click();
    await inThread(a, 'At the station').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await field(a).fill('At nine?');
    await a.page.keyboard.press('Enter');
    await inThread(b, 'At nine?').waitFor();
    await screen(b).getByRole('heading', { name: '2 replies' }).waitFor();
    // Back where one was, with the focus on it; what was read is marked no more.
    await a.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    await way(a, 'Where do we meet?', '2 replies').waitFor();
    await eventually(async () =>
      expect(await way(a, 'Where do we meet?', '2 replies').evaluate((one) => one.matches(':focus'))).toBe(true),
    );
    await eventually(async () => expect(await way(a, 'Where do we meet?', 'unread').count()).toBe(0));
    expect(await a.page.locator('parley-room parley-log article').count()).toBe(2);
    await field(b).fill('Fine');
    await b.page.keyboard.press('Enter');
    await way(a, 'Where do we meet?', '3 replies, unread').waitFor();
    // Edited by who wrote it, with the same tools as in the room.
    await inThread(b, 'Fine').hover();
    await inThread(b, 'Fine').getByRole('button', { name: 'Message actions' }).click();
    expect(await b.page.getByRole('menuitem', { name: 'Reply in thread' }).count()).toBe(0);
    await b.page.getByRole('menuitem', { name: 'Edit' }).click();
    await inThread(b, 'Fine').getByRole('textbox', { name: 'Edit message' }).fill('Fine with me');
    await b.page.keyboard.press('Enter');
    await inThread(b, 'Fine with me').waitFor();
    for (const visitor of [a, b]) expect(await visitor.complaints()).toEqual([]);
  });

  it('keeps what was begun in it, and in the room, each for itself', async () => {
    const root = await town.send(ana, room, 'root');
    await answer(bo, root, 'first');
    const a = await into(ana);
    await a.field.fill('for the room');
    await way(a, 'root', '1 reply').click();
    await field(a).fill('for the thread');
    await a.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    await eventually(async () => expect(await a.field.inputValue()).toBe('for the room'));
    await way(a, 'root', '1 reply').click();
    await eventually(async () => expect(await field(a).inputValue()).toBe('for the thread'));
    await a.page.keyboard.press('Enter');
    await inThread(a, 'for the thread').waitFor();
    await a.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    expect(await a.field.inputValue()).toBe('for the room');
    expect(await a.page.locator('parley-room parley-log article').count()).toBe(1);
  });

  it('is read up to its end by the room’s own pointer, once everything in the room is seen', async () => {
    const root = await town.send(ana, room, 'root');
    const a = await into(ana);
    await a.sees('root');
    await answer(bo, root, 'inside');
    await way(a, 'root', '1 reply').waitFor();
    await eventually(async () => {
      const { body } = await ana.rest<{ items: { unreadCount: number; room: Room }[] }>('GET', '/v1/me/rooms');
      expect(body.items.find((one) => one.room.id === room.id)).toMatchObject({ unreadCount: 0 });
    });
  });

  it('takes nothing new once its message is deleted, and is read on; a room that is closed says so there', async () => {
    const root = await town.send(ana, room, 'root');
    await answer(bo, root, 'first');
    const b = await into(bo);
    await b.sees('root');
    await way(b, 'root', '1 reply').click();
    await inThread(b, 'first').waitFor();
    await ana.rest('DELETE', `/v1/rooms/${room.id}/messages/${root.id}`);
    await screen(b).getByText('nobody can reply to it any more').waitFor();
    expect(await field(b).isVisible()).toBe(false);
    await b.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    await b.page.locator('parley-room').getByRole('button', { name: '1 reply' }).click();
    await inThread(b, 'first').waitFor();
    await ana.rest('PATCH', `/v1/rooms/${room.id}`, { archived: true });
    await screen(b).locator('parley-gate').waitFor();
    expect(await findBarriers(b.page)).toEqual([]);
  });

  it('is where a link to a message of it leads', async () => {
    const root = await town.send(ana, room, 'root');
    await answer(bo, root, 'inside');
    const { key } = given.visits.tenant;
    const link = `${testServerUrl()}/chat?key=${key}#${room.id}/${root.seq + 1}`;
    const b = await given.visits.visitAs(bo.session, link);
    await inThread(b, 'inside').waitFor();
  });

  it('is where a bookmark and a pin of a message of it lead, to that message; a quote in it leads on', async () => {
    const root = await town.send(ana, room, 'root');
    await answer(ana, root, 'the first answer');
    const { body } = await ana.rest<{ items: Message[] }>('GET', `/v1/rooms/${room.id}/messages/${root.id}/thread`);
    const [first] = body.items;
    expect((await ana.rest('PUT', `/v1/rooms/${room.id}/pins/${first?.id}`)).status).toBe(200);
    expect((await bo.rest('PUT', `/v1/rooms/${room.id}/messages/${first?.id}/bookmark`)).status).toBe(200);
    for (let n = 0; n < 55; n += 1) await answer(ana, root, `Line ${n}`);
    const quoting = { clientId: 'quoting', text: 'as said', threadId: root.id, replyTo: first?.id };
    await ana.rest('POST', `/v1/rooms/${room.id}/messages`, quoting);
    const [b, home] = await HomeScreens.into(given.visits, bo, 'Weekend');
    await b.sees('root');
    await home.home();
    await home.row('Bookmarks').click();
    await home.row('the first answer').click();
    await home.at('Thread in Weekend');
    const isSeen = (text: string) => () =>
      inThread(b, text)
        .first()
        .evaluate((one) => {
          const { top, bottom } = one.getBoundingClientRect();
          const log = (one.getRootNode() as ShadowRoot).host.getRootNode() as ShadowRoot;
          const seen = log.querySelector('.viewport')?.getBoundingClientRect();
          return seen !== undefined && bottom > seen.top && top < seen.bottom;
        });
    await eventually(async () => expect(await isSeen('the first answer')()).toBe(true));
    // Back in the list that one came from.
    await b.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    await home.at('Bookmarks');
    await home.row('the first answer').click();
    await eventually(async () => expect(await isSeen('the first answer')()).toBe(true));
    await screen(b).getByRole('button', { name: 'new' }).or(screen(b).locator('.pill')).first().click();
    await eventually(async () => expect(await isSeen('as said')()).toBe(true));
    await inThread(b, 'as said').locator('parley-quote button').click();
    await eventually(async () => expect(await isSeen('the first answer')()).toBe(true));
    expect(await b.complaints()).toEqual([]);
  });

  it('is written in later, too', async () => {
    const root = await town.send(ana, room, 'root');
    const b = await into(bo);
    await b.sees('root');
    await choose(b, 'root', 'Reply in thread');
    await field(b).fill('tomorrow then');
    await screen(b).getByRole('button', { name: 'Send later' }).click();
    await screen(b).getByRole('button', { name: 'In 1 hour' }).click();
    await eventually(async () => expect(await field(b).inputValue()).toBe(''));
    await eventually(async () => {
      const { body } = await bo.rest<{ items: unknown[] }>('GET', '/v1/me/scheduled-messages');
      expect(body.items).toMatchObject([{ text: 'tomorrow then', threadId: root.id }]);
    });
    expect(await inThread(b, 'tomorrow then').count()).toBe(0);
    expect(await b.complaints()).toEqual([]);
  });

  it('is read by a visitor, who may answer', async () => {
    const [visitor] = await visitThread();
    await field(visitor).fill('hello there');
    await visitor.page.keyboard.press('Enter');
    await inThread(visitor, 'hello there').waitFor();
    await screen(visitor).getByRole('heading', { name: '2 replies' }).waitFor();
    expect(await visitor.complaints()).toEqual([]);
  });

  it('is written in by a visitor under the name that they gave there, with the first message', async () => {
    const [visitor] = await visitThread();
    await screen(visitor).getByRole('button', { name: 'Your name' }).click();
    await screen(visitor).getByRole('textbox', { name: 'Your name' }).fill('Zoë');
    await visitor.page.keyboard.press('Enter');
    await screen(visitor).getByRole('button', { name: 'You are Zoë' }).waitFor();
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/parley-thread .* textarea$/));
    await field(visitor).fill('hello there');
    await visitor.page.keyboard.press('Enter');
    await inThread(visitor, 'hello there').waitFor();
    const lobby = await given.visits.tenant.lobby();
    await eventually(async () => {
      const { body } = await ana.rest<{ users: { displayName: string }[] }>('GET', `/v1/rooms/${lobby.id}/members`);
      expect(body.users.map(({ displayName }) => displayName)).toContain('Zoë');
    });
    // One that is not taken is said so there.
    await visitor.page.route('**/v1/me', (route) =>
      route.request().method() === 'PATCH' ? route.abort() : route.fallback(),
    );
    await screen(visitor).getByRole('button', { name: 'You are Zoë' }).click();
    await screen(visitor).getByRole('textbox', { name: 'Your name' }).fill('Zed');
    await visitor.page.keyboard.press('Enter');
    await screen(visitor).getByRole('alert').waitFor();
  });

  it('keeps what a visitor began who then signs in, and nothing of it for the next one', async () => {
    await given.visits.makeAccount('grace', 'Grace Hopper');
    const [visitor, screens] = await visitThread();
    const places = visitor.page.locator('parley-places');
    await field(visitor).fill('for Ana alone');
    await places.getByRole('button', { name: 'Sign in' }).click();
    await screens.button('Log in').click();
    await screens.at('Log in');
    await screens.fill({ 'Username or e-mail': 'grace', Password: password });
    await visitor.page.keyboard.press('Enter');
    await places.getByRole('button', { name: 'Account' }).waitFor();
    await places.getByRole('button', { name: 'Back' }).click();
    await way(visitor, 'Welcome', '1 reply').click();
    await eventually(async () => expect(await field(visitor).inputValue()).toBe('for Ana alone'));
    await visitor.page.evaluate(() => window.Parley?.logout());
    await places.locator('.entry-main').filter({ hasText: 'Lobby' }).first().click();
    await way(visitor, 'Welcome', '1 reply').click();
    await inThread(visitor, 'inside').waitFor();
    expect(await field(visitor).inputValue()).toBe('');
  });
});

describe('the message at the start of a thread', () => {
  const like = (visitor: Visitor) => root(visitor).getByRole('button', { name: '👍 1: you' });

  it('is reached by keyboard: by Tab while nobody has replied, then by the arrows', async () => {
    await town.send(ana, room, 'Where do we meet?');
    const b = await into(bo);
    await b.sees('Where do we meet?');
    await choose(b, 'Where do we meet?', 'Reply in thread');
    await root(b).getByRole('button', { name: 'React with 👍' }).waitFor({ state: 'attached' });
    await root(b).focus();
    await b.page.keyboard.press('Tab');
    await b.page.keyboard.press('Enter');
    await like(b).waitFor();
    await field(b).fill('At the station');
    await b.page.keyboard.press('Enter');
    const stop = inThread(b, 'At the station').getByRole('button', { name: 'React with 👍' });
    await stop.waitFor({ state: 'attached' });
    await stop.focus();
    await b.page.keyboard.press('ArrowUp');
    await b.page.keyboard.press('Enter');
    await like(b).waitFor({ state: 'detached' });
    await b.page.keyboard.press('ArrowDown');
    await b.page.keyboard.press('Enter');
    await inThread(b, 'At the station').getByRole('button', { name: '👍 1: you' }).waitFor();
    expect(await findBarriers(b.page)).toEqual([]);
  });

  it('is answered: one writes at once, and the page hears nothing of it', async () => {
    await town.send(ana, room, 'Where do we meet?');
    const b = await into(bo);
    await b.sees('Where do we meet?');
    await choose(b, 'Where do we meet?', 'Reply in thread');
    const heard = await b.page.evaluateHandle(() => {
      const names: string[] = [];
      addEventListener('parley-write', ({ type }) => names.push(type));
      return names;
    });
    await root(b).locator('article').hover();
    await root(b).getByRole('button', { name: 'Message actions' }).click();
    await b.page.getByRole('menuitem', { name: 'Reply', exact: true }).click();
    await eventually(async () => expect(await focusPath(b.page)).toMatch(/parley-thread .* textarea$/));
    await screen(b).getByText('Replying to Ana').waitFor();
    expect(await heard.jsonValue()).toEqual([]);
  });

  it('has room above it for what can be done with it, also for fingers', async () => {
    await town.send(ana, room, 'Where do we meet?');
    const b = await into(bo, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await b.sees('Where do we meet?');
    const tools = (of: Locator) => of.getByRole('toolbar');
    const touch = (of: Locator) =>
      eventually(async () => {
        await of.locator('.bubble', { hasText: 'Where do we meet?' }).tap();
        await expect(tools(of).evaluate((one) => one.classList.contains('resting'))).resolves.toBe(false);
      });
    await touch(b.page.locator('parley-room'));
    await b.page.getByRole('button', { name: 'Message actions' }).tap();
    await b.page.getByRole('menuitem', { name: 'Reply in thread' }).tap();
    await touch(root(b));
    await stillness(b.page);
    const box = await root(b).boundingBox();
    const bar = await tools(root(b)).boundingBox();
    const bubble = await root(b).locator('.bubble').boundingBox();
    expect(bar?.y).toBeGreaterThanOrEqual(box?.y ?? Infinity);
    expect((bar?.y ?? Infinity) + (bar?.height ?? 0)).toBeLessThanOrEqual(bubble?.y ?? 0);
  });
});
