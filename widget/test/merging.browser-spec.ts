import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { checkScreen } from './support/account-screens.js';
import { findBarriers } from './support/browser.js';
import { givenVisits, password } from './support/visits.js';

const given = givenVisits();
const merge = 'Bring this conversation along';

/** A guest who has said something, at the form to log in. */
async function guestAtLogIn(...page: Parameters<typeof given.visits.visit>) {
  await given.visits.makeAccount('grace', 'Grace');
  const [ada, screens] = await given.visits.visit(...page);
  await ada.open();
  await ada.say('said as a guest');
  await ada.sees('said as a guest');
  await screens.avatar.click();
  await screens.button('Log in').click();
  await screens.at('Log in');
  return [ada, screens] as const;
}

describe('a guest who logs in', () => {
  it('is asked in one line whether the conversation comes along, and takes it along by keyboard', async () => {
    const [ada, screens] = await guestAtLogIn();
    const box = screens.page.getByRole('checkbox', { name: merge });
    expect(await box.isChecked()).toBe(false);
    await screens.page.getByText(/^Otherwise what you wrote as .+ stays, but is no longer yours\.$/).waitFor();
    await checkScreen(screens.page, 'Log in');
    await eventually(async () => expect(await screens.focused()).toBe('Username or e-mail'));
    const { keyboard } = screens.page;
    await keyboard.type('grace');
    await keyboard.press('Tab');
    await keyboard.type(password);
    // Past the eye that shows the password.
    await keyboard.press('Tab');
    await keyboard.press('Tab');
    expect(await screens.focused()).toContain(merge);
    await keyboard.press('Space');
    expect(await box.isChecked()).toBe(true);
    await keyboard.press('Enter');
    await screens.button('You are Grace').waitFor();
    await ada.say('said as Grace');
    await ada.sees('said as Grace');
    await eventually(async () => expect(await ada.page.locator('article.own').count()).toBe(2));
    expect(await findBarriers(ada.page)).toEqual([]);

    const [bo] = await given.visits.visit();
    await bo.open();
    await bo.sees('said as a guest');
    await eventually(async () => expect(await bo.page.locator('.name').allTextContents()).toEqual(['Grace']));
    expect(await ada.complaints()).toEqual([]);
  });

  it('is asked once more after a wrong password, with the answer as it was', async () => {
    const [, screens] = await guestAtLogIn();
    await screens.fill({ 'Username or e-mail': 'grace', Password: 'not the one' });
    await screens.page.getByRole('checkbox', { name: merge }).check();
    await screens.page.keyboard.press('Enter');
    await eventually(async () => expect(await screens.problem('Password')).toBe('The login or the password is wrong.'));
    expect(await screens.page.getByRole('checkbox', { name: merge }).isChecked()).toBe(true);
  });

  it('is asked from right to left, in the dark and on a phone, too', async () => {
    const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, colorScheme: 'dark' as const };
    const [, screens] = await guestAtLogIn(given.visits.serve({}, 'rtl'), phone);
    const [box, label] = await screens.page.locator('.merge label').evaluate((element) => {
      const input = element.querySelector('input') as HTMLElement;
      return [input.getBoundingClientRect().right, element.getBoundingClientRect().right];
    });
    expect(box).toBe(label);
    await checkScreen(screens.page, 'Log in');
  });

  it('and has said nothing anywhere is asked nothing', async () => {
    const [, screens] = await given.visits.visit();
    await screens.enterAsGuest();
    await screens.button('Log in').click();
    await screens.field('Username or e-mail').waitFor();
    await eventually(async () => expect(await screens.page.getByRole('checkbox').count()).toBe(0));
  });
});
