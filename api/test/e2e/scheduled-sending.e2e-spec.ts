import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Export } from '../../src/accounts/export.schema.js';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import { ahead, pathOf, saidIn, schedule, scheduledOf, ScheduledRows, sendNow } from '../support/scheduled.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

/** Jobs are looked for every three seconds, and the machine may be busy. */
const soon = { withinMs: 30_000 };
const notFound = { status: 404, body: { code: 'scheduled_message_not_found' } };

let rows: ScheduledRows;
beforeAll(async () => {
  rows = await ScheduledRows.open();
});
afterAll(() => rows.close());

const untilSent = (user: TestUser) => eventually(async () => expect(await scheduledOf(user)).toEqual([]), soon);
const textsIn = async (forum: Forum) => (await saidIn(forum.owner, forum.room.id)).map(({ text }) => text);

describe('when its time has come, a scheduled message', () => {
  it('is sent like any other: to all who read the room, with what it answers and whom it names', async () => {
    const forum = await Forum.make();
    const reader = await forum.online(forum.other);
    const answered = await forum.say(forum.owner);
    const more = { replyTo: answered.id, mentions: [forum.owner.id], sendAt: ahead(4_000) };
    const scheduled = await schedule(forum.member, forum.room.id, more);
    await untilSent(forum.member);
    const [, sent] = await saidIn(forum.owner, forum.room.id);
    expect(sent).toMatchObject({
      seq: answered.seq + 1,
      clientId: scheduled.clientId,
      authorId: forum.member.id,
      kind: 'text',
      text: 'later',
      replyTo: { messageId: answered.id, seq: answered.seq },
      mentions: [forum.owner.id],
    });
    expect(Date.parse(sent?.createdAt ?? '')).toBeGreaterThanOrEqual(Date.parse(scheduled.sendAt));
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([sent]));
    const { body } = await forum.owner.rest<MyRoomPage>('GET', '/v1/me/rooms');
    expect(body.items.find(({ room }) => room.id === forum.room.id)).toMatchObject({ mentionCount: 1 });
    expect(await rows.has(scheduled.id)).toBe(false);
    // It is a message now, and nothing that waits.
    for (const method of ['PATCH', 'DELETE'])
      expect(await forum.member.rest(method, pathOf(scheduled), method === 'PATCH' ? {} : undefined)).toMatchObject(
        notFound,
      );
    reader.close();
  });

  it('says what it was changed to, at the time that it was given last', async () => {
    const forum = await Forum.make();
    const put = await schedule(forum.member, forum.room.id, { text: 'put off', sendAt: ahead(4_000) });
    const sendAt = ahead(3_600_000);
    await forum.member.rest('PATCH', pathOf(put), { sendAt });
    expect(await rows.timesOf(put.id)).toEqual([new Date(sendAt)]);
    const soonest = await schedule(forum.member, forum.room.id, { text: 'wrong' });
    await forum.member.rest('PATCH', pathOf(soonest), { text: 'right', sendAt: ahead(4_000) });
    await eventually(async () => expect(await textsIn(forum)).toEqual(['right']), soon);
    expect((await scheduledOf(forum.member)).map(({ text }) => text)).toEqual(['put off']);
    await sendNow(forum.member, put);
    await eventually(async () => expect(await textsIn(forum)).toEqual(['right', 'put off']), soon);
    await untilSent(forum.member);
  });

  it('is not sent when it was cancelled before', async () => {
    const forum = await Forum.make();
    const cancelled = await schedule(forum.member, forum.room.id, { text: 'cancelled', sendAt: ahead(4_000) });
    expect((await forum.member.rest('DELETE', pathOf(cancelled))).status).toBe(204);
    await rows.addJob(forum.tenant.id, cancelled.id);
    await schedule(forum.member, forum.room.id, { text: 'after', sendAt: ahead(4_000) });
    await untilSent(forum.member);
    expect(await textsIn(forum)).toEqual(['after']);
  });

  it('is sent late where no server was there at its time', async () => {
    const forum = await Forum.make();
    const named = { roomId: forum.room.id, authorId: forum.member.id, clientId: randomUUID(), text: 'late' };
    const id = await rows.leave(forum.tenant.id, named, false);
    await rows.addJob(forum.tenant.id, id);
    await eventually(async () => expect(await textsIn(forum)).toEqual(['late']), soon);
  });
});

describe('a server that dies while it sends a scheduled message', () => {
  const taken = async (forum: Forum, clientId: string, text: string) => {
    const named = { roomId: forum.room.id, authorId: forum.member.id, clientId, text };
    return rows.leave(forum.tenant.id, named, true);
  };

  it('has sent it once, whoever does the job again, and whatever became of the author meanwhile', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member, 'once');
    const id = await taken(forum, sent.clientId, 'once');
    await forum.owner.rest('PUT', `${forum.path}/bans/${forum.member.id}`);
    for (const _ of [1, 2]) await rows.addJob(forum.tenant.id, id);
    await eventually(async () => expect(await rows.has(id)).toBe(false), soon);
    expect(await textsIn(forum)).toEqual(['once']);
  });

  it('has it sent by the next one where it had not begun', async () => {
    const forum = await Forum.make();
    const id = await taken(forum, randomUUID(), 'begun');
    for (const _ of [1, 2]) await rows.addJob(forum.tenant.id, id);
    await eventually(async () => expect(await rows.has(id)).toBe(false), soon);
    expect(await textsIn(forum)).toEqual(['begun']);
  });

  it('leaves it to nobody else meanwhile: neither changed nor cancelled', async () => {
    const forum = await Forum.make();
    const scheduled = { id: await taken(forum, randomUUID(), 'is on its way') };
    expect(await forum.member.rest('PATCH', pathOf(scheduled), { text: 'other' })).toMatchObject(notFound);
    expect(await forum.member.rest('DELETE', pathOf(scheduled))).toMatchObject(notFound);
    expect(await scheduledOf(forum.member)).toMatchObject([{ id: scheduled.id, text: 'is on its way' }]);
  });
});

describe('a scheduled message that is refused', () => {
  const refusals: [string, string, (forum: Forum) => Promise<unknown>][] = [
    ['muted', 'muted', (f) => f.owner.rest('PUT', `${f.path}/mutes/${f.member.id}`)],
    ['banned', 'banned', (f) => f.owner.rest('PUT', `${f.path}/bans/${f.member.id}`)],
    ['forbidden', 'in an archived room', (f) => f.owner.rest('PATCH', f.path, { archived: true })],
    ['forbidden', 'in a room for announcements', (f) => f.owner.rest('PATCH', f.path, { posting: 'moderators' })],
    ['not_member', 'of a room that one left', (f) => f.member.rest('DELETE', `${f.path}/members/me`)],
    ['room_not_found', 'of a room that was deleted', (f) => f.owner.rest('DELETE', f.path)],
  ];
  it.each(refusals)('says %s, %s, and stays with its author', async (code, _why, happen) => {
    const forum = await Forum.make();
    const scheduled = await schedule(forum.member, forum.room.id);
    await happen(forum);
    await sendNow(forum.member, scheduled);
    const failure = { code, title: expect.any(String) };
    await eventually(async () => expect(await scheduledOf(forum.member)).toMatchObject([{ failure }]), soon);
    expect(await scheduledOf(forum.member)).toMatchObject([{ id: scheduled.id, text: 'later' }]);
    expect((await forum.member.rest('DELETE', pathOf(scheduled))).status).toBe(204);
    expect(await scheduledOf(forum.member)).toEqual([]);
    if (code === 'not_member') {
      const { body } = await forum.owner.rest<Room>('GET', forum.path);
      expect(body).toMatchObject({ memberCount: 3 });
      expect(await saidIn(forum.owner, forum.room.id)).toEqual([]);
    }
  });

  it('is sent once it is given another time and nothing speaks against it', async () => {
    const forum = await Forum.make();
    const scheduled = await schedule(forum.member, forum.room.id);
    await forum.owner.rest('PUT', `${forum.path}/mutes/${forum.member.id}`);
    await sendNow(forum.member, scheduled);
    await eventually(async () => expect(await scheduledOf(forum.member)).toMatchObject([{ failure: {} }]), soon);
    await forum.owner.rest('DELETE', `${forum.path}/mutes/${forum.member.id}`);
    const { body } = await forum.member.rest('PATCH', pathOf(scheduled), { text: 'at last' });
    expect(body).toMatchObject({ text: 'at last', failure: { code: 'muted' } });
    const again = await forum.member.rest('PATCH', pathOf(scheduled), { sendAt: ahead(4_000) });
    expect(again.body).toMatchObject({ failure: null });
    await eventually(async () => expect(await textsIn(forum)).toEqual(['at last']), soon);
  });

  it('says so when its clientId was used for something else meanwhile', async () => {
    const forum = await Forum.make();
    const scheduled = await schedule(forum.member, forum.room.id);
    await forum.say(forum.member, 'another', { clientId: scheduled.clientId });
    await sendNow(forum.member, scheduled);
    const failure = { code: 'client_id_reused' };
    await eventually(async () => expect(await scheduledOf(forum.member)).toMatchObject([{ failure }]), soon);
    expect(await textsIn(forum)).toEqual(['another']);
  });

  it('for a moment is tried again until it is sent', async () => {
    const forum = await Forum.make();
    await forum.tenant.settings({ limits: { messagesPerMinute: 1 } });
    // The limit acts within two seconds; from then on the second message of a minute is one too many.
    await eventually(async () => {
      const body = { clientId: randomUUID(), text: 'now' };
      expect((await forum.member.rest('POST', `${forum.path}/messages`, body)).status).toBe(429);
    });
    const scheduled = await schedule(forum.member, forum.room.id, { text: 'kept' });
    await sendNow(forum.member, scheduled);
    await eventually(async () => {
      const [row] = await rows.query('SELECT tries, is_taken, failure FROM scheduled_messages WHERE id = $1', [
        scheduled.id,
      ]);
      expect(row).toEqual({ tries: expect.any(Number), is_taken: false, failure: null });
      expect(row?.['tries']).toBeGreaterThan(0);
    }, soon);
    await forum.tenant.settings({ limits: { messagesPerMinute: null } });
    await eventually(async () => expect((await textsIn(forum)).at(-1)).toBe('kept'), { withinMs: 60_000 });
    await untilSent(forum.member);
  });
});

describe('what somebody scheduled', () => {
  it('comes along when a guest becomes an account that is there, and is sent in its name', async () => {
    const tenant = await makeTenant();
    const account = await register(tenant);
    const guest = await tenant.guest();
    const { id: roomId } = await tenant.lobby();
    await guest.rest('POST', `/v1/rooms/${roomId}/members`);
    const scheduled = await schedule(guest, roomId);
    const login = { login: 'ada', password, mergeGuest: true };
    const { body } = await tenant.rest<Session>('POST', '/v1/auth/login', { bearer: guest.token, body: login });
    const merged = tenant.user(body);
    expect(merged.id).toBe(account.id);
    expect(await scheduledOf(merged)).toEqual([scheduled]);
    await sendNow(merged, scheduled);
    await untilSent(merged);
    expect(await saidIn(merged, roomId)).toMatchObject([{ text: 'later', authorId: account.id }]);
  });

  it('goes with the account, and its jobs with it', async () => {
    const forum = await Forum.make();
    const scheduled = await schedule(forum.member, forum.room.id);
    expect(await rows.timesOf(scheduled.id)).toHaveLength(1);
    expect((await forum.member.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    expect(await rows.has(scheduled.id)).toBe(false);
    expect(await rows.timesOf(scheduled.id)).toEqual([]);
    await rows.addJob(forum.tenant.id, scheduled.id);
    expect(await textsIn(forum)).toEqual([]);
  });

  it('is in the export of one’s own data, as long as it waits', async () => {
    const forum = await Forum.make();
    const waiting = await schedule(forum.member, forum.room.id);
    const cancelled = await schedule(forum.member, forum.room.id, { text: 'cancelled' });
    await forum.member.rest('DELETE', pathOf(cancelled));
    await schedule(forum.other, forum.room.id, { text: 'of another' });
    const { body } = await forum.member.rest<Export>('GET', '/v1/me/export');
    expect(body.scheduledMessages).toEqual([waiting]);
  });

  it('is sent in a direct room whose other one blocks the author, as anything they write there', async () => {
    const tenant = await makeTenant();
    const [ada, bo] = [await tenant.guest(), await tenant.guest()];
    const { body: room } = await ada.rest<Room>('PUT', '/v1/rooms/direct', { userId: bo.id });
    const scheduled = await schedule(ada, room.id);
    await bo.rest('PUT', `/v1/me/blocks/${ada.id}`);
    await sendNow(ada, scheduled);
    await untilSent(ada);
    const said: Message[] = await saidIn(ada, room.id);
    expect(said).toMatchObject([{ text: 'later' }]);
  });
});
