import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Member } from '../../api/src/members/member.schema.js';
import type { Room } from '../../api/src/rooms/room.schema.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { eventually } from '../../api/test/support/eventually.js';
import { findBarriers } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

const into = (who: TestUser, room: string) => HomeScreens.into(given.visits, who, room);

/** Up to where the server knows somebody has read. */
async function readSeq(who: TestUser, { id }: Room): Promise<number | undefined> {
  const { body } = await who.rest<{ items: Member[] }>('GET', `/v1/rooms/${id}/members`);
  return body.items.find(({ userId }) => userId === who.id)?.readSeq;
}

describe('the own last message', () => {
  it('says that it is sent, then read, when the other one has it before their eyes', async () => {
    const room = await town.direct(ana, bo);
    await town.say(bo, room, 'Hello');
    const [a] = await into(ana, 'Bo');
    await a.say('Hello yourself');
    const note = a.page.locator('article', { hasText: 'Hello yourself' }).locator('.meta');
    await eventually(async () => expect(await note.innerText()).toMatch(/Sent$/));
    const [b] = await into(bo, 'Ana');
    await b.sees('Hello yourself');
    await eventually(async () => expect(await note.innerText()).toMatch(/Read$/));
    // Closed, nothing more of it is read.
    await b.page.keyboard.press('Escape');
    await a.say('Still there?');
    const next = a.page.locator('article', { hasText: 'Still there?' }).locator('.meta');
    await eventually(async () => expect(await next.innerText()).toMatch(/Sent$/));
    expect(await a.page.getByText('Read', { exact: true }).count()).toBe(0);
    await eventually(async () => expect(await new HomeScreens(b).badge()).toBe('1 unread message'));
    expect(await next.innerText()).toMatch(/Sent$/);
    await b.open();
    await eventually(async () => expect(await next.innerText()).toMatch(/Read$/));
  });

  it('says by how many it is read in a group', async () => {
    const cy = await town.person('Cy');
    await town.group('Weekend', ana, bo, cy);
    const [a] = await into(ana, 'Weekend');
    await a.say('Shall we?');
    await Promise.all([into(bo, 'Weekend'), into(cy, 'Weekend')]);
    const note = a.page.locator('article', { hasText: 'Shall we?' }).locator('.meta');
    await eventually(async () => expect(await note.innerText()).toMatch(/Read by 2$/));
  });
});

describe('what is unread', () => {
  it('begins below a line, is jumped to, and is read once its end is seen', async () => {
    const room = await town.group('Weekend', ana, bo);
    await town.say(bo, room, 'an old one');
    await ana.rest('PUT', `/v1/rooms/${room.id}/read`, { seq: 1 });
    await town.say(bo, room, ...Array.from({ length: 30 }, (_, index) => `news ${index + 1}`));
    const [a] = await into(ana, 'Weekend');
    await a.sees('news 1');
    const line = a.page.locator('.new');
    await line.waitFor();
    const inView = (seq: number) =>
      a.page.locator(`article[data-seq="${seq}"]`).evaluate((article) => {
        const { top, bottom } = article.getBoundingClientRect();
        const log = (article.getRootNode() as ShadowRoot).host.closest('.viewport')?.getBoundingClientRect();
        return log !== undefined && top >= log.top && bottom <= log.bottom;
      });
    await eventually(async () => expect(await inView(2)).toBe(true));
    expect(await inView(31)).toBe(false);
    await a.page.getByRole('button', { name: /^30 new/ }).waitFor();
    expect(await readSeq(ana, room)).toBe(1);
    await a.page.getByRole('button', { name: /^30 new/ }).click();
    await eventually(async () => expect(await readSeq(ana, room)).toBe(31));
    expect(await line.count()).toBe(1);
  });

  it('is what came after the panel was closed, also where what was seen before could not be said in time', async () => {
    const lobby = await given.visits.tenant.lobby();
    const visitor = await given.visits.visitAs(ana.session);
    const late: (() => Promise<void>)[] = [];
    await visitor.page.route('**/people-parts*.js', (route) => void late.push(() => route.continue()));
    await visitor.open();
    await visitor.say('I am here');
    await visitor.sees('I am here');
    await town.say(bo, lobby, 'seen');
    await visitor.sees('seen');
    await visitor.page.keyboard.press('Escape');
    await town.say(bo, lobby, 'not seen', 'nor this');
    await visitor.page.locator('article', { hasText: 'nor this' }).waitFor({ state: 'attached' });
    expect(await readSeq(ana, lobby)).toBe(1);
    for (const letThrough of late) await letThrough();
    await eventually(async () => expect(await readSeq(ana, lobby)).toBe(2));
    await eventually(async () => expect(await new HomeScreens(visitor).badge()).toBe('2 unread messages'));
  });

  it('is nothing that one wrote oneself on another device', async () => {
    const room = await town.group('Weekend', ana, bo);
    const [a, home] = await into(ana, 'Weekend');
    await a.page.keyboard.press('Escape');
    await town.say(ana, room, 'from my phone');
    await town.say(bo, room, 'and you?');
    await a.page.locator('article', { hasText: 'and you?' }).waitFor({ state: 'attached' });
    await eventually(async () => expect(await home.badge()).toBe('1 unread message'));
  });

  it('is not read behind another screen', async () => {
    const room = await town.group('Weekend', ana, bo);
    const [a, home] = await into(ana, 'Weekend');
    await home.home();
    await town.say(bo, room, 'meanwhile');
    await eventually(async () => expect(await a.page.title()).toBe('(1) Host'));
    expect(await readSeq(ana, room)).toBe(0);
    await home.enter('Weekend');
    await eventually(async () => expect(await readSeq(ana, room)).toBe(1));
    expect(await a.page.locator('.new').count()).toBe(1);
    await eventually(async () => expect(await a.page.title()).toBe('Host'));
  });
});

/** They go on typing until others see that: some seconds after the last letter nobody types any more. */
const typeUntil = (typing: readonly Visitor[], { page }: Visitor, words: string): Promise<void> =>
  eventually(
    async () => {
      for (const { field } of typing) await field.pressSequentially('.');
      await page.getByText(words).waitFor({ timeout: 1_000 });
    },
    { withinMs: 30_000 },
  );

describe('the other people', () => {
  it('are told who types, until the message is there', async () => {
    const cy = await town.person('Cy');
    await town.group('Weekend', ana, bo, cy);
    const [[a], [b], [c]] = await Promise.all([into(ana, 'Weekend'), into(bo, 'Weekend'), into(cy, 'Weekend')]);
    await b.field.fill('So am');
    await typeUntil([b], a, 'Bo is typing');
    expect(await b.page.getByText('is typing').count()).toBe(0);
    await c.field.fill('Me too');
    await typeUntil([b, c], a, 'Bo and Cy are typing');
    expect(await findBarriers(a.page)).toEqual([]);
    await b.page.getByRole('button', { name: 'Send', exact: true }).click();
    await a.sees('So am');
    await typeUntil([c], a, 'Cy is typing');
    await c.field.fill('');
    await a.page.getByText('is typing').waitFor({ state: 'detached' });
  });

  it('are seen in the header of a room of two: here, or when they last were', async () => {
    await town.say(bo, await town.direct(ana, bo), 'Hello');
    const [a] = await into(ana, 'Bo');
    const header = a.page.locator('parley-header');
    await header.locator('parley-face').waitFor();
    const [b] = await into(bo, 'Ana');
    await header.getByText('Online').waitFor();
    expect(await header.locator('parley-face .online').count()).toBe(1);
    expect(await findBarriers(a.page)).toEqual([]);
    await b.leave();
    await header.getByText(/^Last seen /).waitFor();
  });
});
