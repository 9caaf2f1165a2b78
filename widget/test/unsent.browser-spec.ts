import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../api/test/support/eventually.js';
import { focusPath } from './support/browser.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article } from './support/messages.js';
import type { Visitor } from './support/visitor.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

/** Sends again what was not sent. */
const retry = (visitor: Visitor, text: string): Promise<void> =>
  article(visitor, text).getByRole('button', { name: 'Retry' }).click();

/** Somebody who is nobody yet writes, and the guest is never made. */
async function sayInVain(visitor: Visitor): Promise<void> {
  await visitor.open();
  await visitor.page.route('**/v1/auth/guest', () => undefined);
  await visitor.say('my first words');
  await visitor.sees('my first words', 'sending');
}

/** What is kept of a message that has not arrived. */
const isKept = async (visitor: Visitor): Promise<boolean> =>
  (await visitor.kept()).some((name) => name.startsWith('parley:unsent:'));

/**
 * From the next load of the page on no message gets through.
 * @returns what lets through what waits, and all after it; and what tells the page something in the server's name
 */
async function hold(visitor: Visitor): Promise<{ letThrough: () => void; tell: (event: unknown[]) => void }> {
  const held: (() => void)[] = [];
  let isHeld = true;
  let tell = (_event: unknown[]): void => undefined;
  await visitor.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    tell = (event) => socket.send(`42${JSON.stringify(event)}`);
    socket.onMessage((frame) => {
      if (isHeld && String(frame).includes('message:send')) held.push(() => server.send(frame));
      else server.send(frame);
    });
  });
  const letThrough = (): void => {
    isHeld = false;
    for (const go of held.splice(0)) go();
  };
  return { letThrough, tell: (event) => tell(event) };
}

/** From the next load of the page on nothing comes back from the server once a message has left; until the returned is called. */
async function loseAnswers(visitor: Visitor): Promise<() => void> {
  let isLost = true;
  await visitor.page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    let hasLeft = false;
    socket.onMessage((frame) => {
      hasLeft ||= isLost && String(frame).includes('message:send');
      server.send(frame);
    });
    server.onMessage((frame) => {
      if (!hasLeft) socket.send(frame);
    });
  });
  return () => (isLost = false);
}

/** Ana has written in a room of hers what does not arrive. */
async function onTheirWay() {
  const { town, ana, bo } = await Town.withTwo(given.visits.tenant);
  await town.group('Weekend', ana, bo);
  const visitor = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
  const held = await hold(visitor);
  await visitor.page.reload();
  const home = new HomeScreens(visitor);
  await home.open();
  await home.toRooms();
  await home.enter('Weekend');
  await visitor.say('see you there');
  await visitor.sees('see you there', 'sending');
  return { visitor, home, ...held };
}

describe('a message that had not arrived when the page was left', () => {
  it('is there to be sent again, also the first one of somebody who was nobody yet, until it arrives', async () => {
    const [visitor] = await given.visits.visit();
    await sayInVain(visitor);
    for (let reloads = 0; reloads < 2; reloads += 1) {
      await visitor.page.reload();
      await visitor.open();
      await visitor.sees('my first words', 'failed');
      expect(await isKept(visitor)).toBe(true);
    }
    await visitor.page.unroute('**/v1/auth/guest');
    await retry(visitor, 'my first words');
    await visitor.sees('my first words');
    expect(await isKept(visitor)).toBe(false);
    await visitor.page.reload();
    await visitor.open();
    await visitor.sees('my first words');
    expect(await visitor.messages()).toHaveLength(1);
  });

  it('is done with when it is deleted', async () => {
    const [visitor] = await given.visits.visit();
    await sayInVain(visitor);
    await visitor.page.reload();
    await visitor.open();
    await article(visitor, 'my first words').getByRole('button', { name: 'Delete' }).click();
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    expect(await visitor.page.locator('article').count()).toBe(0);
    expect(await focusPath(visitor.page)).toMatch(/parley-log > div$/);
  });

  it('is not there once more when it is sent again before anything is known of the room', async () => {
    const [visitor] = await given.visits.visit();
    await sayInVain(visitor);
    // What is asked of the room waits until it is unrouted.
    await visitor.page.route('**/v1/rooms/**', () => undefined);
    await visitor.page.reload();
    await visitor.page.getByRole('button', { name: 'Open chat' }).click();
    await visitor.page.unroute('**/v1/auth/guest');
    await retry(visitor, 'my first words');
    await visitor.page.unroute('**/v1/rooms/**');
    await visitor.sees('my first words');
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    expect(await visitor.page.locator('article').count()).toBe(1);
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
    await visitor.sees('a secret', 'failed');
    await visitor.page.evaluate(() => window.Parley?.logout());
    await screens.button('Your name').waitFor();
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    expect(await article(visitor, 'a secret').count()).toBe(0);
  });

  it('is not kept where nothing of a session is', async () => {
    const [visitor] = await given.visits.visit(given.visits.serve({ session: 'memory' }));
    await sayInVain(visitor);
    expect(await visitor.kept()).toEqual([]);
  });

  it('is there in its own room, also when another one was shown, however that room is come to', async () => {
    const town = new Town(given.visits.tenant);
    const [ana, bo] = await Promise.all([town.person('Ana'), town.person('Bo')]);
    await town.group('Weekend', ana, bo);
    await town.say(ana, await given.visits.tenant.lobby(), 'hello all');
    const visitor = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
    await hold(visitor);
    await visitor.page.reload();
    const home = new HomeScreens(visitor);
    await home.open();
    await home.enter('Lobby');
    await visitor.sees('hello all');
    await visitor.say('the same words');
    await visitor.sees('the same words', 'sending');
    await home.home();
    await home.toRooms();
    await home.enter('Weekend');
    expect(await visitor.field.inputValue()).toBe('');
    await visitor.say('the same words');
    await visitor.sees('the same words', 'sending');
    // As long as the page stays it is in the log of its room, by whatever way that is come to, and not in the field.
    await home.home();
    await home.toRooms();
    await home.enter('Lobby');
    await visitor.sees('the same words', 'sending');
    expect(await visitor.field.inputValue()).toBe('');

    await visitor.page.reload();
    await home.open();
    await home.toRooms();
    // By its name before, by the list now.
    await home.enter('Lobby');
    await visitor.sees('the same words', 'failed');
    await home.home();
    await home.toRooms();
    await home.enter('Weekend');
    await visitor.sees('the same words', 'failed');
    expect(await visitor.field.inputValue()).toBe('');
  });

  it('is done with once it arrives, also while another room is shown', async () => {
    const { visitor, home, letThrough } = await onTheirWay();
    expect(await isKept(visitor)).toBe(true);
    await home.home();
    await home.enter('Lobby');
    expect(await isKept(visitor)).toBe(true);
    letThrough();
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    await visitor.page.reload();
    await home.open();
    await home.toRooms();
    await home.enter('Weekend');
    await visitor.sees('see you there');
    expect(await visitor.field.inputValue()).toBe('');
  });

  it('is there once when it was written, and only the answer did not come', async () => {
    const { town, ana, bo } = await Town.withTwo(given.visits.tenant);
    const room = await town.group('Weekend', ana, bo);
    const visitor = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
    const answerAgain = await loseAnswers(visitor);
    const home = new HomeScreens(visitor);
    const enter = async () => {
      await visitor.page.reload();
      await home.open();
      await home.toRooms();
      await home.enter('Weekend');
    };
    await enter();
    await visitor.say('see you there');
    await visitor.say('or not');
    await visitor.sees('see you there', 'sending');
    // The second one has not left: it waits for the first.
    await visitor.sees('or not', 'sending');
    await eventually(async () => expect(await town.texts(bo, room)).toEqual(['see you there']));
    answerAgain();
    await enter();
    await visitor.sees('see you there');
    await visitor.sees('or not', 'failed');
    await retry(visitor, 'or not');
    await visitor.sees('or not');
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    expect(await town.texts(bo, room)).toEqual(['see you there', 'or not']);
  });

  it('stays away when whoever wrote it is put out, also what fails then in another room than the one that is shown', async () => {
    const { visitor, home, tell } = await onTheirWay();
    await home.home();
    await home.enter('Lobby');
    expect(await isKept(visitor)).toBe(true);
    tell(['session:ended', { code: 'banned' }]);
    await visitor.page.getByText('You were signed out.').waitFor();
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    // It fails a moment later.
    await visitor.page.waitForTimeout(1_000);
    expect(await isKept(visitor)).toBe(false);
  });
});

describe('what was written in a thread', () => {
  /** Ana answers bo in a thread, and it does not arrive. */
  async function onTheirWayInThread() {
    const { town, ana, bo } = await Town.withTwo(given.visits.tenant);
    const room = await town.group('Weekend', ana, bo);
    const { id } = await town.send(bo, room, 'lake or hills?');
    await bo.rest('POST', `/v1/rooms/${room.id}/messages`, { clientId: 'c', text: 'or the sea', threadId: id });
    const visitor = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
    const held = await hold(visitor);
    const home = new HomeScreens(visitor);
    const thread = visitor.page.locator('parley-thread');
    const field = thread.getByRole('textbox', { name: 'Message', exact: true });
    const enter = async (isReloaded = true): Promise<void> => {
      if (isReloaded) {
        await visitor.page.reload();
        await home.open();
        await home.toRooms();
        await home.enter('Weekend');
      }
      await article(visitor, 'lake or hills?').getByRole('button', { name: '1 reply' }).click();
      await thread.locator('article', { hasText: 'or the sea' }).waitFor();
    };
    const isInField = (text: string) => eventually(async () => expect(await field.inputValue()).toBe(text));
    const leave = () => visitor.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    await enter();
    await field.fill('the lake');
    await field.press('Enter');
    await visitor.sees('the lake', 'sending');
    await eventually(async () => expect(await isKept(visitor)).toBe(true));
    return { visitor, field, enter, isInField, leave, ...held };
  }

  it('is there to be sent again after a reload, and what was only begun, until it arrives or they log out', async () => {
    const { visitor, field, enter, isInField, letThrough } = await onTheirWayInThread();
    await enter();
    await visitor.sees('the lake', 'failed');
    await field.fill('or the hills');
    await enter();
    await isInField('or the hills');
    await visitor.sees('the lake', 'failed');
    letThrough();
    await retry(visitor, 'the lake');
    await visitor.sees('the lake');
    await field.press('Enter');
    await visitor.sees('or the hills');
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    await field.fill('and then');
    expect(await isKept(visitor)).toBe(true);
    await visitor.page.evaluate(() => window.Parley?.logout());
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
  });

  it('is on its way once, however often the thread is left, and done with when it arrives', async () => {
    const { visitor, enter, isInField, leave, letThrough } = await onTheirWayInThread();
    await leave();
    await enter(false);
    await visitor.sees('the lake', 'sending');
    await isInField('');
    await leave();
    expect(await isKept(visitor)).toBe(true);
    letThrough();
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    await article(visitor, 'lake or hills?').getByRole('button', { name: '2 replies' }).waitFor();
  });

  it('of a visitor is theirs once, also when they are a guest by the time they come back to it', async () => {
    const lobby = await given.visits.tenant.lobby();
    const { town, ana } = await Town.withTwo(given.visits.tenant);
    const { id } = await town.send(ana, lobby, 'lake or hills?');
    await ana.rest('POST', `/v1/rooms/${lobby.id}/messages`, { clientId: 'c', text: 'or the sea', threadId: id });
    const [visitor] = await given.visits.visit();
    const { letThrough } = await hold(visitor);
    await visitor.page.reload();
    await visitor.open();
    const thread = visitor.page.locator('parley-thread');
    const field = thread.getByRole('textbox', { name: 'Message', exact: true });
    const enter = () => article(visitor, 'lake or hills?').getByRole('button', { name: '1 reply' }).click();
    let makeGuest = (): void => undefined;
    const isMade = new Promise<void>((resolve) => (makeGuest = resolve));
    await visitor.page.route('**/v1/auth/guest', async (route) => {
      await isMade;
      await route.continue();
    });
    await enter();
    await thread.locator('article', { hasText: 'or the sea' }).waitFor();
    await field.fill('the lake');
    await field.press('Enter');
    await visitor.sees('the lake', 'sending');
    await visitor.page.locator('parley-places').getByRole('button', { name: 'Back' }).click();
    makeGuest();
    await visitor.page.getByRole('button', { name: /^You are / }).waitFor();
    await enter();
    await visitor.sees('the lake', 'sending');
    expect(await field.inputValue()).toBe('');
    letThrough();
    await visitor.sees('the lake');
    expect(await field.inputValue()).toBe('');
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
  });

  it.each([
    ['while it is shown', false],
    ['while the room is', true],
  ])('stays away when whoever wrote it is put out %s', async (_, isLeft) => {
    const { visitor, leave, tell } = await onTheirWayInThread();
    if (isLeft) await leave();
    expect(await isKept(visitor)).toBe(true);
    tell(['session:ended', { code: 'banned' }]);
    await visitor.page.getByText('You were signed out.').first().waitFor();
    await eventually(async () => expect(await isKept(visitor)).toBe(false));
    // It fails a moment later.
    await visitor.page.waitForTimeout(1_000);
    expect(await isKept(visitor)).toBe(false);
  });
});

describe('what somebody had begun to write', () => {
  it('is there after a reload, in each room its own, until it is sent or they log out', async () => {
    const { town, ana, bo } = await Town.withTwo(given.visits.tenant);
    await town.group('Weekend', ana, bo);
    await town.group('Work', ana, bo);
    const visitor = await given.visits.visitAs(ana.session, given.visits.serve({ room: '' }));
    const home = new HomeScreens(visitor);
    const enter = async (room: string, isReloaded = true) => {
      if (isReloaded) {
        await visitor.page.reload();
        await home.open();
      } else await home.home();
      await home.toRooms();
      await home.enter(room);
    };
    const isDraft = (text: string) => eventually(async () => expect(await visitor.field.inputValue()).toBe(text));
    const keeps = async () => (await visitor.kept()).filter((name) => name.includes(':draft:')).length;
    await enter('Weekend');
    await visitor.field.fill('half a thought');
    await enter('Work', false);
    await isDraft('');
    await visitor.field.fill('another');
    await enter('Weekend');
    await isDraft('half a thought');
    await enter('Work', false);
    await isDraft('another');
    await visitor.field.press('Enter');
    await visitor.sees('another');
    await enter('Work');
    await visitor.sees('another');
    await isDraft('');
    await enter('Weekend', false);
    await isDraft('half a thought');
    expect(await keeps()).toBe(1);
    await visitor.page.evaluate(() => (window as unknown as { Parley: { logout(): void } }).Parley.logout());
    await eventually(async () => expect(await keeps()).toBe(0));
  });
});
