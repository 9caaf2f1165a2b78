import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../api/src/messages/message.schema.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { findBarriers } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article } from './support/messages.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

const offered = ({ page }: Visitor) => page.getByRole('listbox', { name: 'People to mention' }).getByRole('option');
const names = async (visitor: Visitor) =>
  (await offered(visitor).allInnerTexts()).map(
    (text) =>
      text
        .trim()
        .split(/\s*\n\s*/)
        .at(-2) ?? text.trim(),
  );
const mentionsOf = async (roomId: string) =>
  (await ana.rest<{ items: Message[] }>('GET', `/v1/rooms/${roomId}/messages`)).body.items.map(
    ({ mentions }) => mentions,
  );

describe('somebody in the room', () => {
  it('is offered while their name is typed, named by keyboard, and sees it counted', async () => {
    const guest = await given.visits.tenant.guest('Sunny Seal');
    const room = await town.group('Weekend', ana, bo, guest);
    const [[a], [b, hers]] = await Promise.all([
      HomeScreens.into(given.visits, ana, 'Weekend'),
      HomeScreens.into(given.visits, bo, 'Weekend'),
    ]);
    await hers.home();
    await a.field.pressSequentially('Hi @');
    await eventually(async () => expect(await names(a)).toEqual(['Bo', 'Sunny Seal', 'Everybody here']));
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.keyboard.press('Escape');
    await offered(a).first().waitFor({ state: 'detached' });
    await a.field.pressSequentially('b');
    await eventually(async () => expect(await names(a)).toEqual(['Bo']));
    await a.page.keyboard.press('Enter');
    await eventually(async () => expect(await a.field.inputValue()).toBe('Hi @bo-2 '));
    await a.field.pressSequentially('and @su');
    await offered(a).filter({ hasText: 'Sunny Seal' }).click();
    await a.field.pressSequentially('!');
    await a.page.keyboard.press('Enter');
    await a.sees('and @Sunny Seal');
    await eventually(async () => expect(await mentionsOf(room.id)).toEqual([[bo.id, guest.id]]));
    await hers.toRooms();
    await hers.row('Weekend').getByText('@').first().waitFor();
    await hers.enter('Weekend');
    await article(b, 'and @Sunny Seal').locator('.mention.me').getByText('@Bo').waitFor();
    // As they are called from now on.
    await bo.rest('PATCH', '/v1/me', { displayName: 'Bo Tan' });
    await b.page.reload();
    await hers.open();
    await hers.toRooms();
    await hers.enter('Weekend');
    await article(b, 'and @Sunny Seal').locator('.mention.me').getByText('@Bo Tan').waitFor();
    for (const visitor of [a, b]) expect(await visitor.complaints()).toEqual([]);
  });

  it('is named with everybody else by a moderator, and by nobody else', async () => {
    const room = await town.group('Weekend', ana, bo);
    const [[a], [b, hers]] = await Promise.all([
      HomeScreens.into(given.visits, ana, 'Weekend'),
      HomeScreens.into(given.visits, bo, 'Weekend'),
    ]);
    await b.field.pressSequentially('@');
    await eventually(async () => expect(await names(b)).toEqual(['Ana']));
    await b.field.fill('');
    await hers.home();
    await a.field.pressSequentially('Lunch, @ro');
    await eventually(async () => expect(await names(a)).toEqual(['Everybody here']));
    await a.page.keyboard.press('Enter');
    await a.page.keyboard.press('Enter');
    await a.sees('Lunch, @room');
    await eventually(async () => expect(await mentionsOf(room.id)).toEqual([[room.id]]));
    await hers.toRooms();
    await hers.row('Weekend').getByText('@').first().waitFor();
    await hers.enter('Weekend');
    await article(b, 'Lunch, @room').locator('.mention.me').getByText('@room').waitFor();
    // From a member it is a word as any other.
    await b.say('@room too late');
    await eventually(async () => expect(await mentionsOf(room.id)).toEqual([[room.id], []]));
  });

  it('is named by who knows their username, and not by who only writes an address', async () => {
    const room = await town.group('Weekend', ana, bo);
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    await a.field.fill('@');
    await offered(a).first().waitFor();
    await a.say('ask bo@bo-2.example or @bo-2.');
    await a.say('mail me at ana@bo-2');
    await eventually(async () => expect(await mentionsOf(room.id)).toEqual([[bo.id], []]));
  });
});
