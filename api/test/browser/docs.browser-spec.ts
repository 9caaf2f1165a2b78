import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import type { TenantWithSecret } from '../../src/tenants/tenant.schema.js';
import type { Me } from '../../src/users/user.schema.js';
import { launchBrowser } from '../support/browser.js';
import { testOperatorKey, testServerUrl } from '../support/environment.js';
import { picture } from '../support/pictures.js';

let browser: Browser;
let page: Page;
const complaints: string[] = [];
beforeAll(async () => {
  browser = await launchBrowser();
  page = await browser.newPage();
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(message.text());
  });
  await page.goto(`${testServerUrl()}/docs`);
});
afterAll(() => browser.close());

/** Fills in one credential, by the name that the document gives it, and takes back all others. */
async function authorize(credentials: Record<string, string>): Promise<void> {
  await page.locator('.scheme-container .authorize').click();
  const dialog = page.locator('.dialog-ux');
  for (const logout of await dialog.getByRole('button', { name: 'Remove authorization' }).all()) await logout.click();
  for (const [scheme, value] of Object.entries(credentials)) {
    const form = dialog.locator('.auth-container').filter({ has: page.locator('h4 code', { hasText: scheme }) });
    await form.locator('input').fill(value);
    await form.locator('button.authorize').click();
  }
  await dialog.getByRole('button', { name: 'Close' }).last().click();
}

/** *Try it out* and *Execute* of one operation; what the server answered. */
async function tryOut<Body>(
  id: string,
  { body, path = {}, file }: { body?: unknown; path?: Record<string, string>; file?: Buffer },
): Promise<Body> {
  const operation: Locator = page.locator(`[id$="-${id}"].opblock`);
  await operation.locator('.opblock-summary-control').click();
  await operation.getByRole('button', { name: 'Try it out' }).click();
  for (const [name, value] of Object.entries(path)) {
    await operation.locator(`tr[data-param-name="${name}"] input`).fill(value);
  }
  if (body !== undefined) await operation.locator('textarea.body-param__text').fill(JSON.stringify(body));
  if (file) {
    const picker = operation.locator('input[type="file"]');
    await picker.setInputFiles({ name: 'me.png', mimeType: 'image/png', buffer: file });
  }
  const answered = page.waitForResponse((response) => response.request().resourceType() === 'fetch');
  await operation.getByRole('button', { name: 'Execute' }).click();
  const answer = (await (await answered).json()) as Body;
  await operation.locator('.responses-table.live-responses-table').waitFor();
  await operation.locator('.opblock-summary-control').click();
  return answer;
}

describe('/docs', () => {
  it('lets one make a tenant, a guest, a room and a message by Try it out, each with its own credential', async () => {
    await authorize({ operatorKey: testOperatorKey() });
    const tenant = await tryOut<TenantWithSecret>('createTenant', { body: { name: 'From the docs' } });
    expect(tenant).toMatchObject({ name: 'From the docs', publicKey: expect.stringMatching(/^pk_/) });
    await authorize({ publicKey: tenant.publicKey });
    const session = await tryOut<Session>('createGuest', { body: { displayName: 'Reader' } });
    expect(session.user).toMatchObject({ kind: 'guest', displayName: 'Reader' });
    await authorize({ userToken: session.accessToken });
    const room = await tryOut<Room>('createRoom', { body: { type: 'public', name: 'Docs' } });
    expect(room).toMatchObject({ name: 'Docs', memberCount: 1 });
    const body = { clientId: '1', text: 'hello' };
    const sent = await tryOut<Message>('sendMessage', { body, path: { roomId: room.id } });
    expect(sent).toMatchObject({ seq: 1, text: 'hello', authorId: session.user.id });
    const me = await tryOut<Me>('setAvatar', { file: await picture('png') });
    expect(me).toMatchObject({ id: session.user.id, avatarUrl: expect.stringMatching(/^\/avatars\//) });
    await authorize({ secretKey: tenant.secretKey, actingUser: session.user.id });
    const byServer = await tryOut<Message>('listMessages', { path: { roomId: room.id } });
    expect(byServer).toMatchObject({ items: [{ seq: 1 }] });
    expect(complaints).toEqual([]);
  });
});
