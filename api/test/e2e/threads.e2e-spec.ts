import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Export } from '../../src/accounts/export.schema.js';
import type { Session } from '../../src/auth/auth.schema.js';
import type { History, Message } from '../../src/messages/message.schema.js';
import type { ThreadHistory, ThreadPage, ThreadReadPointer } from '../../src/messages/thread.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';
const soon = { withinMs: 30_000 };

const reply = (forum: Forum, author: TestUser, root: { id: string }, text = 'answer', more: object = {}) =>
  forum.say(author, text, { threadId: root.id, ...more });
const thread = (forum: Forum, user: TestUser, root: { id: string }, query = '') =>
  user.rest<ThreadHistory>('GET', `${forum.at(root)}/thread${query}`);
const threads = async (forum: Forum, user: TestUser, query = '') =>
  (await user.rest<ThreadPage>('GET', `${forum.path}/threads${query}`)).body;
const setRead = (forum: Forum, user: TestUser, root: { id: string }, seq: unknown) =>
  user.rest<ThreadReadPointer>('PUT', `${forum.at(root)}/thread/read`, { seq });
const standing = async (forum: Forum) => {
  const { body } = await forum.owner.rest<Room>('GET', forum.path);
  return [body.lastSeq, body.position];
};
const seqs = (items: readonly Message[]) => items.map(({ seq }) => seq);
/** What somebody follows, as [root, read up to, unread]. */
const followed = async (forum: Forum, user: TestUser) =>
  (await threads(forum, user)).items.map(({ root, readSeq, unreadCount }) => [root.seq, readSeq, unreadCount]);

describe('a thread', () => {
  it('is of messages of the room’s log that hang on one of it, which counts them and takes no position', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.member);
    const reader = await forum.online(forum.other);
    const first = await reply(forum, forum.other, root, 'one');
    const second = await reply(forum, forum.member, root, 'two');
    expect(first).toMatchObject({ seq: root.seq + 1, position: root.position + 1, threadId: root.id, thread: null });
    expect(second).toMatchObject({ seq: root.seq + 2, position: root.position + 2, threadId: root.id });
    await eventually(() => expect(reader.frames.flatMap(({ messages }) => messages)).toEqual([first, second]));
    const counted = { ...root, thread: { count: 2, lastSeq: second.seq } };
    expect(await forum.read(root)).toEqual(counted);
    const { status, body } = await thread(forum, forum.owner, root);
    expect(status).toBe(200);
    expect(body).toMatchObject({ root: counted, items: [first, second], hasBefore: false, hasAfter: false });
    expect(body.users.map(({ id }) => id).sort()).toEqual([forum.member.id, forum.other.id].sort());
    expect(body.readSeq).toBeNull();
    reader.close();
  });

  it('is written in by a socket too, and once for each clientId', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const socket = await forum.online(forum.member);
    const input = { roomId: forum.room.id, clientId: 'once', text: 'answer', threadId: root.id };
    const { data } = await socket.ask<Message>('message:send', input);
    expect(data).toMatchObject({ seq: root.seq + 1, threadId: root.id });
    expect((await socket.ask<Message>('message:send', input)).data).toEqual(data);
    const again = await forum.member.rest<Message>('POST', `${forum.path}/messages`, {
      clientId: 'once',
      text: 'answer',
      threadId: root.id,
    });
    expect([again.status, again.body]).toEqual([200, data]);
    // The same text in the room itself is another message.
    const other = await forum.member.rest('POST', `${forum.path}/messages`, { clientId: 'once', text: 'answer' });
    expect(other).toMatchObject({ status: 409, body: { code: 'client_id_reused' } });
    expect((await forum.read(root)).thread).toEqual({ count: 1, lastSeq: data.seq });
    socket.close();
  });

  it('reaches who was away whole: each message of it, however many threads', async () => {
    const forum = await Forum.make();
    const roots = [await forum.say(forum.owner, 'a'), await forum.say(forum.owner, 'b')] as const;
    await reply(forum, forum.member, roots[0]);
    const back = await forum.away(forum.other);
    const told = [
      await reply(forum, forum.member, roots[0]),
      await reply(forum, forum.member, roots[1]),
      await forum.say(forum.owner, 'beside'),
    ];
    await forum.owner.rest('PATCH', forum.at(roots[0]), { text: 'edited' });
    const edited = await forum.read(roots[0]);
    expect(edited.thread).toEqual({ count: 2, lastSeq: told[0]?.seq });
    const changes = await back();
    expect(changes.reset).toBe(false);
    expect(changes.messages).toEqual([edited, ...told]);
    const { body } = await forum.other.rest<{ messages: Message[] }>('GET', `${forum.path}/changes`);
    expect(body.messages.slice(-6).map(({ thread: of }) => of?.count ?? 0)).toEqual([2, 1, 0, 0, 0, 0]);
  });

  it('is read page by page, whatever lies between', async () => {
    const forum = await Forum.make();
    const [root, other] = [await forum.say(forum.owner), await forum.say(forum.owner)];
    const own: number[] = [];
    for (let n = 0; n < 5; n += 1) {
      own.push((await reply(forum, forum.member, root)).seq);
      await reply(forum, forum.member, other);
    }
    const page = async (query: string) => {
      const { body } = await thread(forum, forum.other, root, query);
      return [seqs(body.items), body.hasBefore, body.hasAfter];
    };
    expect(await page('?limit=2')).toEqual([own.slice(3), true, false]);
    expect(await page(`?limit=2&before=${own[3]}`)).toEqual([own.slice(1, 3), true, true]);
    expect(await page(`?limit=2&before=${own[1]}`)).toEqual([own.slice(0, 1), false, true]);
    expect(await page(`?before=${own[0]}`)).toEqual([[], false, true]);
    expect(await page(`?limit=2&after=${own[0]}`)).toEqual([own.slice(1, 3), true, true]);
    expect(await page(`?limit=2&after=${own[2]}`)).toEqual([own.slice(3), true, false]);
    expect(await page(`?after=${own[4]}`)).toEqual([[], true, false]);
    expect(await page('?after=0')).toEqual([own, false, false]);
  });

  it('is empty on a message that nobody has answered', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const { body } = await thread(forum, forum.member, root);
    expect(body).toMatchObject({ root, items: [], hasBefore: false, hasAfter: false, readSeq: null });
    expect((await setRead(forum, forum.member, root, root.seq)).body).toMatchObject({ readSeq: root.seq });
    expect(await followed(forum, forum.member)).toEqual([]);
  });

  it('takes edits, reactions, mentions, pins, reports and quotes of its own like the room', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const first = await reply(forum, forum.member, root, 'hey', { mentions: [forum.other.id], replyTo: root.id });
    expect(first.replyTo).toEqual({ messageId: root.id, seq: root.seq });
    const quoting = await reply(forum, forum.other, root, 'yes', { replyTo: first.id });
    expect(quoting.replyTo).toEqual({ messageId: first.id, seq: first.seq });
    const { body: list } = await forum.other.rest<{ items: { mentionCount: number }[] }>('GET', '/v1/me/rooms');
    // Whoever wrote after it has read it.
    expect(list.items[0]).toMatchObject({ mentionCount: 0 });
    const path = forum.at(first);
    expect((await forum.member.rest('PATCH', path, { text: 'hey you' })).body).toMatchObject({ threadId: root.id });
    expect((await forum.other.rest('PUT', `${path}/reactions/%F0%9F%91%8D`)).body).toMatchObject({ threadId: root.id });
    expect((await forum.owner.rest('PUT', `${forum.path}/pins/${first.id}`)).status).toBe(200);
    expect((await forum.other.rest('POST', `${path}/report`, { reason: 'spam' })).status).toBe(201);
    const { body } = await thread(forum, forum.owner, root);
    expect(body.items[0]).toMatchObject({ text: 'hey you', reactions: [{ count: 1 }], pinnedAt: expect.any(String) });
    expect(body.root.thread).toEqual({ count: 2, lastSeq: quoting.seq });
  });
});

describe('what was deleted', () => {
  it('stays in the thread and in the count, without its text', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const [first, second] = [await reply(forum, forum.member, root), await reply(forum, forum.other, root)];
    await forum.member.rest('DELETE', forum.at(first));
    const { body } = await thread(forum, forum.owner, root);
    expect(body.items).toEqual([await forum.read(first), second]);
    expect(body.items[0]).toMatchObject({ text: '', threadId: root.id, deletedAt: expect.any(String) });
    expect(body.root.thread).toEqual({ count: 2, lastSeq: second.seq });
  });

  it('leaves its thread to be read and corrected, and takes nothing new', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const first = await reply(forum, forum.member, root);
    await forum.owner.rest('DELETE', forum.at(root));
    const before = await standing(forum);
    const body = { clientId: randomUUID(), text: 'late', threadId: root.id };
    expect(await forum.member.rest('POST', `${forum.path}/messages`, body)).toMatchObject({
      status: 409,
      body: { code: 'message_deleted' },
    });
    expect(await standing(forum)).toEqual(before);
    const read = (await thread(forum, forum.other, root)).body;
    expect(read).toMatchObject({ root: { text: '', thread: { count: 1, lastSeq: first.seq } }, items: [first] });
    expect((await forum.member.rest('PATCH', forum.at(first), { text: 'corrected' })).status).toBe(200);
  });
});

describe('bad input', () => {
  it('is refused with its code, and changes nothing', async () => {
    const forum = await Forum.make();
    const elsewhere = (await forum.owner.rest<Room>('POST', '/v1/rooms', { type: 'public', name: 'Other' })).body;
    const foreign = (
      await forum.owner.rest<Message>('POST', `/v1/rooms/${elsewhere.id}/messages`, { clientId: 'c', text: 'there' })
    ).body;
    await forum.owner.rest('PATCH', forum.path, { topic: 'New' });
    const { body: log } = await forum.owner.rest<History>('GET', `${forum.path}/messages`);
    const told = log.items.find(({ kind }) => kind === 'system');
    const [root, beside] = [await forum.say(forum.owner), await forum.say(forum.owner)];
    const inside = await reply(forum, forum.member, root);
    const [first, elsewhereInside] = [await forum.read(root), await reply(forum, forum.member, beside)];
    const before = [await standing(forum), await followed(forum, forum.other)];
    const bad: [object, number, string, string?][] = [
      [{ threadId: inside.id }, 409, 'already_in_thread'],
      [{ threadId: unknownId }, 404, 'message_not_found'],
      [{ threadId: 'x' }, 404, 'message_not_found'],
      [{ threadId: foreign.id }, 404, 'message_not_found'],
      [{ threadId: told?.id }, 403, 'forbidden'],
      [{ threadId: 5 }, 400, 'validation_failed', '/threadId'],
      [{ threadId: null }, 400, 'validation_failed', '/threadId'],
      [{ threadId: root.id, replyTo: beside.id }, 404, 'message_not_found'],
      [{ threadId: root.id, replyTo: elsewhereInside.id }, 404, 'message_not_found'],
      [{ threadId: root.id, thread: {} }, 400, 'validation_failed', '/thread'],
    ];
    const socket = await forum.online(forum.other);
    for (const [more, status, code, path] of bad) {
      const input = { clientId: randomUUID(), text: 'bad', ...more };
      const answer = await forum.other.rest<{ errors?: { path: string }[] }>('POST', `${forum.path}/messages`, input);
      expect([more, answer]).toMatchObject([more, { status, body: { code } }]);
      if (path !== undefined) expect(answer.body.errors?.map((error) => error.path)).toContain(path);
      const acked = await socket
        .ask('message:send', { roomId: forum.room.id, ...input })
        .catch((error: unknown) => error);
      expect(JSON.stringify(acked)).toContain(code);
    }
    socket.close();
    expect([await standing(forum), await followed(forum, forum.other)]).toEqual(before);
    expect(await forum.read(root)).toEqual(first);

    const reads: [string, number, string][] = [
      [`${forum.at(inside)}/thread`, 409, 'already_in_thread'],
      [`${forum.path}/messages/${unknownId}/thread`, 404, 'message_not_found'],
      [`${forum.path}/messages/x/thread`, 404, 'message_not_found'],
      [`${forum.path}/messages/${foreign.id}/thread`, 404, 'message_not_found'],
      [`/v1/rooms/${unknownId}/messages/${root.id}/thread`, 404, 'room_not_found'],
      [`${forum.at(root)}/thread?before=1&after=2`, 400, 'validation_failed'],
      [`${forum.at(root)}/thread?limit=0`, 400, 'validation_failed'],
      [`${forum.at(root)}/thread?around=2`, 400, 'validation_failed'],
      [`${forum.path}/threads?cursor=x`, 400, 'validation_failed'],
      [`${forum.path}/threads?limit=101`, 400, 'validation_failed'],
      [`/v1/rooms/x/threads`, 404, 'room_not_found'],
    ];
    for (const [path, status, code] of reads) {
      expect([path, await forum.other.rest('GET', path)]).toMatchObject([path, { status, body: { code } }]);
    }
    const pointers: [{ id: string }, unknown, number, string][] = [
      [root, inside.seq + 1, 400, 'validation_failed'],
      [root, -1, 400, 'validation_failed'],
      [root, 'a', 400, 'validation_failed'],
      [inside, 1, 409, 'already_in_thread'],
      [{ id: unknownId }, 1, 404, 'message_not_found'],
    ];
    for (const [at, seq, status, code] of pointers) {
      expect([seq, await setRead(forum, forum.other, at, seq)]).toMatchObject([seq, { status, body: { code } }]);
    }
    expect(await followed(forum, forum.other)).toEqual([]);
  });
});

describe('rights', () => {
  it('are those of the room: visitors and readers read, members write and keep pointers, others see nothing', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    await reply(forum, forum.member, root);
    const path = `${forum.at(root)}/thread`;
    const visitor = await forum.tenant.rest<ThreadHistory>('GET', path);
    expect(visitor).toMatchObject({ status: 200, body: { items: [{ text: 'answer' }], readSeq: null } });
    const reader = await forum.tenant.guest('Reader');
    expect((await reader.rest('GET', path)).status).toBe(200);
    expect(await setRead(forum, reader, root, root.seq)).toMatchObject({ status: 403, body: { code: 'not_member' } });
    expect(await threads(forum, reader)).toEqual({ items: [], users: [], nextCursor: null });
    // The first message of somebody who sits nowhere takes a seat, in a thread too.
    await reply(forum, reader, root, 'here I am');
    expect((await followed(forum, reader)).length).toBe(1);
    await forum.owner.rest('PUT', `${forum.path}/mutes/${reader.id}`, {});
    const send = { clientId: randomUUID(), text: 'muted', threadId: root.id };
    expect(await reader.rest('POST', `${forum.path}/messages`, send)).toMatchObject({ body: { code: 'muted' } });
    await forum.owner.rest('PUT', `${forum.path}/bans/${reader.id}`, {});
    for (const [method, at] of [
      ['GET', path],
      ['GET', `${forum.path}/threads`],
    ] as const) {
      expect(await reader.rest(method, at)).toMatchObject({ status: 403, body: { code: 'banned' } });
    }

    const hidden = await Forum.make({ type: 'private' });
    const secret = await hidden.say(hidden.owner);
    await reply(hidden, hidden.member, secret);
    const outsider = await hidden.tenant.guest('Out');
    for (const at of [`${hidden.at(secret)}/thread`, `${hidden.path}/threads`]) {
      expect(await outsider.rest('GET', at)).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    }
    expect(await setRead(hidden, outsider, secret, 0)).toMatchObject({ body: { code: 'room_not_found' } });
    const server = await hidden.tenant.rest('GET', `${hidden.at(secret)}/thread`, { bearer: hidden.tenant.secretKey });
    expect(server).toMatchObject({ status: 200, body: { readSeq: null } });
  });
});

describe('what is unread in a thread', () => {
  it('is counted for who wrote its root, or in it, or has read it; by a pointer that only grows', async () => {
    const forum = await Forum.make();
    const { owner, member, other, moderator } = forum;
    const root = await forum.say(owner);
    const first = await reply(forum, member, root);
    expect(await followed(forum, owner)).toEqual([[root.seq, root.seq, 1]]);
    expect(await followed(forum, member)).toEqual([[root.seq, first.seq, 0]]);
    expect(await followed(forum, other)).toEqual([]);
    const second = await reply(forum, other, root);
    expect(await followed(forum, owner)).toEqual([[root.seq, root.seq, 2]]);
    expect(await followed(forum, member)).toEqual([[root.seq, first.seq, 1]]);
    expect(await followed(forum, other)).toEqual([[root.seq, second.seq, 0]]);
    expect((await setRead(forum, owner, root, first.seq)).body).toEqual({
      roomId: forum.room.id,
      messageId: root.id,
      readSeq: first.seq,
    });
    expect((await setRead(forum, owner, root, 0)).body).toMatchObject({ readSeq: first.seq });
    expect(await followed(forum, owner)).toEqual([[root.seq, first.seq, 1]]);
    expect((await thread(forum, owner, root)).body.readSeq).toBe(first.seq);
    // Who has read it hears of what follows.
    await setRead(forum, moderator, root, second.seq);
    expect(await followed(forum, moderator)).toEqual([[root.seq, second.seq, 0]]);
    const third = await reply(forum, member, root);
    expect(await followed(forum, moderator)).toEqual([[root.seq, second.seq, 1]]);
    // One's own answer reads what came before it.
    const own = await reply(forum, owner, root);
    expect(await followed(forum, owner)).toEqual([[root.seq, own.seq, 0]]);
    expect(third.seq).toBeLessThan(own.seq);
  });

  it('is listed page by page, the thread that was written in last first', async () => {
    const forum = await Forum.make();
    const roots: Message[] = [];
    for (let n = 0; n < 5; n += 1) roots.push(await forum.say(forum.owner, `root ${n}`));
    for (const root of roots) await reply(forum, forum.member, root);
    await reply(forum, forum.member, roots[0] as Message);
    const list: number[] = [];
    let cursor = '';
    do {
      const { items, users, nextCursor } = await threads(forum, forum.owner, `?limit=2${cursor}`);
      list.push(...items.map(({ root }) => root.seq));
      expect(users.map(({ id }) => id)).toEqual([forum.owner.id]);
      cursor = nextCursor === null ? '' : `&cursor=${nextCursor}`;
      const others = await forum.member.rest('GET', `${forum.path}/threads?limit=2${cursor}`);
      if (cursor !== '') expect(others).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    } while (cursor !== '');
    expect(list).toEqual([0, 4, 3, 2, 1].map((n) => roots[n]?.seq));
  });
});

describe('the threads that somebody follows', () => {
  it('are an account’s that a guest becomes, with the further pointer of two', async () => {
    const forum = await Forum.make();
    const { tenant, member: guest, owner } = forum;
    const ada = await register(tenant);
    await owner.rest('POST', `${forum.path}/members`, { userId: ada.id });
    const [both, one] = [await forum.say(owner), await forum.say(owner)];
    await reply(forum, ada, both);
    const last = await reply(forum, guest, both);
    const only = await reply(forum, guest, one);
    const body = { login: 'ada', password, mergeGuest: true };
    expect((await tenant.rest<Session>('POST', '/v1/auth/login', { bearer: guest.token, body })).status).toBe(200);
    await eventually(async () => {
      expect(await followed(forum, ada)).toEqual([
        [one.seq, only.seq, 0],
        [both.seq, last.seq, 0],
      ]);
      const { body: page } = await thread(forum, owner, one);
      expect(page.items).toMatchObject([{ authorId: ada.id, threadId: one.id }]);
      expect(page.root.thread).toEqual({ count: 1, lastSeq: only.seq });
    }, soon);
  });

  it('are in their export, and forgotten with the account', async () => {
    const forum = await Forum.make();
    const { member, other, owner } = forum;
    const root = await forum.say(owner);
    const first = await reply(forum, member, root);
    await reply(forum, other, root);
    const { body } = await member.rest<Export>('GET', '/v1/me/export');
    expect(body.threads).toEqual([{ roomId: forum.room.id, messageId: root.id, readSeq: first.seq }]);
    expect(body.messages).toMatchObject([{ id: first.id, threadId: root.id }]);
    expect((await member.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    const { body: page } = await thread(forum, owner, root);
    expect(page.items).toHaveLength(2);
    const left = await forum.tenant.rest<ThreadPage>('GET', `${forum.path}/threads`, {
      bearer: forum.tenant.secretKey,
      headers: { 'X-Parley-User': other.id },
    });
    expect(left.body.items).toHaveLength(1);
  });

  it('are nobody’s once the room is gone', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    await reply(forum, forum.member, root);
    await forum.owner.rest('DELETE', forum.path);
    for (const at of [`${forum.at(root)}/thread`, `${forum.path}/threads`]) {
      expect(await forum.member.rest('GET', at)).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    }
  });
});
