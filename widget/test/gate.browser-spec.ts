import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers, focusPath } from './support/browser.js';
import { givenVisits, password } from './support/visits.js';

const given = givenVisits();

describe('where guests are off', () => {
  it('nobody is let write in vain: the way to an account is where messages are written', async () => {
    const { visits } = given;
    await visits.makeAccount('grace', 'Grace Hopper');
    await visits.tenant.settings({ guests: 'off' });
    const [grace, screens] = await visits.visit();
    await grace.launcher.click();
    await grace.page.getByText('Guests cannot write here.').waitFor();
    expect(await grace.field.isVisible()).toBe(false);
    expect(await grace.page.getByText('Write the first one').count()).toBe(0);
    expect(await findBarriers(grace.page)).toEqual([]);

    await screens.button('Log in or create an account').press('Enter');
    await screens.at('Sign in');
    await screens.button('Create account').waitFor();
    await screens.button('Log in').click();
    await screens.fill({ 'Username or e-mail': 'grace', Password: password });
    await grace.page.keyboard.press('Enter');
    await eventually(async () => expect(await focusPath(grace.page)).toMatch(/textarea$/));
    await grace.say('now I may');
    await grace.sees('now I may');
    expect(await grace.page.getByText('Guests cannot write here.').count()).toBe(0);
    expect(grace.requests.filter((request) => request.endsWith('/v1/auth/guest'))).toEqual([]);
    expect(await grace.complaints()).toEqual([]);

    await screens.avatar.click();
    await screens.button('Log out').click();
    await screens.at('Sign in');
    await screens.button('Back').click();
    await grace.page.getByText('Guests cannot write here.').waitFor();
  });

  it('and sign-up is closed, it says that the site lets people in, and nothing of accounts', async () => {
    const { visits } = given;
    await visits.tenant.settings({ guests: 'off', signUp: 'closed' });
    const [visitor, screens] = await visits.visit();
    await visitor.launcher.click();
    await visitor.page.getByText('To write here, log in to this site.').waitFor();
    expect(await visitor.field.isVisible()).toBe(false);
    expect([await screens.entry.count(), await visitor.page.getByText(/account/i).count()]).toEqual([0, 0]);
    expect(visitor.requests.filter((request) => request.includes('account-screen'))).toEqual([]);
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('whoever is here already writes on', async () => {
    const { visits } = given;
    const [guest] = await visits.visit();
    await guest.open();
    await guest.say('before');
    await guest.sees('before');
    await visits.tenant.settings({ guests: 'off' });
    await guest.page.reload();
    await guest.open();
    await guest.say('after');
    await guest.sees('after');
  });
});

describe('a visitor', () => {
  it.each([
    ['is archived', 'archived', 'This room is archived: nothing is written here any more.'],
    ['is for announcements', 'posting', 'Only moderators write here.'],
  ])('reads why nothing can be written in a room that %s', async (_what, kind, words) => {
    const { visits } = given;
    const { tenant } = visits;
    const bearer = tenant.secretKey;
    const made = await tenant.rest<{ id: string }>('POST', '/v1/rooms', {
      bearer,
      body: { type: 'public', name: 'Notices', slug: 'notices' },
    });
    const patch = kind === 'archived' ? { archived: true } : { posting: 'moderators' };
    const { status } = await tenant.rest('PATCH', `/v1/rooms/${made.body.id}`, { bearer, body: patch });
    expect(status).toBe(200);
    const [visitor] = await visits.visit(visits.serve({ room: 'notices' }));
    await visitor.launcher.click();
    await visitor.page.getByText(words).waitFor();
    expect(await visitor.field.isVisible()).toBe(false);
    expect(await visitor.page.getByText('Write the first one').count()).toBe(0);
    expect(await findBarriers(visitor.page)).toEqual([]);
  });
});

describe('what somebody has begun to write', () => {
  it('is still there when they sign in, and not for whoever comes after them', async () => {
    const { visits } = given;
    await visits.makeAccount('grace', 'Grace Hopper');
    const [grace, screens] = await visits.visit();
    await grace.open();
    await grace.field.fill('half a sentence');
    await screens.entry.click();
    await screens.button('Log in').click();
    await screens.fill({ 'Username or e-mail': 'grace', Password: password });
    await grace.page.keyboard.press('Enter');
    await screens.button('You are Grace Hopper').waitFor();
    expect(await grace.field.inputValue()).toBe('half a sentence');
    await grace.page.evaluate(() => window.Parley?.logout());
    await screens.button('Your name').waitFor();
    expect(await grace.field.inputValue()).toBe('');
  });
});
