import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { rest } from '../../api/test/support/rest.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { TestTenant } from '../../api/test/support/tenant.js';
import { startTestServer } from '../../api/test/support/test-server.mjs';
import { launchBrowser } from './support/browser.js';
import { htmlPage, scriptTag, startHostSite, strictPolicy } from './support/host-site.js';
import type { HostSite } from './support/host-site.js';
import { Visitor } from './support/visitor.js';

let browser: Browser;
let site: HostSite;
const visitors: Visitor[] = [];

beforeAll(async () => {
  [browser, site] = await Promise.all([launchBrowser(), startHostSite()]);
});
afterAll(async () => {
  await Promise.all([browser.close(), site.close()]);
});
afterEach(async () => {
  await Promise.all(visitors.splice(0).map((visitor) => visitor.leave()));
});

async function visit(url: string): Promise<Visitor> {
  const visitor = await Visitor.arrive(browser);
  visitors.push(visitor);
  await visitor.page.goto(url);
  return visitor;
}

interface Stored {
  items: { seq: number; text: string; authorId: string }[];
  users: { id: string; displayName: string }[];
}

describe('two visitors of a page with the script tag alone, on another origin and under a strict policy', () => {
  let tenant: TestTenant;
  let page: string;

  beforeEach(async () => {
    const server = testServerUrl();
    tenant = await makeTenant();
    const head = scriptTag(server, { key: tenant.key, room: 'lobby' });
    page = site.serve({ html: htmlPage(head), policy: strictPolicy(server) });
  });

  /** The lobby's log as the server has it. */
  const stored = async (): Promise<Stored> => {
    const { id } = await tenant.lobby();
    return (await tenant.rest<Stored>('GET', `/v1/rooms/${id}/messages`)).body;
  };

  it('chat, see the same order, and break no rule of the page', async () => {
    const [ada, bo] = await Promise.all([visit(page), visit(page)]);
    await Promise.all([ada.open(), bo.open()]);
    await ada.say('hello from Ada');
    await bo.sees('hello from Ada');
    await bo.say('hello from Bo');
    await ada.sees('hello from Bo');
    await Promise.all([ada.say('both at once, Ada'), bo.say('both at once, Bo')]);
    await Promise.all([
      ada.sees('at once, Bo'),
      bo.sees('at once, Ada'),
      ada.sees('at once, Ada'),
      bo.sees('at once, Bo'),
    ]);
    const seen = await ada.messages();
    expect(seen.map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
    expect(await bo.messages()).toEqual(seen);
    expect(await ada.complaints()).toEqual([]);
    expect(await bo.complaints()).toEqual([]);
  });

  it('chat also where websockets are blocked', async () => {
    const ada = await visit(page);
    const bo = await Visitor.arrive(browser);
    visitors.push(bo);
    await bo.page.addInitScript(() => {
      // The server refuses this one, as something between would.
      window.WebSocket = class extends WebSocket {
        constructor(url: string) {
          super(url.replace('transport=websocket', 'transport=none'));
        }
      } as unknown as typeof WebSocket;
    });
    await bo.page.goto(page);
    await Promise.all([ada.open(), bo.open()]);
    await bo.say('by polling');
    await ada.sees('by polling');
    await ada.say('by websocket');
    await bo.sees('by websocket');
    expect(bo.requests.filter((request) => request.includes('transport=polling')).length).toBeGreaterThan(1);
    expect(ada.requests.filter((request) => request.includes('transport=polling'))).toEqual([]);
    expect(await bo.complaints()).toEqual([]);
  });

  it('read without being anybody: nothing is written before somebody sends', async () => {
    const ada = await visit(page);
    await ada.open();
    await ada.page.getByText('No messages yet').waitFor();
    expect(ada.requests.filter((request) => !request.startsWith('GET'))).toEqual([]);
    expect(await ada.kept()).toEqual([]);
    await ada.say('now I am somebody');
    await ada.sees('now I am somebody');
    expect(ada.requests.filter((request) => request.endsWith('/v1/auth/guest'))).toHaveLength(1);
    expect(await ada.kept()).not.toEqual([]);
  });

  it('are the same people with the same history after a reload', async () => {
    const ada = await visit(page);
    await ada.open();
    await ada.say('before the reload');
    await ada.sees('before the reload');
    await ada.page.reload();
    await ada.open();
    await ada.sees('before the reload');
    await ada.say('after the reload');
    await ada.sees('after the reload');
    const { items, users } = await stored();
    expect(items.map(({ text }) => text)).toEqual(['before the reload', 'after the reload']);
    expect(users).toHaveLength(1);
    expect(await ada.page.locator('article.own').count()).toBe(2);
  });

  it('can give themselves a name before the first message and another one later', async () => {
    const [ada, bo] = await Promise.all([visit(page), visit(page)]);
    await Promise.all([ada.open(), bo.open()]);
    await bo.say('who is there?');
    await ada.page.getByRole('button', { name: 'Your name' }).click();
    await ada.page.getByRole('textbox', { name: 'Your name' }).waitFor();
    await ada.page.keyboard.type('Ada <b>Lovelace</b>');
    await ada.page.keyboard.press('Enter');
    await ada.say('first');
    await bo.sees('first');
    await bo.page.locator('.name', { hasText: 'Ada <b>Lovelace</b>' }).waitFor();
    expect(await bo.page.locator('.name b').count()).toBe(0);
    await ada.page.getByRole('button', { name: /^You are Ada/ }).click();
    await ada.page.getByRole('textbox', { name: 'Your name' }).waitFor();
    await ada.page.keyboard.type('Countess');
    await ada.page.keyboard.press('Enter');
    await ada.page.getByRole('button', { name: 'You are Countess' }).waitFor();
    await ada.say('second');
    await bo.sees('second');
    await bo.page.locator('.name', { hasText: 'Countess' }).first().waitFor();
  });

  it('see on the closed button how much came meanwhile, and where it begins', async () => {
    const [ada, bo] = await Promise.all([visit(page), visit(page)]);
    await Promise.all([ada.open(), bo.open()]);
    await bo.say('I am here');
    await ada.sees('I am here');
    await ada.say('read by both');
    await bo.sees('read by both');
    await bo.page.keyboard.press('Escape');
    await ada.say('unread one');
    await ada.say('unread two');
    await bo.page.locator('.badge[data-count="2"]').waitFor();
    expect(await bo.launcher.getAttribute('aria-description')).toBe('2 unread messages');
    await bo.launcher.click();
    const rows = await bo.page
      .locator('.new, article')
      .evaluateAll((all: Element[]) => all.map((row) => row.localName));
    expect(rows).toEqual(['article', 'article', 'div', 'article', 'article']);
    expect(await bo.page.locator('.badge').isHidden()).toBe(true);
  });

  it('can read back to the first message by scrolling', async () => {
    const { id } = await tenant.lobby();
    const bo = await tenant.guest('Bo');
    for (let seq = 1; seq <= 120; seq += 1) {
      await bo.rest('POST', `/v1/rooms/${id}/messages`, { clientId: `c${seq}`, text: `line ${seq}` });
    }
    const ada = await visit(page);
    await ada.open();
    await ada.sees('line 120');
    await ada.log.hover();
    await eventually(async () => {
      await ada.page.mouse.wheel(0, -2_000);
      expect((await ada.messages())[0]?.seq).toBe(1);
    });
    expect((await ada.messages()).map(({ seq }) => seq)).toEqual(Array.from({ length: 120 }, (_, index) => index + 1));
  });

  it('are two people in two tabs of one browser when the session is kept in the tab', async () => {
    const server = testServerUrl();
    const head = scriptTag(server, { key: tenant.key, room: 'lobby', session: 'tab' });
    const url = site.serve({ html: htmlPage(head), policy: strictPolicy(server) });
    const ada = await visit(url);
    const bo = await ada.openTab(url);
    await Promise.all([ada.open(), bo.open()]);
    await ada.say('from one tab');
    await bo.sees('from one tab');
    await bo.say('from the other');
    await ada.sees('from the other');
    expect(await bo.page.locator('article.own').allTextContents()).toEqual([expect.stringContaining('from the other')]);
    expect((await stored()).users).toHaveLength(2);
  });

  it('are told how long to wait when they write too fast, and what they wrote goes out by itself', async () => {
    await tenant.settings({ limits: { messagesPerMinute: 2 } });
    const ada = await visit(page);
    await ada.open();
    await ada.say('one');
    await ada.sees('one');
    await ada.say('two');
    await ada.sees('two');
    await ada.say('three');
    await ada.page.getByRole('button', { name: /^Send, possible in \d+ seconds?$/ }).waitFor();
    await ada.sees('three', 'sending');
    await ada.page.getByText(/^Not sent\. Too many at once; it goes out by itself\. \d+/).waitFor();
    await tenant.settings({ limits: { messagesPerMinute: null } });
  });

  it('are shown how much may still be written, by what the server says of its limits', async () => {
    const ada = await visit(page);
    await ada.page.route('**/v1/limits', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), textMaxCodePoints: 20 } });
    });
    await ada.open();
    await ada.field.fill('x'.repeat(19));
    await ada.page.getByText('1 character left', { exact: true }).waitFor();
    await ada.field.fill('x'.repeat(22));
    await ada.page.getByText('2 characters too many', { exact: true }).waitFor();
    expect(await ada.page.getByRole('button', { name: 'Send', exact: true }).isDisabled()).toBe(true);
    await ada.say('x'.repeat(20));
    await ada.sees('x'.repeat(20));
  });
});

describe('a server that dies while a message is being sent', () => {
  it('comes back with everything, and the message arrives exactly once', async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'parley-widget-'));
    const env = { PARLEY_DATA_DIR: dataDir, PORT: `${await freePort()}` };
    let server = await startTestServer(env);
    try {
      const { url, demoKey } = server;
      const page = site.serve({
        html: htmlPage(scriptTag(url, { key: demoKey, room: 'lobby' })),
        policy: strictPolicy(url),
      });
      const [ada, bo] = await Promise.all([visit(page), visit(page)]);
      await Promise.all([ada.open(), bo.open()]);
      await ada.say('before');
      await bo.sees('before');

      await ada.say('while it dies');
      await server.stop('SIGKILL');
      await ada.say('while it is gone');
      await ada.sees('while it is gone', 'sending');
      await ada.page.getByText('Waiting for the network').waitFor();
      await ada.page.getByText('Not sent. You are offline; it goes out by itself.').waitFor();
      server = await startTestServer(env);

      await ada.sees('while it is gone', 'sent', 30_000);
      await bo.sees('while it is gone', 'sent', 30_000);
      const expected = ['before', 'while it dies', 'while it is gone'];
      expect((await ada.messages()).map(({ text }) => text)).toEqual(expected);
      expect((await bo.messages()).map(({ text }) => text)).toEqual(expected);
      const lobby = await rest<{ id: string }>('GET', '/v1/rooms/by-slug/lobby', { url, key: demoKey });
      const log = await rest<Stored>('GET', `/v1/rooms/${lobby.body.id}/messages`, { url, key: demoKey });
      expect(log.body.items.map(({ seq, text }) => [seq, text])).toEqual(
        expected.map((text, index) => [index + 1, text]),
      );
    } finally {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    }
  }, 120_000);
});

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((listening) => probe.listen(0, '127.0.0.1', listening));
  const { port } = probe.address() as AddressInfo;
  await new Promise((closed) => probe.close(closed));
  return port;
}
