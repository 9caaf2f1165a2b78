import { describe, expect, it } from '@jest/globals';
import type { Visitor } from './support/visitor.js';
import { AccountScreens } from './support/account-screens.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

/** Which messages on screen are the person's own. */
const own = (visitor: Visitor): Promise<string[]> => visitor.page.locator('article.own .bubble').allTextContents();
/** The person is nobody yet. */
const isNobody = (visitor: Visitor): Promise<void> => new AccountScreens(visitor).button('Your name').waitFor();
/** Ids of those who wrote in the lobby. */
async function authors(): Promise<string[]> {
  const { tenant } = given.visits;
  const { id } = await tenant.lobby();
  const { body } = await tenant.rest<{ items: { authorId: string }[] }>('GET', `/v1/rooms/${id}/messages`);
  return body.items.map(({ authorId }) => authorId);
}

describe('a tab with a session of its own', () => {
  it('goes on untouched when it is duplicated, and the duplicate starts as nobody', async () => {
    const [ada] = await given.visits.visit(given.visits.serve({ session: 'tab' }));
    await ada.open();
    await ada.say('from the first tab');
    await ada.sees('from the first tab');
    const bo = await ada.duplicate();
    await bo.open();
    await bo.sees('from the first tab');
    await isNobody(bo);
    expect(await own(bo)).toEqual([]);
    await bo.say('from the duplicate');
    await bo.sees('from the duplicate');
    for (const tab of [ada, bo]) {
      await tab.page.reload();
      await tab.open();
      await tab.sees('from the duplicate');
      await tab.say('still here');
      await tab.page.locator('article.own[data-status="sent"]', { hasText: 'still here' }).waitFor();
    }
    const [first, second, third, fourth] = await authors();
    expect(first).not.toBe(second);
    expect([third, fourth]).toEqual([first, second]);
  });

  it('is the same person on the next page and on the way back', async () => {
    const { visits } = given;
    const [one, other] = [visits.serve({ session: 'tab' }), visits.serve({ session: 'tab' })];
    const [ada] = await visits.visit(one);
    await ada.open();
    await ada.say('on the first page');
    await ada.sees('on the first page');
    await ada.page.goto(other);
    await ada.open();
    await ada.say('on the second page');
    await ada.sees('on the second page');
    await ada.page.goBack();
    if (!(await ada.field.isVisible())) await ada.open();
    await ada.say('back on the first');
    await ada.sees('back on the first');
    expect(new Set(await authors()).size).toBe(1);
  });
});

describe('the tabs of a browser with one session', () => {
  it('have nothing of the person any more when one logs out without a network, nor has the next guest', async () => {
    const { visits } = given;
    // What is said too soon waits.
    await visits.tenant.settings({ limits: { messagesPerMinute: 1 } });
    const page = visits.serve();
    const [ada] = await visits.visit(page);
    await ada.open();
    await ada.say('from Ada');
    await ada.sees('from Ada');
    const other = await ada.openTab(page);
    await other.open();
    await other.sees('from Ada');
    expect(await own(other)).toEqual(['from Ada']);

    await other.say('not out yet');
    await other.page.getByRole('button', { name: /^Send, possible in/ }).waitFor();
    await ada.page.context().setOffline(true);
    await ada.page.evaluate(() => window.Parley?.logout());
    await isNobody(other);
    expect(await other.messages()).toEqual([]);
    expect(await other.kept()).toEqual([]);

    await ada.page.context().setOffline(false);
    await other.sees('from Ada');
    await other.say('from somebody else');
    await other.sees('from somebody else');
    expect(await own(other)).toEqual(['from somebody else']);
    expect((await other.messages()).map(({ text }) => text)).toEqual(['from Ada', 'from somebody else']);
    const [first, second] = await authors();
    expect(first).not.toBe(second);
  });
});
