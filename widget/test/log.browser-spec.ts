import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { eventually } from '../../api/test/support/eventually.js';
import type { LogItem } from '../src/state/log-item.js';
import { launchBrowser } from './support/browser.js';
import { RoomHarness, startGallery } from './support/gallery.js';
import type { Gallery } from './support/gallery.js';

let browser: Browser;
let gallery: Gallery;
beforeAll(async () => {
  [browser, gallery] = await Promise.all([launchBrowser(), startGallery()]);
});
afterAll(async () => {
  gallery.close();
  await browser.close();
});

/** Messages `from` to `to`, all of one afternoon, of uneven heights. */
function messages(from: number, to: number): LogItem[] {
  const start = Date.now() - 6 * 60 * 60_000;
  return Array.from({ length: to - from + 1 }, (_, index) => {
    const seq = from + index;
    return {
      key: `k${seq}`,
      source: { mentions: [] as string[] } as LogItem['source'],
      seq,
      authorId: `u${seq % 3}`,
      authorName: ['Ada', 'Bo', 'Cleo'][seq % 3] ?? '',
      authorPicture: null,
      own: false,
      text: `message ${seq} ${'and more '.repeat((seq * 7) % 23)}`,
      createdAt: new Date(start + seq * 90_000).toISOString(),
      status: 'sent',
      gone: '',
      failure: null,
    };
  });
}

const own = (seq: number): LogItem => ({
  ...(messages(seq, seq)[0] as LogItem),
  own: true,
  seq: null,
  key: `own${seq}`,
  status: 'sending',
});

async function openLog(items: LogItem[], view: { hasBefore?: boolean } = {}): Promise<RoomHarness> {
  const room = await RoomHarness.open(browser, gallery, 'scene=empty');
  await room.show({ items, ...view });
  await room.page.getByText(items.at(-1)?.text ?? '').waitFor();
  // What was drawn is put in its place before it is painted.
  await topOf(room, items.at(-1)?.seq ?? 0);
  return room;
}

/** Where a message stands on the screen, in pixels from the top; waits until a frame was painted. */
const topOf = (room: RoomHarness, seq: number): Promise<number> =>
  room.page.locator(`article[data-seq="${seq}"]`).evaluate(async (article) => {
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
    return Math.round(article.getBoundingClientRect().top);
  });

const scrollTo = (room: RoomHarness, top: number): Promise<void> =>
  room.log.evaluate(async (log, to) => {
    log.scrollTop = to;
    await new Promise((painted) => requestAnimationFrame(() => requestAnimationFrame(painted)));
  }, top);

const isAtEnd = (room: RoomHarness): Promise<boolean> =>
  room.log.evaluate((log) => log.scrollHeight - log.clientHeight - log.scrollTop < 2);

describe('the log', () => {
  it('opens at the newest message and stays there while more arrive', async () => {
    const room = await openLog(messages(1, 40));
    expect(await isAtEnd(room)).toBe(true);
    await room.show({ items: messages(1, 45) });
    await topOf(room, 45);
    expect(await isAtEnd(room)).toBe(true);
    await room.close();
  });

  it('stays at the newest message when the composer grows', async () => {
    const room = await openLog(messages(1, 40));
    await room.field.fill('1\n2\n3\n4\n5');
    await topOf(room, 40);
    expect(await isAtEnd(room)).toBe(true);
    await room.close();
  });

  it('asks for earlier messages near its start, and shows them without moving what is read', async () => {
    const room = await openLog(messages(101, 150), { hasBefore: true });
    await scrollTo(room, 300);
    expect(await room.wishes()).toContainEqual({ name: 'load-before', detail: {} });
    const before = await topOf(room, 104);
    await room.show({ isLoadingBefore: true });
    await room.show({ isLoadingBefore: false, items: messages(51, 150) });
    expect(Math.abs((await topOf(room, 104)) - before)).toBeLessThanOrEqual(1);
    await room.close();
  });

  it('asks for nothing before it is read when the newest messages fill the screen', async () => {
    const room = await openLog(messages(101, 150), { hasBefore: true });
    await topOf(room, 150);
    expect(await room.wishes()).toEqual([]);
    await room.close();
  });

  it('does not move what is read when a message comes below and one as high goes above', async () => {
    const room = await openLog(messages(1, 69));
    await scrollTo(room, 900);
    const before = await topOf(room, 20);
    await room.show({ items: messages(2, 70) });
    expect(Math.abs((await topOf(room, 20)) - before)).toBeLessThanOrEqual(1);
    await room.close();
  });

  it('asks again by itself when a page does not fill the screen', async () => {
    const room = await openLog(messages(149, 150), { hasBefore: true });
    const asked = async () => (await room.wishes()).filter(({ name }) => name === 'load-before').length;
    // Seen to by the browser once it has drawn.
    await eventually(async () => expect(await asked()).toBeGreaterThan(0));
    const first = await asked();
    await room.show({ items: messages(147, 150) });
    await eventually(async () => expect(await asked()).toBeGreaterThan(first));
    await room.close();
  });

  it('asks for nothing while it loads, after it failed, and at the start of the room', async () => {
    const room = await openLog(messages(1, 3), { hasBefore: false });
    await room.show({ hasBefore: true, isLoadingBefore: true, items: messages(1, 4) });
    await topOf(room, 4);
    await room.show({ isLoadingBefore: false, hasBeforeFailed: true, items: messages(1, 5) });
    await topOf(room, 5);
    expect(await room.wishes()).toEqual([]);
    await room.page.getByRole('button', { name: 'Retry' }).click();
    expect(await room.wishes()).toEqual([{ name: 'load-before', detail: {} }]);
    await room.close();
  });

  it('keeps its place while others write, and offers the way to what is new', async () => {
    const room = await openLog(messages(1, 60));
    await scrollTo(room, 900);
    const place = await room.page
      .locator('article[data-seq]')
      .evaluateAll((all) => Number(all.find((article) => article.getBoundingClientRect().top > 200)?.dataset['seq']));
    const before = await topOf(room, place);
    await room.show({ items: messages(1, 63) }, { unread: 3 });
    expect(await topOf(room, place)).toBe(before);
    await room.page.getByRole('button', { name: '3 new' }).click();
    await room.page.getByRole('button', { name: '3 new' }).waitFor({ state: 'hidden' });
    expect(await isAtEnd(room)).toBe(true);
    await room.close();
  });

  it('goes to the end for an own message, wherever it stood', async () => {
    const room = await openLog(messages(1, 60));
    await scrollTo(room, 500);
    await room.show({ items: [...messages(1, 60), own(61)] });
    await room.page.locator('article[data-status="sending"]').waitFor();
    await topOf(room, 60);
    expect(await isAtEnd(room)).toBe(true);
    await room.close();
  });

  it('can be scrolled with the keyboard', async () => {
    const room = await openLog(messages(1, 60));
    await room.log.focus();
    await room.page.keyboard.press('Home');
    await expect(
      room.log.evaluate(async (log) => {
        while (log.scrollTop > 0) await new Promise(requestAnimationFrame);
        return log.scrollTop;
      }),
    ).resolves.toBe(0);
    await room.close();
  });
});
