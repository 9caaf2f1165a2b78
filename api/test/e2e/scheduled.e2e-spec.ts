import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Limits } from '../../src/limits/limits.schema.js';
import type { History } from '../../src/messages/message.schema.js';
import type { ScheduledMessage, ScheduledMessagePage } from '../../src/scheduled/scheduled-message.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { Forum } from '../support/forum.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';
const anHour = 3_600_000;
const ahead = (ms: number): string => new Date(Date.now() + ms).toISOString();

let database: DataSource;
beforeAll(async () => {
  database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
});
afterAll(() => database.destroy());

const bodyOf = (more: object = {}) => ({ clientId: randomUUID(), text: 'later', sendAt: ahead(anHour), ...more });
const schedule = (forum: Forum, user: TestUser, more: object = {}) =>
  user.rest<ScheduledMessage>('POST', `${forum.path}/scheduled-messages`, bodyOf(more));
const listOf = async (user: TestUser, query = '') =>
  (await user.rest<ScheduledMessagePage>('GET', `/v1/me/scheduled-messages${query}`)).body;
const at = ({ id }: { id: string }) => `/v1/me/scheduled-messages/${id}`;

describe('a scheduled message', () => {
  it('waits where its author sees it, and nobody else', async () => {
    const forum = await Forum.make();
    const answered = await forum.say(forum.owner);
    const input = bodyOf({
      text: ' see you\n',
      replyTo: answered.id,
      mentions: [forum.owner.id],
      sendAt: ahead(anHour).replace('Z', '+00:00'),
    });
    const { status, body } = await forum.member.rest<ScheduledMessage>(
      'POST',
      `${forum.path}/scheduled-messages`,
      input,
    );
    expect(status).toBe(201);
    expect(body).toEqual({
      id: expect.any(String),
      roomId: forum.room.id,
      clientId: input.clientId,
      text: 'see you',
      replyTo: { messageId: answered.id, seq: answered.seq },
      threadId: null,
      mentions: [forum.owner.id],
      sendAt: new Date(input.sendAt).toISOString(),
      createdAt: expect.any(String),
      failure: null,
    });
    expect(await listOf(forum.member)).toEqual({ items: [body], nextCursor: null });
    expect((await listOf(forum.member, `?roomId=${forum.room.id}`)).items).toEqual([body]);
    expect((await listOf(forum.member, `?roomId=${unknownId}`)).items).toEqual([]);
    expect(await forum.member.rest('GET', '/v1/me/scheduled-messages?roomId=nonsense')).toMatchObject({
      status: 404,
      body: { code: 'room_not_found' },
    });
    for (const other of [forum.owner, forum.moderator]) {
      expect((await listOf(other)).items).toEqual([]);
      const nothing = await other.rest('PATCH', at({ id: unknownId }), { text: 'mine' });
      expect(nothing).toMatchObject({ status: 404, body: { code: 'scheduled_message_not_found' } });
      expect((await other.rest('PATCH', at(body), { text: 'mine' })).status).toBe(404);
      expect((await other.rest('DELETE', at(body))).status).toBe(404);
    }
    const { body: history } = await forum.owner.rest<History>('GET', `${forum.path}/messages`);
    const [told] = history.items.filter(({ kind }) => kind === 'system');
    const answer = {
      clientId: 'answer',
      text: 'why',
      replyTo: told?.id,
      sendAt: new Date(Date.now() + 3_600_000).toISOString(),
    };
    const refused = await forum.member.rest('POST', `${forum.path}/scheduled-messages`, answer);
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(history.items.filter(({ kind }) => kind === 'text')).toHaveLength(1);
    expect((await listOf(forum.member)).items).toEqual([body]);
  });

  it('is scheduled once for a clientId; anything else under it is refused', async () => {
    const forum = await Forum.make();
    const input = bodyOf();
    const post = (body: object, user = forum.member) =>
      user.rest<ScheduledMessage>('POST', `${forum.path}/scheduled-messages`, body);
    const all = await Promise.all([post(input), post(input), post(input)]);
    expect(all.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(all.map(({ body }) => body.id)).size).toBe(1);
    const [{ body: first }] = all;
    const reused = { status: 409, body: { code: 'client_id_reused' } };
    expect(await post({ ...input, text: 'other' })).toMatchObject(reused);
    expect(await post({ ...input, sendAt: ahead(2 * anHour) })).toMatchObject(reused);
    // Also after it was changed: what counts is what was asked for first.
    await forum.member.rest('PATCH', at(first), { text: 'changed' });
    expect(await post(input)).toMatchObject({ status: 200, body: { id: first.id, text: 'changed' } });
    expect((await post(input, forum.other)).status).toBe(201);
    await forum.member.rest('DELETE', at(first));
    expect(await post(input)).toMatchObject(reused);
    const sent = await forum.say(forum.member);
    expect(await post({ ...input, clientId: sent.clientId, text: sent.text })).toMatchObject(reused);
    expect((await listOf(forum.member)).items).toEqual([]);
  });

  it.each([
    ['in the past', () => ahead(-anHour)],
    ['at once', () => ahead(0)],
    ['in more than a year', () => ahead(367 * 24 * anHour)],
    ['on no day', () => 'tomorrow'],
    ['now, which is for one that is there', () => 'now'],
  ])('is not for a time %s', async (_when, time) => {
    const forum = await Forum.make();
    const refused = { status: 400, body: { code: 'validation_failed', errors: [{ path: '/sendAt' }] } };
    expect(await schedule(forum, forum.member, { sendAt: time() })).toMatchObject(refused);
    const { body } = await schedule(forum, forum.member);
    if (time() !== 'now') expect(await forum.member.rest('PATCH', at(body), { sendAt: time() })).toMatchObject(refused);
    expect((await listOf(forum.member)).items).toEqual([body]);
  });

  it('is for those who may write in the room, now', async () => {
    const forum = await Forum.make();
    const secret = await Forum.make({ type: 'private' });
    const expectRefused = async (user: TestUser, status: number, code: string, where = forum, more = {}) => {
      expect(await schedule(where, user, more)).toMatchObject({ status, body: { code } });
      expect((await listOf(user)).items).toEqual([]);
    };
    const stranger = await forum.tenant.guest();
    await expectRefused(stranger, 403, 'not_member');
    await expectRefused(await secret.tenant.guest(), 404, 'room_not_found', secret);
    await expectRefused(stranger, 404, 'room_not_found', secret);
    await expectRefused(forum.member, 404, 'message_not_found', forum, { replyTo: unknownId });
    const elsewhere = await secret.say(secret.owner);
    await expectRefused(forum.member, 404, 'message_not_found', forum, { replyTo: elsewhere.id });
    await expectRefused(forum.member, 404, 'user_not_found', forum, { mentions: [secret.owner.id] });
    await forum.owner.rest('PUT', `${forum.path}/mutes/${forum.member.id}`);
    await expectRefused(forum.member, 403, 'muted');
    await forum.owner.rest('PUT', `${forum.path}/bans/${forum.other.id}`);
    await expectRefused(forum.other, 403, 'banned');
    await forum.owner.rest('DELETE', `${forum.path}/mutes/${forum.member.id}`);
    await forum.owner.rest('PATCH', forum.path, { posting: 'moderators' });
    await expectRefused(forum.member, 403, 'forbidden');
    expect((await schedule(forum, forum.moderator)).status).toBe(201);
    await forum.owner.rest('PATCH', forum.path, { posting: 'everyone', archived: true });
    await expectRefused(forum.member, 403, 'forbidden');
  });

  it('is listed with others by time, page by page', async () => {
    const forum = await Forum.make();
    const hours = [5, 1, 4, 2, 3];
    for (const hour of hours) await schedule(forum, forum.member, { text: `${hour}`, sendAt: ahead(hour * anHour) });
    const texts: string[] = [];
    let query = '?limit=2';
    for (;;) {
      const { items, nextCursor } = await listOf(forum.member, query);
      texts.push(...items.map(({ text }) => text));
      if (nextCursor === null) break;
      query = `?limit=2&cursor=${nextCursor}`;
    }
    expect(texts).toEqual(['1', '2', '3', '4', '5']);
    const { nextCursor } = await listOf(forum.member, '?limit=1');
    const others = `?cursor=${nextCursor ?? ''}`;
    for (const [user, which] of [
      [forum.other, others],
      [forum.member, `${others}&roomId=${forum.room.id}`],
    ] as const)
      expect(await user.rest('GET', `/v1/me/scheduled-messages${which}`)).toMatchObject({
        status: 400,
        body: { errors: [{ path: '/cursor' }] },
      });
  });

  it('is changed: what is named, and nothing else', async () => {
    const forum = await Forum.make();
    const answered = await forum.say(forum.owner);
    const { body: first } = await schedule(forum, forum.member, {
      replyTo: answered.id,
      mentions: [forum.owner.id],
    });
    const patch = async (input: object) => (await forum.member.rest<ScheduledMessage>('PATCH', at(first), input)).body;
    expect(await patch({})).toEqual(first);
    expect(await patch({ text: ' other ' })).toEqual({ ...first, text: 'other' });
    expect(await patch({ mentions: [] })).toEqual({ ...first, text: 'other', mentions: [] });
    const sendAt = ahead(2 * anHour);
    expect(await patch({ sendAt })).toEqual({ ...first, text: 'other', mentions: [], sendAt });
    const refused = await forum.member.rest('PATCH', at(first), { mentions: [unknownId], text: 'lost' });
    expect(refused).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
    for (const wrong of [{ text: ' ' }, { replyTo: answered.id }, { sendAt: null }])
      expect((await forum.member.rest('PATCH', at(first), wrong)).status).toBe(400);
    expect((await listOf(forum.member)).items).toEqual([{ ...first, text: 'other', mentions: [], sendAt }]);
  });

  it('is cancelled, also the second time, and nothing of it is kept', async () => {
    const forum = await Forum.make();
    const text = `secret ${randomUUID()}`;
    const { body } = await schedule(forum, forum.member, { text });
    for (const _ of [1, 2]) expect((await forum.member.rest('DELETE', at(body))).status).toBe(204);
    expect(await forum.member.rest('PATCH', at(body), { sendAt: 'now' })).toMatchObject({
      status: 404,
      body: { code: 'scheduled_message_not_found' },
    });
    expect((await listOf(forum.member)).items).toEqual([]);
    expect(await database.query('SELECT FROM scheduled_messages WHERE text = $1', [text])).toEqual([]);
    expect(
      await database.query('SELECT FROM graphile_worker.jobs WHERE key = $1', [`scheduled.send:${body.id}`]),
    ).toEqual([]);
  });

  it('is one of a hundred at most, of each person', async () => {
    const forum = await Forum.make();
    const { secretKey } = forum.tenant;
    const post = (user: TestUser) =>
      forum.tenant.rest<ScheduledMessage>('POST', `${forum.path}/scheduled-messages`, {
        bearer: secretKey,
        headers: { 'X-Parley-User': user.id },
        body: bodyOf(),
      });
    const made = await Promise.all(Array.from({ length: 102 }, () => post(forum.member)));
    expect(made.filter(({ status }) => status === 201)).toHaveLength(100);
    expect(await post(forum.member)).toMatchObject({ status: 409, body: { code: 'too_many_scheduled' } });
    expect((await post(forum.other)).status).toBe(201);
    const [one] = (await listOf(forum.member)).items;
    await forum.member.rest('DELETE', at(one ?? { id: '' }));
    expect((await post(forum.member)).status).toBe(201);
    expect((await forum.member.rest<Limits>('GET', '/v1/limits')).body.scheduledPerUser).toBe(100);
  });

  it('is counted as a change, of which people make sixty a minute', async () => {
    const tenant = await makeTenant();
    const user = await tenant.guest();
    const { id } = await tenant.lobby();
    await user.rest('POST', `/v1/rooms/${id}/members`);
    let refused = 0;
    for (let n = 0; n < 62; n += 1) {
      const { status } = await user.rest('POST', `/v1/rooms/${id}/scheduled-messages`, bodyOf());
      if (status === 429) refused += 1;
    }
    expect(refused).toBeGreaterThan(0);
  });
});
