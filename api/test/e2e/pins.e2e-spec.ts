import { describe, expect, it } from '@jest/globals';
import type { Message } from '../../src/messages/message.schema.js';
import type { PinPage } from '../../src/messages/pin.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

const pin = (forum: Forum, user: TestUser, message: { id: string }, method = 'PUT') =>
  user.rest<Message>(method, `${forum.path}/pins/${message.id}`);
const pins = (forum: Forum, user: TestUser, query = '') => user.rest<PinPage>('GET', `${forum.path}/pins${query}`);

describe('a pin', () => {
  it('is put by moderators and owners, takes one position, and is told to the readers', async () => {
    const forum = await Forum.make();
    const reader = await forum.online(forum.other);
    const [first, second] = [await forum.say(forum.member), await forum.say(forum.owner)];
    const { status, body } = await pin(forum, forum.moderator, first);
    expect(status).toBe(200);
    expect(body).toEqual({ ...first, position: second.position + 1, pinnedAt: expect.any(String) });
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([body]));
    const also = (await pin(forum, forum.owner, second)).body;
    const { body: list } = await pins(forum, forum.member);
    expect(list).toMatchObject({ items: [also, body], nextCursor: null });
    expect(list.users.map(({ id }) => id).sort()).toEqual([forum.member.id, forum.owner.id].sort());
    expect(await forum.read(first)).toEqual(body);
    reader.close();
  });

  it('is put once and taken away once; again it is no change, and the same answer', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    const pinned = (await pin(forum, forum.owner, sent)).body;
    expect((await pin(forum, forum.moderator, sent)).body).toEqual(pinned);
    for (const _ of [1, 2]) expect((await pin(forum, forum.owner, sent, 'DELETE')).status).toBe(204);
    expect(await forum.read(sent)).toEqual({ ...sent, position: pinned.position + 1 });
    expect((await pins(forum, forum.owner)).body).toEqual({ items: [], users: [], nextCursor: null });
    expect((await forum.say(forum.owner)).position).toBe(pinned.position + 2);
  });

  it('is all that somebody who was away is told', async () => {
    const forum = await Forum.make();
    const [first, second] = [await forum.say(forum.member), await forum.say(forum.owner)];
    await pin(forum, forum.owner, first);
    const back = await forum.away(forum.other);
    await pin(forum, forum.owner, first, 'DELETE');
    const { body } = await pin(forum, forum.owner, second);
    const { messages, ...rest } = await back();
    expect(rest).toMatchObject({ reset: false, members: [], room: null });
    expect(messages).toEqual([await forum.read(first), body]);
  });

  it('is the tenant’s server’s to put too, and everybody’s in a direct room', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    const byServer = await forum.tenant.rest('PUT', `${forum.path}/pins/${sent.id}`, {
      bearer: forum.tenant.secretKey,
    });
    expect(byServer.status).toBe(200);
    const { body: room } = await forum.member.rest<Room>('PUT', '/v1/rooms/direct', { userId: forum.other.id });
    const path = `/v1/rooms/${room.id}`;
    const { body } = await forum.member.rest<Message>('POST', `${path}/messages`, {
      clientId: 'c',
      text: 'between us',
    });
    expect((await forum.other.rest('PUT', `${path}/pins/${body.id}`)).status).toBe(200);
    expect((await forum.member.rest('DELETE', `${path}/pins/${body.id}`)).status).toBe(204);
    expect((await forum.owner.rest('PUT', `${path}/pins/${body.id}`)).body).toMatchObject({ code: 'room_not_found' });
  });

  it('goes with its message, and comes on none that was deleted', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    await pin(forum, forum.owner, sent);
    await forum.member.rest('DELETE', forum.at(sent));
    expect((await forum.read(sent)).pinnedAt).toBeNull();
    expect((await pins(forum, forum.owner)).body.items).toEqual([]);
    expect(await pin(forum, forum.owner, sent)).toMatchObject({ status: 409, body: { code: 'message_deleted' } });
    expect((await pin(forum, forum.owner, sent, 'DELETE')).status).toBe(204);
  });

  it('may be on fifty messages of a room, which are read page by page', async () => {
    const forum = await Forum.make();
    const sent: Message[] = [];
    for (let n = 0; n < 51; n += 1) sent.push(await forum.say(forum.owner, `message ${n}`));
    const put = (message: Message, method = 'PUT') =>
      forum.tenant.rest(method, `${forum.path}/pins/${message.id}`, { bearer: forum.tenant.secretKey });
    for (const message of sent.slice(0, 50)) expect((await put(message)).status).toBe(200);
    const last = sent[50] as Message;
    expect(await put(last)).toMatchObject({ status: 409, body: { code: 'too_many_pins' } });
    const seqs: number[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { body }: { body: PinPage } = await pins(forum, forum.member, `?limit=20${cursor && `&cursor=${cursor}`}`);
      seqs.push(...body.items.map(({ seq }) => seq));
      cursor = body.nextCursor;
    }
    expect(seqs).toEqual(Array.from({ length: 50 }, (_, n) => 51 - n));
    await put(sent[0] as Message, 'DELETE');
    expect((await put(last)).status).toBe(200);
    expect((await forum.member.rest('GET', '/v1/limits')).body).toMatchObject({ pinsPerRoom: 50 });
  });
});

describe('a pin is refused, and nothing changed,', () => {
  it('to members, to who has no seat, to the banned, and where the room is archived', async () => {
    const forum = await Forum.make();
    const { owner, moderator, member } = forum;
    const sent = await forum.say(member);
    for (const user of [member, await forum.tenant.guest()]) {
      for (const method of ['PUT', 'DELETE']) {
        expect(await pin(forum, user, sent, method)).toMatchObject({ status: 403, body: { code: 'forbidden' } });
      }
    }
    await owner.rest('PUT', `${forum.path}/mutes/${moderator.id}`);
    expect((await pin(forum, moderator, sent)).body).toMatchObject({ code: 'muted' });
    await owner.rest('PUT', `${forum.path}/bans/${member.id}`);
    expect((await pin(forum, member, sent)).body).toMatchObject({ code: 'banned' });
    expect((await pins(forum, member)).body).toMatchObject({ code: 'banned' });
    await owner.rest('PATCH', forum.path, { archived: true });
    expect((await pin(forum, owner, sent)).body).toMatchObject({ code: 'forbidden' });
    expect(await forum.read(sent)).toEqual(sent);
  });

  it('of what is not in this room, and in rooms that one does not see', async () => {
    const forum = await Forum.make();
    const elsewhere = await Forum.make({ type: 'private' });
    const theirs = await elsewhere.say(elsewhere.member);
    for (const id of [theirs.id, unknownId, 'x']) {
      expect(await pin(forum, forum.owner, { id })).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
    }
    expect(await pin(elsewhere, forum.owner, theirs)).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    expect((await pins(elsewhere, forum.owner)).body).toMatchObject({ code: 'room_not_found' });
    expect(await elsewhere.read(theirs)).toEqual(theirs);
  });

  it('with a cursor that is garbage, or of another list', async () => {
    const forum = await Forum.make();
    for (const cursor of ['x', Buffer.from('["x","1.1"]').toString('base64url')]) {
      const refused = await pins(forum, forum.owner, `?cursor=${cursor}`);
      expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    }
  });
});
