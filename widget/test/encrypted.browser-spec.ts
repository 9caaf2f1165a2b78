import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../api/src/messages/message.schema.js';
import type { Room } from '../../api/src/rooms/room.schema.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { findBarriers } from './support/browser.js';
import { DetailsScreens } from './support/details-screens.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose } from './support/messages.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

const placeholder = 'Encrypted message';

async function seal(author: TestUser, { id }: Pick<Room, 'id'>, threadId?: string): Promise<Message> {
  const body = { clientId: crypto.randomUUID(), threadId, encrypted: { scheme: 'ours:1', data: btoa('sealed') } };
  const { status, body: message } = await author.rest<Message>('POST', `/v1/rooms/${id}/messages`, body);
  expect(status).toBe(201);
  return message;
}

describe('an encrypted message', () => {
  it('is seen to be there, and offers what can be done without reading it', async () => {
    const room = await town.direct(ana, bo);
    await town.send(ana, room, 'Before');
    const own = await seal(ana, room);
    const [a] = await HomeScreens.into(given.visits, ana, 'Bo');
    const message = a.page.locator(`article[data-seq="${own.seq}"]`);
    await message.getByText(placeholder).waitFor();
    const bubble = message.locator('.bubble');
    expect(await bubble.evaluate((one) => getComputedStyle(one).fontStyle)).toBe('italic');
    await message.hover();
    await message.getByRole('button', { name: 'Message actions' }).click();
    await a.page.getByRole('menuitem').first().waitFor();
    const items = await a.page.getByRole('menuitem').allTextContents();
    const offered = items.map((one) => one.trim());
    for (const item of ['Edit', 'Forward', 'Copy text']) expect(offered).not.toContain(item);
    for (const item of ['Reply', 'Pin', 'Bookmark', 'Delete']) expect(offered).toContain(item);
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.getByRole('menuitem', { name: 'Reply', exact: true }).click();
    await a.page.locator('parley-reply').getByText(placeholder).waitFor();
    await a.say('An answer');
    await article(a, 'An answer').locator('parley-quote').getByText(placeholder).waitFor();
    // What comes is new like anything else.
    const live = await seal(bo, room);
    await a.page.locator(`article[data-seq="${live.seq}"]`).getByText(placeholder).waitFor();
    await ana.rest('DELETE', `/v1/rooms/${room.id}/messages/${own.id}`);
    await message.getByText('This message was deleted').waitFor();
    expect(await a.complaints()).toEqual([]);
  });

  it('is named so in the thread that hangs on it, and among its answers', async () => {
    const room = await town.group('Weekend', ana, bo);
    const root = await seal(bo, room);
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    await choose(a, placeholder, 'Reply in thread');
    const thread = a.page.locator('parley-thread');
    await thread.locator('.root').getByText(placeholder).waitFor();
    await seal(bo, room, root.id);
    await thread.locator('parley-log article').getByText(placeholder).waitFor();
    expect(await a.complaints()).toEqual([]);
  });

  it('is named so among rooms, pins and bookmarks, and hidden when one blocks its author', async () => {
    const room = await town.group('Weekend', ana, bo);
    const sealed = await seal(bo, room);
    await ana.rest('PUT', `/v1/rooms/${room.id}/pins/${sealed.id}`);
    await ana.rest('PUT', `/v1/rooms/${room.id}/messages/${sealed.id}/bookmark`);
    const a = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
    const home = new HomeScreens(a);
    await home.open();
    await home.toRooms();
    await home.row('Weekend').getByText(`Bo: ${placeholder}`).waitFor();
    await home.enter('Weekend');
    const screens = new DetailsScreens(a);
    await screens.enter('Weekend');
    await screens.to('Pinned messages');
    const pinned = () => a.page.locator('parley-pins .entry-about').allTextContents();
    await eventually(async () => expect(await pinned()).toEqual([placeholder]));
    await screens.page.locator('parley-pins').getByRole('button', { name: placeholder }).first().click();
    await screens.page.locator('parley-places').waitFor({ state: 'detached' });
    await home.home();
    await home.row('Bookmarks').click();
    const marked = () => a.page.locator('parley-bookmarks .text').allTextContents();
    await eventually(async () => expect(await marked()).toEqual([placeholder]));
    await ana.rest('PUT', `/v1/me/blocks/${bo.id}`);
    const [again] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const message = again.page.locator(`article[data-seq="${sealed.seq}"]`);
    await message.getByText('A message of somebody whom you block').waitFor();
    expect(await message.getByText(placeholder).count()).toBe(0);
    expect([...(await a.complaints()), ...(await again.complaints())]).toEqual([]);
  });

  it('is seen to be there by a visitor who only reads', async () => {
    const lobby = await given.visits.tenant.lobby();
    const sealed = await seal(bo, lobby);
    const [visitor] = await given.visits.visit();
    await visitor.page.getByRole('button', { name: 'Open chat' }).click();
    await visitor.page.locator(`article[data-seq="${sealed.seq}"]`).getByText(placeholder).waitFor();
    expect(await visitor.complaints()).toEqual([]);
  });
});
