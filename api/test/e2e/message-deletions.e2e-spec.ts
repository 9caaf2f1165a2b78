import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Message, MessageVersionPage } from '../../src/messages/message.schema.js';
import type { MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

const listed = async (user: TestUser, roomId: string) =>
  (await user.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items.find(({ room }) => room.id === roomId);

describe('a deletion', () => {
  it('leaves a message its place and nothing that it said, and is told to the readers', async () => {
    const forum = await Forum.make();
    const original = await forum.say(forum.owner, 'question');
    const sent = await forum.say(forum.member, 'canary', { mentions: [forum.other.id], replyTo: original.id });
    await forum.member.rest('PATCH', forum.at(sent), { text: 'second canary' });
    const reader = await forum.online(forum.other);
    const { status } = await forum.member.rest('DELETE', forum.at(sent));
    expect(status).toBe(204);
    const tombstone = await forum.read(sent);
    expect(tombstone).toEqual({
      ...sent,
      position: sent.position + 2,
      text: '',
      mentions: [],
      editedAt: expect.any(String),
      deletedAt: expect.any(String),
    });
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([tombstone]));
    reader.close();
    const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    try {
      const kept = await database.query<unknown[]>(
        `SELECT (SELECT jsonb_agg(to_jsonb(m)) FROM messages AS m WHERE tenant_id = $1 AND seq = $2) AS messages,
                (SELECT jsonb_agg(to_jsonb(v)) FROM message_versions AS v WHERE tenant_id = $1) AS versions`,
        [forum.tenant.id, sent.seq],
      );
      expect(kept).toEqual([{ messages: [expect.anything()], versions: null }]);
      expect(JSON.stringify(kept)).not.toContain('canary');
    } finally {
      await database.destroy();
    }
  });

  it('is done once: again it is no change, and the same answer', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    await forum.member.rest('DELETE', forum.at(sent));
    const tombstone = await forum.read(sent);
    for (const user of [forum.member, forum.moderator]) {
      expect((await user.rest('DELETE', forum.at(sent))).status).toBe(204);
    }
    expect(await forum.read(sent)).toEqual(tombstone);
    expect((await forum.say(forum.owner)).position).toBe(tombstone.position + 1);
  });

  it('is all that somebody who was away is told', async () => {
    const forum = await Forum.make();
    const [first] = [await forum.say(forum.member, 'canary'), await forum.say(forum.owner)];
    const back = await forum.away(forum.other);
    await forum.member.rest('PATCH', forum.at(first), { text: 'other canary' });
    await forum.member.rest('DELETE', forum.at(first));
    const changes = await back();
    expect(changes).toMatchObject({ reset: false, messages: [await forum.read(first)], members: [], room: null });
    expect(JSON.stringify(changes)).not.toContain('canary');
  });

  it('comes by the socket as well, acknowledged with what is left', async () => {
    const forum = await Forum.make();
    const socket = await forum.online(forum.member);
    const sent = await forum.say(forum.member);
    const at = { roomId: forum.room.id, messageId: sent.id };
    const { data } = await socket.ask<Message>('message:delete', at);
    expect(data).toMatchObject({ id: sent.id, seq: sent.seq, clientId: sent.clientId, text: '' });
    expect(await socket.ask('message:delete', at)).toMatchObject({ ok: true, data });
    const refused = await socket.ask('message:edit', { ...at, text: 'back' });
    expect(refused.error).toMatchObject({ code: 'message_deleted', status: 409 });
    socket.close();
  });

  it('is for authors, and for whoever looks after the room: moderators, owners, the tenant', async () => {
    const forum = await Forum.make();
    const sent = [await forum.say(forum.member), await forum.say(forum.member), await forum.say(forum.owner)];
    const [one, two, three] = sent as [Message, Message, Message];
    expect(await forum.other.rest('DELETE', forum.at(one))).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect((await forum.moderator.rest('DELETE', forum.at(one))).status).toBe(204);
    expect((await forum.owner.rest('DELETE', forum.at(two))).status).toBe(204);
    const byServer = await forum.tenant.rest('DELETE', forum.at(three), { bearer: forum.tenant.secretKey });
    expect(byServer.status).toBe(204);
    for (const message of sent) expect((await forum.read(message)).deletedAt).not.toBeNull();
  });

  it('takes back what one wrote also where one may write no more', async () => {
    const forum = await Forum.make();
    const { owner, member, path } = forum;
    const [muted, gone, archived] = [await forum.say(member), await forum.say(member), await forum.say(member)];
    await owner.rest('PUT', `${path}/mutes/${member.id}`);
    expect((await member.rest('DELETE', forum.at(muted))).status).toBe(204);
    await member.rest('DELETE', `${path}/members/me`);
    expect((await member.rest('DELETE', forum.at(gone))).status).toBe(204);
    await owner.rest('PATCH', path, { archived: true });
    expect((await member.rest('DELETE', forum.at(archived))).status).toBe(204);
  });

  it('in a direct room is for the author alone', async () => {
    const forum = await Forum.make();
    const { body: room } = await forum.member.rest<Room>('PUT', '/v1/rooms/direct', { userId: forum.other.id });
    const path = `/v1/rooms/${room.id}/messages`;
    const { body } = await forum.member.rest<Message>('POST', path, { clientId: 'c', text: 'between us' });
    expect((await forum.other.rest('DELETE', `${path}/${body.id}`)).body).toMatchObject({ code: 'forbidden' });
    expect((await forum.member.rest('DELETE', `${path}/${body.id}`)).status).toBe(204);
  });

  it('is what a send repeated under its clientId answers, and another text is still another one', async () => {
    const forum = await Forum.make();
    const clientId = randomUUID();
    const send = (text: string) => forum.member.rest<Message>('POST', `${forum.path}/messages`, { clientId, text });
    const { body: sent } = await send('first');
    await forum.member.rest('DELETE', forum.at(sent));
    expect(await send('first')).toMatchObject({ status: 200, body: { id: sent.id, seq: sent.seq, text: '' } });
    expect(await send('other')).toMatchObject({ status: 409, body: { code: 'client_id_reused' } });
  });

  it('is counted no more as a mention, is still unread, and stays what is answered to', async () => {
    const forum = await Forum.make();
    const { member, other, room } = forum;
    const doomed = await forum.say(forum.owner, 'you two', { mentions: [member.id, other.id] });
    const kept = await forum.say(forum.owner, 'you', { mentions: [member.id] });
    const reply = await forum.say(forum.moderator, 'indeed', { replyTo: doomed.id });
    const socket = await forum.online(other, false);
    expect(await listed(member, room.id)).toMatchObject({ mentionCount: 2, unreadCount: 4 });
    await forum.owner.rest('DELETE', forum.at(doomed));
    expect(await listed(member, room.id)).toMatchObject({ mentionCount: 1, unreadCount: 4 });
    expect(await listed(other, room.id)).toMatchObject({ mentionCount: 0, unreadCount: 4 });
    expect((await forum.read(reply)).replyTo).toEqual({ messageId: doomed.id, seq: doomed.seq });
    expect(await forum.read(kept)).toEqual(kept);
    // It is not the newest message, but whoever it named has to count anew.
    await eventually(() =>
      expect(socket.told).toContainEqual({
        name: 'activity',
        payload: expect.objectContaining({ lastMessage: reply, mentions: expect.arrayContaining([other.id]) }),
      }),
    );
    socket.close();
  });

  it('of the newest message reaches those who have the room not open, in their list too', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member, 'canary');
    const socket = await forum.online(forum.other, false);
    await forum.member.rest('DELETE', forum.at(sent));
    const tombstone = await forum.read(sent);
    const activity = { roomId: forum.room.id, lastSeq: sent.seq, lastMessage: tombstone };
    await eventually(() =>
      expect(socket.told).toContainEqual({ name: 'activity', payload: expect.objectContaining(activity) }),
    );
    expect((await listed(forum.other, forum.room.id))?.lastMessage).toEqual(tombstone);
    socket.close();
  });

  it('leaves no version to read', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member, 'one');
    await forum.member.rest('PATCH', forum.at(sent), { text: 'two' });
    await forum.member.rest('DELETE', forum.at(sent));
    const { status, body } = await forum.owner.rest<MessageVersionPage>('GET', `${forum.at(sent)}/versions`);
    expect([status, body]).toEqual([200, { items: [], nextCursor: null }]);
  });

  it('is refused of what is not here, by the banned, and in rooms that one does not see', async () => {
    const forum = await Forum.make();
    const elsewhere = await Forum.make();
    const theirs = await elsewhere.say(elsewhere.member);
    for (const id of [theirs.id, unknownId, 'x']) {
      const missing = await forum.member.rest('DELETE', forum.at({ id }));
      expect(missing).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
    }
    const unseen = await forum.member.rest('DELETE', elsewhere.at(theirs));
    expect(unseen).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    expect(await elsewhere.read(theirs)).toEqual(theirs);
    const sent = await forum.say(forum.member);
    await forum.owner.rest('PUT', `${forum.path}/bans/${forum.member.id}`);
    expect((await forum.member.rest('DELETE', forum.at(sent))).body).toMatchObject({ code: 'banned' });
    expect(await forum.read(sent)).toEqual(sent);
  });
});
