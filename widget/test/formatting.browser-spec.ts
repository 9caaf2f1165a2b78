import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers } from './support/browser.js';
import { hostileNames, hostileTexts } from './support/hostile.js';
import { article } from './support/messages.js';
import { Town } from './support/home-screens.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();

/** What a room says, read by a visitor of the page. */
async function reading(...texts: string[]): Promise<Visitor> {
  const { tenant } = given.visits;
  const town = new Town(tenant);
  await town.say(await tenant.guest('Ana'), await tenant.lobby(), ...texts);
  const [visitor] = await given.visits.visit();
  await visitor.open();
  return visitor;
}

const inBubble = (visitor: Visitor, selector: string) => visitor.page.locator(`.bubble ${selector}`);

describe('the text of a message', () => {
  it('is shaped as it was typed, and read by everybody', async () => {
    const visitor = await reading(
      'Hi **Ana**, _see_ `npm start`',
      '- tea\n- coffee\n\n> said twice\n\n```\nlet a = 1;\n```',
      'The [rules](https://a.example/rules) and https://b.example',
      '🙈 🙉',
      'plain, as ever',
    );
    await inBubble(visitor, 'strong').getByText('Ana').waitFor();
    expect(await inBubble(visitor, 'em').allTextContents()).toEqual(['see']);
    expect(await inBubble(visitor, 'p code').allTextContents()).toEqual(['npm start']);
    expect(await inBubble(visitor, 'li').allTextContents()).toEqual(['tea', 'coffee']);
    expect(await inBubble(visitor, 'blockquote').allTextContents()).toEqual(['said twice']);
    expect(await inBubble(visitor, 'pre').allTextContents()).toEqual(['let a = 1;']);
    const links = inBubble(visitor, 'a');
    expect(
      await links.evaluateAll((all) => all.map((one) => [one.getAttribute('href'), one.textContent.trim()])),
    ).toEqual([
      ['https://a.example/rules', 'rules'],
      ['https://b.example/', 'https://b.example'],
    ]);
    expect(await links.first().getAttribute('rel')).toBe('noopener noreferrer nofollow ugc');
    const sizeOf = (text: string) =>
      inBubble(visitor, 'parley-text')
        .filter({ hasText: text })
        .evaluate((one) => parseFloat(getComputedStyle(one).fontSize));
    expect(await sizeOf('🙈')).toBeGreaterThan(2 * (await sizeOf('Ana')));
    expect(await article(visitor, 'plain, as ever').locator('parley-text').count()).toBe(0);
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('has no links where the tenant wants none', async () => {
    await given.visits.tenant.settings({ links: { enabled: false } });
    const visitor = await reading('The [rules](https://a.example/rules) and **https://b.example**');
    await inBubble(visitor, 'strong').waitFor();
    await eventually(async () => expect(await inBubble(visitor, 'a').count()).toBe(0));
    await visitor.page.getByText('[rules](https://a.example/rules)').waitFor();
  });
});

describe('script that people send', () => {
  it('is shown and never run, in two hundred messages, and in names', async () => {
    const { visits } = given;
    const { tenant } = visits;
    const town = new Town(tenant);
    const room = await tenant.lobby();
    const authors = await Promise.all(hostileNames.map((name) => tenant.guest(name)));
    for (const [n, text] of hostileTexts.entries()) {
      const author = authors[n % authors.length];
      if (author) await town.send(author, room, text);
    }
    const [visitor] = await visits.visit();
    await visitor.open();
    const shown = visitor.page.locator('article');
    await eventually(
      async () => {
        await visitor.page.locator('parley-log .viewport').evaluate((log) => log.scrollTo(0, 0));
        expect(await shown.count()).toBe(hostileTexts.length);
      },
      { withinMs: 60_000 },
    );
    await inBubble(visitor, 'strong').first().waitFor();
    const hrefs = await inBubble(visitor, 'a').evaluateAll((all) =>
      all.map((one) => (one as HTMLAnchorElement).protocol),
    );
    expect([...new Set(hrefs)]).toEqual(['https:']);
    for (const link of (await inBubble(visitor, 'li, blockquote, code').all()).slice(0, 5)) await link.hover();
    expect(await visitor.page.evaluate(() => 'wasRun' in window)).toBe(false);
    expect(await visitor.complaints()).toEqual([]);
  });
});
