import { describe, expect, it } from '@jest/globals';
import type { Export } from '../../src/accounts/export.schema.js';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Changes } from '../../src/delivery/changes.schema.js';
import type { History, Message, SystemEvent } from '../../src/messages/message.schema.js';
import type { MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { password, register } from '../support/account.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

const soon = { withinMs: 30_000 };

/** A forum, and what its log has since it was made. */
async function makeForum(type: 'public' | 'private' = 'public') {
  const forum = await Forum.make({ type });
  const { position, lastSeq } = (await forum.owner.rest<Room>('GET', forum.path)).body;
  const page = async (user: TestUser = forum.owner) =>
    (await user.rest<History>('GET', `${forum.path}/messages?after=${lastSeq}`)).body;
  const told = async (): Promise<(SystemEvent | null)[]> => (await page()).items.map(({ system }) => system);
  const patch = (body: object, user: TestUser = forum.owner) => user.rest<Room>('PATCH', forum.path, body);
  const standing = async () => {
    const { body } = await forum.owner.rest<Room>('GET', forum.path);
    return [body.position, body.lastSeq];
  };
  const server = (method: string, path: string, body?: unknown) =>
    forum.tenant.rest<Message>(method, path, { bearer: forum.tenant.secretKey, body });
  return { forum, position, lastSeq, page, told, patch, standing, server };
}

const myRoom = async (forum: Forum, user: TestUser) => {
  const { items } = (await user.rest<MyRoomPage>('GET', '/v1/me/rooms')).body;
  return items.find(({ room }) => room.id === forum.room.id);
};

describe('what a room tells of itself', () => {
  it('is an entry of its log, with the next seq, told to readers in the frame of the change', async () => {
    const { forum, position, lastSeq, page, patch } = await makeForum();
    const reader = await forum.online(forum.other);
    expect((await patch({ name: 'Book club' })).body).toMatchObject({ name: 'Book club', lastSeq: lastSeq + 1 });
    const { items, users } = await page();
    const entry = {
      id: expect.any(String),
      roomId: forum.room.id,
      seq: lastSeq + 1,
      position: position + 2,
      clientId: items[0]?.id,
      authorId: forum.owner.id,
      kind: 'system',
      text: '',
      createdAt: expect.any(String),
      editedAt: null,
      deletedAt: null,
      replyTo: null,
      mentions: [],
      reactions: [],
      attachments: [],
      pinnedAt: null,
      preview: null,
      streaming: false,
      encrypted: null,
      system: { type: 'room_renamed', name: 'Book club' },
      threadId: null,
      thread: null,
    };
    expect(items).toEqual([entry]);
    expect(users.map(({ id }) => id)).toEqual([forum.owner.id]);
    await eventually(() => expect(reader.frames).toHaveLength(1));
    expect(reader.frames[0]).toMatchObject({
      after: position,
      position: position + 2,
      messages: items,
      room: { name: 'Book club', lastSeq: lastSeq + 1 },
      users: [{ id: forum.owner.id }],
    });
    // What is written next has the next number.
    expect(await forum.say(forum.member)).toMatchObject({ seq: lastSeq + 2, position: position + 3 });
    reader.close();
  });

  it('is one entry for each field that changed, in one frame, and none for what did not', async () => {
    const { forum, lastSeq, told, patch } = await makeForum();
    const reader = await forum.online(forum.member);
    await patch({ name: 'Book club', topic: 'Novels', slowModeSeconds: 10 });
    const both: SystemEvent[] = [
      { type: 'room_renamed', name: 'Book club' },
      { type: 'topic_changed', topic: 'Novels' },
    ];
    expect(await told()).toEqual(both);
    await eventually(() => expect(reader.frames.map(({ messages }) => messages.length)).toEqual([2]));
    for (const body of [{ name: 'Book club' }, { topic: 'Novels' }, { slowModeSeconds: 0, slug: 'books' }, {}]) {
      expect((await patch(body)).status).toBe(200);
    }
    expect(await told()).toEqual(both);
    await patch({ name: 'Book club', topic: null });
    await patch({ topic: '' });
    expect(await told()).toEqual([...both, { type: 'topic_changed', topic: null }]);
    await eventually(() => {
      const seqs = reader.frames.flatMap(({ messages }) => messages.map(({ seq }) => seq));
      expect(seqs).toEqual([lastSeq + 1, lastSeq + 2, lastSeq + 3]);
    });
    reader.close();
  });

  it('names whose role it is, who is among the users of every answer', async () => {
    const { forum, page } = await makeForum();
    const { owner, other, member } = forum;
    const waiting = await forum.online(forum.moderator, false);
    const back = await forum.away(member);
    const at = `${forum.path}/members/${other.id}`;
    await owner.rest('PATCH', at, { role: 'moderator' });
    for (const body of [{ role: 'moderator' }, {}]) await owner.rest('PATCH', at, body);
    const { items, users } = await page();
    expect(items.map(({ system }) => system)).toEqual([{ type: 'role_changed', userId: other.id, role: 'moderator' }]);
    const named = [owner.id, other.id].sort();
    expect(users.map(({ id }) => id).sort()).toEqual(named);
    // Whoever was named and has left is named still.
    await other.rest('DELETE', `${forum.path}/members/me`);
    const missed = await back();
    expect(missed.messages).toEqual(items);
    expect(missed.users.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
    const { body } = await member.rest<Changes>('GET', `${forum.path}/changes`);
    expect(body.users.map(({ id }) => id)).toEqual(expect.arrayContaining(named));
    expect(await myRoom(forum, member)).toMatchObject({
      lastMessage: items[0],
      author: { id: owner.id },
      subject: { id: other.id },
    });
    await eventually(() => {
      const activity = { lastMessage: items[0], author: { id: owner.id }, subject: { id: other.id }, mentions: [] };
      expect(waiting.told.findLast(({ name }) => name === 'activity')?.payload).toMatchObject(activity);
    });
    waiting.close();
  });

  it('is unread to all but whoever did it', async () => {
    const { forum, lastSeq, patch } = await makeForum();
    await forum.say(forum.member);
    const reader = await forum.online(forum.owner);
    await patch({ topic: 'Novels' });
    expect(await myRoom(forum, forum.owner)).toMatchObject({ unreadCount: 0, member: { readSeq: lastSeq + 2 } });
    expect(await myRoom(forum, forum.member)).toMatchObject({ unreadCount: 1, member: { readSeq: lastSeq + 1 } });
    expect(await myRoom(forum, forum.other)).toMatchObject({ lastMessage: { seq: lastSeq + 2, kind: 'system' } });
    // Who steps down is told with how far they have read by that.
    await forum.owner.rest('PATCH', `${forum.path}/members/${forum.other.id}`, { role: 'owner' });
    await forum.owner.rest('PATCH', `${forum.path}/members/me`, { role: 'member' });
    await eventually(() =>
      expect(reader.frames.at(-1)).toMatchObject({
        members: [{ userId: forum.owner.id, role: 'member', readSeq: lastSeq + 4 }],
        messages: [{ seq: lastSeq + 4, system: { userId: forum.owner.id, role: 'member' } }],
      }),
    );
    reader.close();
  });

  it('is by the tenant where no user did it, and by the user for whom its server acts', async () => {
    const { forum, page, server } = await makeForum();
    const { tenant, owner } = forum;
    await server('PATCH', forum.path, { name: 'Ours' });
    const options = { bearer: tenant.secretKey, headers: { 'X-Parley-User': owner.id }, body: { name: 'Mine' } };
    await tenant.rest('PATCH', forum.path, options);
    await server('PATCH', `${forum.path}/members/${forum.member.id}`, { role: 'owner' });
    const { items, users } = await page();
    expect(items.map(({ authorId }) => authorId)).toEqual([tenant.id, owner.id, tenant.id]);
    expect(users.map(({ id }) => id).sort()).toEqual([owner.id, forum.member.id].sort());
    expect(await myRoom(forum, owner)).toMatchObject({
      author: null,
      subject: { id: forum.member.id },
      unreadCount: 1,
    });
  });

  it('says nothing of a leave, also where the only owner goes and another one follows', async () => {
    const { forum, server, page } = await makeForum();
    await server('DELETE', `${forum.path}/members/${forum.owner.id}`);
    expect((await forum.moderator.rest('PATCH', `${forum.path}/members/me`, { role: 'member' })).body).toMatchObject({
      code: 'last_owner',
    });
    expect((await page(forum.member)).items).toEqual([]);
  });

  it('is not there of what was refused, of who comes and goes, of a new room, or in rooms that are as they are', async () => {
    const { forum, told, patch, standing } = await makeForum();
    const before = await standing();
    for (const user of [forum.member, await forum.tenant.guest()]) {
      expect((await patch({ name: 'Mine', topic: 'x' }, user)).body).toMatchObject({ code: 'forbidden' });
    }
    const role = { role: 'owner' };
    expect((await forum.moderator.rest('PATCH', `${forum.path}/members/me`, role)).status).toBe(403);
    expect((await patch({ name: '' })).status).toBe(400);
    await forum.member.rest('POST', '/v1/rooms', { type: 'public', name: 'Taken', slug: 'taken' });
    expect((await patch({ name: 'Taken', slug: 'taken' })).body).toMatchObject({ code: 'slug_taken' });
    expect(await standing()).toEqual(before);
    const guest = await forum.tenant.guest();
    await guest.rest('POST', `${forum.path}/members`);
    await guest.rest('DELETE', `${forum.path}/members/me`);
    expect(await told()).toEqual([]);
    const made = (await guest.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'New', topic: 'y' })).body;
    const direct = (await guest.rest<Room>('PUT', '/v1/rooms/direct', { userId: forum.member.id })).body;
    expect((await guest.rest('PATCH', `/v1/rooms/${direct.id}`, { name: 'Us' })).status).toBe(403);
    expect([made.lastSeq, direct.lastSeq]).toEqual([0, 0]);
  });

  it('cannot be edited, taken back, pinned, reacted to, answered or reported, by nobody', async () => {
    const { forum, page, patch, standing, server } = await makeForum();
    await patch({ name: 'Book club' });
    const [entry] = (await page()).items as [Message];
    const before = await standing();
    const at = forum.at(entry);
    const pin = `${forum.path}/pins/${entry.id}`;
    const reaction = `${at}/reactions/%F0%9F%91%8D`;
    const answer = { clientId: 'c', text: 'why', replyTo: entry.id };
    for (const user of [forum.owner, forum.moderator]) {
      const tries = [
        await user.rest('PATCH', at, { text: 'another' }),
        await user.rest('DELETE', at),
        await user.rest('PUT', pin),
        await user.rest('DELETE', pin),
        await user.rest('PUT', reaction),
        await user.rest('PUT', `${at}/bookmark`),
        await user.rest('DELETE', reaction),
        await user.rest('POST', `${at}/report`, { reason: 'no' }),
        await user.rest('POST', `${forum.path}/messages`, answer),
      ];
      for (const { status, body } of tries) expect([status, body['code']]).toEqual([403, 'forbidden']);
    }
    for (const method of ['PUT', 'DELETE']) expect((await server(method, pin)).status).toBe(403);
    expect((await server('DELETE', at)).status).toBe(403);
    const socket = await forum.online(forum.owner);
    const sent = await socket.ask('message:send', { roomId: forum.room.id, ...answer });
    expect(sent).toMatchObject({ ok: false, error: { code: 'forbidden' } });
    socket.close();
    expect(await standing()).toEqual(before);
    expect((await page()).items).toEqual([entry]);
    expect((await forum.owner.rest('GET', `${at}/versions`)).body).toEqual({ items: [], nextCursor: null });
    // Its id is used up as a clientId of its author, and nobody else's.
    expect(
      (await forum.owner.rest('POST', `${forum.path}/messages`, { clientId: entry.id, text: 'x' })).body,
    ).toMatchObject({
      code: 'client_id_reused',
    });
    expect((await forum.say(forum.member, 'x', { clientId: entry.id })).seq).toBe(entry.seq + 1);
  });

  it('is not known by its id to who may not see the room', async () => {
    const { forum, page, patch } = await makeForum('private');
    await patch({ name: 'Book club' });
    const [entry] = (await page()).items as [Message];
    const stranger = await forum.tenant.guest();
    const answer = { clientId: 'c', text: 'why', replyTo: entry.id };
    const { status, body } = await stranger.rest('POST', `${forum.path}/messages`, answer);
    expect([status, body['code']]).toEqual([404, 'room_not_found']);
  });

  it('keeps its place among what is written at the same time', async () => {
    const { forum, lastSeq, page } = await makeForum();
    const reader = await forum.online(forum.other);
    const renames = Array.from({ length: 12 }, (_, n) => forum.owner.rest('PATCH', forum.path, { name: `Name ${n}` }));
    const sends = Array.from({ length: 24 }, (_, n) => forum.say(forum.member, `text ${n}`));
    await Promise.all([...renames, ...sends]);
    const { items } = await page();
    expect(items.map(({ seq }) => seq)).toEqual(Array.from({ length: 36 }, (_, n) => lastSeq + n + 1));
    expect(items.filter(({ kind }) => kind === 'system')).toHaveLength(12);
    await eventually(() => expect(reader.frames.flatMap(({ messages }) => messages)).toEqual(items));
    reader.close();
  });
});

describe('what somebody did in a room who', () => {
  it('leaves for good stays, by a deleted user', async () => {
    const { forum, page, patch } = await makeForum();
    await patch({ name: 'By Mo' }, forum.moderator);
    await forum.owner.rest('PATCH', `${forum.path}/members/${forum.other.id}`, { role: 'moderator' });
    const { items } = await page();
    for (const user of [forum.moderator, forum.other]) {
      expect((await user.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    }
    await eventually(async () => {
      const after = await page();
      expect(after.items).toEqual(items);
      const names = after.users.filter(({ id }) => id !== forum.owner.id).map(({ displayName }) => displayName);
      expect(names).toEqual(['Deleted user', 'Deleted user']);
    }, soon);
  });

  it('leaves for good goes with them where the tenant wants it, and keeps its place', async () => {
    const { forum, page, patch } = await makeForum();
    await forum.tenant.settings({ deletedUsers: 'remove' });
    await patch({ topic: 'canary' }, forum.moderator);
    const [entry] = (await page()).items as [Message];
    expect((await forum.moderator.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    await eventually(async () => {
      const { items } = await page();
      expect(items).toMatchObject([{ id: entry.id, seq: entry.seq, kind: 'system', system: null, text: '' }]);
      expect(items[0]?.deletedAt).not.toBeNull();
    }, soon);
    expect((await forum.owner.rest('DELETE', forum.at(entry))).status).toBe(403);
  });

  it('becomes an account is the account’s, and in its export', async () => {
    const { forum, page, patch } = await makeForum();
    await register(forum.tenant);
    await patch({ name: 'Book club' }, forum.moderator);
    const body = { login: 'ada', password, mergeGuest: true };
    const options = { bearer: forum.moderator.token, body };
    const ada = forum.tenant.user((await forum.tenant.rest<Session>('POST', '/v1/auth/login', options)).body);
    await eventually(async () => expect((await page()).items).toMatchObject([{ authorId: ada.id }]), soon);
    const { body: exported } = await ada.rest<Export>('GET', '/v1/me/export');
    expect(exported.messages).toEqual((await page()).items);
  });
});
