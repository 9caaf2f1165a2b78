import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Profile } from '../../api/src/users/user.schema.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { findBarriers, focusPath } from './support/browser.js';
import { DetailsScreens } from './support/details-screens.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose } from './support/messages.js';
import { givenVisits, password } from './support/visits.js';

const given = givenVisits();
const about = 'Grows tomatoes.\n<b>Ask me</b> about soil.';
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
  await bo.rest('PATCH', '/v1/me', { about });
});

const isBlocked = async () => (await ana.rest<Profile>('GET', `/v1/users/${bo.id}`)).body.blocked;

describe('somebody whom one meets in a room', () => {
  it('is looked up from what they wrote, and talked to', async () => {
    const room = await town.group('Weekend', bo, ana);
    await town.send(bo, room, 'Who brings bread?');
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const screens = new DetailsScreens(a);
    await choose(a, 'Who brings bread?', 'Show profile');
    await screens.at('Profile');
    await a.page.getByText('Ask me').waitFor();
    expect(await a.page.locator('parley-person .topic').innerText()).toBe(about);
    expect(await a.page.locator('parley-person .second').innerText()).toContain('Owner');
    expect(await findBarriers(a.page)).toEqual([]);
    await screens.back();
    await screens.page.locator('parley-places').waitFor({ state: 'detached' });
    // The picture leads there, too.
    await article(a, 'Who brings bread?').locator('parley-avatar').click();
    await screens.at('Profile');
    await screens.button('Send a message').click();
    await screens.page.locator('parley-places').waitFor({ state: 'detached' });
    await a.page.locator('parley-header h2', { hasText: 'Bo' }).waitFor();
    await screens.enter('Bo');
    await a.page.getByText('Ask me').waitFor();
    expect(await a.complaints()).toEqual([]);
  });

  it('is blocked and let back in from the list of members, and nothing of oneself can be', async () => {
    await town.group('Weekend', bo, ana);
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const screens = new DetailsScreens(a);
    await screens.enter('Weekend');
    await screens.to('Members');
    await screens.button(/^Bo /).click();
    await screens.at('Profile');
    await screens.button('Block').click();
    await screens.answer('Cancel');
    await screens.button('Block').click();
    await screens.answer('Block');
    await screens.says('You block them');
    expect(await isBlocked()).toBe(true);
    expect(await screens.button('Send a message').count()).toBe(0);
    await screens.button('Unblock').click();
    await screens.button('Send a message').waitFor();
    expect(await isBlocked()).toBe(false);
    await screens.back();
    await screens.at('Members');
    expect(await focusPath(a.page)).toMatch(/button$/);
    await screens.button(/^Ana/).click();
    await screens.at('Profile');
    await screens.button('Change your profile').waitFor();
    expect(await screens.button('Block').count()).toBe(0);
  });

  it('writes nothing that is read by who blocks them, in any room, list or quote, until the block ends', async () => {
    const room = await town.group('Weekend', bo, ana);
    const { id } = await town.send(bo, room, 'Who brings bread?');
    await town.send(bo, room, 'I do, as ever', id);
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const screens = new DetailsScreens(a);
    await article(a, 'I do, as ever').waitFor();
    await choose(a, 'Who brings bread?', 'Show profile');
    await screens.button('Block').click();
    await screens.answer('Block');
    await screens.says('You block them');
    await screens.back();
    const line = 'A message of somebody whom you block';
    await article(a, line).nth(1).waitFor();
    await a.say('Who answers whom?');
    // What comes later is not read either, nor told to the page.
    await town.send(bo, room, 'And butter');
    await article(a, line).nth(2).waitFor();
    expect(await a.page.getByText(/bread|as ever|butter/).count()).toBe(0);
    expect(await findBarriers(a.page)).toEqual([]);
    await home.home();
    await home.toRooms();
    await home.row('Weekend').getByText(line).waitFor();
    // Ended on another device, it ends here with the next connection.
    await ana.rest('DELETE', `/v1/me/blocks/${bo.id}`);
    await a.page.reload();
    await home.open();
    await home.toRooms();
    await home.enter('Weekend');
    await article(a, 'And butter').waitFor();
    await article(a, 'Who brings bread?').waitFor();
    expect(await a.page.getByText(line).count()).toBe(0);
  });

  it('is asked for once more where that failed, and said to be gone where they are', async () => {
    const room = await town.group('Weekend', bo, ana);
    await town.send(bo, room, 'Who brings bread?');
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const screens = new DetailsScreens(a);
    await a.page.route(`**/users/${bo.id}`, (route) => route.fulfill({ status: 503, json: { code: 'unavailable' } }));
    await choose(a, 'Who brings bread?', 'Show profile');
    await screens.page.getByText('This did not load').waitFor();
    await a.page.unroute(`**/users/${bo.id}`);
    await screens.button('Retry').click();
    await a.page.getByText('Ask me').waitFor();
    await screens.back();
    await bo.rest('DELETE', '/v1/me', { password });
    await choose(a, 'Who brings bread?', 'Show profile');
    await screens.page.locator('parley-person .name', { hasText: 'Deleted user' }).waitFor();
    expect(await screens.page.getByText('Ask me').count()).toBe(0);
  });
});
