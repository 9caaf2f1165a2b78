import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Room } from '../../api/src/rooms/room.schema.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { findBarriers } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article } from './support/messages.js';
import type { Visitor } from './support/visitor.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;
let room: Room;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
  room = await town.group('Weekend', ana, bo);
});

const into = async (who: TestUser): Promise<Visitor> => (await HomeScreens.into(given.visits, who, 'Weekend'))[0];
const rename = (name: string) => ana.rest('PATCH', `/v1/rooms/${room.id}`, { name });
const promote = (role: string) => ana.rest('PATCH', `/v1/rooms/${room.id}/members/${bo.id}`, { role });

/** The line that says this. */
const line = ({ page }: Visitor, text: string) =>
  page.locator('article').filter({ has: page.locator('parley-system', { hasText: text }) });
const seqs = ({ page }: Visitor) =>
  page.locator('article').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset['seq']));

describe('what a room tells of itself', () => {
  it('is a line of the log, in the words of each reader, with its number, between groups of messages', async () => {
    await town.say(bo, room, 'before');
    const [a, b] = await Promise.all([into(ana), into(bo)]);
    await Promise.all([a.sees('before'), b.sees('before')]);
    await rename('Book club');
    await promote('moderator');
    await town.say(bo, room, 'after');
    await line(a, 'You renamed the room to “Book club”').waitFor();
    await line(a, 'You made Bo a moderator').waitFor();
    await line(b, 'Ana renamed the room to “Book club”').waitFor();
    await line(b, 'Ana made you a moderator').waitFor();
    await a.page.locator('parley-header h2', { hasText: 'Book club' }).waitFor();
    await a.sees('after');
    for (const visitor of [a, b]) {
      await eventually(async () => expect(await seqs(visitor)).toEqual(['1', '2', '3', '4']));
      expect(await line(visitor, 'Book club').locator('.bubble, parley-avatar, time').count()).toBe(0);
      expect(await findBarriers(visitor.page)).toEqual([]);
      expect(await visitor.complaints()).toEqual([]);
    }
    // Each of Bo's two is a group of its own.
    expect(await a.page.locator('article parley-avatar').count()).toBe(2);
    // Called something else, people are so here as well.
    await bo.rest('PATCH', '/v1/me', { displayName: 'Bo Tan' });
    await line(a, 'You made Bo Tan a moderator').waitFor();
  });

  it('has nothing to do with it, by mouse or by keyboard, which goes past it', async () => {
    await town.say(bo, room, 'the first');
    await promote('moderator');
    await town.say(bo, room, 'the second');
    await rename('Book club');
    await ana.rest('PATCH', `/v1/rooms/${room.id}`, { name: 'Weekend' });
    const a = await into(ana);
    await line(a, 'to “Weekend”').hover();
    await article(a, 'the second').getByRole('button', { name: 'React with 👍' }).waitFor({ state: 'attached' });
    expect(await line(a, 'Book club').locator('parley-message-tools').count()).toBe(0);
    await a.log.focus();
    await a.page.keyboard.press('Tab');
    await a.page.keyboard.press('ArrowUp');
    await a.page.keyboard.press('Enter');
    await article(a, 'the first').getByRole('button', { name: '👍 1: you' }).waitFor();
    await a.page.keyboard.press('ArrowDown');
    await a.page.keyboard.press('Enter');
    await article(a, 'the second').getByRole('button', { name: '👍 1: you' }).waitFor();
  });

  it('is the last line of the room in the list, and unread like any message, and no news to the page', async () => {
    await town.say(ana, room, 'hello');
    const visitor = await given.visits.visitAs(bo.session, given.visits.serve({ room: '' }));
    const heard = await visitor.page.evaluateHandle(() => {
      const told: unknown[] = [];
      window.Parley?.on('message', (message) => told.push(message));
      return told;
    });
    const home = new HomeScreens(visitor);
    await home.open();
    await home.toRooms();
    await home.row('hello').waitFor();
    await promote('owner');
    await home.row('Ana made you an owner').waitFor();
    await home.row('Ana made you an owner').getByRole('img', { name: '2 unread messages' }).waitFor();
    await bo.rest('PATCH', `/v1/rooms/${room.id}`, { topic: 'Where\nto   go' });
    await home.row('You changed the topic to “Where to go”').waitFor();
    await home.enter('Weekend');
    await line(visitor, 'You changed the topic').waitFor();
    await rename('Book club');
    await line(visitor, 'Ana renamed the room to “Book club”').waitFor();
    await town.say(ana, room, 'there you are');
    await visitor.sees('there you are');
    expect(await heard.jsonValue()).toEqual([{ text: 'there you are', author: 'Ana' }]);
    expect(await findBarriers(visitor.page)).toEqual([]);
  });

  it('names nobody where the site did it, also for a visitor who only reads', async () => {
    const { tenant } = given.visits;
    const lobby = await tenant.lobby();
    await tenant.rest('PATCH', `/v1/rooms/${lobby.id}`, { bearer: tenant.secretKey, body: { name: 'Foyer' } });
    const [visitor] = await given.visits.visit(given.visits.serve({ room: 'lobby' }));
    await visitor.open();
    await line(visitor, 'The room was renamed to “Foyer”').waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(await visitor.complaints()).toEqual([]);
  });
});
