import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Message } from '../../api/src/messages/message.schema.js';
import type { Room } from '../../api/src/rooms/room.schema.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { findBarriers } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import type { Visitor } from './support/visitor.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;
let room: Room;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
  room = await town.group('Weekend', ana, bo);
});

const begin = async (text = ''): Promise<Message> => {
  const body = { clientId: crypto.randomUUID(), text, streaming: true };
  return (await bo.rest<Message>('POST', `/v1/rooms/${room.id}/messages`, body)).body;
};
const append = async ({ id }: Message, delta: string, offset: number, done = false) => {
  const { status } = await bo.rest('PATCH', `/v1/rooms/${room.id}/messages/${id}/append`, { delta, offset, done });
  expect(status).toBe(200);
};
const article = ({ page }: Visitor, { seq }: Message) => page.locator(`article[data-seq="${seq}"]`);

describe('a message that is written on', () => {
  it('grows before the eyes of its readers, says that it does, and stays in sight at the end of the log', async () => {
    for (let n = 0; n < 30; n += 1) await town.send(ana, room, `Line ${n}`);
    const [visitor] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const begun = await begin();
    const message = article(visitor, begun);
    await message.getByText('Writing…').waitFor();
    expect(await message.getAttribute('aria-busy')).toBe('true');
    // There is nothing to see of a bubble without a word.
    await message.locator('.bubble').waitFor({ state: 'hidden' });
    let text = '';
    for (let n = 0; n < 12; n += 1) {
      await append(begun, `**${n}** bottles of juice on the wall\n`, text.length);
      text += `**${n}** bottles of juice on the wall\n`;
      await message.locator('strong', { hasText: new RegExp(`^${n}$`) }).waitFor();
    }
    const isAtEnd = () => visitor.log.evaluate((log) => log.scrollHeight - log.scrollTop - log.clientHeight < 2);
    await eventually(async () => expect(await isAtEnd()).toBe(true));
    expect(await findBarriers(visitor.page)).toEqual([]);
    await append(begun, 'That is all', text.length, true);
    await message.getByText('That is all').waitFor();
    await message.getByText('Writing…').waitFor({ state: 'detached' });
    expect(await message.getAttribute('aria-busy')).toBeNull();
    expect(await message.getByText('Edited').count()).toBe(0);
    await eventually(async () => expect(await isAtEnd()).toBe(true));
    expect(await visitor.complaints()).toEqual([]);
  });

  it('is whole for whoever comes while it grows, stands still for whom motion is too much, and goes when it is deleted', async () => {
    const begun = await begin('One');
    await append(begun, ' two', 3);
    const [visitor] = await HomeScreens.into(given.visits, ana, 'Weekend', { reducedMotion: 'reduce' });
    const message = article(visitor, begun);
    await message.getByText('One two').waitFor();
    const dot = message.locator('.mark i');
    await dot.waitFor();
    expect(await dot.evaluate((one) => one.getAnimations().length)).toBe(0);
    await append(begun, ' three', 7);
    await message.getByText('One two three').waitFor();
    await bo.rest('DELETE', `/v1/rooms/${room.id}/messages/${begun.id}`);
    await message.getByText('This message was deleted').waitFor();
    expect(await message.getByText('Writing…').count()).toBe(0);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('is seen by a visitor who only reads, who asks for it, and by who looks at the list of rooms', async () => {
    const lobby = await given.visits.tenant.lobby();
    room = lobby;
    const begun = await begin('For');
    const [visitor] = await given.visits.visit(given.visits.serve({ room: 'lobby' }));
    await visitor.open();
    const message = article(visitor, begun);
    await message.getByText('Writing…').waitFor();
    await append(begun, ' everybody', 3);
    await message.getByText('For everybody').waitFor();
    const empty = await begin();
    const person = await given.visits.visitAs(bo.session, given.visits.serve({ room: '' }));
    const home = new HomeScreens(person);
    await home.open();
    await home.toRooms();
    await home.row('You: Writing…').waitFor();
    await append(empty, 'Done', 0, true);
    await home.row('You: Done').waitFor();
  });
});
