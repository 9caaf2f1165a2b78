import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { PlaceScreens } from './support/place-screens.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

/** Somebody who has that account looks for people. */
async function lookAs(username: string): Promise<PlaceScreens> {
  const [visitor] = await given.visits.visitAccount(username);
  await visitor.page.locator('parley-account').getByRole('button', { name: 'Back' }).click();
  const screens = new PlaceScreens(visitor);
  await screens.go('People');
  return screens;
}

const search = ({ page }: PlaceScreens) => page.getByRole('searchbox', { name: 'Search by username' });

describe('people', () => {
  it('are found while one types, and two who look for each other are in one room', async () => {
    const { visits } = given;
    await visits.makeAccount('ana.silva', 'Ana Silva');
    await visits.makeAccount('bob', 'Bob');
    await visits.makeAccount('anatol', 'أناتول '.repeat(7).trim());
    const [ana, bo] = [await lookAs('ana.silva'), await lookAs('bob')];
    await search(bo).pressSequentially('an', { delay: 20 });
    await eventually(async () => expect(await bo.rows()).toHaveLength(2));
    await bo.check();
    expect(bo.visitor.requests.filter((request) => request.includes('/v1/users?'))).toHaveLength(1);
    await bo.press('Ana Silva');
    await bo.inRoom('Ana Silva');
    await bo.visitor.say('hello Ana');
    await bo.visitor.sees('hello Ana');
    await search(ana).fill('bob');
    await ana.press('Bob');
    await ana.inRoom('Bob');
    await ana.visitor.sees('hello Ana');
    await ana.visitor.say('hello Bo');
    await bo.visitor.sees('hello Bo');
    // Who is here is seen now.
    await ana.go('People');
    await search(ana).fill('bob');
    await ana.row('Bob').getByText('Online').waitFor();
    expect(await ana.visitor.complaints()).toEqual([]);
  });

  it('are told apart from oneself, from whom nobody knows, and from those of another tenant', async () => {
    const { visits } = given;
    await visits.makeAccount('bobby', 'Bobby');
    await visits.begin();
    await visits.makeAccount('bernard', 'Bernard');
    const bo = await lookAs('bernard');
    await bo.page.getByText('Two letters of a username are enough.').waitFor();
    await search(bo).fill('b');
    await search(bo).fill('bob');
    await bo.page.getByText('Nobody’s username begins with “bob”').waitFor();
    await bo.check();
    await search(bo).fill('be');
    await bo.press('Bernard');
    await bo.page.getByRole('alert').getByText('This is you. Choose somebody else.').waitFor();
    await bo.check();
  });

  it('can be blocked, which hides the one from the other, and unblocked', async () => {
    const { visits } = given;
    for (const name of ['ana', 'bob']) await visits.makeAccount(name);
    const ana = await lookAs('ana');
    await search(ana).fill('bob');
    await ana.button('More about bob').click();
    await ana.check();
    await ana.button('Block bob').click();
    await ana.button('Unblock bob').waitFor();
    await eventually(() => ana.page.locator('.unblock:focus').waitFor());
    const bo = await lookAs('bob');
    await search(bo).fill('ana');
    await bo.page.getByText('Nobody’s username begins with “ana”').waitFor();
    await search(ana).fill('');
    await ana.page.getByRole('list', { name: 'Blocked' }).waitFor();
    await ana.check();
    await ana.button('Unblock bob').click();
    await ana.page.getByRole('list', { name: 'Blocked' }).waitFor({ state: 'detached' });
    await search(bo).fill('an');
    await bo.press('ana');
    await bo.inRoom('ana');
  });

  it('who have gone meanwhile are told as such, and a guest may look for people too', async () => {
    const { visits } = given;
    await visits.makeAccount('ana');
    const [visitor] = await visits.visit();
    await visitor.open();
    const screens = new PlaceScreens(visitor);
    await screens.go('People');
    expect(await visitor.kept()).toEqual([]);
    await search(screens).fill('an');
    await screens.row('ana').waitFor();
    expect(visitor.requests.filter((request) => request.endsWith('/v1/auth/guest'))).toHaveLength(1);
    const { body } = await visits.tenant.rest<{ items: { id: string }[] }>('GET', '/v1/users?query=ana', {
      bearer: visits.tenant.secretKey,
    });
    await visits.tenant.rest('DELETE', `/v1/users/${body.items[0]?.id}`, { bearer: visits.tenant.secretKey });
    await screens.press('ana');
    await screens.page.getByRole('alert').getByText('This person cannot be reached.').waitFor();
  });
});
