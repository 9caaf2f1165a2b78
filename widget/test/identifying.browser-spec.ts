import { beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventually } from '../../api/test/support/eventually.js';
import { makeSigner } from '../../api/test/support/signing.js';
import type { TestSigner } from '../../api/test/support/signing.js';
import { findBarriers, focusPath } from './support/browser.js';
import type { Visitor } from './support/visitor.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();
const names = { ada: 'Ada Lovelace', bo: 'Bo Diddley' } as const;
type Sub = keyof typeof names;

let signer: TestSigner;
let tokens: Record<Sub, string>;

beforeEach(async () => {
  signer = await makeSigner(given.visits.tenant);
  const [ada, bo] = await Promise.all((['ada', 'bo'] as const).map((sub) => signer.sign({ sub, name: names[sub] })));
  tokens = { ada: ada as string, bo: bo as string };
});

/** The page names somebody. */
const identify = ({ page }: Visitor, token: string): Promise<void> =>
  page.evaluate((text) => window.Parley?.identify({ token: text }), token);

/** Waits until that person is shown as the one who writes; null: nobody. */
const isThere = ({ page }: Visitor, sub: Sub | null): Promise<void> =>
  page.getByRole('button', { name: sub === null ? 'Your name' : `You are ${names[sub]}`, exact: true }).waitFor();

/** What a page calls. `pause` is where one tick ends and what was begun may go on. */
type Call = 'ada' | 'bo' | 'logout' | 'open' | 'close' | 'pause';

/** Makes the calls, those between two pauses in one tick. */
const make = ({ page }: Visitor, calls: Call[]): Promise<void> =>
  page.evaluate(
    async ([list, signed]) => {
      const { Parley } = window;
      for (const call of list) {
        if (call === 'pause') await new Promise((later) => requestAnimationFrame(later));
        else if (call === 'ada' || call === 'bo') Parley?.identify({ token: signed[call] });
        else Parley?.[call]();
      }
    },
    [calls, tokens] as const,
  );

describe('calls of a page', () => {
  it('leave whom they named last and what they opened last, in whatever order and tick they are made', async () => {
    const [visitor] = await given.visits.visit();
    const call = fc.constantFrom<Call>('ada', 'bo', 'logout', 'open', 'close', 'pause');
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 8 }), async (calls) => {
        await visitor.page.evaluate(() => window.Parley?.logout());
        await make(visitor, calls);
        const named = calls.findLast((one) => one === 'ada' || one === 'bo' || one === 'logout') ?? 'logout';
        const shown = calls.findLast((one) => one === 'open' || one === 'close');
        // What becomes of a dialog is told to it late.
        await visitor.page.evaluate(() => new Promise((later) => setTimeout(later)));
        if (shown !== undefined) await visitor.field.waitFor({ state: shown === 'open' ? 'visible' : 'hidden' });
        await visitor.page.evaluate(() => window.Parley?.open());
        await isThere(visitor, named === 'logout' ? null : named);
      }),
      {
        numRuns: 25,
        examples: [
          [['open', 'ada', 'pause', 'logout', 'bo']],
          [['open', 'ada', 'logout', 'ada']],
          [['ada', 'logout']],
          [['open', 'close', 'open']],
          [['open', 'pause', 'close', 'open']],
        ],
      },
    );
    expect(await visitor.complaints()).toEqual([]);
  }, 120_000);

  it('that named somebody and then nobody, before anything was opened, leave nobody', async () => {
    const [visitor] = await given.visits.visit();
    await visitor.launcher.hover();
    await visitor.page.locator('parley-chat:defined').waitFor();
    await make(visitor, ['ada', 'logout', 'open']);
    await isThere(visitor, null);
  });
});

describe('whoever is named again', () => {
  it('keeps what they have begun to write, and no request is made', async () => {
    const [visitor] = await given.visits.visit();
    await visitor.open();
    await identify(visitor, tokens.ada);
    await isThere(visitor, 'ada');
    await visitor.say('hello');
    await visitor.sees('hello');
    await visitor.field.fill('half a sentence');
    const before = visitor.requests.length;
    await identify(visitor, tokens.ada);
    await identify(visitor, await signer.sign({ sub: 'ada', name: names.ada, iat: Math.floor(Date.now() / 1000) - 5 }));
    // What the calls asked for would have gone out before this has come.
    const { id } = await given.visits.tenant.lobby();
    const other = await given.visits.tenant.guest();
    await other.rest('POST', `/v1/rooms/${id}/messages`, { clientId: 'after', text: 'from somebody else' });
    await visitor.sees('from somebody else');
    await isThere(visitor, 'ada');
    expect(await visitor.field.inputValue()).toBe('half a sentence');
    // The list of one's rooms, which has one more since the message, is read in its own time; so are parts for whoever writes.
    const asked = visitor.requests.slice(before).filter((request) => request.includes('/v1/'));
    expect(asked.filter((request) => !request.includes('/v1/me/rooms'))).toEqual([]);
    expect(visitor.sockets).toHaveLength(1);

    await identify(visitor, tokens.bo);
    await isThere(visitor, 'bo');
    expect(await visitor.field.inputValue()).toBe('');
    await visitor.sees('hello');
    expect(await visitor.page.locator('article.own').count()).toBe(0);
  });
});

describe('another tab of whoever was named', () => {
  it('is a visitor’s, with a way in, once somebody else is named, and takes whom its page names then', async () => {
    const page = given.visits.serve();
    const [one, screens] = await given.visits.visit(page);
    const other = await one.openTab(page);
    for (const tab of [one, other]) {
      await tab.open();
      await identify(tab, tokens.ada);
      await isThere(tab, 'ada');
    }
    await one.say('from Ada');
    await other.sees('from Ada');
    await identify(one, tokens.bo);
    await isThere(one, 'bo');
    await isThere(other, null);
    await other.sees('from Ada');
    expect(await other.page.locator('article.own').count()).toBe(0);
    for (const outage of ['You were signed out.', 'This room is for members', 'The chat did not load'])
      expect(await other.page.getByText(outage).count()).toBe(0);
    await other.page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
    expect(await screens.entry.count()).toBe(0);
    expect(await findBarriers(other.page)).toEqual([]);

    await identify(other, tokens.bo);
    await isThere(other, 'bo');
    await isThere(one, 'bo');
  });
});

describe('a token that is not taken', () => {
  it.each([
    ['is none', () => Promise.resolve('no token')],
    ['has run out', () => signer.sign({ sub: 'ada', exp: Math.floor(Date.now() / 1000) - 3_600 })],
  ])('because it %s is told as what it is, and the room can be read', async (_why, token) => {
    const [visitor, screens] = await given.visits.visit();
    const bo = await given.visits.tenant.guest('Bo');
    const { id } = await given.visits.tenant.lobby();
    await bo.rest('POST', `/v1/rooms/${id}/messages`, { clientId: 'c1', text: 'there before' });
    await visitor.open();
    await identify(visitor, await token());
    await visitor.page.getByText('This site’s sign-in did not work.').waitFor();
    await visitor.page.getByText('To write here, log in to this site.').waitFor();
    await visitor.sees('there before');
    expect([await screens.entry.count(), await visitor.field.isVisible()]).toEqual([0, false]);
    for (const outage of ['You were signed out.', 'This room is for members', 'The chat did not load'])
      expect(await visitor.page.getByText(outage).count()).toBe(0);
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(await visitor.complaints()).toEqual([]);

    await identify(visitor, tokens.ada);
    await isThere(visitor, 'ada');
    await visitor.page.getByText('This site’s sign-in did not work.').waitFor({ state: 'hidden' });
    await visitor.say('now I may');
    await visitor.sees('now I may');
  });

  it('is forgotten with a log-out', async () => {
    const [visitor, screens] = await given.visits.visit();
    await visitor.open();
    await identify(visitor, 'no token');
    await visitor.page.getByText('This site’s sign-in did not work.').waitFor();
    await visitor.page.evaluate(() => window.Parley?.logout());
    await screens.entry.waitFor();
    await visitor.field.waitFor();
    expect(await visitor.page.getByText('This site’s sign-in did not work.').count()).toBe(0);
    await visitor.field.focus();
    await eventually(async () => expect(await focusPath(visitor.page)).toMatch(/textarea$/));
  });
});
