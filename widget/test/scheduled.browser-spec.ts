import { beforeEach, describe, expect, it } from '@jest/globals';
import type { ScheduledMessagePage } from '../../api/src/scheduled/scheduled-message.schema.js';
import { eventually } from '../../api/test/support/eventually.js';
import type { TestUser } from '../../api/test/support/tenant.js';
import { fieldTime } from '../src/state/send-times.js';
import { findBarriers } from './support/browser.js';
import { DetailsScreens } from './support/details-screens.js';
import { HomeScreens, Town } from './support/home-screens.js';
import { article, choose } from './support/messages.js';
import { givenVisits } from './support/visits.js';
import type { Visitor } from './support/visitor.js';

const given = givenVisits();
let town: Town;
let ana: TestUser;
let bo: TestUser;

beforeEach(async () => {
  ({ town, ana, bo } = await Town.withTwo(given.visits.tenant));
});

const later = ({ page }: Visitor) => page.getByRole('button', { name: 'Send later', exact: true });
const card = ({ page }: Visitor) => page.getByRole('dialog', { name: 'Send later' });
const note = ({ page }: Visitor) => page.locator('parley-later-note');
const waitingOf = async (user: TestUser) =>
  (await user.rest<ScheduledMessagePage>('GET', '/v1/me/scheduled-messages')).body.items;
const rows = ({ page }: Visitor) => page.locator('parley-scheduled .entry-name').allTextContents();

describe('a message that is sent later', () => {
  it('is scheduled from the composer, with whom it names and what it answers, and waits in the details of the room', async () => {
    const room = await town.group('Weekend', bo, ana);
    const asked = await town.send(bo, room, 'Who brings bread?');
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    await a.field.pressSequentially('x');
    await later(a).waitFor();
    await a.field.fill('');
    await later(a).waitFor({ state: 'hidden' });
    await choose(a, 'Who brings bread?', 'Reply');
    await a.field.pressSequentially('I do, @bo');
    // Without it Enter sends.
    await a.page.getByRole('option').filter({ hasText: 'Bo' }).waitFor();
    await a.page.keyboard.press('Enter');
    await later(a).click();
    await card(a)
      .getByRole('button', { name: /^In 1 hour/ })
      .waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    await a.page.keyboard.press('Escape');
    await card(a).waitFor({ state: 'detached' });
    await a.page.keyboard.press('Enter');
    await card(a)
      .getByRole('button', { name: /^Tomorrow morning/ })
      .click();
    await note(a).getByText(', 09:00.').waitFor();
    expect(await a.field.inputValue()).toBe('');
    expect(await a.field.evaluate((field) => (field.getRootNode() as ShadowRoot).activeElement === field)).toBe(true);
    expect(await waitingOf(ana)).toMatchObject([
      { text: 'I do, @bo-2', mentions: [bo.id], replyTo: { messageId: asked.id } },
    ]);
    expect(await article(a, 'I do').count()).toBe(0);
    await a.page.getByRole('button', { name: 'Show scheduled messages' }).click();
    await eventually(async () => expect(await rows(a)).toEqual(['I do, @bo-2']));
    expect(await findBarriers(a.page)).toEqual([]);
    await new DetailsScreens(a).back();
    // What is sent as usual goes as usual.
    await a.say('At once');
    await a.sees('At once');
    expect(await a.complaints()).toEqual([]);
  });

  it('is changed, sent now, and deleted in the details; why one was refused is told there', async () => {
    const room = await town.group('Weekend', bo, ana);
    const schedule = (text: string, hours: number) =>
      ana.rest('POST', `/v1/rooms/${room.id}/scheduled-messages`, {
        clientId: crypto.randomUUID(),
        text,
        sendAt: new Date(Date.now() + hours * 3_600_000).toISOString(),
      });
    for (const [text, hours] of [
      ['First', 1],
      ['Second', 2],
      ['Third', 3],
    ] as const)
      await schedule(text, hours);
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const screens = new DetailsScreens(a);
    await screens.enter('Weekend');
    await screens.to('Scheduled messages');
    await eventually(async () => expect(await rows(a)).toEqual(['First', 'Second', 'Third']));
    const open = (text: string) => screens.page.locator('parley-scheduled').getByRole('button', { name: text }).click();
    await open('First');
    await screens.question().getByRole('textbox', { name: 'Message' }).fill('First of all');
    const when = new Date(Date.now() + 4 * 3_600_000);
    await screens.question().getByLabel('When it is sent', { exact: true }).fill('2020-01-01T00:00');
    await screens.answer('Save');
    await screens.says(/^Choose a time/);
    expect(await findBarriers(a.page)).toEqual([]);
    await screens.question().getByLabel('When it is sent', { exact: true }).fill(fieldTime(when.getTime()));
    await screens.answer('Save');
    await screens.says('Saved.');
    await eventually(async () => expect(await rows(a)).toEqual(['Second', 'Third', 'First of all']));
    await open('Third');
    await screens.answer('Delete');
    await screens.question().getByText('Delete this message?').waitFor();
    await screens.answer('Delete');
    await screens.says('It is deleted, and is not sent.');
    await open('Second');
    await screens.answer('Send now');
    await screens.says('It is being sent.');
    await eventually(async () => expect(await rows(a)).toEqual(['First of all']), { withinMs: 30_000 });
    await eventually(async () => expect((await waitingOf(ana)).map(({ text }) => text)).toEqual(['First of all']));
    await bo.rest('PUT', `/v1/rooms/${room.id}/mutes/${ana.id}`);
    await open('First of all');
    await screens.answer('Send now');
    await eventually(async () => expect(await waitingOf(ana)).toMatchObject([{ failure: { code: 'muted' } }]), {
      withinMs: 30_000,
    });
    await screens.back();
    await screens.to('Scheduled messages');
    await screens.page.getByText('Not sent. You are muted in this room.').waitFor();
    expect(await findBarriers(a.page)).toEqual([]);
    expect(await a.complaints()).toEqual([]);
  });

  it('that was not taken is in the field again, with why', async () => {
    await town.group('Weekend', bo, ana);
    const [a] = await HomeScreens.into(given.visits, ana, 'Weekend');
    const path = '**/scheduled-messages';
    await a.page.route(path, (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        headers: { 'Access-Control-Allow-Origin': '*' },
        body: JSON.stringify({ code: 'too_many_scheduled', status: 409, title: 'Too many', detail: 'Too many' }),
      }),
    );
    await a.field.pressSequentially('Not to be lost');
    await later(a).click();
    await card(a).getByLabel('Another time').fill('2020-01-01T00:00');
    await card(a).getByRole('button', { name: 'Schedule', exact: true }).click();
    await card(a)
      .getByText(/^Choose a time/)
      .waitFor();
    await card(a)
      .getByRole('button', { name: /^In 1 hour/ })
      .click();
    await note(a).getByText('Not scheduled. As many').waitFor();
    await eventually(async () => expect(await a.field.inputValue()).toBe('Not to be lost'));
    await a.page.unroute(path);
    await later(a).click();
    await card(a)
      .getByRole('button', { name: /^In 1 hour/ })
      .click();
    await note(a).getByText('Scheduled for').waitFor();
    expect((await waitingOf(ana)).map(({ text }) => text)).toEqual(['Not to be lost']);
  });
});
