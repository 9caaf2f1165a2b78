import { beforeEach, describe, expect, it } from '@jest/globals';
import type { TestUser } from '../../api/test/support/tenant.js';
import { findBarriers, focusPath } from './support/browser.js';
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

const search = ({ page }: Visitor) => page.getByRole('searchbox', { name: 'Search emoji' });
const reaction = ({ page }: Visitor, emoji: string) =>
  page.getByRole('button', { name: `${emoji} 1: you`, exact: true });

async function more(visitor: Visitor, text: string): Promise<void> {
  await article(visitor, text).hover();
  await article(visitor, text).getByRole('button', { name: 'More reactions' }).click();
  await search(visitor).waitFor();
}

describe('a reaction', () => {
  it('may be any emoji, found by what it is called or where it stands', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'Good news');
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await more(a, 'Good news');
    expect(await focusPath(a.page)).toMatch(/input$/);
    expect(await findBarriers(a.page)).toEqual([]);
    await search(a).fill('nothing is called so');
    await a.page.getByText('No emoji is called “nothing is called so”.').waitFor();
    await search(a).fill('sloth');
    await a.page.getByRole('button', { name: 'sloth', exact: true }).waitFor();
    await search(a).press('Enter');
    await reaction(a, '🦥').waitFor();
    await search(a).waitFor({ state: 'detached' });

    await more(a, 'Good news');
    await a.page.keyboard.press('ArrowDown');
    await a.page.keyboard.press('ArrowRight');
    await a.page.keyboard.press('ArrowDown');
    await a.page.keyboard.press('ArrowUp');
    await a.page.keyboard.press('Enter');
    await reaction(a, '😃').waitFor();

    await more(a, 'Good news');
    await a.page.keyboard.press('Escape');
    await search(a).waitFor({ state: 'detached' });
    expect(await focusPath(a.page)).toMatch(/parley-message-tools.*button$/);
    // The panel is open still.
    await article(a, 'Good news').waitFor();
    expect(await a.complaints()).toEqual([]);
  });

  it('is found by touch, without a keyboard over it', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'Good news');
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo', phone);
    const open = a.page.getByRole('button', { name: 'More reactions' });
    // A touch is heard from then on.
    await open.waitFor({ state: 'attached' });
    await article(a, 'Good news').locator('.bubble').tap();
    await open.tap();
    await a.page.getByRole('button', { name: 'grinning face', exact: true }).tap();
    await reaction(a, '😀').waitFor();
    expect(await a.complaints()).toEqual([]);
  });
});
