import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { PlaceScreens } from './support/place-screens.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

async function create(): Promise<PlaceScreens> {
  const [visitor] = await given.visits.visit();
  await visitor.open();
  const screens = new PlaceScreens(visitor);
  await screens.go('Discover');
  await screens.button('Create a room').click();
  await screens.at('Create a room');
  return screens;
}

const field = ({ page }: PlaceScreens, label: string) => page.getByLabel(label, { exact: true });

describe('a new room', () => {
  it('is made by whoever is nobody yet, is entered, and found by others', async () => {
    const screens = await create();
    await eventually(() => screens.page.locator('#name:focus').waitFor());
    await screens.check();
    await screens.page.keyboard.type('  Night   owls ');
    await field(screens, 'What it is about').fill('For whoever is up late');
    await field(screens, 'Address').fill('night-owls');
    await screens.page.keyboard.press('Enter');
    await screens.inRoom('Night owls');
    await screens.visitor.say('Anybody up?');
    await screens.visitor.sees('Anybody up?');
    const [other] = await given.visits.visit(given.visits.serve({ room: 'night-owls' }));
    await other.open();
    await other.sees('Anybody up?');
    expect(await screens.visitor.complaints()).toEqual([]);
  });

  it('can be private: then it has no address, and Discover does not show it', async () => {
    const screens = await create();
    await field(screens, 'Name').fill('Ours');
    await field(screens, 'Private').check();
    await screens.page.getByText('Only whom you invite.').waitFor();
    expect(await field(screens, 'Address').count()).toBe(0);
    await screens.check();
    await screens.button('Create room').click();
    await screens.inRoom('Ours');
    await screens.go('Discover');
    await screens.row('Lobby').waitFor();
    expect(await screens.rows()).toEqual(['Lobby']);
  });

  it('has what is wrong under the field that it is about', async () => {
    const { tenant } = given.visits;
    const screens = await create();
    const body = { type: 'public', name: 'Taken', slug: 'taken' };
    await tenant.rest('POST', '/v1/rooms', { bearer: tenant.secretKey, body });
    await screens.button('Create room').click();
    expect(await screens.problem('Name')).toBe('Give the room a name.');
    await field(screens, 'Name').fill('n'.repeat(64));
    await screens.page.getByText('16 characters left').waitFor();
    await field(screens, 'Name').fill('🦉'.repeat(81));
    await screens.page.getByText('1 character too many').waitFor();
    await screens.button('Create room').click();
    expect(await screens.problem('Name')).toBe('At most 80 characters.');
    await field(screens, 'Name').fill('Owls');
    for (const [slug, problem] of [
      ['no blanks', 'Use 1 to 64 of a-z, 0-9 and hyphens.'],
      ['lobby', 'This address is kept for something else. Choose another one.'],
      ['Taken', 'Another room has this address. Choose another one.'],
    ] as const) {
      await field(screens, 'Address').fill(slug);
      await screens.page.keyboard.press('Enter');
      await eventually(async () => expect(await screens.problem('Address')).toBe(problem));
      await eventually(() => screens.page.locator('#slug:focus').waitFor());
    }
    await screens.check();
    await field(screens, 'Address').fill('free');
    await screens.page.keyboard.press('Enter');
    await screens.inRoom('Owls');
  });

  it('waits as long as the server wants after many in an hour', async () => {
    await given.visits.tenant.settings({ limits: { roomsPerHour: 1 } });
    const screens = await create();
    await field(screens, 'Name').fill('First');
    await screens.button('Create room').click();
    await screens.inRoom('First');
    await screens.go('Discover');
    await screens.button('Create a room').click();
    await field(screens, 'Name').fill('Second');
    await screens.button('Create room').click();
    await screens.page.getByText('You made many rooms in the last hour.').waitFor();
    await screens.button(/^Create room in \d+:\d\d$/).waitFor();
    await screens.check();
    expect(await field(screens, 'Name').inputValue()).toBe('Second');
  });

  it('is refused in words where guests make none, with the way to an account', async () => {
    await given.visits.tenant.settings({ roomCreation: 'members' });
    const screens = await create();
    await field(screens, 'Name').fill('Mine');
    await screens.button('Create room').click();
    await screens.page.getByText('Rooms are made by members here.').waitFor();
    await screens.check();
    await screens.page.locator('parley-create').getByRole('button', { name: 'Sign in' }).click();
    await screens.at('Create account').catch(() => screens.at('Account'));
  });

  it('needs an account where guests are not let in', async () => {
    await given.visits.tenant.settings({ guests: 'off' });
    const [visitor] = await given.visits.visit();
    await visitor.launcher.click();
    const screens = new PlaceScreens(visitor);
    await screens.page.getByText('Guests cannot write here.').waitFor();
    await screens.go('People');
    for (const title of ['Meet someone', 'Discover']) {
      await screens.page.getByText('Guests are not let in here.').waitFor();
      await screens.check();
      await screens.page.keyboard.press('Escape');
      await screens.atHome();
      await screens.choose(title);
    }
    await screens.row('Lobby').waitFor();
    expect(await screens.button('Create a room').count()).toBe(0);
  });
});
