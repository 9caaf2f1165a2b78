import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Export } from '../../src/accounts/export.schema.js';
import type { Bookmark, BookmarkIds, BookmarkPage } from '../../src/bookmarks/bookmark.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

type Named = Pick<Message, 'id' | 'roomId'>;
const mark = (user: TestUser, { roomId, id }: Named, method = 'PUT') =>
  user.rest<Bookmark>(method, `/v1/rooms/${roomId}/messages/${id}/bookmark`);
const marks = async (user: TestUser, query = '') =>
  (await user.rest<BookmarkPage>('GET', `/v1/me/bookmarks${query}`)).body;
const markedIds = async (user: TestUser) =>
  (await user.rest<BookmarkIds>('GET', '/v1/me/bookmarks/ids')).body.messageIds;
const listed = async (user: TestUser) => (await marks(user)).items.map(({ message }) => message.id);

describe('a bookmark', () => {
  it('is put by whoever sees a message, and listed with it, its room and its author, the last one first', async () => {
    const forum = await Forum.make();
    const passer = await forum.tenant.guest();
    const [first, second] = [await forum.say(forum.member), await forum.say(forum.owner)];
    const put = await mark(passer, first);
    expect(put.status).toBe(200);
    expect(put.body).toEqual({
      message: first,
      room: (await passer.rest<Room>('GET', forum.path)).body,
      peer: null,
      bookmarkedAt: expect.stringMatching(/^\d{4}-.+Z$/),
    });
    const also = (await mark(passer, second)).body;
    const list = await marks(passer);
    expect(list).toMatchObject({ items: [also, put.body], nextCursor: null });
    expect(list.users.map(({ id }) => id).sort()).toEqual([forum.member.id, forum.owner.id].sort());
    expect((await markedIds(passer)).sort()).toEqual([first.id, second.id].sort());
    const pages = [await marks(passer, '?limit=1')];
    pages.push(await marks(passer, `?limit=1&cursor=${pages[0]?.nextCursor}`));
    expect(pages.flatMap(({ items }) => items)).toEqual([also, put.body]);
    expect(pages[1]?.nextCursor).toBeNull();
  });

  it('is put once and taken away once; again it is no change, and the same answer', async () => {
    const forum = await Forum.make();
    const [first, second] = [await forum.say(forum.member), await forum.say(forum.member)];
    const put = (await mark(forum.other, first)).body;
    await mark(forum.other, second);
    expect((await mark(forum.other, first)).body).toEqual(put);
    expect(await listed(forum.other)).toEqual([second.id, first.id]);
    for (const _ of [1, 2]) expect((await mark(forum.other, second, 'DELETE')).status).toBe(204);
    expect(await listed(forum.other)).toEqual([first.id]);
    expect(await markedIds(forum.other)).toEqual([first.id]);
  });

  it('is nobody else’s: the room takes no position, the message is as it was, and no list has it', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    const back = await forum.away(forum.owner);
    await mark(forum.other, sent);
    await mark(forum.other, sent, 'DELETE');
    await mark(forum.other, sent);
    expect((await back()).messages).toEqual([]);
    expect(await forum.read(sent)).toEqual(sent);
    for (const user of [forum.member, forum.owner]) {
      expect((await marks(user)).items).toEqual([]);
      expect(await markedIds(user)).toEqual([]);
    }
    expect((await forum.say(forum.owner)).position).toBe(sent.position + 1);
  });

  it('is one’s own where the tenant’s server acts for one', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    const path = `${forum.at(sent)}/bookmark`;
    const { secretKey: bearer } = forum.tenant;
    const headers = { 'X-Parley-User': forum.other.id };
    expect((await forum.tenant.rest('PUT', path, { bearer, headers })).status).toBe(200);
    expect(await listed(forum.other)).toEqual([sent.id]);
    expect((await forum.tenant.rest('PUT', path, { bearer })).body).toMatchObject({ code: 'user_required' });
    expect((await forum.tenant.rest('PUT', path)).status).toBe(401);
  });

  it('names who else is in a direct room', async () => {
    const forum = await Forum.make();
    const { body: room } = await forum.member.rest<Room>('PUT', '/v1/rooms/direct', { userId: forum.other.id });
    const { body: sent } = await forum.member.rest<Message>('POST', `/v1/rooms/${room.id}/messages`, {
      clientId: 'c',
      text: 'between us',
    });
    for (const [user, peer] of [
      [forum.member, forum.other],
      [forum.other, forum.member],
    ] as const) {
      expect((await mark(user, sent)).body.peer).toMatchObject({ id: peer.id });
      expect((await marks(user)).items).toMatchObject([{ message: { text: 'between us' }, peer: { id: peer.id } }]);
    }
  });

  it('shows its message as it is now', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.member);
    await mark(forum.other, sent);
    await forum.member.rest('PATCH', forum.at(sent), { text: 'said otherwise' });
    expect((await marks(forum.other)).items).toMatchObject([{ message: { text: 'said otherwise' } }]);
  });

  it('goes with its message, everybody’s, and comes on none that was deleted', async () => {
    const forum = await Forum.make();
    const [sent, kept] = [await forum.say(forum.member), await forum.say(forum.member)];
    for (const user of [forum.other, forum.owner]) for (const message of [sent, kept]) await mark(user, message);
    await forum.member.rest('DELETE', forum.at(sent));
    for (const user of [forum.other, forum.owner]) {
      expect(await listed(user)).toEqual([kept.id]);
      expect(await markedIds(user)).toEqual([kept.id]);
    }
    expect(await mark(forum.other, sent)).toMatchObject({ status: 409, body: { code: 'message_deleted' } });
    expect((await mark(forum.other, sent, 'DELETE')).status).toBe(204);
  });

  it('is on none of the messages that go with their author', async () => {
    const forum = await Forum.make();
    await forum.tenant.settings({ deletedUsers: 'remove' });
    const sent = await forum.say(forum.member);
    await mark(forum.other, sent);
    expect((await forum.member.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    expect(await forum.read(sent)).toMatchObject({ text: '' });
    expect(await markedIds(forum.other)).toEqual([]);
  });

  it('is never left on a message that is deleted at the same moment', async () => {
    const forum = await Forum.make();
    for (let round = 0; round < 10; round += 1) {
      const sent = await forum.say(forum.member);
      const users = [forum.other, forum.owner, forum.moderator];
      const [gone, ...put] = await Promise.all([
        forum.member.rest('DELETE', forum.at(sent)),
        ...users.map((user) => mark(user, sent)),
      ]);
      expect(gone.status).toBe(204);
      for (const { status } of put) expect([200, 409]).toContain(status);
      for (const user of users) expect(await markedIds(user)).toEqual([]);
    }
  });
});

describe('what is out of sight', () => {
  it('is not in the list, and is in it again once it can be seen', async () => {
    const forum = await Forum.make({ type: 'private' });
    const { owner, member } = forum;
    const sent = await forum.say(owner);
    await mark(member, sent);
    await member.rest('DELETE', `${forum.path}/members/me`);
    expect((await marks(member)).items).toEqual([]);
    expect(await mark(member, sent)).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    await owner.rest('POST', `${forum.path}/members`, { userId: member.id });
    expect(await listed(member)).toEqual([sent.id]);
    await owner.rest('PUT', `${forum.path}/bans/${member.id}`);
    expect((await marks(member)).items).toEqual([]);
  });

  it('is what a banned user sees no more, and a room that was removed', async () => {
    const forum = await Forum.make();
    const { owner, member, other } = forum;
    const sent = await forum.say(owner);
    for (const user of [member, other]) await mark(user, sent);
    await owner.rest('PUT', `${forum.path}/bans/${member.id}`);
    expect((await marks(member)).items).toEqual([]);
    expect((await mark(member, sent)).body).toMatchObject({ code: 'banned' });
    await owner.rest('DELETE', `${forum.path}/bans/${member.id}`);
    expect(await listed(member)).toEqual([sent.id]);
    await owner.rest('DELETE', forum.path);
    expect((await marks(other)).items).toEqual([]);
  });

  it('is taken away all the same, so that it does not count for ever', async () => {
    const forum = await Forum.make({ type: 'private' });
    const [kept, gone] = [await forum.say(forum.owner), await forum.say(forum.owner)];
    for (const message of [kept, gone]) await mark(forum.member, message);
    await forum.member.rest('DELETE', `${forum.path}/members/me`);
    expect((await mark(forum.member, kept, 'DELETE')).status).toBe(204);
    await forum.owner.rest('DELETE', forum.path);
    expect((await mark(forum.member, gone, 'DELETE')).status).toBe(204);
    expect(await markedIds(forum.member)).toEqual([]);
    // There is nothing of theirs there any more, and they see none of it.
    expect(await mark(forum.member, gone, 'DELETE')).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
  });

  it('is the direct room with somebody whom one blocks', async () => {
    const forum = await Forum.make();
    const { member, other } = forum;
    const { body: room } = await member.rest<Room>('PUT', '/v1/rooms/direct', { userId: other.id });
    const body = { clientId: 'c', text: 'between us' };
    const { body: sent } = await other.rest<Message>('POST', `/v1/rooms/${room.id}/messages`, body);
    for (const user of [member, other]) await mark(user, sent);
    await member.rest('PUT', `/v1/me/blocks/${other.id}`);
    expect([await listed(member), await listed(other)]).toEqual([[], [sent.id]]);
    await member.rest('DELETE', `/v1/me/blocks/${other.id}`);
    expect(await listed(member)).toEqual([sent.id]);
  });

  it('breaks no page: those behind it follow', async () => {
    const [here, there] = [await Forum.make(), await Forum.make({ type: 'private' })];
    const user = here.member;
    const room = (await here.owner.rest<Room>('POST', '/v1/rooms', { type: 'private', name: 'Left' })).body;
    await here.owner.rest('POST', `/v1/rooms/${room.id}/members`, { userId: user.id });
    const seen: string[] = [];
    for (let n = 0; n < 4; n += 1) {
      const shown = await here.say(here.owner);
      seen.unshift(shown.id);
      await mark(user, shown);
      const body = { clientId: `${n}`, text: 'hidden' };
      await mark(user, (await here.owner.rest<Message>('POST', `/v1/rooms/${room.id}/messages`, body)).body);
    }
    await user.rest('DELETE', `/v1/rooms/${room.id}/members/me`);
    const read: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: BookmarkPage = await marks(user, `?limit=2${cursor && `&cursor=${cursor}`}`);
      read.push(...page.items.map(({ message }) => message.id));
      cursor = page.nextCursor;
    }
    expect(read).toEqual(seen);
    expect((await marks(there.member)).items).toEqual([]);
  });
});

describe('the bookmarks of a person', () => {
  it('are 1,000 at most, which the limits tell', async () => {
    const forum = await Forum.make();
    const { other, tenant } = forum;
    const [marked, more] = [await forum.say(forum.member), await forum.say(forum.member)];
    await mark(other, marked);
    const admin = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    try {
      await admin.query(
        `INSERT INTO bookmarks (tenant_id, user_id, message_id, room_id, created_at)
         SELECT $1, $2, gen_random_uuid(), $3, now() FROM generate_series(1, 999)`,
        [tenant.id, other.id, forum.room.id],
      );
    } finally {
      await admin.destroy();
    }
    expect(await mark(other, more)).toMatchObject({ status: 409, body: { code: 'too_many_bookmarks' } });
    expect((await mark(other, marked)).status).toBe(200);
    expect(await markedIds(other)).toHaveLength(1_000);
    await mark(other, marked, 'DELETE');
    expect((await mark(other, more)).status).toBe(200);
    expect((await other.rest('GET', '/v1/limits')).body).toMatchObject({ bookmarks: 1_000 });
  });

  it('are in the own export, also where they are out of sight, and in nobody else’s', async () => {
    const forum = await Forum.make({ type: 'private' });
    const [first, second] = [await forum.say(forum.owner), await forum.say(forum.owner)];
    const put = [(await mark(forum.member, first)).body, (await mark(forum.member, second)).body];
    await forum.member.rest('DELETE', `${forum.path}/members/me`);
    const { bookmarks } = (await forum.member.rest<Export>('GET', '/v1/me/export')).body;
    expect(bookmarks).toEqual(
      put.map(({ message, bookmarkedAt }) => ({ roomId: forum.room.id, messageId: message.id, bookmarkedAt })),
    );
    expect((await forum.other.rest<Export>('GET', '/v1/me/export')).body.bookmarks).toEqual([]);
  });
});

describe('a bookmark is refused, and nothing is kept,', () => {
  it('of what is not in this room, and in rooms that one does not see', async () => {
    const forum = await Forum.make();
    const elsewhere = await Forum.make({ type: 'private' });
    const theirs = await elsewhere.say(elsewhere.member);
    const { id: roomId } = forum.room;
    for (const method of ['PUT', 'DELETE']) {
      for (const id of [theirs.id, unknownId, 'x']) {
        expect(await mark(forum.member, { roomId, id }, method)).toMatchObject({
          status: 404,
          body: { code: 'message_not_found' },
        });
      }
      for (const { roomId: id } of [theirs, { roomId: unknownId }, { roomId: 'x' }]) {
        const refused = await mark(forum.member, { roomId: id, id: theirs.id }, method);
        expect(refused).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
      }
    }
    expect(await markedIds(forum.member)).toEqual([]);
  });

  it('with a cursor that is garbage, or another list’s, and with a query that is none', async () => {
    const forum = await Forum.make();
    for (const cursor of ['x', Buffer.from(`["x","1/${unknownId}"]`).toString('base64url')]) {
      const refused = await forum.owner.rest('GET', `/v1/me/bookmarks?cursor=${cursor}`);
      expect(refused).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
    }
    const query = await forum.owner.rest('GET', '/v1/me/bookmarks?limit=0&extra=1');
    expect(query).toMatchObject({ status: 400, body: { code: 'validation_failed' } });
  });
});
