import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
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
  it('renew it one after the other, on the sockets that are open, and none puts another one out', async () => {
    const page = given.visits.serve();
    const [first] = await given.visits.visit(page);
    let [expiresInMs, isHeld] = [6_000, false];
    let letGo = (): void => undefined;
    const held = new Promise<void>((resolve) => (letGo = resolve));
    const used: string[] = [];
    // A token that is short-lived as far as the page knows: it has to be renewed every few seconds.
    await first.page.context().route(/\/v1\/auth\/(guest|refresh)$/, async (route) => {
      if (isHeld) {
        used.push((route.request().postDataJSON() as { refreshToken: string }).refreshToken);
        await held;
      }
      const response = await route.fetch();
      const json = { ...((await response.json()) as object), expiresInMs };
      await route.fulfill({ response, json });
    });
    const renewed: string[] = [];
    const hear = (name: string, { page: tab }: Visitor): void => {
      tab.on('websocket', (socket) =>
        socket.on('framesent', ({ payload }) => {
          if (isHeld && payload.toString().includes('token:renew')) renewed.push(name);
        }),
      );
    };
    hear('first', first);
    await first.open();
    await first.say('hello');
    await first.sees('hello');
    const others = await Promise.all([first.openTab('about:blank'), first.openTab('about:blank')]);
    const tabs = [first, ...others];
    for (const [at, tab] of others.entries()) {
      hear(`other ${at}`, tab);
      await tab.page.goto(page);
      await tab.open();
      await tab.sees('hello');
      await tab.page.locator('article.own').waitFor();
    }
    isHeld = true;
    // One asks, and the others wait for it.
    await eventually(async () => {
      const { pending } = await first.page.evaluate(() => navigator.locks.query());
      expect([used.length, pending?.length]).toEqual([1, 2]);
    });
    expiresInMs = 600_000;
    letGo();
    await eventually(() => expect(renewed.toSorted()).toEqual(['first', 'other 0', 'other 1']));
    // Not all with the first one. That each reads what the one before it has just written, a browser does not promise to tabs of
    // several processes ("Web storage" of the HTML standard): the server gives the same successor then.
    expect(used).toHaveLength(3);
    expect(new Set(used).size).toBeGreaterThan(1);
    for (const [at, tab] of tabs.entries()) {
      await tab.say(`from tab ${at}`);
      for (const reader of tabs) await reader.sees(`from tab ${at}`);
      expect(tab.sockets).toHaveLength(1);
    }
    expect(new Set(await authors()).size).toBe(1);
  });

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
