import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { testServerUrl } from '../../api/test/support/environment.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { TestTenant } from '../../api/test/support/tenant.js';
import { findBarriers, focusPath, launchBrowser } from './support/browser.js';
import { htmlPage, scriptTag, startHostSite, strictPolicy } from './support/host-site.js';
import type { HostSite } from './support/host-site.js';
import { Visitor } from './support/visitor.js';

let browser: Browser;
let site: HostSite;
let server: string;
let tenant: TestTenant;
let visitor: Visitor;

beforeAll(async () => {
  server = testServerUrl();
  [browser, site, tenant] = await Promise.all([launchBrowser(), startHostSite(), makeTenant()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});
beforeEach(async () => {
  visitor = await Visitor.arrive(browser);
});
afterEach(() => visitor.leave());

/** Opens a page with these tags in its head. */
async function visit(head: string, body = '', path?: string): Promise<void> {
  const policy = strictPolicy(server);
  await visitor.page.goto(site.serve({ html: htmlPage(head, body), policy, ...(path === undefined ? {} : { path }) }));
}

const tag = (attributes: Record<string, string> = {}): string =>
  scriptTag(server, { key: tenant.key, room: 'lobby', ...attributes });

/** What the page asked the server for. */
const asked = (): string[] =>
  visitor.requests.filter((request) => request.includes(server)).map((request) => request.replace(`${server}/`, ''));

describe('the script tag', () => {
  it('costs one request, keeps nothing and connects to nothing before a person comes near', async () => {
    await visit(tag());
    await visitor.launcher.waitFor();
    await visitor.page.waitForLoadState('networkidle');
    expect(asked()).toEqual(['GET widget.js']);
    expect(visitor.sockets).toEqual([]);
    expect(await visitor.kept()).toEqual([]);
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('fetches the panel for the link of a mail or an invitation, and for no other end of the address', async () => {
    await visit(tag());
    await visitor.launcher.waitFor();
    const follow = (hash: string) => visitor.page.evaluate((to) => void (location.hash = to), hash);
    for (const hash of ['#/pay?with=pk_live_1', '#key=pk_1', '#verified=pk_1', '#/invite=apk_1', '#rules-of-pk_1']) {
      await follow(hash);
      await visitor.page.waitForLoadState('networkidle');
      expect([hash, asked()]).toEqual([hash, ['GET widget.js']]);
    }
    const panel = visitor.page.waitForRequest(/\/widget\/panel-\w+\.js$/);
    await follow(`#invite=${'x'.repeat(24)}${tenant.key}`);
    await panel;
  });

  it('fetches the panel when the pointer comes near, and still connects to nothing', async () => {
    await visit(tag());
    const panel = visitor.page.waitForRequest(/\/widget\/panel-\w+\.js$/);
    await visitor.launcher.hover();
    await panel;
    await visitor.page.locator('parley-chat:defined').waitFor();
    await visitor.page.waitForLoadState('networkidle');
    expect(asked()).toHaveLength(2);
  });

  it('draws one button when it is there twice', async () => {
    await visit(tag() + tag());
    await visitor.open();
    expect(await visitor.page.locator('parley-chat').count()).toBe(1);
    expect(await visitor.complaints()).toEqual([]);
  });

  it.each(['javascript:alert(1)', 'data:text/javascript,alert(1)', 'not an address', '"><img src=x onerror=alert(1)>'])(
    'says that %j is no server, and asks nobody',
    async (address) => {
      await visit(tag({ 'server-url': address }));
      await visitor.page.getByText('chat is not set up').waitFor();
      await visitor.launcher.click();
      expect(asked()).toEqual(['GET widget.js']);
      expect(await visitor.complaints()).toEqual([]);
    },
  );

  it('says what is wrong with a key or a room, as text', async () => {
    await visit(tag({ room: `<img src=x onerror=alert(1)> \u202e${'x'.repeat(1_000)}` }));
    await visitor.launcher.click();
    const problem = visitor.page.getByText('is no room');
    await problem.waitFor();
    expect(await problem.textContent()).toMatch(/^“<img src=x onerror=alert\(1\)> x{1,40}…”/);
    expect(await visitor.page.locator('img').count()).toBe(0);
    // On a phone the panel covers the button that opened it.
    await visitor.page.setViewportSize({ width: 390, height: 844 });
    await visitor.page.getByRole('button', { name: 'Close', exact: true }).click();
    await problem.waitFor({ state: 'hidden' });
  });

  it('tells a visitor when the key is unknown', async () => {
    await visit(tag({ key: 'pk_unknown' }));
    await visitor.open();
    await visitor.page.getByText('Its public key is not known to the server.').waitFor();
    await visitor.page.getByRole('button', { name: 'Retry' }).waitFor();
  });

  it('shows side, colour and icon at once', async () => {
    await visit(tag({ position: 'left', accent: 'gold', icon: '☕' }));
    await visitor.page.getByText('☕').waitFor();
    const look = await visitor.launcher.evaluate((button) => {
      const { backgroundColor, color } = getComputedStyle(button);
      return { backgroundColor, color, left: button.getBoundingClientRect().left };
    });
    expect(look).toEqual({ backgroundColor: 'rgb(255, 215, 0)', color: 'oklch(0 0 0)', left: 24 });
  });
});

describe('opening and closing', () => {
  it('puts the person where they write, and back on the button', async () => {
    await visit(tag());
    await visitor.launcher.focus();
    await visitor.page.keyboard.press('Enter');
    await visitor.field.waitFor();
    expect(await focusPath(visitor.page)).toMatch(/^parley-chat > .*textarea$/);
    expect(await visitor.page.getByRole('dialog', { name: 'Chat: Lobby' }).count()).toBe(1);
    expect(await findBarriers(visitor.page)).toEqual([]);
    await visitor.field.fill('a draft');
    await visitor.page.keyboard.press('Escape');
    await visitor.field.waitFor({ state: 'hidden' });
    expect(await focusPath(visitor.page)).toBe('parley-chat > button');
    await visitor.page.keyboard.press('Enter');
    expect(await visitor.field.inputValue()).toBe('a draft');
  });

  it('closes with the button in the header and with the launcher', async () => {
    await visit(tag());
    await visitor.open();
    await visitor.page.getByRole('button', { name: 'Close', exact: true }).click();
    await visitor.field.waitFor({ state: 'hidden' });
    await visitor.open();
    await visitor.page.getByRole('button', { name: 'Close chat' }).click();
    await visitor.field.waitFor({ state: 'hidden' });
  });

  it('keeps the keys that are typed from the page', async () => {
    await visit(tag());
    await visitor.open();
    await visitor.page.evaluate(() => {
      Object.assign(window, { heard: [] });
      document.addEventListener('keydown', (event) => (window as unknown as { heard: string[] }).heard.push(event.key));
    });
    await visitor.page.keyboard.type('/?');
    expect(await visitor.page.evaluate(() => (window as unknown as { heard: string[] }).heard)).toEqual([]);
    expect(await visitor.field.inputValue()).toBe('/?');
  });

  it('covers the screen of a phone, and lets nothing beneath be reached', async () => {
    await visitor.leave();
    visitor = await Visitor.arrive(browser, { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
    await visit(tag());
    await visitor.launcher.tap();
    await visitor.field.waitFor();
    const dialog = visitor.page.getByRole('dialog');
    await dialog.evaluate((panel) => Promise.all(panel.getAnimations().map((animation) => animation.finished)));
    expect(await dialog.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    const search = visitor.page.getByRole('textbox', { name: 'Search' });
    expect(await search.evaluate((input) => (input.focus(), document.activeElement === input))).toBe(false);
    await visitor.page.getByRole('button', { name: 'Close', exact: true }).tap();
    await dialog.waitFor({ state: 'hidden' });
  });
});

describe('window.Parley', () => {
  it('keeps calls until the panel is there, and runs them in order', async () => {
    await visit(tag());
    await visitor.launcher.waitFor();
    await visitor.page.evaluate(() => {
      const told: string[] = [];
      Object.assign(window, { told });
      window.Parley?.on('open', () => told.push('open'));
      window.Parley?.on('close', () => told.push('close'));
      window.Parley?.open();
    });
    await visitor.field.waitFor();
    await visitor.page.evaluate(() => window.Parley?.close());
    await visitor.field.waitFor({ state: 'hidden' });
    expect(await visitor.page.evaluate(() => (window as unknown as { told: string[] }).told)).toEqual([
      'open',
      'close',
    ]);
  });

  it('tells of messages of others', async () => {
    await visit(tag());
    await visitor.open();
    await visitor.say('somebody there?');
    await visitor.sees('somebody there?');
    await visitor.page.evaluate(() => {
      const told: unknown[] = [];
      Object.assign(window, { told });
      window.Parley?.on('message', (message) => told.push(message));
    });
    const bo = await tenant.guest('Bo');
    const { id } = await tenant.lobby();
    await bo.rest('POST', `/v1/rooms/${id}/messages`, { clientId: 'one', text: 'I am' });
    await visitor.sees('I am');
    const told = await visitor.page.evaluate(() => (window as unknown as { told: unknown[] }).told);
    expect(told).toEqual([{ text: 'I am', author: 'Bo' }]);
  });

  it('forgets a person on logout', async () => {
    await visit(tag({ room: 'page' }));
    await visitor.open();
    await visitor.say('me');
    await visitor.sees('me');
    await visitor.page.evaluate(() => window.Parley?.logout());
    await visitor.page.getByRole('button', { name: 'Your name' }).waitFor();
    expect(await visitor.page.locator('article.own').count()).toBe(0);
  });

  it('takes everything away on destroy, and can come again', async () => {
    await visitor.page.goto(site.serve({ html: htmlPage(tag()) }));
    await visitor.open();
    await visitor.page.evaluate(() => window.Parley?.destroy());
    expect(await visitor.page.locator('parley-chat').count()).toBe(0);
    await visitor.page.evaluate(() => {
      const old = document.querySelector('script');
      const script = document.createElement('script');
      for (const { name, value } of old?.attributes ?? []) script.setAttribute(name, value);
      old?.replaceWith(script);
    });
    await visitor.open();
    expect(await visitor.complaints()).toEqual([]);
  });
});

describe('other places', () => {
  it('an element of the page loads at once and fills its box', async () => {
    const head = scriptTag(server, {});
    await visit(head, `<div><parley-chat mode="inline" key="${tenant.key}" room="lobby"></parley-chat></div>`);
    await visitor.log.waitFor();
    expect((await visitor.page.locator('parley-chat').boundingBox())?.height).toBe(400);
    expect(await visitor.launcher.count()).toBe(0);
    expect(await visitor.complaints()).toEqual([]);
  });

  it('an element of the page without a mode draws its own button', async () => {
    await visit(scriptTag(server, {}), `<parley-chat key="${tenant.key}"></parley-chat>`);
    await visitor.open();
    expect(await visitor.complaints()).toEqual([]);
  });

  it('an element that is told another room goes there', async () => {
    const bo = await tenant.guest('Bo');
    await bo.rest('POST', '/v1/rooms', { type: 'public', name: 'Tea room', slug: 'tea-room' });
    await visit(scriptTag(server, {}), `<parley-chat mode="inline" key="${tenant.key}"></parley-chat>`);
    await visitor.page.getByRole('heading', { name: 'Lobby' }).waitFor();
    await visitor.page.locator('parley-chat').evaluate((chat) => chat.setAttribute('room', 'tea-room'));
    await visitor.page.getByRole('heading', { name: 'Tea room' }).waitFor();
  });

  it('the room of a page is shared by all addresses of the page, and made by its first message', async () => {
    await visit(tag({ room: 'page' }), '', '/article');
    await visitor.open();
    await visitor.page.getByRole('heading', { name: 'This page' }).waitFor();
    await visitor.say('about this article');
    await visitor.sees('about this article');
    await visitor.page.goto(`${site.url}/article?utm=1#comments`);
    await visitor.open();
    await visitor.sees('about this article');
    const { body } = await tenant.rest<{ items: { slug: string | null }[] }>('GET', '/v1/rooms', {
      bearer: tenant.secretKey,
    });
    expect(body.items.map(({ slug }) => slug)).toContainEqual(expect.stringMatching(/^p-[0-9a-f]{32}$/));
  });

  it('the demo and the chat page of the server break no rule of theirs', async () => {
    await visitor.page.goto(`${server}/demo`);
    await visitor.open();
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(await visitor.complaints()).toEqual([]);
    await visitor.page.goto(`${server}/chat?key=${tenant.key}&room=lobby`);
    await visitor.log.waitFor();
    await visitor.page.getByRole('heading', { name: 'Lobby' }).waitFor();
    expect(await findBarriers(visitor.page)).toEqual([]);
    expect(await visitor.complaints()).toEqual([]);
  });
});
