import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { focusPath } from './support/browser.js';
import { PlaceScreens } from './support/place-screens.js';
import { givenVisits, password } from './support/visits.js';

const given = givenVisits();

/** Makes a room with the tenant's own key. */
async function makeRoom(name: string, fields: Record<string, unknown> = {}): Promise<string> {
  const { visits } = given;
  const { status, body } = await visits.tenant.rest<{ id: string }>('POST', '/v1/rooms', {
    bearer: visits.tenant.secretKey,
    body: { type: 'public', name, ...fields },
  });
  if (status !== 201) throw new Error(`no room ${name} was made: ${status}`);
  return body.id;
}

/** Somebody who is nobody yet opens the list of rooms. */
async function discover(attributes: Record<string, string> = {}, direction = 'ltr'): Promise<PlaceScreens> {
  const { visits } = given;
  const [visitor] = await visits.visit(visits.serve(attributes, direction));
  await visitor.open();
  const screens = new PlaceScreens(visitor);
  await screens.go('Discover');
  return screens;
}

const searches = ({ visitor }: PlaceScreens): string[] =>
  visitor.requests.filter((request) => request.includes('/v1/rooms?') && request.includes('query='));

describe('Discover', () => {
  it('shows the lobby first, then the rooms with what they are about, and leads into one that is read before it is joined', async () => {
    const { visits } = given;
    const [ana] = await visits.visit();
    await ana.open();
    const sailing = await makeRoom('Sailing', { topic: 'Knots and winds', slug: 'sailing' });
    await makeRoom('مقهى الأصدقاء', { topic: 'حديث عن كل شيء' });
    await makeRoom('x'.repeat(80), { topic: 'W'.repeat(500) });
    const bo = await discover();
    await bo.row('Sailing').waitFor();
    expect((await bo.rows())[0]).toBe('Lobby');
    expect((await bo.row('Sailing').textContent())?.replace(/\s+/g, ' ')).toMatch(
      /Sailing ?now 0 members · Knots and winds/,
    );
    await bo.check();
    expect(bo.visitor.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);

    await bo.press('Sailing');
    await bo.inRoom('Sailing');
    expect(await focusPath(bo.page)).toMatch(/parley-composer > textarea$/);
    await bo.visitor.say('I am the first one here');
    await bo.visitor.sees('I am the first one here');
    const cleo = await discover();
    expect(await cleo.row('Sailing').textContent()).toMatch(/1 member\s/);
    await cleo.press('Sailing');
    await cleo.visitor.sees('I am the first one here');
    await cleo.visitor.say('and I the second');
    await bo.visitor.sees('and I the second');
    const { body } = await visits.tenant.rest<{ memberCount: number }>('GET', `/v1/rooms/${sailing}`);
    expect(body.memberCount).toBe(2);
    expect(await bo.visitor.complaints()).toEqual([]);
  });

  it('is searched while one types, with one request for a word, also one that is mistyped', async () => {
    for (const name of ['Sailing', 'Chess', 'Chess for beginners']) await makeRoom(name);
    const screens = await discover();
    const search = screens.page.getByRole('searchbox', { name: 'Search rooms' });
    await screens.row('Sailing').waitFor();
    // However long the letters take here: none of them rests before all are typed.
    await screens.page.clock.install();
    await screens.page.clock.pauseAt(Date.now() + 1_000);
    await search.pressSequentially('chess');
    await screens.page.clock.resume();
    await eventually(async () => expect((await screens.rows()).toSorted()).toEqual(['Chess', 'Chess for beginners']));
    await screens.page.getByRole('status').getByText('2 rooms found').waitFor({ state: 'attached' });
    expect(searches(screens)).toHaveLength(1);
    await search.fill('saling');
    await eventually(async () => expect(await screens.rows()).toEqual(['Sailing']));
    await search.fill('zzzzzz');
    await screens.page.getByText('No room is called “zzzzzz”').waitFor();
    await screens.check();
    // Escape empties the search first, and leads back only then.
    await search.press('Escape');
    await eventually(async () => expect(await screens.rows()).toHaveLength(4));
    expect(await search.inputValue()).toBe('');
    await search.press('Escape');
    await screens.atHome();
  });

  it('loads page after page while it is scrolled, and shows each room once', async () => {
    const names = Array.from({ length: 70 }, (_, index) => `Room ${index}`);
    for (const name of names) await makeRoom(name);
    const screens = await discover();
    await screens.row('Room 69').waitFor();
    expect((await screens.rows()).length).toBeLessThan(70);
    await eventually(async () => {
      await screens.page.locator('parley-places main').evaluate((main) => main.scrollTo(0, main.scrollHeight));
      expect(await screens.rows()).toHaveLength(71);
    });
    expect(new Set(await screens.rows()).size).toBe(71);
    // The way to a room of one's own is always in sight.
    expect(await screens.button('Create a room').isVisible()).toBe(true);
  });

  it('goes on by itself after the pause that the server wants', async () => {
    const { visits } = given;
    await visits.makeAccount('ana');
    await makeRoom('Sailing');
    const { body } = await visits.tenant.rest<{ accessToken: string }>('POST', '/v1/auth/login', {
      body: { login: 'ana', password },
    });
    const [visitor, account] = await visits.visitAccount('ana');
    await account.page.locator('parley-account').getByRole('button', { name: 'Back' }).click();
    const screens = new PlaceScreens(visitor);
    await screens.go('Discover');
    await screens.row('Sailing').waitFor();
    const burn = () => visits.tenant.rest('GET', '/v1/rooms?query=sail', { bearer: body.accessToken });
    for (let status = 200; status !== 429;) ({ status } = await burn());
    await screens.page.getByRole('searchbox').fill('sail');
    await screens.page.getByText(/Many searches in a short time\. It goes on in \d+ s\./).waitFor();
    await screens.check();
    expect(await screens.page.getByRole('alert').count()).toBe(0);
    // What was found before stays in sight.
    expect(await screens.rows()).toContain('Sailing');
    await eventually(async () => expect(await screens.rows()).toEqual(['Sailing']), { withinMs: 60_000 });
  }, 90_000);

  it('says that the server was not reached, and tries again when asked or when the network is back', async () => {
    await makeRoom('Sailing');
    const screens = await discover();
    await screens.row('Sailing').waitFor();
    await screens.page.context().setOffline(true);
    await screens.page.getByRole('searchbox').fill('sail');
    await screens.page.getByRole('alert').getByText('The rooms did not load').waitFor();
    await screens.check();
    await screens.button('Retry').click();
    await screens.page.getByRole('alert').waitFor();
    await screens.page.context().setOffline(false);
    await eventually(async () => expect(await screens.rows()).toEqual(['Sailing']));
  });

  it('asks whoever is nobody to sign in where rooms are for members', async () => {
    const { visits } = given;
    await visits.tenant.settings({ visitorsRead: false });
    const [visitor] = await visits.visit();
    await visitor.launcher.click();
    const screens = new PlaceScreens(visitor);
    await screens.go('Discover');
    await screens.page.getByText('The rooms here are for members').waitFor();
    await screens.check();
    await screens.page.locator('parley-discover').getByRole('button', { name: 'Sign in' }).click();
    await screens.button('Continue as guest').click();
    await screens.row('Lobby').waitFor();
  });

  it('shows nothing of another tenant', async () => {
    await makeRoom('Ours alone');
    await given.visits.begin();
    await makeRoom('Theirs');
    const screens = await discover();
    await screens.row('Theirs').waitFor();
    expect(await screens.rows()).toEqual(['Lobby', 'Theirs']);
  });

  it('keeps its order from right to left, on a phone too', async () => {
    const { visits } = given;
    await makeRoom('مقهى الأصدقاء', { topic: 'حديث عن كل شيء' });
    const [visitor] = await visits.visit(visits.serve({ theme: 'dark' }, 'rtl'), {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await visitor.open();
    const screens = new PlaceScreens(visitor);
    await screens.go('Discover');
    await screens.row('مقهى الأصدقاء').waitFor();
    await screens.check();
  });
});
