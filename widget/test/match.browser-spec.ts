import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers } from './support/browser.js';
import { PlaceScreens } from './support/place-screens.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

/** Somebody who is nobody yet wants to meet someone. */
async function comer(): Promise<PlaceScreens> {
  const [visitor] = await given.visits.visit();
  await visitor.open();
  const screens = new PlaceScreens(visitor);
  await screens.go('Meet someone');
  return screens;
}

const begin = ({ page }: PlaceScreens) =>
  page
    .locator('parley-match')
    .getByRole('button', { name: /^Meet (someone|a group)$/ })
    .click();
const bar = ({ page }: PlaceScreens) => page.locator('parley-match-bar');
const met = async (screens: PlaceScreens): Promise<void> => {
  await bar(screens).getByText('You met by chance.').waitFor();
  await screens.page.locator('parley-places').waitFor({ state: 'detached' });
};

describe('strangers', () => {
  it('meet as guests, talk, see when the other left, and go on to the next', async () => {
    const [ana, bo] = [await comer(), await comer()];
    await ana.check();
    await begin(ana);
    await ana.page.getByText('Looking for somebody', { exact: true }).waitFor();
    await ana.check();
    await begin(bo);
    await Promise.all([met(ana), met(bo)]);
    await ana.visitor.say('who are you?');
    await bo.visitor.sees('who are you?');
    await bo.visitor.say('a stranger');
    await ana.visitor.sees('a stranger');
    const cleo = await comer();
    await begin(cleo);
    await bar(bo).getByRole('button', { name: 'Next' }).click();
    await bar(ana).getByText('The other person left.').waitFor();
    expect(await ana.visitor.field.isVisible()).toBe(false);
    await Promise.all([met(bo), met(cleo)]);
    await cleo.visitor.say('another stranger');
    await bo.visitor.sees('another stranger');
    expect(await bo.page.getByText('who are you?').count()).toBe(0);

    await bar(ana).getByRole('button', { name: 'Leave' }).click();
    await ana.page.getByText('You left the chat.').waitFor();
    await ana.page.keyboard.press('Escape');
    await ana.atHome();
    for (const one of [ana, bo, cleo]) expect(await one.visitor.complaints()).toEqual([]);
  });

  it('say what they like, as chips', async () => {
    const ana = await comer();
    const field = ana.page.getByLabel('Interests', { exact: true });
    const chips = () => ana.page.locator('.chips bdi').allTextContents();
    await field.pressSequentially('Chess,');
    await field.fill('sailing');
    await field.press('Enter');
    await field.fill('chess, موسيقى, jazz');
    await eventually(async () => expect(await chips()).toEqual(['Chess', 'sailing', 'موسيقى', 'jazz']));
    await field.fill(`${'x'.repeat(33)},`);
    await ana.page.getByText('An interest has at most 32 characters.').waitFor();
    await ana.check();
    await field.fill('');
    await field.press('Backspace');
    await ana.button('Remove sailing').click();
    await eventually(async () => expect(await chips()).toEqual(['Chess', 'موسيقى']));
    await field.fill('1,2,3,4,5,6,7,8,9,');
    await ana.page.getByText('At most 10 interests.').waitFor();
    expect(await chips()).toHaveLength(10);
    await field.fill('');
    const bo = await comer();
    await bo.page.getByLabel('Interests', { exact: true }).fill('CHESS');
    await begin(ana);
    await ana.page.getByText('Looking for somebody who shares an interest').waitFor();
    await begin(bo);
    await Promise.all([met(ana), met(bo)]);
  });

  it('meet in groups, which go on until one is left alone', async () => {
    const people = [await comer(), await comer(), await comer()];
    for (const [n, one] of people.entries()) {
      await one.page.getByLabel('A group', { exact: true }).check({ force: true });
      await one.page.getByLabel('3', { exact: true }).check({ force: true });
      if (n === 2) await people[0]?.page.getByText('2 people looking').waitFor();
      await begin(one);
    }
    await Promise.all(people.map(met));
    const [ana, bo, cleo] = people as [PlaceScreens, PlaceScreens, PlaceScreens];
    await ana.visitor.say('hello both');
    await Promise.all([bo.visitor.sees('hello both'), cleo.visitor.sees('hello both')]);
    await bar(cleo).getByRole('button', { name: 'Leave' }).click();
    await ana.visitor.say('we two go on');
    await bo.visitor.sees('we two go on');
    await bar(bo).getByRole('button', { name: 'Leave' }).click();
    await bar(ana).getByText('The other person left.').waitFor();
  });

  it('stop looking when they say so or go back, and go on while the panel is closed', async () => {
    const [ana, bo] = [await comer(), await comer()];
    await begin(ana);
    await ana.button('Cancel').click();
    await ana.button('Meet someone').waitFor();
    await begin(ana);
    await ana.page.getByText('Looking for somebody', { exact: true }).waitFor();
    await ana.page.keyboard.press('Escape');
    await ana.atHome();
    await begin(bo);
    await bo.page.getByText('Looking for somebody', { exact: true }).waitFor();
    await bo.page.locator('parley-places').getByRole('button', { name: 'Close' }).click();
    // Nobody is there: who went back does not wait any more.
    expect(await bo.page.locator('parley-match-bar').count()).toBe(0);
    const cleo = await comer();
    await begin(cleo);
    await met(cleo);
    await cleo.visitor.say('are you there?');
    await bo.page
      .getByRole('button', { name: /Open chat/ })
      .locator('.badge[data-count="1"]')
      .waitFor();
    await bo.visitor.launcher.click();
    await bo.visitor.sees('are you there?');
    expect(await bar(ana).count()).toBe(0);
  });

  it('keep their place while the network is away', async () => {
    const [ana, bo] = [await comer(), await comer()];
    await begin(ana);
    await ana.page.getByText('Looking for somebody', { exact: true }).waitFor();
    await ana.page.context().setOffline(true);
    await begin(bo);
    await eventually(() => ana.page.context().setOffline(false));
    await Promise.all([met(ana), met(bo)]);
  });

  it('keep their chat when it could not be left, are told, and try again', async () => {
    const [ana, bo] = [await comer(), await comer()];
    await begin(ana);
    await begin(bo);
    await Promise.all([met(ana), met(bo)]);
    const heading = ana.page.locator('parley-header h2');
    await eventually(async () => expect(await heading.innerText()).not.toBe('Stranger'));
    const title = await heading.innerText();
    const refuse = () => ana.page.route('**/members/me', (route) => route.abort());
    for (const way of ['Next', 'Leave']) {
      await refuse();
      await bar(ana).getByRole('button', { name: way }).click();
      await ana.page.getByText('You are still in the chat').waitFor();
      await ana.check();
      await ana.button('Back to the chat').click();
      await met(ana);
      expect(await heading.innerText()).toBe(title);
      // What did not work is not done later, by who looks at that screen for something else.
      await ana.page.unroute('**/members/me');
      await ana.go('Meet someone');
      await ana.page.getByText('Talk with somebody you do not know yet.').waitFor();
      await ana.button('Back').last().click();
      await ana.atHome();
      await ana.page.locator('parley-home .entry-main').first().click();
      await met(ana);
    }
    await ana.visitor.say('still here');
    await bo.visitor.sees('still here');
    await refuse();
    await bar(ana).getByRole('button', { name: 'Leave' }).click();
    await ana.page.getByText('You are still in the chat').waitFor();
    await eventually(() => ana.page.locator('parley-match .action:focus').waitFor());
    await ana.page.unroute('**/members/me');
    await ana.page.keyboard.press('Enter');
    await ana.page.getByText('You left the chat.').waitFor();
    await bar(bo).getByText('The other person left.').waitFor();
  });

  it('leave nothing undone behind when the screen that meets others did not load', async () => {
    const [ana, bo] = [await comer(), await comer()];
    await begin(ana);
    await begin(bo);
    await Promise.all([met(ana), met(bo)]);
    // After a reload the screen has to come again.
    await ana.page.route('**/finding-*.js', (route) => route.abort());
    await ana.page.reload();
    await ana.visitor.open();
    await ana.page.locator('parley-header').getByRole('button', { name: 'Back' }).click();
    await ana.atHome();
    await ana.choose('Your rooms');
    await ana.page.locator('parley-room-list .entry-main').first().click();
    await met(ana);
    await bar(ana).getByRole('button', { name: 'Leave' }).click();
    await ana.page.locator('parley-places').getByText('This did not load.').waitFor();
    await ana.button('Back').last().click();
    await met(ana);
    await ana.page.unroute('**/finding-*.js');
    await ana.go('Meet someone');
    await ana.page.getByText('Talk with somebody you do not know yet.').waitFor();
    await bo.visitor.say('you are still here');
    await ana.button('Back').last().click();
    await ana.atHome();
    await ana.page.locator('parley-home .entry-main').first().click();
    await ana.visitor.sees('you are still here');
  });

  it('see that it is over, with whom it was, and nothing to write', async () => {
    const [ana, bo] = [await comer(), await comer()];
    await begin(ana);
    await begin(bo);
    await Promise.all([met(ana), met(bo)]);
    const heading = ana.page.locator('parley-header h2');
    await eventually(async () => expect(await heading.innerText()).not.toBe('Stranger'));
    const name = await heading.innerText();
    await bar(bo).getByRole('button', { name: 'Leave' }).click();
    await bar(ana).getByText('The other person left.').waitFor();
    await ana.page.getByRole('button', { name: `Details of ${name} This chat is over` }).waitFor();
    await ana.page.getByText('Nobody wrote anything').waitFor();
    expect(await ana.page.getByText('Write the first one').count()).toBe(0);
    expect(await heading.innerText()).toBe(name);
    expect(await findBarriers(ana.page)).toEqual([]);
  });
});
