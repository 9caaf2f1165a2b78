import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newAddress } from '../../api/test/support/account.js';
import { eventually } from '../../api/test/support/eventually.js';
import { mailedToken } from '../../api/test/support/mail-files.js';
import { QuietServer } from '../../api/test/support/quiet-server.js';
import { AccountScreens } from './support/account-screens.js';
import { findBarriers, focusPath } from './support/browser.js';
import { Visits, firefox, password } from './support/visits.js';

const another = 'eight silver flutes';

let server: QuietServer;
let visits: Visits;
beforeAll(async () => {
  server = await QuietServer.start();
  visits = await Visits.start(server.url);
});
afterAll(async () => {
  await visits?.stop();
  await server?.stop();
});
beforeEach(() => visits.begin());
afterEach(() => visits.end());

/** Follows the link of the newest mail there. */
async function confirm(email: string): Promise<void> {
  const token = await mailedToken(server.dataDir, email, 'verify');
  const { status } = await visits.tenant.rest('POST', '/v1/auth/email/verify', { body: { token } });
  expect(status).toBe(204);
}

describe('the password page', () => {
  it('changes it, and the other devices are logged out', async () => {
    await visits.makeAccount('ada');
    const [other] = await visits.visitAccount('ada', undefined, firefox);
    const [ada, screens] = await visits.visitAccount('ada');
    await screens.row('Password').press('Enter');
    await screens.at('Password');
    await eventually(async () => expect(await focusPath(ada.page)).toMatch(/parley-account > h2$/));
    const fields = await screens
      .field('New password')
      .evaluate((input: HTMLInputElement) =>
        [...(input.form?.querySelectorAll('input') ?? [])].map((one) => [one.autocomplete, one.value]),
      );
    expect(fields).toEqual([
      ['username', 'ada'],
      ['current-password', ''],
      ['new-password', ''],
    ]);
    await screens.fill({ 'Current password': password, 'New password': another });
    await ada.page.keyboard.press('Enter');
    await ada.page.getByText('Your password is changed, and your other devices are logged out.').waitFor();
    expect(await screens.field('Current password').inputValue()).toBe('');
    expect(await findBarriers(ada.page)).toEqual([]);
    await new AccountScreens(other).at('Sign in');
    await screens.button('Back').click();
    await screens.at('Account');
    const { status } = await visits.tenant.rest('POST', '/v1/auth/login', {
      body: { login: 'ada', password: another },
    });
    expect(status).toBe(200);
    expect(await ada.complaints()).toEqual([]);
  });

  it('says what is wrong with each field, before and after it asked', async () => {
    await visits.makeAccount('ada.lovelace');
    const [ada, screens] = await visits.visitAccount('ada.lovelace');
    await screens.turnTo('Password');
    await screens.button('Change password').click();
    expect(await screens.problem('Current password')).toBe('Enter a password.');
    expect(await screens.problem('New password')).toBe('Choose a new password.');
    expect(await screens.focused()).toBe('Current password');
    await screens.fill({ 'Current password': 'x', 'New password': 'Ada.Lovelace' });
    await screens.button('Change password').click();
    expect(await screens.problem('Current password')).toBe('');
    expect(await screens.problem('New password')).toBe('The password must not be the username.');
    await screens.fill({ 'New password': another });
    await screens.button('Change password').click();
    await eventually(async () => expect(await screens.problem('Current password')).toBe('The password is wrong.'));
    await screens.fill({ 'Current password': password, 'New password': 'password123' });
    await screens.button('Change password').click();
    await eventually(async () => expect(await screens.problem('New password')).toMatch(/used by too many people/));
    expect(await findBarriers(ada.page)).toEqual([]);
  });

  it('tells that it may have happened when the answer is lost', async () => {
    await visits.makeAccount('ada');
    const [ada, screens] = await visits.visitAccount('ada');
    await screens.turnTo('Password');
    await ada.page.route('**/v1/me/password', async (route) => {
      await route.fetch();
      await route.abort();
    });
    await screens.fill({ 'Current password': password, 'New password': another });
    await screens.button('Change password').click();
    await ada.page.getByText('Your password may be changed already').waitFor();
    await ada.page.unroute('**/v1/me/password');
    await screens.fill({ 'Current password': another });
    await screens.button('Change password').click();
    await ada.page.getByText('Your password is changed').waitFor();
  });

  it('is no matter of guests', async () => {
    const [, screens] = await visits.visit();
    await screens.enterAsGuest();
    expect(await screens.row('Password').count()).toBe(0);
    expect(await screens.row('E-mail').count()).toBe(0);
  });
});

describe('the e-mail page', () => {
  it('sets an address, sends again, changes it once that is confirmed, and removes it', async () => {
    await visits.makeAccount('ada');
    const [first, second] = [newAddress('first'), newAddress('second')];
    const [ada, screens] = await visits.visitAccount('ada');
    await screens.row('E-mail None').click();
    await screens.at('E-mail');
    await screens.fill({ 'E-mail': first, Password: password });
    await screens.button('Add e-mail').click();
    await ada.page.getByText(`A mail is on its way to ${first}.`).waitFor();
    await ada.page.getByText(`${first} is not confirmed yet.`).waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    const mailed = await mailedToken(server.dataDir, first, 'verify');
    await screens.fill({ Password: password });
    await screens.button('Send the mail again').click();
    await eventually(async () => expect(await mailedToken(server.dataDir, first, 'verify')).not.toBe(mailed));
    await confirm(first);
    // As it is for whoever comes back from another tab, where the mail was read.
    await ada.page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
    await ada.page.getByText(`${first} is your address, and confirmed.`).waitFor();

    await screens.fill({ Password: password });
    await screens.button('Change e-mail').click();
    expect(await screens.problem('E-mail')).toBe('This is your address already.');
    await screens.fill({ 'E-mail': second });
    await screens.button('Change e-mail').click();
    await ada.page.getByText(`Until then ${first} stays your address.`).waitFor();
    expect(await screens.field('E-mail').inputValue()).toBe(second);
    await screens.button('Send the mail again').waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    await confirm(second);
    await screens.button('Back').click();
    await screens.row(`E-mail ${second} not confirmed`).click();
    await ada.page.getByText(`${second} is your address, and confirmed.`).waitFor();
    await screens.button('Remove e-mail').click();
    expect(await screens.problem('Password')).toBe('Enter a password.');
    await screens.fill({ Password: password });
    await screens.button('Remove e-mail').press('Enter');
    await ada.page.getByText('Your e-mail address is removed.').waitFor();
    await eventually(async () => expect(await focusPath(ada.page)).toMatch(/parley-email > p$/));
    expect(await screens.field('E-mail').inputValue()).toBe('');
    await screens.button('Back').click();
    await screens.row('E-mail None').waitFor();
    expect(await ada.complaints()).toEqual([]);
  });

  it('leaves what was typed in the account as it is', async () => {
    await visits.makeAccount('ada');
    const [ada, screens] = await visits.visitAccount('ada');
    await screens.fill({ Name: 'Not saved yet' });
    await screens.turnTo('E-mail');
    await screens.fill({ 'E-mail': newAddress(), Password: password });
    await screens.button('Add e-mail').click();
    await ada.page.getByText('A mail is on its way').waitFor();
    await screens.button('Back').click();
    expect(await screens.field('Name').inputValue()).toBe('Not saved yet');
    await screens.button('Save').waitFor();
  });

  it('says what is wrong where it is', async () => {
    const taken = newAddress('taken');
    await visits.makeAccount('grace', 'Grace', taken);
    await confirm(taken);
    await visits.makeAccount('ada');
    const [ada, screens] = await visits.visitAccount('ada');
    await screens.turnTo('E-mail');
    await screens.fill({ 'E-mail': 'nowhere', Password: 'x' });
    await screens.button('Add e-mail').click();
    expect(await screens.problem('E-mail')).toBe('This is no e-mail address.');
    await screens.fill({ 'E-mail': taken });
    await screens.button('Add e-mail').click();
    await eventually(async () => expect(await screens.problem('Password')).toBe('The password is wrong.'));
    await screens.fill({ Password: password });
    await screens.button('Add e-mail').click();
    await eventually(async () => expect(await screens.problem('E-mail')).toMatch(/^There is an account/));
    expect(await findBarriers(ada.page)).toEqual([]);
  });

  it('does not offer to remove an address that an account needs, and says why', async () => {
    const email = newAddress();
    await visits.makeAccount('ada', 'Ada', email);
    const [ada, screens] = await visits.visitAccount('ada');
    await screens.turnTo('E-mail');
    await visits.tenant.settings({ emailRequired: true });
    await screens.fill({ Password: password });
    await screens.button('Remove e-mail').click();
    await ada.page.getByText('An account needs an e-mail address here.').waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    await ada.page.reload();
    await ada.open();
    await screens.avatar.click();
    await screens.turnTo('E-mail');
    await ada.page.getByText('An account needs an e-mail address here.').waitFor();
    expect(await screens.button('Remove e-mail').count()).toBe(0);
  });

  it('counts down when mails were asked for too often', async () => {
    await visits.makeAccount('ada');
    await visits.tenant.settings({ limits: { mailsPerHour: 1 } });
    const [ada, screens] = await visits.visitAccount('ada');
    await screens.turnTo('E-mail');
    await screens.fill({ 'E-mail': newAddress(), Password: password });
    await screens.button('Add e-mail').click();
    await ada.page.getByText('A mail is on its way').waitFor();
    await screens.fill({ Password: password });
    await screens.button('Send the mail again').click();
    await ada.page.getByRole('button', { name: /^Wait \d+:\d\d then: Send the mail again$/ }).waitFor();
  });
});

describe('an address that is confirmed beside the page', () => {
  it('is shown as confirmed as soon as the page has the focus again', async () => {
    const email = newAddress();
    await visits.makeAccount('ada', 'Ada', email);
    const [ada, screens] = await visits.visitAccount('ada');
    await screens.turnTo('E-mail');
    await ada.page.getByText(`${email} is not confirmed yet.`).waitFor();
    await ada.page.waitForLoadState('networkidle');
    await confirm(email);
    await ada.page.evaluate(() => dispatchEvent(new Event('focus')));
    await ada.page.getByText(`${email} is your address, and confirmed.`).waitFor();
    await screens.button('Back').click();
    await screens.row(`E-mail ${email}$`).waitFor();
  });
});
