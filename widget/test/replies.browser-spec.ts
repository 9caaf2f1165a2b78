import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import type { TestUser } from '../../api/test/support/tenant.js';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers } from './support/browser.js';
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

async function into(who: TestUser, room: string, options?: BrowserContextOptions): Promise<Visitor> {
  const [visitor] = await HomeScreens.into(given.visits, who, room, options);
  return visitor;
}

const quote = (visitor: Visitor, text: string) => article(visitor, text).locator('parley-quote').getByRole('button');
const bar = ({ page }: Visitor) => page.locator('parley-reply');

const reply = (visitor: Visitor, text: string) => choose(visitor, text, 'Reply');

describe('an answer', () => {
  it('is written from the menu of a message, and shows to all what it answers', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'Shall we meet?', 'On Friday?');
    const [a, b] = await Promise.all([into(ana, 'Bo'), into(bo, 'Ana')]);
    await a.sees('On Friday?');
    await reply(a, 'Shall we meet?');
    await bar(a).getByText('Replying to Bo').waitFor();
    await bar(a).getByText('Shall we meet?').waitFor();
    await eventually(async () => expect(await a.field.evaluate((field) => field.matches(':focus'))).toBe(true));
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.keyboard.type('Gladly');
    await a.page.keyboard.press('Enter');
    await bar(a).waitFor({ state: 'detached' });
    for (const visitor of [a, b]) await quote(visitor, 'Gladly').getByText('Shall we meet?').waitFor();
    await quote(b, 'Gladly').getByText('You', { exact: true }).waitFor();
    // What is written next answers nothing.
    await a.say('Where?');
    await b.sees('Where?');
    expect(await quote(b, 'Where?').count()).toBe(0);
    expect(await findBarriers(b.page)).toEqual([]);
    expect([...(await a.complaints()), ...(await b.complaints())]).toEqual([]);
  });

  it('is given up without losing what was written, and waits in its room while one is elsewhere', async () => {
    const room = await town.group('Weekend', bo, ana);
    await town.direct(ana, await town.person('Cyra'));
    await town.say(bo, room, 'Who brings bread?');
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Weekend');
    await reply(a, 'Who brings bread?');
    await a.field.fill('Not me');
    await home.home();
    await home.toRooms();
    await home.enter('Cyra');
    await a.field.waitFor();
    expect(await bar(a).count()).toBe(0);
    await home.home();
    await home.toRooms();
    await home.enter('Weekend');
    await bar(a).getByText('Replying to Bo').waitFor();
    expect(await a.field.inputValue()).toBe('Not me');
    await bar(a).getByRole('button', { name: 'Do not reply' }).click();
    await bar(a).waitFor({ state: 'detached' });
    expect(await a.field.inputValue()).toBe('Not me');
    await a.field.press('Enter');
    await a.sees('Not me');
    expect(await quote(a, 'Not me').count()).toBe(0);
  });

  it('follows what it answers, as far as that is there', async () => {
    const room = await town.direct(ana, bo);
    const first = await town.send(bo, room, 'On Fryday?');
    await town.send(ana, room, 'Gladly', first.id);
    const a = await into(ana, 'Bo');
    await quote(a, 'Gladly').getByText('On Fryday?').waitFor();
    await reply(a, 'On Fryday?');
    await bo.rest('PATCH', `/v1/rooms/${room.id}/messages/${first.id}`, { text: 'On Friday?' });
    await quote(a, 'Gladly').getByText('On Friday?').waitFor();
    await bar(a).getByText('On Friday?').waitFor();
    await bo.rest('DELETE', `/v1/rooms/${room.id}/messages/${first.id}`);
    await quote(a, 'Gladly').getByText('A deleted message').waitFor();
    // There is nothing left to answer.
    await bar(a).waitFor({ state: 'detached' });
  });

  it('leads to what it answers, however far above that is', async () => {
    const room = await town.direct(ana, bo);
    const first = await town.send(bo, room, 'The very first');
    for (let n = 0; n < 120; n += 1) await town.send(bo, room, `Line ${n}`);
    await town.send(ana, room, 'Now I know', first.id);
    const a = await into(ana, 'Bo', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await quote(a, 'Now I know').getByText('The very first').waitFor();
    expect(await article(a, 'The very first').count()).toBe(0);
    await quote(a, 'Now I know').tap();
    await article(a, 'The very first').waitFor();
    await untilOnScreen(a, 'The very first');
    expect(await a.page.locator('.viewport').evaluate((log) => log.matches(':focus'))).toBe(true);
    expect(await a.complaints()).toEqual([]);
  });

  it('is seen by visitors, with what it answers, also when that is not loaded', async () => {
    const lobby = await given.visits.tenant.lobby();
    const first = await town.send(bo, lobby, 'Welcome all');
    await town.send(ana, lobby, 'Thank you', first.id);
    const [visitor] = await given.visits.visit(given.visits.serve({ room: 'lobby' }));
    await visitor.open();
    await quote(visitor, 'Thank you').getByText('Welcome all').waitFor();
    await quote(visitor, 'Thank you').getByText('Bo', { exact: true }).waitFor();
  });
});
