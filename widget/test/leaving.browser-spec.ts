import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { AccountScreens } from './support/account-screens.js';
import { findBarriers, focusPath } from './support/browser.js';
import { firefox, givenVisits, password } from './support/visits.js';

const given = givenVisits();

describe('the own data', () => {
  it('are a file with everything that the person wrote', async () => {
    await given.visits.makeAccount('ada');
    const [ada, screens] = await given.visits.visit();
    await screens.logIn('ada', password);
    await screens.button('Back').click();
    await ada.say('remember this');
    await ada.sees('remember this');
    await screens.avatar.click();
    await screens.turnTo('Your data');
    expect(await findBarriers(ada.page)).toEqual([]);
    const download = ada.page.waitForEvent('download');
    await screens.button('Download').click();
    const file = await download;
    expect(file.suggestedFilename()).toBe('parley-ada.json');
    const known = JSON.parse(await readFile(await file.path(), 'utf8')) as {
      profile: { username: string };
      messages: { text: string }[];
    };
    expect(known.profile.username).toBe('ada');
    expect(known.messages.map(({ text }) => text)).toEqual(['remember this']);
    await ada.page.getByText('Your browser has the file: parley-ada.json').waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    expect(await ada.complaints()).toEqual([]);
  });

  it('say that they are on their way, and why they do not come', async () => {
    const [{ page: view }, screens] = await given.visits.visit();
    await screens.enterAsGuest();
    await screens.turnTo('Your data');
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await view.route('**/v1/me/export', (route) => held.then(() => route.abort()), { times: 3 });
    await screens.button('Download').click();
    await view.getByText('Preparing the file').waitFor();
    letGo();
    await view.getByText('The server was not reached.').waitFor();
    expect(await findBarriers(view)).toEqual([]);
    const download = view.waitForEvent('download');
    await screens.button('Download').click();
    expect((await download).suggestedFilename()).toMatch(/^parley-.+\.json$/);
  });
});

describe('deleting the account', () => {
  it('asks for the password, and then nobody is there any more', async () => {
    await given.visits.makeAccount('ada', 'Ada Lovelace');
    const [[ada, screens], [bo]] = [await given.visits.visitAccount('ada'), await given.visits.visit()];
    const [phone] = await given.visits.visitAccount('ada', undefined, firefox);
    await screens.button('Back').click();
    await ada.say('I was here');
    await ada.sees('I was here');
    await bo.open();
    await bo.say('hello');
    await bo.page.locator('.name', { hasText: 'Ada Lovelace' }).waitFor();
    await screens.avatar.click();
    await screens.turnTo('Delete account');
    await ada.page.getByText('What you wrote stays, as written by a deleted user.').waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);

    await screens.button('Delete for good').click();
    expect(await screens.problem('Password')).toBe('Enter a password.');
    await eventually(async () => expect(await screens.focused()).toBe('Password'));
    await screens.fill({ Password: 'not the one' });
    await ada.page.keyboard.press('Enter');
    await eventually(async () => expect(await screens.problem('Password')).toBe('The password is wrong.'));
    await eventually(async () => expect(await screens.focused()).toBe('Password'));
    expect(await findBarriers(ada.page)).toEqual([]);
    await screens.fill({ Password: password });
    await ada.page.keyboard.press('Enter');
    await ada.page.getByText('Your account is deleted.').waitFor();
    await screens.at('Sign in');
    expect(await ada.kept()).toEqual([]);
    expect(await findBarriers(ada.page)).toEqual([]);

    await new AccountScreens(phone).at('Sign in');
    await bo.page.locator('.name', { hasText: 'Deleted user' }).waitFor();
    const again = await given.visits.tenant.rest('POST', '/v1/auth/login', { body: { login: 'ada', password } });
    expect(again.body).toMatchObject({ code: 'invalid_credentials' });
    // A visitor as any other: the log is read, and the next message makes a guest.
    await screens.button('Back').click();
    await screens.entry.waitFor();
    expect(await ada.page.getByText('You were signed out.').count()).toBe(0);
    await ada.say('somebody new');
    await ada.sees('somebody new');
    expect(await ada.page.locator('article.own').count()).toBe(1);
    expect(await ada.complaints()).toEqual([]);
  });

  it('is told beforehand, and offers the data first', async () => {
    await given.visits.makeAccount('ada');
    const [{ page: view }, screens] = await given.visits.visitAccount('ada');
    await screens.turnTo('Delete account');
    await view.getByText('Nobody else can take the username ada for 30 days.').waitFor();
    const fields = await screens
      .field('Password')
      .evaluate((input: HTMLInputElement) =>
        [...(input.form?.querySelectorAll('input') ?? [])].map((one) => [one.autocomplete, one.value]),
      );
    expect(fields).toEqual([
      ['username', 'ada'],
      ['current-password', ''],
    ]);
    await screens.button('Download your data first').click();
    await screens.at('Your data');
    await eventually(async () => expect(await focusPath(view)).toMatch(/parley-account > h2$/));
  });

  it('needs no password of a guest', async () => {
    const [ada, screens] = await given.visits.visit();
    await screens.enterAsGuest();
    const name = await screens.field('Name').inputValue();
    await screens.turnTo('Delete this guest');
    await ada.page.getByText(`Nobody can come back as ${name}, not even you.`).waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    await screens.button('Delete for good').click();
    await ada.page.getByText(`The guest ${name} is deleted.`).waitFor();
    expect(await ada.kept()).toEqual([]);
    await screens.button('Continue as guest').click();
    await screens.avatar.click();
    await eventually(async () => expect(await screens.field('Name').inputValue()).not.toBe(''));
  });

  it('counts down when the password was tried too often', async () => {
    await given.visits.makeAccount('ada');
    const [{ page: view }, screens] = await given.visits.visitAccount('ada');
    await given.visits.tenant.settings({ limits: { loginAttemptsPerHour: 1 } });
    await screens.turnTo('Delete account');
    await screens.fill({ Password: 'not the one' });
    await view.keyboard.press('Enter');
    await eventually(async () => expect(await screens.problem('Password')).toBe('The password is wrong.'));
    await screens.button('Delete for good').click();
    await view.getByRole('button', { name: /^Wait \d\d:\d\d then: Delete for good$/ }).waitFor();
    expect(await findBarriers(view)).toEqual([]);
  });
});

describe('what becomes of the messages', () => {
  it.each([
    ['anonymize', 'What you wrote stays, as written by a deleted user.'],
    ['remove', 'What you wrote is removed, too, in every room.'],
  ])('is said where the server tells it: %s', async (deletedUsers, words) => {
    await given.visits.makeAccount('ada');
    await given.visits.tenant.settings({ deletedUsers });
    const [ada, screens] = await given.visits.visit();
    await screens.logIn('ada', password);
    await screens.turnTo('Delete account');
    await ada.page.getByText(words, { exact: true }).waitFor();
  });
});
