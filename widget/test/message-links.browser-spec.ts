import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { testServerUrl } from '../../api/test/support/environment.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose, untilOnScreen } from './support/messages.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();
const chatPage = () => `${testServerUrl()}/chat?key=${given.visits.tenant.key}`;

describe('a link to a message', () => {
  it('is copied from its menu, and leads members there, however far above it is', async () => {
    const { town, ana, bo } = await Town.withTwo(given.visits.tenant);
    const room = await town.group('Weekend', bo, ana);
    const rules = await town.send(bo, room, 'The rules of the house');
    for (let n = 0; n < 70; n += 1) await town.send(bo, room, `Line ${n}`);
    const [a, home] = await HomeScreens.into(given.visits, ana, 'Weekend');
    await a.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await choose(a, 'Line 69', 'Copy link');
    const link = `${chatPage()}#${room.id}/`;
    await eventually(async () =>
      expect(await a.page.evaluate(() => navigator.clipboard.readText())).toBe(`${link}${rules.seq + 70}`),
    );
    await home.home();

    const b = await given.visits.visitAs(bo.session, `${link}${rules.seq}`);
    await untilOnScreen(b, 'The rules of the house');
    // Another one, followed in the same tab.
    await b.page.evaluate((hash) => (location.hash = hash), `#${room.id}/${rules.seq + 40}`);
    await untilOnScreen(b, 'Line 39');
    expect(await b.complaints()).toEqual([]);

    const stranger = await given.visits.visitAs((await town.person('Cleo')).session, `${link}${rules.seq}`);
    await stranger.page.getByText('This room cannot be opened').waitFor();
    expect(await stranger.page.getByText('The rules of the house').count()).toBe(0);
  });

  it('is good for visitors where they may read, by the name of the room, and for no page but the chat’s', async () => {
    const { town, bo } = await Town.withTwo(given.visits.tenant);
    const lobby = await given.visits.tenant.lobby();
    const { seq } = await town.send(bo, lobby, 'Welcome all');
    for (let n = 0; n < 60; n += 1) await town.send(bo, lobby, `Line ${n}`);
    const [visitor] = await given.visits.visit(`${chatPage()}#lobby/${seq}`);
    await untilOnScreen(visitor, 'Welcome all');
    const [other] = await given.visits.visit(`${given.visits.serve()}#lobby/${seq}`);
    await other.open();
    await article(other, 'Line 59').waitFor();
    expect(await article(other, 'Welcome all').count()).toBe(0);
  });
});
