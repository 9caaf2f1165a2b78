import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Message, MessageVersionPage } from '../../src/messages/message.schema.js';
import type { MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

async function mentionCount(user: TestUser, roomId: string): Promise<number | undefined> {
  const { body } = await user.rest<MyRoomPage>('GET', '/v1/me/rooms');
  return body.items.find(({ room }) => room.id === roomId)?.mentionCount;
}

describe('an edit', () => {
  it('gives an own message another text, takes one position, and is told to the readers', async () => {
    const forum = await Forum.make();
    const reader = await forum.online(forum.other);
    const first = await forum.say(forum.member, 'helo');
    await forum.say(forum.owner, 'hi');
    const { status, body } = await forum.member.rest<Message>('PATCH', forum.at(first), { text: '  hello ' });
    expect(status).toBe(200);
    expect(body).toEqual({ ...first, text: 'hello', position: first.position + 2, editedAt: expect.any(String) });
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([body]));
    expect(reader.frames.at(-1)).toMatchObject({ after: body.position - 1, position: body.position, reset: false });
    expect(reader.frames.at(-1)?.users.map(({ id }) => id)).toEqual([forum.member.id]);
    expect(await forum.read(first)).toEqual(body);
    reader.close();
  });

  it('is all that somebody who was away is told', async () => {
    const forum = await Forum.make();
    const [first] = [await forum.say(forum.member), await forum.say(forum.owner)];
    const back = await forum.away(forum.other);
    const { body } = await forum.member.rest<Message>('PATCH', forum.at(first), { text: 'once' });
    const { body: twice } = await forum.member.rest<Message>('PATCH', forum.at(first), { text: 'twice' });
    expect(await back()).toMatchObject({ reset: false, messages: [twice], members: [], room: null });
    expect(twice.position).toBe(body.position + 1);
  });

  it('comes by the socket as well, acknowledged with the message', async () => {
    const forum = await Forum.make();
    const socket = await forum.online(forum.member);
    const { id: messageId, position } = await forum.say(forum.member, 'by REST');
    const at = { roomId: forum.room.id, messageId };
    const edited = await socket.ask<Message>('message:edit', { ...at, text: 'by socket', position });
    expect(edited.data).toMatchObject({ id: messageId, text: 'by socket', position: position + 1 });
    const refused = await socket.ask('message:edit', { ...at, text: 'again', position });
    expect(refused.error).toMatchObject({ code: 'stale', status: 409 });
    socket.close();
  });

  it('that changes nothing takes no position', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member, 'same');
    const { status, body } = await forum.member.rest('PATCH', forum.at(sent), { text: ' same ', mentions: [] });
    expect([status, body]).toEqual([200, sent]);
    expect((await forum.say(forum.member)).position).toBe(sent.position + 1);
  });

  it('of a version that somebody has changed meanwhile is refused; without one the last wins', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member, 'one');
    const edit = (text: string, position?: number) =>
      forum.member.rest<Message>('PATCH', forum.at(sent), { text, position });
    const { body: two } = await edit('two', sent.position);
    const late = await edit('three', sent.position);
    expect(late).toMatchObject({ status: 409, body: { code: 'stale' } });
    expect(await forum.read(sent)).toEqual(two);
    // Whoever did not hear the answer asks again.
    expect(await edit('two', sent.position)).toMatchObject({ status: 200, body: two });
    expect((await edit('four')).body).toMatchObject({ text: 'four' });
  });

  it('is what a send repeated under its clientId answers', async () => {
    const forum = await Forum.make();
    const body = { clientId: randomUUID(), text: 'first' };
    const send = () => forum.member.rest<Message>('POST', `${forum.path}/messages`, body);
    const sent = (await send()).body;
    const edited = await forum.member.rest('PATCH', forum.at(sent), { text: 'second' });
    expect(await send()).toMatchObject({ status: 200, body: edited.body });
  });

  it('keeps mentions unless it gives others, which count from then on, and those before no more', async () => {
    const forum = await Forum.make();
    const { member, other, moderator, room } = forum;
    const sent = await forum.say(forum.owner, 'hi', { mentions: [member.id] });
    const edit = async (change: object) => (await forum.owner.rest<Message>('PATCH', forum.at(sent), change)).body;
    expect((await edit({ text: 'hi there' })).mentions).toEqual([member.id]);
    expect(await mentionCount(member, room.id)).toBe(1);
    await moderator.rest('PUT', `${forum.path}/read`, { seq: sent.seq });
    const mentions = [other.id, moderator.id, forum.owner.id];
    expect((await edit({ text: 'hi there', mentions })).mentions).toEqual(mentions);
    expect(await mentionCount(member, room.id)).toBe(0);
    expect(await mentionCount(other, room.id)).toBe(1);
    // Whoever has read it, and whoever wrote it, need not look.
    expect(await mentionCount(moderator, room.id)).toBe(0);
    expect(await mentionCount(forum.owner, room.id)).toBe(0);
    for (const mentions of [['nobody'], [unknownId], [(await (await makeTenant()).guest()).id]]) {
      const refused = await forum.owner.rest('PATCH', forum.at(sent), { text: 'x', mentions });
      expect(refused).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
    }
  });

  it('of the newest message reaches those who have the room not open, in their list too', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member, 'old news');
    const socket = await forum.online(forum.other, false);
    const { body } = await forum.member.rest<Message>('PATCH', forum.at(sent), { text: 'news' });
    const activity = { roomId: forum.room.id, lastSeq: sent.seq, lastMessage: body };
    await eventually(() =>
      expect(socket.told).toContainEqual({ name: 'activity', payload: expect.objectContaining(activity) }),
    );
    const { body: list } = await forum.other.rest<MyRoomPage>('GET', '/v1/me/rooms');
    expect(list.items.find(({ room }) => room.id === forum.room.id)?.lastMessage).toEqual(body);
    socket.close();
  });
});

describe('an edit is refused, and nothing changed,', () => {
  const edit = (forum: Forum, user: TestUser, message: { id: string }, text = 'changed') =>
    user.rest('PATCH', forum.at(message), { text });

  it("of another's message, whatever one's role, also once it is deleted", async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    for (const user of [forum.other, forum.moderator, forum.owner]) {
      expect(await edit(forum, user, sent)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    expect(await forum.read(sent)).toEqual(sent);
    await forum.member.rest('DELETE', forum.at(sent));
    expect(await edit(forum, forum.owner, sent)).toMatchObject({ status: 403 });
    expect(await edit(forum, forum.member, sent)).toMatchObject({ status: 409, body: { code: 'message_deleted' } });
  });

  it('of what is not in this room, or has no id at all', async () => {
    const forum = await Forum.make();
    const elsewhere = await Forum.make();
    const theirs = await elsewhere.say(elsewhere.member);
    const lobby = await forum.tenant.lobby();
    const path = `/v1/rooms/${lobby.id}/messages`;
    const own = (await forum.member.rest<Message>('POST', path, { clientId: 'c', text: 'there' })).body;
    for (const id of [own.id, theirs.id, unknownId, 'x', '%00']) {
      const refused = await edit(forum, forum.member, { id });
      expect([id, refused]).toMatchObject([id, { status: 404, body: { code: 'message_not_found' } }]);
    }
    expect((await elsewhere.read(theirs)).text).toBe(theirs.text);
  });

  it('by whoever is muted, banned, gone, or never sat here', async () => {
    const forum = await Forum.make();
    const { owner, member, path } = forum;
    const sent = await forum.say(member);
    await owner.rest('PUT', `${path}/mutes/${member.id}`);
    expect((await edit(forum, member, sent)).body).toMatchObject({ code: 'muted' });
    await owner.rest('DELETE', `${path}/mutes/${member.id}`);
    await member.rest('DELETE', `${path}/members/me`);
    expect((await edit(forum, member, sent)).body).toMatchObject({ code: 'not_member' });
    await owner.rest('PUT', `${path}/bans/${member.id}`);
    expect((await edit(forum, member, sent)).body).toMatchObject({ code: 'banned' });
    const stranger = await forum.tenant.guest();
    expect((await edit(forum, stranger, sent)).body).toMatchObject({ code: 'not_member' });
    const visitor = await forum.tenant.rest('PATCH', forum.at(sent), { body: { text: 'x' } });
    expect(visitor.status).toBe(401);
    expect(await forum.read(sent)).toEqual(sent);
  });

  it('in a private room that one does not see, like in one that is not there', async () => {
    const forum = await Forum.make({ type: 'private' });
    const sent = await forum.say(forum.member);
    await forum.member.rest('DELETE', `${forum.path}/members/me`);
    for (const user of [forum.member, await forum.tenant.guest()]) {
      expect((await edit(forum, user, sent)).body).toMatchObject({ code: 'room_not_found' });
    }
  });

  it('in an archived room, and by members in one for announcements', async () => {
    const forum = await Forum.make();
    const [byMember, byModerator] = [await forum.say(forum.member), await forum.say(forum.moderator)];
    await forum.owner.rest('PATCH', forum.path, { posting: 'moderators' });
    expect((await edit(forum, forum.member, byMember)).body).toMatchObject({ code: 'forbidden' });
    expect((await edit(forum, forum.moderator, byModerator)).status).toBe(200);
    await forum.owner.rest('PATCH', forum.path, { archived: true });
    expect((await edit(forum, forum.moderator, byModerator, 'again')).body).toMatchObject({ code: 'forbidden' });
  });

  it('of what is no text that a person wrote', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    try {
      for (const set of [`kind = 'system'`, `kind = 'encrypted', scheme = 'x', cipher = 'x'`]) {
        await database.query(`UPDATE messages SET ${set} WHERE id = $1`, [sent.id]);
        expect((await edit(forum, forum.member, sent)).body).toMatchObject({ code: 'forbidden' });
      }
    } finally {
      await database.destroy();
    }
  });

  it('once the time that the tenant gives for it is over', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    await forum.tenant.settings({ editWindowMinutes: 10 });
    expect((await forum.member.rest('GET', '/v1/limits')).body).toMatchObject({ editWindowMinutes: 10 });
    await eventually(async () => expect((await edit(forum, forum.member, sent, 'in time')).status).toBe(200));
    const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    try {
      await database.query(`UPDATE messages SET created_at = created_at - interval '11 minutes' WHERE id = $1`, [
        sent.id,
      ]);
    } finally {
      await database.destroy();
    }
    await eventually(async () =>
      expect(await edit(forum, forum.member, sent, 'too late')).toMatchObject({
        status: 403,
        body: { code: 'edit_window_over' },
      }),
    );
    expect((await edit(forum, forum.member, sent, 'in time')).status).toBe(200);
    await forum.tenant.settings({ editWindowMinutes: null });
    await eventually(async () => expect((await edit(forum, forum.member, sent, 'late, but good')).status).toBe(200));
  });

  it.each([
    [{}, '/text'],
    [{ text: '' }, '/text'],
    [{ text: ' \u200b' }, '/text'],
    [{ text: 'a\0b' }, '/text'],
    [{ text: '\ud800' }, '/text'],
    [{ text: 'x'.repeat(10_001) }, '/text'],
    [{ text: '漢'.repeat(11_000) }, '/text'],
    [{ text: 'x', position: -1 }, '/position'],
    [{ text: 'x', position: 1.5 }, '/position'],
    [{ text: 'x', position: '1' }, '/position'],
    [{ text: 'x', mentions: 'me' }, '/mentions'],
    [{ text: 'x', mentions: Array.from({ length: 51 }, () => unknownId) }, '/mentions'],
    [{ text: 'x', deletedAt: null }, '/deletedAt'],
  ])('with %j', async (input, path) => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    const refused = await forum.member.rest<{ errors: { path: string }[] }>('PATCH', forum.at(sent), input);
    expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    expect(refused.body.errors.map((error) => error.path)).toContain(path);
    expect(await forum.read(sent)).toEqual(sent);
  });
});

describe('what a message said before', () => {
  it('is there for its author, for moderators and for the tenant, the latest first, page by page', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member, 'one', { mentions: [forum.other.id] });
    for (const text of ['two', 'three', 'four'])
      await forum.member.rest('PATCH', forum.at(sent), { text, mentions: [] });
    const list = (user: TestUser, query = '') =>
      user.rest<MessageVersionPage>('GET', `${forum.at(sent)}/versions${query}`);
    const { body } = await list(forum.moderator);
    expect(body.items.map(({ text }) => text)).toEqual(['three', 'two', 'one']);
    expect(body.items.map(({ mentions }) => mentions)).toEqual([[], [], [forum.other.id]]);
    expect(body.items[2]?.writtenAt).toBe(sent.createdAt);
    expect(body.items[1]?.writtenAt).toBe(body.items[2]?.replacedAt);
    for (const user of [forum.owner, forum.member]) expect((await list(user)).body).toEqual(body);
    const byServer = await forum.tenant.rest('GET', `${forum.at(sent)}/versions`, { bearer: forum.tenant.secretKey });
    expect(byServer.body).toEqual(body);
    const first = (await list(forum.owner, '?limit=2')).body;
    expect(first.items).toEqual(body.items.slice(0, 2));
    const second = (await list(forum.owner, `?limit=2&cursor=${first.nextCursor}`)).body;
    expect(second).toEqual({ items: body.items.slice(2), nextCursor: null });
    const others = await list(forum.moderator, `?cursor=${first.nextCursor}`);
    expect(others).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });

  it('is kept of the latest hundred texts', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member, 'text 0');
    // By the tenant's server: no limit of how often one person may do so is met.
    const acting = { bearer: forum.tenant.secretKey, headers: { 'X-Parley-User': forum.member.id } };
    for (let n = 1; n <= 103; n += 1) {
      const { status } = await forum.tenant.rest('PATCH', forum.at(sent), { ...acting, body: { text: `text ${n}` } });
      expect(status).toBe(200);
    }
    const { body } = await forum.owner.rest<MessageVersionPage>('GET', `${forum.at(sent)}/versions?limit=100`);
    expect(body.nextCursor).toBeNull();
    expect(body.items.map(({ text }) => text)).toEqual(Array.from({ length: 100 }, (_, n) => `text ${102 - n}`));
  });

  it('is not for other members, and not there of what is no message here', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    const refused = await forum.other.rest('GET', `${forum.at(sent)}/versions`);
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    for (const id of ['x', unknownId]) {
      const missing = await forum.owner.rest('GET', `${forum.at({ id })}/versions`);
      expect(missing).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
    }
  });
});
