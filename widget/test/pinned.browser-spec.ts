import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../api/src/messages/message.schema.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers } from './support/browser.js';
import { DetailsScreens } from './support/details-screens.js';
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

const pin = (who: TestUser, { roomId, id }: Message) => who.rest('PUT', `/v1/rooms/${roomId}/pins/${id}`);

describe('the pinned messages of a room', () => {
  it('are listed for everybody, the latest pin first, and lead to each message however far above it is', async () => {
    const room = await town.group('Weekend', bo, ana);
    const rules = await town.send(bo, room, 'The rules of the house');
    for (let n = 0; n < 120; n += 1) await town.send(bo, room, `Line ${n}`);
    const late = await town.send(ana, room, 'Bring bread');
    for (const message of [rules, late]) await pin(bo, message);
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const screens = new DetailsScreens(a);
    await screens.enter('Weekend');
    await screens.to('Pinned messages');
    const listed = () => screens.page.locator('parley-pins .entry-about').allTextContents();
    await eventually(async () => expect(await listed()).toEqual(['Bring bread', 'The rules of the house']));
    expect(await findBarriers(a.page)).toEqual([]);
    // A member reads them, and takes none down.
    expect(await screens.button(/^Unpin/).count()).toBe(0);
    await screens.page.locator('parley-pins').getByRole('button', { name: 'The rules of the house' }).click();
    await screens.page.locator('parley-places').waitFor({ state: 'detached' });
    await untilOnScreen(a, 'The rules of the house');
    expect(await a.complaints()).toEqual([]);
  });

  it('follow what is pinned and taken down by others, and by oneself', async () => {
    const room = await town.direct(ana, bo);
    const [first, second] = [await town.send(bo, room, 'First'), await town.send(ana, room, 'Second')];
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    const screens = new DetailsScreens(a);
    await screens.enter('Bo');
    await screens.to('Pinned messages');
    await screens.page.getByText('Nothing is pinned').waitFor();
    for (const message of [first, second]) await pin(bo, message);
    const listed = () => screens.page.locator('parley-pins .entry-about').allTextContents();
    await eventually(async () => expect(await listed()).toEqual(['Second', 'First']));
    await bo.rest('PATCH', `/v1/rooms/${room.id}/messages/${first.id}`, { text: 'First of all' });
    await eventually(async () => expect(await listed()).toEqual(['Second', 'First of all']));
    await screens.button('Unpin: Second').click();
    await screens.says('It is not pinned any more.');
    await eventually(async () => expect(await listed()).toEqual(['First of all']));
    await bo.rest('DELETE', `/v1/rooms/${room.id}/messages/${first.id}`);
    await screens.page.getByText('Nothing is pinned').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    expect(await a.complaints()).toEqual([]);
  });
});
