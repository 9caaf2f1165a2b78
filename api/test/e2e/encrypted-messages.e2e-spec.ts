import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Export } from '../../src/accounts/export.schema.js';
import type { BookmarkPage } from '../../src/bookmarks/bookmark.schema.js';
import type { Problem } from '../../src/common/errors/problem.js';
import type { Message, MessageVersionPage } from '../../src/messages/message.schema.js';
import type { MyRoom, MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import type { ThreadHistory } from '../../src/messages/thread.schema.js';
import type { ReportPage } from '../../src/reports/report.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

const base64 = (bytes: number): string => randomBytes(bytes).toString('base64');
const sealed = (bytes = 100) => ({ scheme: 'ours:1', data: base64(bytes) });

/** What is said in place of a text. */
const say = (forum: Forum, author: TestUser, encrypted = sealed(), more: object = {}) =>
  forum.say(author, undefined, { text: undefined, encrypted, ...more });

const listed = async (forum: Forum, user: TestUser): Promise<MyRoom> => {
  const { body } = await user.rest<MyRoomPage>('GET', '/v1/me/rooms');
  return body.items.find(({ room }) => room.id === forum.room.id) as MyRoom;
};

const attempt = (forum: Forum, body: object) =>
  forum.member.rest<Problem>('POST', `${forum.path}/messages`, { clientId: randomUUID(), ...body });

describe('an encrypted message', () => {
  it('comes to all readers as it was sent, with whom it names and what it answers', async () => {
    const forum = await Forum.make();
    const { member, other } = forum;
    const reader = await forum.online(forum.owner);
    const back = await forum.away(other);
    const { unreadCount } = await listed(forum, other);
    const asked = await forum.say(forum.owner);
    const encrypted = sealed(24 * 1024);
    const sent = await say(forum, member, encrypted, { replyTo: asked.id, mentions: [other.id] });
    expect(sent).toMatchObject({
      kind: 'encrypted',
      text: '',
      encrypted,
      mentions: [other.id],
      replyTo: { messageId: asked.id, seq: asked.seq },
    });
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([sent]));
    expect(await forum.read(sent)).toEqual(sent);
    expect(await back()).toMatchObject({ reset: false, messages: [asked, sent], members: [], room: null });
    const socket = await forum.online(member);
    const said = { clientId: randomUUID(), encrypted: { scheme: 'A-z0.9/_:', data: 'AA==' } };
    const live = await socket.ask<Message>('message:send', { roomId: forum.room.id, ...said });
    expect(live).toMatchObject({ ok: true, data: { kind: 'encrypted', text: '', ...said } });
    for (const one of [reader, socket]) one.close();
    const lists = { lastMessage: live.data, unreadCount: unreadCount + 3, mentionCount: 1 };
    expect(await listed(forum, other)).toMatchObject(lists);
  });

  it('hangs on a thread like any other, and one can hang on it', async () => {
    const forum = await Forum.make();
    const { member, other } = forum;
    const back = await forum.away(other);
    const root = await say(forum, member);
    const encrypted = sealed();
    const answer = await say(forum, other, encrypted, { threadId: root.id });
    expect(answer).toMatchObject({ kind: 'encrypted', encrypted, threadId: root.id });
    const { body } = await member.rest<ThreadHistory>('GET', `${forum.path}/messages/${root.id}/thread`);
    expect(body).toMatchObject({ root: { encrypted: root.encrypted, thread: { count: 1 } }, items: [answer] });
    expect((await back()).messages.map(({ id }) => id)).toEqual([root.id, answer.id]);
    const clientId = answer.clientId;
    const again = { clientId, encrypted, threadId: root.id };
    expect(await attempt(forum, { clientId: 'moved', encrypted, threadId: answer.id })).toMatchObject({
      status: 409,
      body: { code: 'already_in_thread' },
    });
    expect((await other.rest('POST', `${forum.path}/messages`, again)).body).toEqual(answer);
    expect((await other.rest<Problem>('POST', `${forum.path}/messages`, { clientId, encrypted })).body.code).toBe(
      'client_id_reused',
    );
  });

  it('is there once for each clientId, and another body under it is refused', async () => {
    const forum = await Forum.make();
    const { member, path } = forum;
    const body = { clientId: randomUUID(), encrypted: sealed() };
    const send = (more: object) => member.rest<Message>('POST', `${path}/messages`, { ...body, ...more });
    const first = await send({});
    const again = await send({});
    expect([first.status, again.status]).toEqual([201, 200]);
    expect(again.body).toEqual(first.body);
    const { scheme, data } = body.encrypted;
    for (const more of [
      { encrypted: { scheme: 'ours:2', data } },
      { encrypted: { scheme, data: base64(100) } },
      { encrypted: undefined, text: data },
      { encrypted: undefined, text: JSON.stringify([scheme, data]) },
      { mentions: [forum.other.id] },
    ]) {
      expect(await send(more)).toMatchObject({ status: 409, body: { code: 'client_id_reused' } });
    }
    expect((await forum.say(member)).seq).toBe(first.body.seq + 1);
  });

  it('is refused in any other form, and the field is named', async () => {
    const forum = await Forum.make();
    const socket = await forum.online(forum.member);
    const { seq } = await forum.say(forum.member);
    const { scheme, data } = sealed();
    const most = 24 * 1024;
    const wrong: [string, object][] = [
      ['/text', {}],
      ['/encrypted', { text: 'x', encrypted: { scheme, data } }],
      ['/text', { text: '' }],
      ['/encrypted', { encrypted: null }],
      ['/encrypted/data', { encrypted: { scheme } }],
      ['/encrypted/scheme', { encrypted: { data } }],
      ...['', 'a b', 'ä', 'x'.repeat(65), 'a\n', 7].map((one): [string, object] => [
        '/encrypted/scheme',
        { encrypted: { scheme: one, data } },
      ]),
      ...['', '=', 'A', 'AA', 'AA=', 'AB==', 'AAB=', 'AAAA====', 'AA==AAAA', 'AA-_', 'AAAA\n', ' AAAA', 'AA=A', 7].map(
        (one): [string, object] => ['/encrypted/data', { encrypted: { scheme, data: one } }],
      ),
      ['/encrypted/data', { encrypted: { scheme, data: base64(most + 1) } }],
      ['/encrypted/data', { encrypted: { scheme, data: `${base64(most)}AA==` } }],
    ];
    for (const [path, body] of wrong) {
      const { status, body: problem } = await attempt(forum, body);
      expect([body, status, problem.code, problem.errors?.[0]?.path]).toEqual([body, 400, 'validation_failed', path]);
      const live = await socket.ask('message:send', { roomId: forum.room.id, clientId: randomUUID(), ...body });
      expect([body, live.error?.code, live.error?.errors?.[0]?.path]).toEqual([body, 'validation_failed', path]);
    }
    const begun = await attempt(forum, { encrypted: { scheme, data }, streaming: true });
    expect(begun.body).toMatchObject({ code: 'validation_failed', errors: [{ path: '/streaming' }] });
    const empty = await attempt(forum, { streaming: true });
    expect(empty.body).toMatchObject({ code: 'validation_failed', errors: [{ path: '/text' }] });
    socket.close();
    expect((await forum.say(forum.member)).seq).toBe(seq + 1);
    expect((await forum.member.rest('GET', '/v1/limits')).body).toMatchObject({ encryptedMaxBytes: most });
  });

  it('is not edited, and is reacted to, pinned and bookmarked like any other', async () => {
    const forum = await Forum.make();
    const { member, other } = forum;
    const sent = await say(forum, member);
    const edited = await member.rest('PATCH', forum.at(sent), { text: 'canary' });
    expect(edited).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const { body: versions } = await member.rest<MessageVersionPage>('GET', `${forum.at(sent)}/versions`);
    expect(versions.items).toEqual([]);
    const reacted = await other.rest<Message>('PUT', `${forum.at(sent)}/reactions/%F0%9F%91%8D`);
    expect(reacted.body).toMatchObject({ encrypted: sent.encrypted, reactions: [{ emoji: '👍', count: 1 }] });
    const pinned = await forum.moderator.rest<Message>('PUT', `${forum.path}/pins/${sent.id}`);
    expect(pinned.body).toMatchObject({ encrypted: sent.encrypted, pinnedAt: expect.any(String) });
    expect((await other.rest('PUT', `${forum.at(sent)}/bookmark`)).status).toBe(200);
    const { body } = await other.rest<BookmarkPage>('GET', '/v1/me/bookmarks');
    expect(body.items.map(({ message }) => message)).toEqual([await forum.read(sent)]);
    const { body: file } = await member.rest<Export>('GET', '/v1/me/export');
    expect(file.messages).toEqual([await forum.read(sent)]);
  });

  it('leaves nothing of what it carried once it is deleted, but in what was reported', async () => {
    const forum = await Forum.make();
    const { member, other } = forum;
    const sent = await say(forum, member);
    await other.rest('POST', `${forum.at(sent)}/report`, { reason: 'cannot be read' });
    const back = await forum.away(other);
    expect((await member.rest('DELETE', forum.at(sent))).status).toBe(204);
    const left = await forum.read(sent);
    expect(left).toMatchObject({ kind: 'encrypted', text: '', encrypted: null, deletedAt: expect.any(String) });
    expect((await back()).messages).toEqual([left]);
    const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    try {
      const rows = await database.query<object[]>('SELECT scheme, cipher FROM messages WHERE id = $1', [sent.id]);
      expect(rows).toEqual([{ scheme: null, cipher: null }]);
    } finally {
      await database.destroy();
    }
    const { body } = await forum.tenant.rest<ReportPage>('GET', '/v1/reports', { bearer: forum.tenant.secretKey });
    expect(body.items[0]?.evidence.message).toEqual(sent);
  });

  it('goes with its author, where the tenant wants it', async () => {
    const forum = await Forum.make();
    await forum.tenant.settings({ deletedUsers: 'remove' });
    const sent = await say(forum, forum.member);
    expect((await forum.member.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    await eventually(async () => expect(await forum.read(sent)).toMatchObject({ text: '', encrypted: null }), {
      withinMs: 30_000,
    });
  });

  it('is seen by nobody of another tenant, and cannot be scheduled', async () => {
    const forum = await Forum.make({ type: 'private' });
    const sent = await say(forum, forum.member);
    const stranger = await (await makeTenant()).guest('Eve');
    expect(await stranger.rest('GET', `${forum.path}/messages`)).toMatchObject({ status: 404 });
    expect(await stranger.rest('DELETE', forum.at(sent))).toMatchObject({ status: 404 });
    const body = { clientId: randomUUID(), encrypted: sealed() };
    expect(await stranger.rest('POST', `${forum.path}/messages`, body)).toMatchObject({ status: 404 });
    const sendAt = new Date(Date.now() + 3_600_000).toISOString();
    const later = await forum.member.rest('POST', `${forum.path}/scheduled-messages`, { ...body, sendAt });
    expect(later).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});
