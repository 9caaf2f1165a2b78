import { describe, expect, it } from '@jest/globals';
import type { BrowserContextOptions } from 'playwright-core';
import { eventually } from '../../api/test/support/eventually.js';
import { blackPng, picture, pixelsOf, stripes } from '../../api/test/support/pictures.js';
import type { AccountScreens } from './support/account-screens.js';
import { findBarriers, focusPath } from './support/browser.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();

/** A guest on the page of their picture. */
async function visitPicture(options: BrowserContextOptions = {}): Promise<[Visitor, AccountScreens]> {
  const [visitor, screens] = await given.visits.visit(undefined, options);
  await screens.enterAsGuest();
  await screens.button('Change picture').click();
  await screens.at('Picture');
  return [visitor, screens];
}

/** Chooses a file as a person does, in the browser's own window. */
async function choose(screens: AccountScreens, buffer: Buffer, button = 'Choose a picture'): Promise<void> {
  const chooser = screens.page.waitForEvent('filechooser');
  await screens.button(button).click();
  await (await chooser).setFiles({ name: 'me.png', mimeType: 'image/png', buffer });
}

const part = (screens: AccountScreens) => screens.page.getByRole('application', { name: /^Part of the picture/ });

async function save(screens: AccountScreens): Promise<void> {
  await screens.button('Save picture').click();
  await screens.page.getByText('Your picture is saved.').waitFor();
}

/** Colours of the picture that others get, at the left, in the middle and at the right: `r`, `g` or `b`. */
async function seen(screens: AccountScreens): Promise<string> {
  const address = await screens.page.locator('parley-picture parley-avatar img').getAttribute('src');
  const answer = await fetch(address ?? '');
  const { data, widthPx, heightPx } = await pixelsOf(new Uint8Array(await answer.arrayBuffer()));
  expect([widthPx, heightPx]).toEqual([512, 512]);
  return [0.05, 0.5, 0.95]
    .map((share) => {
      const at = (256 * 512 + Math.floor(share * 512)) * 3;
      const channels = [...data.subarray(at, at + 3)];
      return 'rgb'[channels.indexOf(Math.max(...channels))];
    })
    .join('');
}

/** Red, green and blue beside each other; the middle is green. */
const flag = async (): Promise<Buffer> => (await stripes()).png().toBuffer();

describe('the own picture', () => {
  it('is chosen, cut, replaced and removed, and others see each at once', async () => {
    const [ada, screens] = await visitPicture();
    expect(await findBarriers(ada.page)).toEqual([]);
    await choose(screens, await flag());
    await eventually(async () => expect(await focusPath(ada.page)).toMatch(/parley-crop > div$/));
    expect(await findBarriers(ada.page)).toEqual([]);
    await save(screens);
    await eventually(async () => expect(await focusPath(ada.page)).toMatch(/parley-picture > button$/));
    expect(await seen(screens)).toBe('ggg');
    expect(await findBarriers(ada.page)).toEqual([]);

    // Beside the messages of others, and in the own header.
    await screens.button('Back').click();
    await screens.button('Back').click();
    await ada.page.locator('parley-header parley-avatar img').waitFor();
    await ada.say('hello');
    await ada.sees('hello');
    const [bo] = await given.visits.visit();
    await bo.open();
    await bo.say('hi');
    await bo.sees('hi');
    const shown = bo.page.locator('parley-message parley-avatar img');
    const before = await shown.getAttribute('src');

    await screens.avatar.click();
    await screens.button('Change picture').click();
    await choose(screens, await picture('png', 200, 200, '#0000ff'), 'Choose another picture');
    await save(screens);
    expect(await seen(screens)).toBe('bbb');
    await eventually(async () => expect(await shown.getAttribute('src')).not.toBe(before));

    await screens.button('Remove picture').click();
    await ada.page.getByText('Your picture is removed.').waitFor();
    await shown.waitFor({ state: 'detached' });
    expect(await screens.button('Remove picture').count()).toBe(0);
    expect(await ada.page.locator('parley-avatar img').count()).toBe(0);
    expect(await ada.complaints()).toEqual([]);
    expect(await bo.complaints()).toEqual([]);
  });

  it('is cut where the mouse dragged it to, or pressed', async () => {
    const [{ page }, screens] = await visitPicture();
    await choose(screens, await flag());
    const { x = 0, y = 0, width = 0 } = (await part(screens).boundingBox()) ?? {};
    await page.mouse.move(x + 10, y + width / 2);
    await page.mouse.down();
    await page.mouse.move(x + width / 2, y + width / 2, { steps: 4 });
    // Further than the picture goes.
    await page.mouse.move(x + width * 3, y + width / 2, { steps: 4 });
    await page.mouse.up();
    await save(screens);
    expect(await seen(screens)).toBe('rrr');

    await choose(screens, await flag(), 'Choose another picture');
    await part(screens).waitFor();
    // What lies at the edge comes to the middle.
    await page.mouse.click(x + width - 1, y + width / 2);
    await save(screens);
    expect(await seen(screens)).toMatch(/^g.b$/);
  });

  it('is moved and zoomed with keys alone', async () => {
    const [{ page }, screens] = await visitPicture();
    await choose(screens, await flag());
    const zoom = page.getByRole('slider', { name: 'Zoom' });
    await eventually(async () => expect(await focusPath(page)).toMatch(/parley-crop > div$/));
    expect(await zoom.getAttribute('aria-valuetext')).toBe('100 %');
    for (let press = 0; press < 25; press += 1) await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('+');
    expect(await zoom.getAttribute('aria-valuetext')).toBe('110 %');
    await page.keyboard.press('-');
    expect(await zoom.getAttribute('aria-valuetext')).toBe('100 %');
    await page.keyboard.press('Tab');
    await page.keyboard.press('End');
    expect(await zoom.getAttribute('aria-valuetext')).toBe('156 %');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Your picture is saved.').waitFor();
    expect(await seen(screens)).toBe('bbb');
  });

  it('is zoomed by two fingers and by the wheel', async () => {
    const [{ page }, screens] = await visitPicture({
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      isMobile: true,
    });
    await choose(screens, await picture('png', 400, 400));
    const zoom = page.getByRole('slider', { name: 'Zoom' });
    const percent = async () => Number.parseInt((await zoom.getAttribute('aria-valuetext')) ?? '', 10);
    const { x = 0, y = 0, width = 0 } = (await part(screens).boundingBox()) ?? {};
    const session = await page.context().newCDPSession(page);
    const fingers = (type: 'touchStart' | 'touchMove' | 'touchEnd', apart: number) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints:
          type === 'touchEnd'
            ? []
            : [-1, 1].map((side, id) => ({ id, x: x + width / 2 + (side * apart) / 2, y: y + width / 2 })),
      });
    await fingers('touchStart', 60);
    await fingers('touchMove', 120);
    await fingers('touchEnd', 0);
    await eventually(async () => expect(await percent()).toBe(200));
    await page.mouse.move(x + width / 2, y + width / 2);
    await page.mouse.wheel(0, 100);
    await eventually(async () => expect(await percent()).toBeLessThan(200));
  });

  it('can be dropped, and put away again', async () => {
    const [{ page }, screens] = await visitPicture();
    const bytes = [...(await picture('png'))];
    await page.locator('parley-account main').evaluate((place, all) => {
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([new Uint8Array(all)], 'me.png', { type: 'image/png' }));
      for (const type of ['dragover', 'drop']) {
        const event = new DragEvent(type, { dataTransfer, bubbles: true, cancelable: true, composed: true });
        // Else the browser would leave the page for the file.
        if (place.dispatchEvent(event)) throw new Error(`${type} was left to the browser`);
      }
    }, bytes);
    await screens.button('Save picture').waitFor();
    await page.keyboard.press('Escape');
    await eventually(async () => expect(await screens.focused()).toBe('button'));
    await screens.button('Choose a picture').waitFor();
    await screens.at('Picture');
    await page.keyboard.press('Escape');
    await screens.at('Account');
    await eventually(async () => expect(await focusPath(page)).toMatch(/parley-account > button$/));
  });
});

describe('a picture that is refused', () => {
  it('is told why before anything is sent', async () => {
    const [visitor, screens] = await visitPicture();
    const puts = () => visitor.requests.filter((request) => request.startsWith('PUT'));
    await choose(screens, Buffer.alloc(25_000_001));
    await visitor.page.getByText('This file is larger than 25 MB.').waitFor();
    await choose(screens, Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'));
    await visitor.page.getByText('This file cannot be read as a picture.').waitFor();
    expect(await visitor.page.getByText('This file is larger').count()).toBe(0);
    // Small, and right in all it says, but nothing that a browser holds.
    await choose(screens, blackPng(30_000, 30_000));
    await visitor.page.getByText('This file cannot be read as a picture.').waitFor();
    expect(await screens.button('Choose a picture').getAttribute('aria-describedby')).toBe('note');
    expect(await findBarriers(visitor.page)).toEqual([]);
    await choose(screens, await picture('png'));
    await screens.button('Save picture').waitFor();
    expect(puts()).toEqual([]);
  });

  it('is kept as it was cut, and can be saved when the network is back', async () => {
    const [{ page }, screens] = await visitPicture();
    await choose(screens, await flag());
    await page.context().setOffline(true);
    await screens.button('Save picture').click();
    await page.getByText('The server was not reached.').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await page.context().setOffline(false);
    await save(screens);
    expect(await seen(screens)).toBe('ggg');
  });

  it('counts down when there were too many', async () => {
    await given.visits.tenant.settings({ limits: { uploadsPerHour: 1 } });
    const [{ page }, screens] = await visitPicture();
    await choose(screens, await picture('png'));
    await save(screens);
    await choose(screens, await picture('png'), 'Choose another picture');
    await screens.button('Save picture').click();
    await page.getByRole('button', { name: /^Wait \d+:\d\d then: Save picture$/ }).waitFor();
    expect(await findBarriers(page)).toEqual([]);
    await screens.button('Cancel').click();
    await screens.button('Remove picture').waitFor();
  });
});
