import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/common/errors/problem.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { FiledReport, Report, ReportPage } from '../../src/reports/report.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { Forum } from '../support/forum.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

const report = (forum: Forum, user: TestUser, message: { id: string }, reason = 'It is an insult') =>
  user.rest<FiledReport & { code: string }>('POST', `${forum.path}/messages/${message.id}/report`, { reason });
const asServer = <Body>(tenant: TestTenant, method: string, path: string, body?: unknown) =>
  tenant.rest<Body>(method, path, { bearer: tenant.secretKey, body });
const reports = async ({ tenant }: Forum, query = ''): Promise<ReportPage> =>
  (await asServer<ReportPage>(tenant, 'GET', `/v1/reports${query}`)).body;

/** Canonical JSON as RFC 8785 has it, of what has whole numbers only. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${canonical(field)}`).join(',')}}`;
}

/** The seal that a report should have, made from what is told of it alone. */
function sealOf({
  id,
  number,
  roomId,
  messageId,
  reporterId,
  reason,
  createdAt,
  evidence,
  previousSeal,
}: Report): string {
  const sealed = { id, number, roomId, messageId, reporterId, reason, createdAt, evidence };
  return createHash('sha256')
    .update((previousSeal ?? '') + canonical(sealed))
    .digest('hex');
}

describe('a report', () => {
  it('keeps the message, its versions and neighbours as they were, whatever is taken back later', async () => {
    const forum = await Forum.make();
    const texts = ['1', '2', '3', '4', '5', '6', '7'];
    for (const text of texts) await forum.say(forum.owner, text);
    const bad = await forum.say(forum.member, 'You are a fool');
    const path = `${forum.path}/messages/${bad.id}`;
    const edited = (await forum.member.rest<Message>('PATCH', path, { text: 'You are a dear' })).body;
    const next = await forum.say(forum.owner, 'Stop it');
    const filed = await report(forum, forum.other, bad);
    expect(filed).toMatchObject({
      status: 201,
      body: { roomId: forum.room.id, messageId: bad.id, reason: 'It is an insult' },
    });
    await forum.member.rest('DELETE', path);
    await forum.owner.rest('DELETE', `${forum.path}/messages/${next.id}`);
    const { items } = await reports(forum);
    expect(items).toEqual([
      {
        ...filed.body,
        number: 1,
        reporterId: forum.other.id,
        status: 'open',
        note: null,
        handledAt: null,
        previousSeal: null,
        seal: expect.any(String),
        evidence: {
          room: { id: forum.room.id, type: forum.room.type, name: forum.room.name, slug: forum.room.slug },
          message: edited,
          versions: [{ text: 'You are a fool', mentions: [], writtenAt: bad.createdAt, replacedAt: edited.editedAt }],
          before: texts.slice(-5).map((text) => expect.objectContaining({ text })),
          after: [next],
          isWhole: true,
          users: expect.arrayContaining([forum.owner, forum.member, forum.other].map(({ session }) => session.user)),
        },
      },
    ]);
  });

  it('is made once by each person, and answered alike the second time, also when the message is gone', async () => {
    const forum = await Forum.make();
    const bad = await forum.say(forum.member);
    const first = await report(forum, forum.other, bad);
    await forum.member.rest('DELETE', `${forum.path}/messages/${bad.id}`);
    expect(await report(forum, forum.other, bad, 'Another reason')).toMatchObject({ status: 200, body: first.body });
    expect(await report(forum, forum.owner, bad)).toMatchObject({ status: 409, body: { code: 'message_deleted' } });
    expect((await reports(forum)).items).toHaveLength(1);
  });

  it('is sealed with the one before, also when many report in the same moment', async () => {
    const forum = await Forum.make();
    const messages = [];
    for (let n = 0; n < 10; n += 1) messages.push(await forum.say(forum.member, `${n} — "ü" 🙂`));
    await Promise.all(messages.map((message) => report(forum, forum.other, message)));
    const items = (await reports(forum)).items.reverse();
    expect(items.map(({ number }) => number)).toEqual(messages.map((_, at) => at + 1));
    expect(items.map(({ previousSeal }) => previousSeal)).toEqual([
      null,
      ...items.slice(0, -1).map(({ seal }) => seal),
    ]);
    expect(items.map(sealOf)).toEqual(items.map(({ seal }) => seal));
  });

  it('is of what the reporter sees', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    const hidden = (await forum.owner.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Hidden' })).body;
    const elsewhere = await forum.owner.rest<Message>('POST', `/v1/rooms/${hidden.id}/messages`, {
      clientId: '1',
      text: 'x',
    });
    const refused = { status: 404, body: { code: 'message_not_found' } };
    for (const id of [unknownId, 'no-id', elsewhere.body.id]) {
      expect(await report(forum, forum.other, { id })).toMatchObject(refused);
    }
    const path = `/v1/rooms/${hidden.id}/messages/${elsewhere.body.id}/report`;
    expect(await forum.other.rest('POST', path, { reason: 'x' })).toMatchObject({
      status: 404,
      body: { code: 'room_not_found' },
    });
    for (const reason of ['  ', 'x'.repeat(1_001), 7, null]) {
      const { status, body } = await forum.other.rest<Problem>('POST', `${forum.path}/messages/${sent.id}/report`, {
        reason,
      });
      expect([status, body.code, body.errors?.[0]?.path]).toEqual([400, 'validation_failed', '/reason']);
    }
    const visitors = await forum.tenant.rest('POST', `${forum.path}/messages/${sent.id}/report`, {
      body: { reason: 'x' },
    });
    expect(visitors.status).toBe(401);
    expect((await reports(forum)).items).toEqual([]);
  });

  it('is tried thirty times in an hour by one person', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    for (let n = 0; n < 30; n += 1) await report(forum, forum.other, { id: unknownId });
    const { status, body, headers } = await report(forum, forum.other, sent);
    expect([status, body.code, Number(headers.get('retry-after')) > 0]).toEqual([429, 'rate_limited', true]);
    expect((await report(forum, forum.owner, sent)).status).toBe(201);
  });
});

describe('the reports of a tenant', () => {
  it('are for its server to read and to see to', async () => {
    const forum = await Forum.make();
    const { id } = (await report(forum, forum.other, await forum.say(forum.member))).body;
    const path = `/v1/reports/${id}`;
    const set = (body: unknown) => asServer<Report>(forum.tenant, 'PATCH', path, body);
    const resolved = await set({ status: 'resolved', note: 'Spoke to them' });
    expect(resolved).toMatchObject({
      status: 200,
      body: { id, status: 'resolved', note: 'Spoke to them', handledAt: expect.any(String) },
    });
    expect(sealOf(resolved.body)).toBe(resolved.body.seal);
    expect((await set({ note: null })).body).toEqual({ ...resolved.body, note: null });
    expect((await reports(forum, '?status=open')).items).toEqual([]);
    expect((await reports(forum, '?status=resolved')).items).toHaveLength(1);
    expect((await set({ status: 'open' })).body).toMatchObject({ status: 'open', handledAt: null });
    expect(await set({ status: 'gone' })).toMatchObject({ status: 400, body: { errors: [{ path: '/status' }] } });
    for (const [method, of] of [
      ['GET', '/v1/reports'],
      ['PATCH', path],
    ] as const) {
      expect((await forum.owner.rest(method, of, method === 'GET' ? undefined : {})).status).toBe(403);
    }
    const missing = { status: 404, body: { code: 'report_not_found' } };
    const stranger = await makeTenant();
    expect(await asServer(stranger, 'PATCH', path, {})).toMatchObject(missing);
    for (const one of [unknownId, 'x']) {
      expect(await asServer(forum.tenant, 'PATCH', `/v1/reports/${one}`, {})).toMatchObject(missing);
    }
    expect((await asServer<ReportPage>(stranger, 'GET', '/v1/reports')).body).toEqual({ items: [], nextCursor: null });
  });

  it('are paged, and a page ends early where the evidence is large', async () => {
    const forum = await Forum.make();
    const large = 'x'.repeat(10_000);
    const sent = [];
    for (let n = 0; n < 24; n += 1) sent.push(await forum.say(forum.member, large));
    for (const message of sent) await report(forum, forum.other, message);
    const numbers: number[] = [];
    const sizes: number[] = [];
    let query = '?limit=20';
    for (let pages = 0; pages < 10; pages += 1) {
      const { items, nextCursor } = await reports(forum, query);
      sizes.push(items.length);
      numbers.push(...items.map(({ number }) => number));
      if (nextCursor === null) break;
      query = `?limit=20&cursor=${nextCursor}`;
    }
    expect(numbers).toEqual(sent.map((_, at) => sent.length - at));
    expect(Math.max(...sizes)).toBeLessThan(20);
    expect((await reports(forum, '?limit=2')).items).toHaveLength(2);
  });
});
