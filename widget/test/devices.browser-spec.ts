import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { AccountScreens } from './support/account-screens.js';
import { findBarriers, focusPath } from './support/browser.js';
import { firefox, givenVisits, password } from './support/visits.js';

const given = givenVisits();

describe('the devices', () => {
  it('are listed, and one of them is logged out', async () => {
    await given.visits.makeAccount('ada');
    const [other] = await given.visits.visitAccount('ada', undefined, firefox);
    const [ada, screens] = await given.visits.visitAccount('ada');
    await screens.turnTo('Devices');
    await ada.page.getByText('This device').waitFor();
    const devices = await ada.page.locator('parley-devices li').allInnerTexts();
    expect(devices.map((text) => text.split(/\s*\n\s*/))).toEqual([
      ['Chrome on Linux', 'This device'],
      ['Firefox on Windows', 'Active now', 'Log out'],
    ]);
    expect(await findBarriers(ada.page)).toEqual([]);
    await screens.button('Log out: Firefox on Windows, Active now').click();
    await ada.page.getByText('Firefox on Windows is logged out.').waitFor();
    await eventually(async () => expect(await focusPath(ada.page)).toMatch(/parley-devices > p$/));
    expect(await ada.page.locator('parley-devices li').count()).toBe(1);
    await new AccountScreens(other).at('Sign in');
    expect(await findBarriers(ada.page)).toEqual([]);
  });

  it('are said to be in use no longer than that is known', async () => {
    await given.visits.makeAccount('ada');
    await given.visits.visitAccount('ada', undefined, firefox);
    const [ada, screens] = await given.visits.visit();
    await ada.page.clock.install();
    await screens.logIn('ada', password);
    await screens.turnTo('Devices');
    await screens.button('Log out: Firefox on Windows, Active now').waitFor();
    await ada.page.clock.runFor('02:00');
    await screens.button('Log out: Firefox on Windows, Last active 2 minutes ago').waitFor();
  });

  it('are all logged out but this one, once the person has said so', async () => {
    await given.visits.makeAccount('ada');
    const [other] = await given.visits.visitAccount('ada', undefined, firefox);
    const [ada, screens] = await given.visits.visitAccount('ada');
    await screens.turnTo('Devices');
    await screens.button('Log out everywhere').click();
    await ada.page.getByText('The other devices are logged out at once.').waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    await ada.page.keyboard.press('Escape');
    await eventually(async () => expect(await focusPath(ada.page)).toMatch(/parley-devices > button$/));
    await screens.at('Devices');
    await screens.button('Log out everywhere').click();
    await screens.button('Log out the others only').click();
    await ada.page.getByText('All other devices are logged out.').waitFor();
    expect(await screens.button('Log out everywhere').count()).toBe(0);
    await new AccountScreens(other).at('Sign in');
    await screens.button('Back').click();
    await screens.at('Account');
  });

  it('are all logged out, this one too', async () => {
    await given.visits.makeAccount('ada');
    const [other] = await given.visits.visitAccount('ada', undefined, firefox);
    const [ada, screens] = await given.visits.visitAccount('ada');
    await screens.turnTo('Devices');
    await screens.button('Log out everywhere').click();
    await screens.button('Log out everywhere').click();
    await ada.page.getByText('You are logged out.').waitFor();
    await new AccountScreens(other).at('Sign in');
    expect(await ada.kept()).toEqual([]);
  });

  it('are told to be missing when they do not load, and come at the next try', async () => {
    await given.visits.makeAccount('ada');
    const [ada, screens] = await given.visits.visitAccount('ada');
    await ada.page.route('**/v1/me/sessions*', (route) => route.abort());
    await screens.turnTo('Devices');
    await ada.page.getByText('Your devices did not load').waitFor();
    expect(await findBarriers(ada.page)).toEqual([]);
    await ada.page.unroute('**/v1/me/sessions*');
    await screens.button('Retry').click();
    await ada.page.getByText('You are logged in on no other device.').waitFor();
  });

  it('are no matter of guests, who have but one', async () => {
    const [, screens] = await given.visits.visit();
    await screens.enterAsGuest();
    expect(await screens.row('Devices').count()).toBe(0);
  });
});
