import { beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, isOnScreen, untilOnScreen } from './support/messages.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();
/** Too many to be loaded to get to one above them. */
const between = 420;
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

const newest = ({ page }: Visitor) => page.getByRole('button', { name: 'Go to the newest message' });
const toEnd = ({ page }: Visitor) =>
  page.locator('.viewport').evaluate((log) => {
    log.scrollTop = log.scrollHeight;
  });

describe('a message hundreds of messages above', () => {
  it('is shown among its neighbours, from where one reads on down to the newest', async () => {
    const room = await town.group('Weekend', bo, ana);
    const rules = await town.send(bo, room, 'The rules of the house');
    for (let n = 0; n < between; n += 1) await town.send(bo, room, `Line ${n}`);
    await town.send(bo, room, 'As I said', rules.id);
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    await article(a, 'As I said').locator('parley-quote button').click();
    await untilOnScreen(a, 'The rules of the house');
    // Not all that lies between is there.
    expect(await article(a, `Line ${between - 1}`).count()).toBe(0);
    expect(await a.page.locator('parley-message').count()).toBeLessThan(200);

    // Whoever looks elsewhere misses nothing, and is brought back at once.
    await town.send(bo, room, 'News meanwhile');
    await newest(a).click();
    await untilOnScreen(a, 'News meanwhile');
    await article(a, 'As I said').locator('parley-quote button').click();
    await untilOnScreen(a, 'The rules of the house');
    await eventually(async () => {
      await toEnd(a);
      expect(await isOnScreen(a, 'News meanwhile')).toBe(true);
      // What came in the same moment may have put the log back to where it was.
      expect(await newest(a).count()).toBe(0);
    });
    expect(await a.page.locator('parley-message').count()).toBe(between + 3);

    // What is written up there is seen at the end.
    await a.page.locator('.viewport').evaluate((log) => {
      log.scrollTop = 0;
    });
    await a.say('Here I am');
    await untilOnScreen(a, 'Here I am');
    expect(await a.complaints()).toEqual([]);
  });
});
