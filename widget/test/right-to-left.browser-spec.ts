import { describe, expect, it } from '@jest/globals';
import type { Locator } from 'playwright-core';
import { DetailsScreens } from './support/details-screens.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { PlaceScreens } from './support/place-screens.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();
const name = 'The weekend in the mountains with everybody who was there last year';
const topic = 'كتب ومجلات وقصص قصيرة لكل من يحب القراءة في المساء';

/** Which way a text runs, and at which side it stands. */
const stands = (text: Locator) =>
  text.evaluate((element) => {
    const range = document.createRange();
    range.selectNodeContents(element);
    const [around, box] = [element.getBoundingClientRect(), range.getBoundingClientRect()];
    const isCut = element.scrollWidth > element.clientWidth;
    const side = Math.abs(around.right - box.right) < Math.abs(around.left - box.left) ? 'right' : 'left';
    return { direction: getComputedStyle(element).direction, side: isCut ? 'both' : side };
  });

const isMirrored = (icon: Locator): Promise<boolean> =>
  icon.evaluate((svg) => new DOMMatrix(getComputedStyle(svg).transform).a === -1);

describe('on a page that is read from right to left', () => {
  it('ways back point there, and what is long ends at its own end', async () => {
    const { visits } = given;
    const town = new Town(visits.tenant);
    const ana = await town.person('Ana');
    await town.group(name, ana);
    await town.group('Club', ana);
    await ana.rest('POST', '/v1/rooms', { type: 'public', name: 'غرفة المطالعة', slug: 'reading', topic });
    const phone = { viewport: { width: 390, height: 844 } };
    const visitor = await visits.visitAs(ana.session, visits.serve({ room: '' }, 'rtl'), phone);
    const { page } = visitor;
    const [home, details, places] = [new HomeScreens(visitor), new DetailsScreens(visitor), new PlaceScreens(visitor)];
    await home.open();
    await home.toRooms();
    expect(await isMirrored(page.locator('parley-places .back svg'))).toBe(true);
    await home.enter(name);
    const header = page.locator('parley-header');
    expect(await isMirrored(header.locator('.back svg'))).toBe(true);
    expect(await stands(header.locator('h2'))).toEqual({ direction: 'ltr', side: 'both' });
    await details.enter(name);
    await details.to('Settings of the room');
    expect((await stands(page.locator('parley-places label').first())).side).toBe('right');
    await details.back();
    await details.to('Banned and muted');
    await page.getByText('Nobody is muted').waitFor();
    expect((await stands(page.getByText('Nobody is muted'))).side).toBe('right');
    await places.check();
    await details.back();
    await details.back();
    await home.home();
    await home.toRooms();
    await home.enter('Club');
    expect(await stands(header.locator('h2'))).toEqual({ direction: 'ltr', side: 'right' });
    await places.go('Discover');
    const search = page.getByRole('searchbox');
    expect(await search.evaluate((input) => getComputedStyle(input).paddingRight)).toBe('40px');
    const about = places.row('غرفة المطالعة').locator('.entry-about bdi');
    // Its beginning is in sight.
    expect(await stands(about)).toEqual({ direction: 'rtl', side: 'both' });
    await places.check();
    expect(await visitor.complaints()).toEqual([]);
  });
});
