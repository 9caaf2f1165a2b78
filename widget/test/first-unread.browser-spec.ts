import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers, focusPath } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

describe('the first unread message', () => {
  it('is gone to by a button, however many pages lie between', async () => {
    const town = new Town(given.visits.tenant);
    const [ana, bo] = await Promise.all([town.person('Ana'), town.person('Bo')]);
    const group = await town.group('Weekend', ana, bo);
    const text = (at: number): string => `message ${at}.`;
    const count = 130;
    await town.say(bo, group, ...Array.from({ length: count }, (_, at) => text(at + 1)));
    await ana.rest('PUT', `/v1/rooms/${group.id}/read`, { seq: 7 });
    const visitor = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
    const home = new HomeScreens(visitor);
    await home.open();
    await home.enter('Weekend');
    await visitor.sees(text(count));
    const jump = visitor.page.getByRole('button', { name: 'Go to the first unread message' });
    await jump.waitFor();
    // Where it begins is not there yet: no line says that it does.
    expect(await visitor.page.locator('parley-log .new').count()).toBe(0);
    expect(await findBarriers(visitor.page)).toEqual([]);
    await jump.click();
    await visitor.page.locator('article[data-seq="8"]').waitFor();
    await eventually(async () => {
      const [line, log] = await Promise.all([
        visitor.page.locator('parley-log .new').boundingBox(),
        visitor.log.boundingBox(),
      ]);
      expect(line !== null && log !== null && line.y >= log.y && line.y < log.y + log.height / 2).toBe(true);
    });
    expect(await jump.count()).toBe(0);
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/parley-log > div$/));
    const seqs = (await visitor.messages()).map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, at) => count - seqs.length + 1 + at));
  });
});
