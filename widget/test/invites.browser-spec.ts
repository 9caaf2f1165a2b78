import { beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { PlaceScreens } from './support/place-screens.js';
import { givenVisits, password } from './support/visits.js';

const given = givenVisits();
let roomId: string;
let code: string;

/** An invitation to the room of the test. */
async function invite(fields: Record<string, unknown> = {}): Promise<string> {
  const { tenant } = given.visits;
  const { body } = await tenant.rest<{ code: string }>('POST', `/v1/rooms/${roomId}/invites`, {
    bearer: tenant.secretKey,
    body: fields,
  });
  return body.code;
}

async function follow(url: string): Promise<PlaceScreens> {
  const [visitor] = await given.visits.visit(url);
  const screens = new PlaceScreens(visitor);
  await screens.at('Invitation');
  return screens;
}

beforeEach(async () => {
  const { tenant } = given.visits;
  const body = { type: 'private', name: 'Book club' };
  roomId = (await tenant.rest<{ id: string }>('POST', '/v1/rooms', { bearer: tenant.secretKey, body })).body.id;
  code = await invite();
});

describe('the link of an invitation', () => {
  it('shows on the chat page where it leads, and lets in whoever is nobody yet', async () => {
    const { tenant } = given.visits;
    const first = await follow(`${testServerUrl()}/chat#invite=${code}${tenant.key}`);
    await first.page.getByText('You are invited to “Book club”').waitFor();
    await eventually(() => first.page.locator('.action:focus').waitFor());
    await first.check();
    expect(await first.visitor.kept()).toEqual([]);
    await first.page.keyboard.press('Enter');
    await first.inRoom('Book club');
    expect(first.page.url()).toBe(`${testServerUrl()}/chat`);
    await first.visitor.say('what do we read?');
    await first.visitor.sees('what do we read?');
    // The key may stand in the query as well.
    const second = await follow(`${testServerUrl()}/chat?key=${tenant.key}#invite=${code}`);
    await second.button('Join').click();
    await second.visitor.sees('what do we read?');
    expect(await second.visitor.complaints()).toEqual([]);
  });

  it('opens the chat on any page that has it, and is followed again in the same tab', async () => {
    const { tenant } = given.visits;
    const page = given.visits.serve();
    const screens = await follow(`${page}#invite=${code}${tenant.key}`);
    await screens.button('Join').waitFor();
    const revoked = await invite();
    await tenant.rest('DELETE', `/v1/invites/${revoked}`, { bearer: tenant.secretKey });
    await screens.page.evaluate((hash) => (location.hash = hash), `#invite=${revoked}${tenant.key}`);
    await screens.page.getByText('This invitation is no longer good').waitFor();
    await screens.check();
    await screens.button('See other rooms').click();
    await screens.row('Lobby').waitFor();
  });

  it('is nobody else’s: the chat of another tenant leaves it alone', async () => {
    const { key } = given.visits.tenant;
    await given.visits.begin();
    const [visitor] = await given.visits.visit(`${given.visits.serve()}#invite=${code}${key}`);
    await visitor.open();
    expect(new URL(visitor.page.url()).hash).toBe(`#invite=${code}${key}`);
    expect(await visitor.page.locator('parley-places').count()).toBe(0);
  });

  it('says so when its last use was somebody else’s between looking and joining', async () => {
    const { tenant } = given.visits;
    code = await invite({ maxUses: 1 });
    const screens = await follow(`${given.visits.serve()}#invite=${code}${tenant.key}`);
    await screens.button('Join').waitFor();
    expect((await (await tenant.guest()).rest('POST', `/v1/invites/${code}/accept`)).status).toBe(200);
    await screens.button('Join').click();
    await screens.page.getByText('This invitation is no longer good').waitFor();
  });

  it.each(['places', 'finding'])('is kept, and shown at the next try, when %s did not load', async (chunk) => {
    const { tenant } = given.visits;
    const [visitor] = await given.visits.visit();
    const hash = `#invite=${code}${tenant.key}`;
    await visitor.page.route(`**/${chunk}-*.js`, (route) => route.abort(), { times: 2 });
    await visitor.page.evaluate((to) => (location.hash = to), hash);
    await visitor.page.getByText('did not load').first().waitFor();
    expect(new URL(visitor.page.url()).hash).toBe(hash);
    await visitor.page.reload();
    await visitor.page.getByText('did not load').first().waitFor();
    const screens = new PlaceScreens(visitor);
    await screens.button('Retry').click();
    await visitor.page.getByText('You are invited to “Book club”').waitFor();
    await screens.check();
    await screens.button('Join').click();
    await screens.inRoom('Book club');
    expect(new URL(visitor.page.url()).hash).toBe('');
  });

  it('is still there when a guest logs in on it', async () => {
    const { tenant } = given.visits;
    await given.visits.makeAccount('ada', 'Ada Lovelace');
    const page = given.visits.serve();
    const [visitor, account] = await given.visits.visit(page);
    await visitor.open();
    await visitor.say('hello');
    await visitor.sees('hello');
    await visitor.page.evaluate((hash) => (location.hash = hash), `#invite=${code}${tenant.key}`);
    const screens = new PlaceScreens(visitor);
    await screens.button('Join').waitFor();
    await account.avatar.click();
    await account.button('Log in').click();
    await account.fill({ 'Username or e-mail': 'ada', Password: password });
    await visitor.page.keyboard.press('Enter');
    await visitor.page.locator('parley-account').waitFor({ state: 'detached' });
    await screens.page.getByText('You are invited to “Book club”').waitFor();
    await screens.button('Join').click();
    await screens.inRoom('Book club');
    await visitor.page.reload();
    await visitor.open();
  });

  it('is shown also when another one was followed before, and its screen left for others', async () => {
    const { tenant } = given.visits;
    const screens = await follow(`${given.visits.serve()}#invite=${'x'.repeat(24)}${tenant.key}`);
    await screens.button('See other rooms').click();
    await screens.at('Discover');
    expect(new URL(screens.page.url()).hash).toBe('');
    await screens.page.evaluate((hash) => (location.hash = hash), `#invite=${code}${tenant.key}`);
    await screens.page.getByText('You are invited to “Book club”').waitFor();
    // Put aside, it does not come again.
    await screens.button('Back').last().click();
    await screens.page.locator('parley-places').waitFor({ state: 'detached' });
    expect(new URL(screens.page.url()).hash).toBe('');
  });
});
