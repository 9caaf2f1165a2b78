import { describe, expect, it } from '@jest/globals';
import type { BookmarkPage } from '../../src/bookmarks/bookmark.schema.js';
import type { Export } from '../../src/accounts/export.schema.js';
import type { History, Message } from '../../src/messages/message.schema.js';
import type { ThreadHistory, ThreadPage, ThreadReadPointer } from '../../src/messages/thread.schema.js';
import type { MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import { ahead, schedule, scheduledOf, sendNow } from '../support/scheduled.js';
import type { RawSocket } from '../support/socket.js';
import { append, begin } from '../support/streams.js';
import type { TestUser } from '../support/tenant.js';

const soon = { withinMs: 30_000 };

const thread = async (forum: Forum, user: TestUser, root: { id: string }) =>
  (await user.rest<ThreadHistory>('GET', `${forum.at(root)}/thread`)).body;
/** What somebody follows, as [root, read up to, unread]. */
const followed = async (forum: Forum, user: TestUser) =>
  (await user.rest<ThreadPage>('GET', `${forum.path}/threads`)).body.items.map(
    ({ root, readSeq, unreadCount }) => [root.seq, readSeq, unreadCount] as const,
  );
const refusedWith = (code: string) => ({ body: { code } });
const pointers = ({ told }: RawSocket) =>
  told.filter(({ name }) => name === 'thread:read').map(({ payload }) => payload as ThreadReadPointer);

describe('in a thread a message', () => {
  it('is written on as one thinks: it counts from its beginning, and is whole at its end', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const reader = await forum.online(forum.other);
    const begun = await begin(forum, forum.member, { threadId: root.id, replyTo: root.id });
    expect(begun).toMatchObject({ seq: root.seq + 1, threadId: root.id, thread: null, streaming: true });
    expect((await thread(forum, forum.owner, root)).root.thread).toEqual({ count: 1, lastSeq: begun.seq });
    expect(await followed(forum, forum.owner)).toEqual([[root.seq, root.seq, 1]]);
    expect(await followed(forum, forum.member)).toEqual([[root.seq, begun.seq, 0]]);
    await append(forum, forum.member, begun, { delta: 'An ', offset: 0 });
    expect((await thread(forum, forum.owner, root)).items).toMatchObject([{ text: 'An ', streaming: true }]);
    await append(forum, forum.member, begun, { delta: 'answer', offset: 3, done: true });
    const [whole] = (await thread(forum, forum.owner, root)).items;
    expect(whole).toMatchObject({ text: 'An answer', streaming: false, threadId: root.id });
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([whole]));
    // The same again is the same message; and one that is sent whole counts on.
    const again = { clientId: begun.clientId, text: '', streaming: true, threadId: root.id, replyTo: root.id };
    const said = await forum.member.rest<Message>('POST', `${forum.path}/messages`, again);
    expect(said).toMatchObject({ status: 200, body: { id: begun.id } });
    const next = await forum.say(forum.owner, 'thanks', { threadId: root.id });
    expect((await thread(forum, forum.owner, root)).root.thread).toEqual({ count: 2, lastSeq: next.seq });
    reader.close();
  });

  it('is begun where one could be sent, and is refused with the same codes elsewhere', async () => {
    const forum = await Forum.make();
    const [root, other] = [await forum.say(forum.owner), await forum.say(forum.owner)];
    const inside = await forum.say(forum.member, 'inside', { threadId: root.id });
    const gone = await forum.say(forum.owner);
    await forum.owner.rest('DELETE', forum.at(gone));
    const before = await forum.member.rest('GET', forum.path);
    for (const streaming of [true, false]) {
      const send = (clientId: string, more: object) =>
        forum.member.rest('POST', `${forum.path}/messages`, { clientId, text: 'x', streaming, ...more });
      expect(await send('a', { threadId: inside.id })).toMatchObject(refusedWith('already_in_thread'));
      expect(await send('b', { threadId: gone.id })).toMatchObject(refusedWith('message_deleted'));
      expect(await send('c', { threadId: forum.room.id })).toMatchObject(refusedWith('message_not_found'));
      const quoting = { threadId: root.id, replyTo: other.id };
      expect(await send('d', quoting)).toMatchObject(refusedWith('message_not_found'));
      for (const [clientId, threadId] of Object.entries({ a: inside.id, b: gone.id, c: forum.room.id })) {
        const later = { clientId, text: 'x', threadId, sendAt: ahead(60_000) };
        const { status } = await forum.member.rest('POST', `${forum.path}/scheduled-messages`, later);
        expect(status).toBeGreaterThanOrEqual(404);
      }
    }
    expect(await scheduledOf(forum.member)).toEqual([]);
    expect((await forum.member.rest('GET', forum.path)).body).toEqual(before.body);
  });

  it('is sent later, and says why not where its thread is closed by then', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const first = await forum.say(forum.owner, 'first', { threadId: root.id });
    const more = { threadId: root.id, replyTo: first.id };
    const scheduled = await schedule(forum.member, forum.room.id, more);
    const late = await schedule(forum.member, forum.room.id, { threadId: root.id, text: 'too late' });
    expect(scheduled).toMatchObject({ threadId: root.id });
    const { body } = await forum.member.rest<Export>('GET', '/v1/me/export');
    expect(body.scheduledMessages.map(({ threadId }) => threadId)).toEqual([root.id, root.id]);
    await sendNow(forum.member, scheduled);
    await eventually(async () => {
      const { items } = await thread(forum, forum.owner, root);
      expect(items).toMatchObject([
        { id: first.id },
        { clientId: scheduled.clientId, threadId: root.id, replyTo: { messageId: first.id } },
      ]);
    }, soon);
    expect(await followed(forum, forum.owner)).toEqual([[root.seq, first.seq, 1]]);
    await forum.owner.rest('DELETE', forum.at(root));
    await sendNow(forum.member, late);
    await eventually(async () => {
      const [waiting] = await scheduledOf(forum.member);
      expect(waiting).toMatchObject({ id: late.id, threadId: root.id, failure: { code: 'message_deleted' } });
    }, soon);
  });

  it('is bookmarked, found among its neighbours, and names everybody in the room, like any other', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const call = { threadId: root.id, mentions: [forum.room.id] };
    const inside = await forum.say(forum.owner, 'all of you', call);
    const after = await forum.say(forum.owner);
    expect((await forum.member.rest('PUT', `${forum.at(inside)}/bookmark`)).status).toBe(200);
    const { body } = await forum.member.rest<BookmarkPage>('GET', '/v1/me/bookmarks');
    expect(body.items.map(({ message }) => message)).toEqual([inside]);
    const around = await forum.member.rest<History>('GET', `${forum.path}/messages?around=${inside.seq}&limit=3`);
    const counted = { ...root, thread: { count: 1, lastSeq: inside.seq } };
    expect(around.body.items).toEqual([counted, inside, after]);
    const { items } = (await forum.member.rest<MyRoomPage>('GET', '/v1/me/rooms')).body;
    expect(items.find(({ room }) => room.id === forum.room.id)).toMatchObject({ mentionCount: 1 });
    const refused = { clientId: 'x', text: 'all', ...call };
    expect(await forum.member.rest('POST', `${forum.path}/messages`, refused)).toMatchObject(refusedWith('forbidden'));
  });
});

describe('how far somebody has read a thread', () => {
  it('is told to their own devices, and to nobody else', async () => {
    const forum = await Forum.make();
    const root = await forum.say(forum.owner);
    const inside = await forum.say(forum.member, 'inside', { threadId: root.id });
    const [open, elsewhere] = [await forum.online(forum.owner), await forum.online(forum.owner, false)];
    const [reader, server] = [await forum.online(forum.member), await forum.online(forum.other)];
    const path = `${forum.at(root)}/thread/read`;
    await forum.owner.rest('PUT', path, { seq: inside.seq });
    const told = { roomId: forum.room.id, messageId: root.id, readSeq: inside.seq };
    await eventually(() => expect([pointers(open), pointers(elsewhere)]).toEqual([[told], [told]]));
    // Where nobody has answered there is nothing to read.
    const empty = await forum.say(forum.owner);
    await forum.owner.rest('PUT', `${forum.at(empty)}/thread/read`, { seq: empty.seq });
    // Heard after it, if it was told.
    const last = await forum.say(forum.member, 'last');
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([last]));
    await eventually(() => expect(server.frames.at(-1)?.messages).toEqual([last]));
    expect([pointers(open), pointers(reader), pointers(server)]).toEqual([[told], [], []]);
    for (const socket of [open, elsewhere, reader, server]) socket.close();
  });
});
