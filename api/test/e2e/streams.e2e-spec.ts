import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Changes, OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { Activity } from '../../src/delivery/activity.schema.js';
import type { Member } from '../../src/members/member.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { MyRoomPage } from '../../src/my-rooms/my-room.schema.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import { append, begin, deltas, letPass } from '../support/streams.js';
import type { TestUser } from '../support/tenant.js';

const mine = async (user: TestUser, { room: { id } }: Forum) =>
  (await user.rest<MyRoomPage>('GET', '/v1/me/rooms')).body.items.find(({ room }) => room.id === id);

describe('a message that is written on', () => {
  it('takes one position for its beginning and one for its end, and grows in between for who has the room open', async () => {
    const forum = await Forum.make();
    const [reader, own] = [await forum.online(forum.other), await forum.online(forum.member)];
    const before = await forum.say(forum.owner);
    const begun = await begin(forum, forum.member, { text: ' Let me see' });
    expect(begun).toMatchObject({ text: 'Let me see', streaming: true, editedAt: null });
    expect([begun.seq, begun.position]).toEqual([before.seq + 1, before.position + 1]);
    const { status, body } = await append(forum, forum.member, begun, { delta: ': 🙂 ', offset: 10 });
    expect([status, body]).toEqual([200, { messageId: begun.id, offset: 14, done: false }]);
    await append(forum, forum.member, begun, { delta: 'four', offset: 14 });
    for (const socket of [reader, own]) {
      await eventually(() =>
        expect(
          deltas(socket)
            .map(({ delta }) => delta)
            .join(''),
        ).toBe(': 🙂 four'),
      );
      expect(deltas(socket)[0]).toMatchObject({ roomId: forum.room.id, messageId: begun.id, offset: 10 });
    }
    expect(await forum.read(begun)).toEqual({ ...begun, text: 'Let me see: 🙂 four' });
    const ended = await append(forum, forum.member, begun, { delta: '.\n', offset: 18, done: true });
    expect(ended.body).toEqual({ messageId: begun.id, offset: 20, done: true });
    const whole = { ...begun, text: 'Let me see: 🙂 four.\n', streaming: false, position: begun.position + 1 };
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([whole]));
    expect(reader.frames.at(-1)).toMatchObject({ after: begun.position, position: whole.position, reset: false });
    expect(await forum.read(begun)).toEqual(whole);
    expect((await forum.say(forum.owner)).position).toBe(whole.position + 1);
    for (const socket of [reader, own]) socket.close();
  });

  it('is told in few frames, however small the pieces are, which together are all of it', async () => {
    const forum = await Forum.make();
    const reader = await forum.online(forum.other);
    const elsewhere = await forum.online(forum.owner, false);
    const begun = await begin(forum, forum.member);
    const words = Array.from({ length: 200 }, (_, n) => `${n} `);
    const beganAtMs = performance.now();
    let offset = 0;
    for (const delta of words) {
      // By the tenant's server, which may write as fast as it likes.
      const answer = await forum.tenant.rest('PATCH', `${forum.at(begun)}/append`, {
        bearer: forum.tenant.secretKey,
        headers: { 'X-Parley-User': forum.member.id },
        body: { delta, offset },
      });
      expect(answer.status).toBe(200);
      offset += delta.length;
    }
    await eventually(() =>
      expect(
        deltas(reader)
          .map(({ delta }) => delta)
          .join(''),
      ).toBe(words.join('')),
    );
    const told = deltas(reader);
    // However long that took: never more than ten in a second, but for the clocks' precision.
    expect(told.length).toBeLessThanOrEqual((performance.now() - beganAtMs) / 95 + 1);
    let length = 0;
    for (const { offset: at, delta } of told) {
      expect(at).toBe(length);
      length += delta.length;
    }
    expect(reader.frames).toHaveLength(1);
    await elsewhere.ask('heads', {});
    expect(deltas(elsewhere)).toEqual([]);
    for (const socket of [reader, elsewhere]) socket.close();
  });

  it('is whole for whoever comes late, and for whoever was away', async () => {
    const forum = await Forum.make();
    const fromBefore = await forum.away(forum.other);
    const begun = await begin(forum, forum.member, { text: 'One' });
    const fromWithin = await forum.away(forum.owner);
    await append(forum, forum.member, begun, { delta: ' two', offset: 3 });
    const late = await forum.online(forum.other, false);
    const { data } = await late.ask<OpenedRoom>('room:open', { roomId: forum.room.id });
    expect(data.changes.messages.at(-1)).toEqual({ ...begun, text: 'One two' });
    expect((await fromBefore()).messages).toEqual([{ ...begun, text: 'One two' }]);
    await append(forum, forum.member, begun, { delta: ' three', offset: 7, done: true });
    const whole = { ...begun, text: 'One two three', streaming: false, position: begun.position + 1 };
    expect(await fromWithin()).toMatchObject({ reset: false, messages: [whole] });
    await eventually(() => expect(late.frames.at(-1)?.messages).toEqual([whole]));
    late.close();
  });

  it('is there once: what is said again is answered again, and changes nothing', async () => {
    const forum = await Forum.make();
    const body = { clientId: randomUUID(), text: 'a', streaming: true };
    const send = (more: object = {}) =>
      forum.member.rest<Message>('POST', `${forum.path}/messages`, { ...body, ...more });
    const first = await send();
    expect(first.status).toBe(201);
    for (const more of [{ text: 'b' }, { streaming: false }, { replyTo: first.body.id }]) {
      expect(await send(more)).toMatchObject({ status: 409, body: { code: 'client_id_reused' } });
    }
    const say = (delta: string, offset: number, done?: boolean) =>
      append(forum, forum.member, first.body, { delta, offset, ...(done === undefined ? {} : { done }) });
    for (const _ of [1, 2])
      expect(await say('🙂b', 1)).toMatchObject({ status: 200, body: { offset: 3, done: false } });
    expect(await send()).toMatchObject({ status: 200, body: { ...first.body, text: 'a🙂b' } });
    for (const _ of [1, 2])
      expect(await say('c', 3, true)).toMatchObject({ status: 200, body: { offset: 4, done: true } });
    // The end alone, and a piece whose answer was lost before somebody else ended it.
    expect((await say('', 4, true)).body).toEqual({ messageId: first.body.id, offset: 4, done: true });
    expect((await say('c', 3)).body).toEqual({ messageId: first.body.id, offset: 4, done: true });
    expect(await send()).toMatchObject({ status: 200, body: { text: 'a🙂bc', streaming: false } });
    expect((await forum.say(forum.owner)).position).toBe(first.body.position + 2);
  });

  it('takes pieces that overtake each other on their way one after the other', async () => {
    const forum = await Forum.make();
    const begun = await begin(forum, forum.member);
    const results = await Promise.all(
      ['a', 'b', 'c'].map((delta, offset) => append(forum, forum.member, begun, { delta, offset })),
    );
    for (const { status, body } of results) {
      if (status !== 200) expect(body).toMatchObject({ status: 409, code: 'offset_mismatch' });
    }
    const { text } = await forum.read(begun);
    expect('abc'.startsWith(text)).toBe(true);
    expect(results.filter(({ status }) => status === 200)).toHaveLength(text.length);
  });

  it('is unread, counts as a mention, and is told to lists at its beginning and its end', async () => {
    const forum = await Forum.make();
    const list = await forum.online(forum.other, false);
    const seen = await forum.say(forum.other);
    await forum.member.rest('PUT', `${forum.path}/read`, { seq: seen.seq });
    const begun = await begin(forum, forum.member, { text: 'Hm', mentions: [forum.other.id] });
    const heard = () => list.told.filter(({ name }) => name === 'activity').map(({ payload }) => payload as Activity);
    await eventually(() => expect(heard().at(-1)).toMatchObject({ lastMessage: begun, mentions: [forum.other.id] }));
    expect(await mine(forum.other, forum)).toMatchObject({ unreadCount: 1, mentionCount: 1, lastMessage: begun });
    expect(await mine(forum.member, forum)).toMatchObject({ unreadCount: 0, lastMessage: begun });
    await append(forum, forum.member, begun, { delta: '...', offset: 2 });
    await append(forum, forum.member, begun, { delta: ' yes', offset: 5, done: true });
    const whole = { ...begun, text: 'Hm... yes', streaming: false, position: begun.position + 1 };
    await eventually(() => expect(heard().at(-1)).toMatchObject({ lastMessage: whole }));
    expect(heard().filter(({ lastMessage }) => lastMessage.text === 'Hm...')).toEqual([]);
    expect(await mine(forum.other, forum)).toMatchObject({ unreadCount: 1, mentionCount: 1, lastMessage: whole });
    list.close();
  });

  it('seats its author like any first message, answers another one, and keeps the pace of a slow room', async () => {
    const forum = await Forum.make();
    const [guest, reader] = [await forum.tenant.guest('Di'), await forum.online(forum.other)];
    const asked = await forum.say(forum.owner, 'What is it?');
    await forum.owner.rest('PATCH', forum.path, { slowModeSeconds: 600 });
    const begun = await begin(forum, guest, { replyTo: asked.id });
    expect(begun.replyTo).toEqual({ messageId: asked.id, seq: asked.seq });
    await eventually(() => {
      const { members, messages } = reader.frames.at(-1) as Changes;
      expect({ members, messages }).toMatchObject({
        members: [{ userId: guest.id, readSeq: begun.seq }],
        messages: [begun],
      });
    });
    const seat = await guest.rest<{ items: Member[] }>('GET', `${forum.path}/members`);
    expect(seat.body.items.find(({ userId }) => userId === guest.id)).toMatchObject({
      leftAt: null,
      readSeq: begun.seq,
    });
    const next = { clientId: 'next', text: 'x', streaming: true };
    const refused = await guest.rest('POST', `${forum.path}/messages`, next);
    expect(refused).toMatchObject({ status: 429, body: { code: 'slow_mode' } });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(500);
    expect((await guest.rest('POST', `${forum.path}/messages`, { clientId: 'whole', text: 'x' })).body).toMatchObject({
      code: 'slow_mode',
    });
    // Writing on is no other message.
    expect((await append(forum, guest, begun, { delta: 'An answer', offset: 0, done: true })).status).toBe(200);
    reader.close();
  });

  it('may be reacted to, pinned, reported and deleted, and not edited, while it grows', async () => {
    const forum = await Forum.make();
    const begun = await begin(forum, forum.member, { text: 'One' });
    await append(forum, forum.member, begun, { delta: ' two', offset: 3 });
    expect(await forum.member.rest('PATCH', forum.at(begun), { text: 'Other' })).toMatchObject({
      status: 409,
      body: { code: 'still_streaming' },
    });
    const reacted = await forum.other.rest<Message>('PUT', `${forum.at(begun)}/reactions/${encodeURIComponent('👍')}`);
    expect(reacted.body).toMatchObject({ text: 'One two', streaming: true, reactions: [{ count: 1 }] });
    expect((await forum.owner.rest('PUT', `${forum.path}/pins/${begun.id}`)).status).toBe(200);
    expect((await forum.other.rest('POST', `${forum.at(begun)}/report`, { reason: 'Hm' })).status).toBe(201);
    const reports = await forum.tenant.rest<{ items: { evidence: { message: Message } }[] }>('GET', '/v1/reports', {
      bearer: forum.tenant.secretKey,
    });
    expect(reports.body.items[0]?.evidence.message).toMatchObject({ text: 'One two', streaming: true });
    expect((await append(forum, forum.member, begun, { delta: ' three', offset: 7 })).status).toBe(200);
    expect((await forum.owner.rest('DELETE', forum.at(begun))).status).toBe(204);
    expect(await forum.read(begun)).toMatchObject({ text: '', streaming: false, reactions: [], pinnedAt: null });
    for (const input of [
      { delta: 'x', offset: 13 },
      { delta: '', offset: 0, done: true },
    ]) {
      expect(await append(forum, forum.member, begun, input)).toMatchObject({
        status: 409,
        body: { code: 'message_deleted' },
      });
    }
  });

  it.each(['', ' \n\u200b'])('that ends with nothing to be seen in it (%j) is deleted', async (delta) => {
    const forum = await Forum.make();
    const reader = await forum.online(forum.other);
    const begun = await begin(forum, forum.member, { mentions: [forum.other.id] });
    const { body } = await append(forum, forum.member, begun, { delta, offset: 0, done: true });
    expect(body).toEqual({ messageId: begun.id, offset: 0, done: true });
    const left = {
      text: '',
      streaming: false,
      mentions: [],
      deletedAt: expect.any(String),
      position: begun.position + 1,
    };
    expect(await forum.read(begun)).toEqual({ ...begun, ...left });
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([{ ...begun, ...left }]));
    expect(await mine(forum.other, forum)).toMatchObject({ mentionCount: 0 });
    reader.close();
  });

  it('to which nothing was appended for a minute is closed as it stands; an empty piece keeps it open', async () => {
    const forum = await Forum.make();
    const reader = await forum.online(forum.other);
    const [silent, kept] = [await begin(forum, forum.member, { text: 'Er' }), await begin(forum, forum.owner)];
    await append(forum, forum.member, silent, { delta: ', well', offset: 2 });
    await letPass(kept, 59);
    expect((await append(forum, forum.owner, kept, { delta: '', offset: 0 })).status).toBe(200);
    await letPass(kept, 30);
    await letPass(silent, 61);
    const closed = { ...silent, text: 'Er, well', streaming: false, position: kept.position + 1 };
    await eventually(() => expect(reader.frames.at(-1)?.messages).toEqual([closed]));
    expect(await forum.read(kept)).toEqual(kept);
    expect(await append(forum, forum.member, silent, { delta: '!', offset: 8 })).toMatchObject({
      status: 409,
      body: { code: 'not_streaming' },
    });
    await letPass(kept, 61);
    await eventually(async () => expect(await forum.read(kept)).toMatchObject({ deletedAt: expect.any(String) }));
    reader.close();
  });
});
