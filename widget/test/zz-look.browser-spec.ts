import { mkdir } from 'node:fs/promises';
import { it } from '@jest/globals';
import { DetailsScreens } from './support/details-screens.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { givenVisits } from './support/visits.js';

const given = givenVisits();

it.each([
  ['phone', 'light', 390, 844],
  ['phone', 'dark', 390, 844],
  ['desk', 'light', 1280, 800],
  ['desk', 'dark', 1280, 800],
] as const)('%s %s', async (name, colorScheme, width, height) => {
  await mkdir('/tmp/look-later', { recursive: true });
  const { town, ana, bo } = await Town.withTwo(given.visits.tenant);
  const room = await town.group('Weekend in the mountains', bo, ana);
  await town.send(bo, room, 'Who brings bread? And does anybody know when the bus goes on Saturday morning?');
  await town.send(ana, room, 'Quarter past eight, I think.');
  const schedule = (text: string, hours: number) =>
    ana.rest('POST', `/v1/rooms/${room.id}/scheduled-messages`, {
      clientId: crypto.randomUUID(),
      text,
      sendAt: new Date(Date.now() + hours * 3_600_000).toISOString(),
    });
  const [a] = await HomeScreens.into(given.visits, ana, 'Weekend', {
    viewport: { width, height },
    colorScheme,
    ...(name === 'phone' ? { hasTouch: true, isMobile: true } : {}),
  });
  const shot = (what: string) => a.page.screenshot({ path: `/tmp/look-later/${name}-${colorScheme}-${what}.png` });
  await a.field.pressSequentially('Good morning! The bus leaves in an hour.');
  await a.page.getByRole('button', { name: 'Send later' }).waitFor();
  await a.page.waitForTimeout(300);
  await shot('1-button');
  await a.page.getByRole('button', { name: 'Send later' }).click();
  await a.page.waitForTimeout(300);
  await shot('2-card');
  await a.page.getByRole('button', { name: /^Tomorrow morning/ }).click();
  await a.page.getByText(/^It is sent/).waitFor();
  await a.page.waitForTimeout(300);
  await shot('3-note');
  await schedule('Do not forget the sleeping bags, the stove and something against the rain; it may be cold up there at night.', 3);
  const { body } = await schedule('نراكم قريبا', 5);
  await bo.rest('PUT', `/v1/rooms/${room.id}/mutes/${ana.id}`);
  await ana.rest('PATCH', `/v1/me/scheduled-messages/${String(body['id'])}`, { sendAt: 'now' });
  await a.page.waitForTimeout(3_000);
  await bo.rest('DELETE', `/v1/rooms/${room.id}/mutes/${ana.id}`);
  await a.page.waitForTimeout(1_000);
  const screens = new DetailsScreens(a);
  await screens.enter('Weekend in the mountains');
  await a.page.waitForTimeout(300);
  await shot('4-details');
  await screens.to('Scheduled messages');
  await a.page.getByText('Good morning').first().waitFor();
  await a.page.waitForTimeout(300);
  await shot('5-list');
  await a.page.locator('parley-scheduled').getByRole('button', { name: 'Good morning' }).click();
  await a.page.waitForTimeout(300);
  await shot('6-change');
  await screens.answer('Delete');
  await a.page.waitForTimeout(300);
  await shot('7-delete');
}, 120_000);
