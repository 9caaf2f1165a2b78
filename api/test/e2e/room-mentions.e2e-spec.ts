import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../src/messages/message.schema.js';
import type { MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

async function counts(user: TestUser, roomId: string): Promise<[mentions: number, unread: number]> {
  const { body } = await user.rest<MyRoomPage>('GET', '/v1/me/rooms');
  const { mentionCount = -1, unreadCount = -1 } = body.items.find(({ room }) => room.id === roomId) ?? {};
  return [mentionCount, unreadCount];
}

describe('a mention of everybody in a room', () => {
  it('counts for all who have not read it, once, and not for its author', async () => {
    const forum = await Forum.make();
    const { owner, moderator, member, other, room } = forum;
    const sent = await forum.say(moderator, '@room hello', { mentions: [room.id, member.id] });
    expect(sent.mentions).toEqual([room.id, member.id]);
    // The other unread one tells that there is a moderator.
    for (const user of [member, other]) expect(await counts(user, room.id)).toEqual([1, 2]);
    expect(await counts(owner, room.id)).toEqual([1, 1]);
    expect(await counts(moderator, room.id)).toEqual([0, 0]);
    // Who comes later has nothing unread.
    const late = await forum.tenant.guest('Di');
    await late.rest('POST', `${forum.path}/members`);
    expect(await counts(late, room.id)).toEqual([0, 0]);
    await member.rest('PUT', `${forum.path}/read`, { seq: sent.seq });
    expect(await counts(member, room.id)).toEqual([0, 0]);
  });

  it('is told to those who have the room not open, when it comes and when it goes', async () => {
    const forum = await Forum.make();
    const { owner, other, room } = forum;
    const socket = await forum.online(other, false);
    const heard = (lastMessage: object) => ({
      name: 'activity',
      payload: expect.objectContaining({ lastMessage: expect.objectContaining(lastMessage), mentions: [room.id] }),
    });
    const sent = await forum.say(owner, '@room', { mentions: [room.id] });
    await eventually(() => expect(socket.told).toContainEqual(heard({ id: sent.id, deletedAt: null })));
    const last = await forum.say(owner, 'never mind');
    await owner.rest('DELETE', forum.at(sent));
    await eventually(() => expect(socket.told).toContainEqual(heard({ id: last.id })));
    expect(await counts(other, room.id)).toEqual([0, 3]);
    socket.close();
  });

  it('comes and goes with an edit', async () => {
    const forum = await Forum.make();
    const { owner, member, room } = forum;
    const sent = await forum.say(owner, 'hello');
    await owner.rest('PATCH', forum.at(sent), { text: '@room hello', mentions: [room.id] });
    expect(await counts(member, room.id)).toEqual([1, 2]);
    await owner.rest('PATCH', forum.at(sent), { text: 'hello', mentions: [] });
    expect(await counts(member, room.id)).toEqual([0, 2]);
  });

  it('is refused to members, who yet may keep one that they made, and in rooms where nobody has a role', async () => {
    const forum = await Forum.make();
    const { owner, moderator, member, other, room } = forum;
    const send = (user: TestUser, roomId: string, mentions: string[]) =>
      user.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, { clientId: `all-${user.id}`, text: 'x', mentions });
    expect(await send(member, room.id, [room.id])).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    const sent = await forum.say(member, 'mine');
    const edit = { text: '@room', mentions: [room.id] };
    const edited = await member.rest('PATCH', forum.at(sent), edit);
    expect(edited).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await forum.read(sent)).toEqual(sent);
    const { body: direct } = await member.rest<Room>('PUT', '/v1/rooms/direct', { userId: other.id });
    expect(await send(member, direct.id, [direct.id])).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    expect(await counts(other, direct.id)).toEqual([0, 0]);

    const kept = await forum.say(moderator, '@room', { mentions: [room.id] });
    await owner.rest('PATCH', `${forum.path}/members/${moderator.id}`, { role: 'member' });
    expect(await moderator.rest('PATCH', forum.at(kept), { text: '@room, sorry' })).toMatchObject({
      status: 200,
      body: { mentions: [room.id] },
    });
  });

  it('is of this room alone', async () => {
    const forum = await Forum.make();
    const elsewhere = await Forum.make();
    const { body: another } = await forum.owner.rest<Room>('POST', '/v1/rooms', { type: 'public', name: 'Another' });
    for (const roomId of [another.id, elsewhere.room.id]) {
      const body = { clientId: `other-${roomId}`, text: 'x', mentions: [roomId] };
      const refused = await forum.owner.rest('POST', `${forum.path}/messages`, body);
      expect(refused).toMatchObject({ status: 404, body: { code: 'user_not_found' } });
    }
    const hidden = { clientId: 'hidden', text: 'x', mentions: [elsewhere.room.id] };
    const unseen = await forum.owner.rest('POST', `/v1/rooms/${elsewhere.room.id}/messages`, hidden);
    expect(unseen).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
  });
});
