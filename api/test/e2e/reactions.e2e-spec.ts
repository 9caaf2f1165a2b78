import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { History, Message } from '../../src/messages/message.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

const react = (forum: Forum, user: TestUser, message: { id: string }, emoji: string, method = 'PUT') =>
  user.rest<Message>(method, `${forum.at(message)}/reactions/${encodeURIComponent(emoji)}`);

describe('a reaction', () => {
  it('is counted, names who gave it, takes one position, and is told to the readers', async () => {
    const forum = await Forum.make();
    const { member, other } = forum;
    const sent = await forum.say(forum.owner);
    const reader = await forum.online(other);
    const first = await react(forum, member, sent, '👍');
    const reactions = [{ emoji: '👍', count: 1, userIds: [member.id] }];
    expect(first).toMatchObject({ status: 200, body: { ...sent, position: sent.position + 1, reactions } });
    const second = await react(forum, other, sent, '👍');
    const third = await react(forum, other, sent, '🏳️‍🌈');
    expect(third.body.reactions).toEqual([
      { emoji: '👍', count: 2, userIds: [member.id, other.id] },
      { emoji: '🏳️‍🌈', count: 1, userIds: [other.id] },
    ]);
    expect(third.body).toMatchObject({ position: sent.position + 3, text: sent.text, editedAt: null });
    await eventually(() =>
      expect(reader.frames.flatMap((frame) => frame.messages)).toEqual([first.body, second.body, third.body]),
    );
    expect(await forum.read(sent)).toEqual(third.body);
    reader.close();
  });

  it('is given once and taken back once; again it is no change, and the same answer', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.owner);
    const given = (await react(forum, forum.member, sent, '👍')).body;
    expect((await react(forum, forum.member, sent, '👍')).body).toEqual(given);
    const taken = (await react(forum, forum.member, sent, '👍', 'DELETE')).body;
    expect(taken).toEqual({ ...sent, position: given.position + 1 });
    for (const user of [forum.member, forum.other]) {
      expect((await react(forum, user, sent, '👍', 'DELETE')).body).toEqual(taken);
    }
    expect((await forum.say(forum.owner)).position).toBe(taken.position + 1);
  });

  it('is one, however a keyboard writes its emoji', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.owner);
    for (const emoji of ['❤', '❤\uFE0F', '❤\uFE0E']) await react(forum, forum.member, sent, emoji);
    const { body } = await react(forum, forum.other, sent, '❤');
    expect(body.reactions).toEqual([{ emoji: '❤\uFE0F', count: 2, userIds: [forum.member.id, forum.other.id] }]);
  });

  it('is all that somebody who was away is told', async () => {
    const forum = await Forum.make();
    const [first] = [await forum.say(forum.member), await forum.say(forum.owner)];
    const back = await forum.away(forum.other);
    await react(forum, forum.owner, first, '👍');
    await react(forum, forum.owner, first, '👍', 'DELETE');
    const { body } = await react(forum, forum.moderator, first, '🎉');
    expect(await back()).toMatchObject({ reset: false, messages: [body], members: [], room: null });
  });

  it('comes by the socket as well, acknowledged with the message', async () => {
    const forum = await Forum.make();
    const socket = await forum.online(forum.member);
    const sent = await forum.say(forum.owner);
    const asked = { roomId: forum.room.id, messageId: sent.id, emoji: '☝' };
    const given = await socket.ask<Message>('reaction:add', asked);
    expect(given.data.reactions).toEqual([{ emoji: '☝\uFE0F', count: 1, userIds: [forum.member.id] }]);
    const taken = await socket.ask<Message>('reaction:remove', asked);
    expect(taken.data).toMatchObject({ id: sent.id, reactions: [] });
    for (const emoji of ['', 'x', '👍👍', 'x'.repeat(1_000), 7]) {
      const refused = await socket.ask('reaction:add', { ...asked, emoji });
      expect(refused.error).toMatchObject({ code: 'validation_failed', errors: [{ path: '/emoji' }] });
    }
    socket.close();
  });

  it('may be of twenty different emoji on one message, whoever gave them', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.owner);
    const emojis = Array.from({ length: 20 }, (_, n) => String.fromCodePoint(0x1f600 + n));
    for (const [n, emoji] of emojis.entries()) await react(forum, n % 2 ? forum.member : forum.other, sent, emoji);
    const refused = await react(forum, forum.moderator, sent, '👍');
    expect(refused).toMatchObject({ status: 409, body: { code: 'too_many_reactions' } });
    expect((await forum.read(sent)).reactions.map(({ emoji }) => emoji)).toEqual(emojis);
    expect((await react(forum, forum.moderator, sent, '😀')).body.reactions[0]).toMatchObject({ count: 2 });
    await react(forum, forum.member, sent, '😁', 'DELETE');
    expect((await react(forum, forum.moderator, sent, '👍')).status).toBe(200);
    const { body } = await forum.member.rest('GET', '/v1/limits');
    expect(body).toMatchObject({ reactionsPerMessage: 20 });
  });

  it('of more than fifty people is counted whole, and names the first fifty of them', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.owner);
    const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    const userIds = Array.from({ length: 60 }, (_, n) => `00000000-0000-7000-8000-0000000000${10 + n}`);
    try {
      await database.query(
        `WITH given AS (
           INSERT INTO message_reactions (tenant_id, room_id, seq, emoji, user_id, position)
           SELECT $1, $2, $3, '👍', id, -n FROM unnest($4::uuid[]) WITH ORDINALITY AS u(id, n))
         UPDATE messages SET reactions = jsonb_build_array(jsonb_build_object('emoji', '👍', 'count', 60, 'userIds', $5::jsonb))
          WHERE tenant_id = $1 AND room_id = $2 AND seq = $3`,
        [forum.tenant.id, forum.room.id, sent.seq, userIds, JSON.stringify([...userIds].reverse().slice(0, 50))],
      );
    } finally {
      await database.destroy();
    }
    const more = (await react(forum, forum.member, sent, '👍')).body.reactions[0];
    expect([more?.count, more?.userIds.length, more?.userIds.includes(forum.member.id)]).toEqual([61, 50, false]);
    const { body } = await react(forum, forum.member, sent, '👍', 'DELETE');
    expect(body.reactions[0]).toEqual({ ...more, count: 60 });
  });

  it('goes with its message, and comes on none that was deleted', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    await react(forum, forum.owner, sent, '👍');
    await forum.member.rest('DELETE', forum.at(sent));
    const tombstone = await forum.read(sent);
    expect(tombstone.reactions).toEqual([]);
    for (const method of ['PUT', 'DELETE']) {
      const refused = await react(forum, forum.owner, sent, '👍', method);
      expect(refused).toMatchObject({ status: 409, body: { code: 'message_deleted' } });
    }
    expect(await forum.read(sent)).toEqual(tombstone);
    const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    try {
      expect(await database.query('SELECT FROM message_reactions WHERE tenant_id = $1', [forum.tenant.id])).toEqual([]);
    } finally {
      await database.destroy();
    }
  });

  it('stays when its message is edited, and pages of history have it as any other read', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    await react(forum, forum.owner, sent, '👍');
    const { body } = await forum.member.rest<Message>('PATCH', forum.at(sent), { text: 'changed' });
    expect(body.reactions).toEqual([{ emoji: '👍', count: 1, userIds: [forum.owner.id] }]);
    for (const query of ['', `?before=${sent.seq + 1}`, `?after=${sent.seq - 1}`, `?around=${sent.seq}`]) {
      const { body: page } = await forum.other.rest<History>('GET', `${forum.path}/messages${query}`);
      expect(page.items.filter(({ kind }) => kind === 'text')).toEqual([body]);
    }
    const { body: list } = await forum.other.rest<{ items: { lastMessage: Message }[] }>('GET', '/v1/me/rooms');
    expect(list.items.map(({ lastMessage }) => lastMessage)).toContainEqual(body);
  });

  it('is for members in announcements too', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.owner);
    await forum.owner.rest('PATCH', forum.path, { posting: 'moderators' });
    expect((await react(forum, forum.member, sent, '👍')).status).toBe(200);
  });

  it('of many at once is counted right', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.owner);
    const people = [forum.owner, forum.moderator, forum.member, forum.other];
    const toggles = people.flatMap((user) => [react(forum, user, sent, '👍'), react(forum, user, sent, '🎉')]);
    expect((await Promise.all(toggles)).map(({ status }) => status)).toEqual(toggles.map(() => 200));
    const { reactions, position } = await forum.read(sent);
    expect(reactions.map(({ count, userIds }) => [count, new Set(userIds).size])).toEqual([
      [4, 4],
      [4, 4],
    ]);
    expect(position).toBe(sent.position + 8);
  });
});

describe('a reaction is refused, and nothing changed,', () => {
  it.each(['a', '1', '👍👍', 'a👍', ':+1:', '%20', '\u200d', '🇵', 'x'.repeat(300)])('as %j', async (emoji) => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.owner);
    for (const method of ['PUT', 'DELETE']) {
      const refused = await react(forum, forum.member, sent, emoji, method);
      expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed', errors: [{ path: '/emoji' }] } });
    }
    expect(await forum.read(sent)).toEqual(sent);
  });

  it('by whoever is muted, banned, gone, or never sat here, and where the room is archived', async () => {
    const forum = await Forum.make();
    const { owner, member, path } = forum;
    const sent = await forum.say(owner);
    const code = async (user: TestUser, method = 'PUT') => {
      const { body } = await react(forum, user, sent, '👍', method);
      return (body as unknown as { code: string }).code;
    };
    await owner.rest('PUT', `${path}/mutes/${member.id}`);
    expect([await code(member), await code(member, 'DELETE')]).toEqual(['muted', 'muted']);
    await owner.rest('DELETE', `${path}/mutes/${member.id}`);
    await member.rest('DELETE', `${path}/members/me`);
    expect(await code(member)).toBe('not_member');
    await owner.rest('PUT', `${path}/bans/${member.id}`);
    expect(await code(member)).toBe('banned');
    expect(await code(await forum.tenant.guest())).toBe('not_member');
    await owner.rest('PATCH', path, { archived: true });
    expect(await code(owner)).toBe('forbidden');
    expect(await forum.read(sent)).toEqual(sent);
  });

  it('on what is not in this room, and in rooms that one does not see', async () => {
    const forum = await Forum.make();
    const elsewhere = await Forum.make({ type: 'private' });
    const theirs = await elsewhere.say(elsewhere.member);
    for (const id of [theirs.id, unknownId, 'x']) {
      const missing = await react(forum, forum.member, { id }, '👍');
      expect(missing).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
    }
    const unseen = await react(elsewhere, forum.member, theirs, '👍');
    expect(unseen).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    expect(await elsewhere.read(theirs)).toEqual(theirs);
  });
});
