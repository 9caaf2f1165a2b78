import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import { findBarriers, focusPath, launchBrowser } from './support/browser.js';
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

/** Opens a scene for one test and closes it afterwards. */
const withRoom =
  (query: string, test: (room: RoomHarness) => Promise<void>, options?: BrowserContextOptions) => async () => {
    const room = await RoomHarness.open(browser, gallery, query, options);
    try {
      await test(room);
    } finally {
      await room.close();
    }
  };

describe('every state of a room', () => {
  const scenes = 'talk unread waiting failed limited empty loading connecting ended error earlier long'.split(' ');
  it.each(scenes)('has no barriers, light or dark: %s', async (scene) => {
    const room = await RoomHarness.open(browser, gallery, `scene=${scene}`);
    for (const theme of ['light', 'dark']) {
      await room.dress({ theme });
      expect([theme, await findBarriers(room.page)]).toEqual([theme, []]);
    }
    await room.close();
  });

  it(
    'can be read with any accent',
    withRoom('scene=unread', async (room) => {
      for (const accent of ['gold', 'black', 'white', 'oklch(0.6 0.25 30)', '#808080']) {
        for (const theme of ['light', 'dark']) {
          await room.dress({ theme, accent });
          expect([accent, theme, await findBarriers(room.page)]).toEqual([accent, theme, []]);
        }
      }
    }),
  );

  it(
    'fits its box, whatever people are called and write',
    withRoom('scene=long', async ({ page }) => {
      const widest = await page.evaluate(() => document.documentElement.scrollWidth);
      expect(widest).toBe(400);
      expect(await page.locator('.viewport').evaluate((log) => log.scrollWidth <= log.clientWidth)).toBe(true);
    }),
  );
});

describe('the composer', () => {
  it(
    'sends with Enter, breaks with Shift+Enter, and is empty afterwards',
    withRoom('scene=talk', async (room) => {
      await room.field.click();
      await room.page.keyboard.type('one');
      await room.page.keyboard.press('Shift+Enter');
      await room.page.keyboard.type('two ');
      await room.page.keyboard.press('Enter');
      expect(await room.wishes()).toEqual([{ name: 'send', detail: { text: 'one\ntwo' } }]);
      expect(await room.field.inputValue()).toBe('');
      expect(await focusPath(room.page)).toMatch(/textarea$/);
    }),
  );

  it(
    'sends with the button and keeps the focus',
    withRoom('scene=talk', async (room) => {
      await room.field.fill('hello');
      await room.send.click();
      expect(await room.wishes()).toEqual([{ name: 'send', detail: { text: 'hello' } }]);
      expect(await focusPath(room.page)).toMatch(/textarea$/);
    }),
  );

  it(
    'breaks the line with Enter on touch',
    withRoom(
      'scene=talk',
      async (room) => {
        await room.field.tap();
        await room.page.keyboard.type('one');
        await room.page.keyboard.press('Enter');
        expect(await room.field.inputValue()).toBe('one\n');
        await room.send.tap();
        expect(await room.wishes()).toEqual([{ name: 'send', detail: { text: 'one' } }]);
      },
      { hasTouch: true, isMobile: true },
    ),
  );

  it(
    'sends nothing while an input method composes, and nothing that cannot be seen',
    withRoom('scene=talk', async (room) => {
      await room.field.fill('にほん');
      await room.field.dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, composed: true });
      await room.field.dispatchEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, composed: true });
      await room.field.fill(' \u200b ');
      await room.page.keyboard.press('Enter');
      await room.send.waitFor({ state: 'hidden' });
      expect(await room.wishes()).toEqual([]);
    }),
  );

  it(
    'grows to six lines and no further',
    withRoom('scene=talk', async (room) => {
      const height = () => room.field.evaluate((field) => field.getBoundingClientRect().height);
      const one = await height();
      await room.field.fill('1\n2\n3');
      const three = await height();
      await room.field.fill('1\n'.repeat(30));
      expect(three - one).toBe(44);
      expect((await height()) - one).toBeLessThanOrEqual(5 * 22 + 2);
    }),
  );

  it(
    'counts from 80 % of the limit and stops above it',
    withRoom('scene=talk', async (room) => {
      await room.show({ limits: { maxCharacters: 20, maxBytes: 100 } });
      await room.field.fill('x'.repeat(15));
      expect(await room.page.locator('.counter').textContent()).toBe('');
      await room.field.fill('x'.repeat(17));
      expect(await room.page.locator('.counter').textContent()).toBe('3 characters left');
      await room.field.fill('x'.repeat(21));
      expect(await room.page.locator('.counter').textContent()).toBe('1 character too many');
      expect(await room.send.isDisabled()).toBe(true);
    }),
  );

  it(
    'counts a wait down in the button and keeps the draft',
    withRoom('scene=talk', async (room) => {
      await room.page.clock.install();
      await room.field.fill('later');
      await room.show({ waitUntil: Date.now() + 60_000 });
      const waiting = room.page.getByRole('button', { name: /^Send, possible in \d+ seconds$/ });
      await waiting.waitFor();
      await room.field.press('Enter');
      expect(await room.wishes()).toEqual([]);
      await room.page.clock.fastForward(60_000);
      await room.send.waitFor();
      await room.field.press('Enter');
      expect(await room.wishes()).toEqual([{ name: 'send', detail: { text: 'later' } }]);
    }),
  );
});

describe('the own name', () => {
  it(
    'is offered, can be given with the keyboard, and is shown',
    withRoom('scene=empty', async (room) => {
      await room.page.getByRole('button', { name: 'Your name' }).press('Enter');
      await room.page.getByRole('textbox', { name: 'Your name' }).waitFor();
      await room.page.keyboard.type('  Ada   Lovelace ');
      await room.page.keyboard.press('Enter');
      expect(await room.wishes()).toEqual([{ name: 'rename', detail: { name: 'Ada Lovelace' } }]);
      expect(await focusPath(room.page)).toMatch(/textarea$/);
      await room.show({ myName: 'Ada Lovelace' });
      await room.page.getByRole('button', { name: 'You are Ada Lovelace' }).waitFor();
    }),
  );

  it(
    'is left alone by Escape, and says when it is too long',
    withRoom('scene=empty', async (room) => {
      await room.page.getByRole('button', { name: 'Your name' }).click();
      await room.page.getByRole('textbox', { name: 'Your name' }).fill('x'.repeat(65));
      await room.page.keyboard.press('Enter');
      expect(await room.page.getByRole('alert').textContent()).toBe('At most 64 characters.');
      await room.page.keyboard.press('Escape');
      expect(await room.wishes()).toEqual([]);
      expect(await focusPath(room.page)).toMatch(/button$/);
    }),
  );
});

describe('a message', () => {
  it(
    'is an article with its seq and status',
    withRoom('scene=failed', async (room) => {
      const states = await room.messages.evaluateAll((all) =>
        all.slice(-3).map((article) => [article.dataset['seq'] ?? null, article.dataset['status']]),
      );
      expect(states).toEqual([
        ['14', 'sent'],
        [null, 'failed'],
        [null, 'sending'],
      ]);
    }),
  );

  it(
    'shows markup as text and opens only web and mail addresses',
    withRoom('scene=long', async (room) => {
      expect(await room.texts()).toContainEqual(expect.stringContaining('<b>not bold</b> [x](javascript:alert(1))'));
      expect(await room.page.locator('.bubble b, .bubble img, .name img').count()).toBe(0);
      const link = room.page.locator('.bubble a');
      expect(await link.count()).toBe(1);
      expect(await link.getAttribute('rel')).toBe('noopener noreferrer nofollow ugc');
    }),
  );

  it(
    'that failed says why and offers to send it again or to take it away',
    withRoom('scene=failed', async (room) => {
      await room.page.getByText('Not sent. You cannot write in this room any more.').waitFor();
      await room.page.getByRole('button', { name: 'Retry' }).click();
      await room.page.getByRole('button', { name: 'Delete' }).click();
      const wishes = await room.wishes();
      expect(wishes.map(({ name }) => name)).toEqual(['message-retry', 'message-delete']);
      expect(wishes[0]?.detail).toEqual({ key: 'm15' });
    }),
  );

  it(
    'that waits for the network says so once',
    withRoom('scene=waiting', async (room) => {
      expect(await room.page.getByText('You are offline; it goes out by itself.').count()).toBe(1);
      await room.page.getByText('Waiting for the network').waitFor();
    }),
  );
});

describe('right to left', () => {
  it(
    'own messages are on the left, and each text keeps its own direction',
    withRoom('scene=talk&dir=rtl', async (room) => {
      const boxes = await room.page.locator('.bubble').evaluateAll((all) =>
        all.map((bubble) => ({
          isOwn: bubble.closest('.own') !== null,
          middle: (bubble.getBoundingClientRect().left + bubble.getBoundingClientRect().right) / 2,
          direction: getComputedStyle(bubble).direction,
          text: bubble.textContent,
        })),
      );
      const own = boxes.find((box) => box.isOwn && box.text === 'Saved it.');
      const other = boxes.find((box) => box.text === 'Ні, дякую!');
      expect(own?.middle).toBeLessThan(200);
      expect(other?.middle).toBeGreaterThan(200);
      expect(boxes.find((box) => box.text?.startsWith('جرّبت'))?.direction).toBe('rtl');
      expect(own?.direction).toBe('ltr');
      expect(await findBarriers(room.page)).toEqual([]);
    }),
  );
});

describe('when something is wrong', () => {
  it(
    'the room says what happened and asks again on request',
    withRoom('scene=missing', async (room) => {
      await room.page.getByText('This room cannot be opened').waitFor();
      expect(await room.page.locator('parley-composer').isVisible()).toBe(false);
      await room.page.getByRole('button', { name: 'Retry' }).click();
      expect(await room.wishes()).toEqual([{ name: 'reload', detail: {} }]);
    }),
  );

  it(
    'an ended session can be followed by a new one',
    withRoom('scene=ended', async (room) => {
      await room.page.getByText('You were signed out.').waitFor();
      await room.page.locator('parley-banner').getByRole('button', { name: 'Sign in' }).click();
      expect(await room.wishes()).toEqual([{ name: 'account', detail: {} }]);
    }),
  );

  it(
    'an ended session of the site’s own login is told without a way that does not exist',
    withRoom('scene=ended', async (room) => {
      await room.show({ hasAccounts: false });
      await room.page.getByText('You were signed out.').waitFor();
      expect(await room.page.getByRole('button', { name: 'Sign in' }).count()).toBe(0);
    }),
  );

  it(
    'an empty room invites to write',
    withRoom('scene=empty', async (room) => {
      await room.page.getByRole('button', { name: 'Write the first one' }).click();
      expect(await focusPath(room.page)).toMatch(/textarea$/);
    }),
  );
});
