import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ReportPage } from '../../api/src/reports/report.schema.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { findBarriers, focusPath } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose } from './support/messages.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

const reports = async () => {
  const { tenant } = given.visits;
  return (await tenant.rest<ReportPage>('GET', '/v1/reports', { bearer: tenant.secretKey })).body.items;
};
const reason = ({ page }: Visitor) => page.getByRole('textbox', { name: 'What is wrong with this message?' });
const send = ({ page }: Visitor) => page.locator('parley-report').getByRole('button', { name: 'Report' });

describe('a message of another', () => {
  it('is reported with a reason, and by its author not known', async () => {
    const room = await town.direct(ana, bo);
    const insult = await town.send(bo, room, 'You are a fool');
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await a.sees('You are a fool');
    await choose(a, 'You are a fool', 'Report');
    await reason(a).waitFor();
    expect(await focusPath(a.page)).toMatch(/textarea$/);
    expect(await findBarriers(a.page)).toEqual([]);
    // Without a reason nothing is sent.
    await send(a).click();
    expect(await reports()).toEqual([]);
    await reason(a).fill('  An insult  ');
    await send(a).click();
    await a.page.getByText('Thank you, it is reported').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.keyboard.press('Enter');
    await a.page.locator('parley-report').waitFor({ state: 'detached' });
    await bo.rest('DELETE', `/v1/rooms/${room.id}/messages/${insult.id}`);
    expect(await reports()).toMatchObject([
      { reporterId: ana.id, reason: 'An insult', evidence: { message: { text: 'You are a fool', deletedAt: null } } },
    ]);
    expect(await a.complaints()).toEqual([]);
  });

  it('is left alone with Escape, and is not there to be reported once it is taken back', async () => {
    const room = await town.direct(ana, bo);
    const insult = await town.send(bo, room, 'You are a fool');
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await choose(a, 'You are a fool', 'Report');
    await reason(a).fill('An insult');
    await a.page.keyboard.press('Escape');
    await a.page.locator('parley-report').waitFor({ state: 'detached' });
    await article(a, 'You are a fool').waitFor();
    await choose(a, 'You are a fool', 'Report');
    await bo.rest('DELETE', `/v1/rooms/${room.id}/messages/${insult.id}`);
    await a.page.locator('parley-report').waitFor({ state: 'detached' });
    expect(await reports()).toEqual([]);
  });

  it('says why it could not be reported, and can be once more', async () => {
    const room = await town.direct(ana, bo);
    await town.send(bo, room, 'You are a fool');
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    await choose(a, 'You are a fool', 'Report');
    await a.page.route('**/report', (route) =>
      route.fulfill({ status: 429, json: { code: 'rate_limited', status: 429, title: 'Too many' } }),
    );
    await reason(a).fill('An insult');
    await send(a).click();
    await a.page.locator('parley-report').getByRole('alert').waitFor();
    await a.page.unroute('**/report');
    await send(a).click();
    await a.page.getByText('Thank you, it is reported').waitFor();
    expect(await reports()).toHaveLength(1);
  });
});
