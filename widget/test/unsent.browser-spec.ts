import { describe, expect, it } from '@jest/globals';
import type { Visitor } from './support/visitor.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

/** What is kept of a message that has not arrived. */
const isKept = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.kept()).some((name) => name.startsWith('parley:unsent:'));

describe('a message that had not arrived when the page was left', () => {
  it('is there to be sent again, also the first one of somebody who was nobody yet, until it arrives', async () => {
    const [visitor] = await given.visits.visit();
    await visitor.open();
    // The guest is never made.
    await visitor.page.route('**/v1/auth/guest', () => undefined);
    await visitor.say('my first words');
    await visitor.sees('my first words', 'sending');
    for (let reloads = 0; reloads < 2; reloads += 1) {
      await visitor.page.reload();
      await visitor.open();
      await visitor.page.waitForFunction(() => sessionStorage.length > 0);
      expect(await visitor.field.inputValue()).toBe('my first words');
    }
    await visitor.page.unroute('**/v1/auth/guest');
    await visitor.page.getByRole('button', { name: 'Send', exact: true }).click();
    await visitor.sees('my first words');
    expect([await visitor.field.inputValue(), await isKept(visitor)]).toEqual(['', false]);
    await visitor.page.reload();
    await visitor.open();
    await visitor.sees('my first words');
    expect(await visitor.field.inputValue()).toBe('');
  });

  it('is nobody else’s, and goes with whoever wrote it', async () => {
    const [visitor, screens] = await given.visits.visit();
    await visitor.open();
    await visitor.say('I am here');
    await visitor.sees('I am here');
    // From now on nothing arrives.
    await visitor.page.routeWebSocket(/socket/, () => undefined);
    await visitor.page.route('**/socket.io/**', (route) => route.abort());
    await visitor.page.reload();
    await visitor.open();
    await visitor.say('a secret');
    await visitor.sees('a secret', 'sending');
    expect(await isKept(visitor)).toBe(true);
    await visitor.page.reload();
    await visitor.open();
    await visitor.page.getByRole('button', { name: /^You are / }).waitFor();
    expect(await visitor.field.inputValue()).toBe('a secret');
    await visitor.page.evaluate(() => window.Parley?.logout());
    await screens.button('Your name').waitFor();
    expect([await visitor.field.inputValue(), await isKept(visitor)]).toEqual(['', false]);
  });

  it('is not kept where nothing of a session is', async () => {
    const [visitor] = await given.visits.visit(given.visits.serve({ session: 'memory' }));
    await visitor.open();
    await visitor.page.route('**/v1/auth/guest', () => undefined);
    await visitor.say('my first words');
    await visitor.sees('my first words', 'sending');
    expect(await visitor.kept()).toEqual([]);
  });
});
