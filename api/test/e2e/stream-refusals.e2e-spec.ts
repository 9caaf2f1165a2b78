import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/common/errors/problem.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import { append, begin } from '../support/streams.js';
import type { TestUser } from '../support/tenant.js';

const unknownId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

const beginning = (forum: Forum, user: TestUser, more: object = {}) =>
  user.rest<Problem>('POST', `${forum.path}/messages`, { clientId: randomUUID(), text: '', streaming: true, ...more });

describe('a message is not begun, and nothing changed,', () => {
  it('by whoever may not send one there', async () => {
    const forum = await Forum.make();
    const secret = await Forum.make({ type: 'private' });
    const { owner, member, other } = forum;
    const before = (await owner.rest('GET', forum.path)).body;
    const code = async (user: TestUser, at = forum, more: object = {}) => (await beginning(at, user, more)).body.code;
    expect(await code(member, secret)).toBe('room_not_found');
    await owner.rest('PUT', `${forum.path}/mutes/${member.id}`);
    expect(await code(member)).toBe('muted');
    await owner.rest('PUT', `${forum.path}/bans/${other.id}`);
    expect(await code(other)).toBe('banned');
    await owner.rest('PATCH', forum.path, { posting: 'moderators' });
    expect(await code(await forum.tenant.guest())).toBe('forbidden');
    await owner.rest('PATCH', forum.path, { posting: 'everyone' });
    expect(await code(owner, forum, { replyTo: unknownId })).toBe('message_not_found');
    expect(await code(owner, forum, { mentions: [unknownId] })).toBe('user_not_found');
    expect(await code(owner, forum, { attachmentIds: [unknownId] })).toBe('upload_not_found');
    await owner.rest('PATCH', forum.path, { archived: true });
    expect(await code(owner)).toBe('forbidden');
    await owner.rest('PATCH', forum.path, { archived: false });
    // Nobody took a seat, and no number was used.
    const { memberCount, lastSeq } = before as { memberCount: number; lastSeq: number };
    expect((await owner.rest('GET', forum.path)).body).toMatchObject({ memberCount: memberCount - 1, lastSeq });
  });

  it('without a text, unless it says that more follows', async () => {
    const forum = await Forum.make();
    for (const more of [{ streaming: false }, { streaming: undefined }, { streaming: false, text: ' \u200b' }]) {
      const { body } = await beginning(forum, forum.member, more);
      expect([body.status, body.errors?.[0]?.path]).toEqual([400, '/text']);
    }
    const wrong = await beginning(forum, forum.member, { streaming: 'yes' });
    expect(wrong.body).toMatchObject({ status: 400, errors: [{ path: '/streaming' }] });
    const long = await beginning(forum, forum.member, { text: 'x'.repeat(10_001) });
    expect(long.body).toMatchObject({ code: 'validation_failed', errors: [{ path: '/text' }] });
    const socket = await forum.online(forum.member);
    const { error } = await socket.ask('message:send', {
      ...{ roomId: forum.room.id, clientId: 'c', text: 'x', streaming: true },
    });
    expect(error.code).toBe('validation_failed');
    socket.close();
  });

  it('more often than messages may be sent', async () => {
    const forum = await Forum.make();
    await forum.tenant.settings({ limits: { messagesPerMinute: 1 } });
    const answers = [await beginning(forum, forum.member), await beginning(forum, forum.member)];
    expect(answers.map(({ status }) => status)).toEqual([201, 429]);
  });
});

describe('nothing is appended', () => {
  it('to what another one writes, was sent whole, is not there, or cannot be seen', async () => {
    const forum = await Forum.make();
    const secret = await Forum.make({ type: 'private' });
    const [theirs, whole] = [await begin(forum, forum.member), await forum.say(forum.owner, 'whole')];
    const hidden = await begin(secret, secret.member);
    const input = { delta: 'x', offset: 0 };
    for (const done of [true, false]) {
      expect(await append(forum, forum.owner, theirs, { ...input, done })).toMatchObject({
        status: 403,
        body: { code: 'forbidden' },
      });
      for (const offset of [0, 5]) {
        const refused = await append(forum, forum.owner, whole, { delta: '', offset, done });
        expect(refused).toMatchObject({ status: 409, body: { code: 'not_streaming' } });
      }
      for (const id of [unknownId, 'x', hidden.id]) {
        const refused = await append(forum, forum.owner, { id }, { ...input, done });
        expect(refused).toMatchObject({ status: 404, body: { code: 'message_not_found' } });
      }
      const unseen = await append(secret, forum.owner, hidden, { ...input, done });
      expect(unseen).toMatchObject({ status: 404, body: { code: 'room_not_found' } });
    }
    expect(await forum.read(theirs)).toEqual(theirs);
    expect(await forum.read(whole)).toEqual(whole);
  });

  it('anywhere else than at its end, which the refusal tells', async () => {
    const forum = await Forum.make();
    const begun = await begin(forum, forum.member, { text: '🙂🙂' });
    for (const done of [true, false]) {
      for (const offset of [0, 1, 3, 4, 10_000]) {
        const refused = await append(forum, forum.member, begun, { delta: 'xyz', offset, done });
        expect(refused).toMatchObject({
          status: 409,
          body: { code: 'offset_mismatch', detail: 'The message has 2 code points' },
        });
      }
    }
    expect(await forum.read(begun)).toEqual(begun);
  });

  it('that is wrong, or makes it longer than a message may be', async () => {
    const forum = await Forum.make();
    const begun = await begin(forum, forum.member, { text: '🙂'.repeat(8_000) });
    const bad: [object, string][] = [
      [{ offset: 0 }, '/delta'],
      [{ delta: 'x' }, '/offset'],
      [{ delta: 'x', offset: -1 }, '/offset'],
      [{ delta: 'x', offset: 0.5 }, '/offset'],
      [{ delta: 1, offset: 0 }, '/delta'],
      [{ delta: 'a\0', offset: 8_000 }, '/delta'],
      [{ delta: '\ud83d', offset: 8_000 }, '/delta'],
      [{ delta: 'x', offset: 8_000, done: 'yes' }, '/done'],
      [{ delta: 'x'.repeat(2_001), offset: 8_000 }, '/delta'],
      [{ delta: '🙂'.repeat(300), offset: 8_000 }, '/delta'],
      [{ delta: '🙂'.repeat(300), offset: 8_000, done: true }, '/delta'],
    ];
    for (const [input, path] of bad) {
      const refused = await forum.member.rest<Problem>('PATCH', `${forum.at(begun)}/append`, input);
      expect([refused.status, refused.body.errors?.[0]?.path, input]).toEqual([400, path, input]);
    }
    expect(await forum.read(begun)).toEqual(begun);
    expect((await append(forum, forum.member, begun, { delta: 'é'.repeat(384), offset: 8_000 })).status).toBe(200);
    expect((await append(forum, forum.member, begun, { delta: 'x', offset: 8_384 })).status).toBe(400);
  });

  it.each([
    ['was muted', 'muted', (forum: Forum) => forum.owner.rest('PUT', `${forum.path}/mutes/${forum.member.id}`)],
    ['was banned', 'banned', (forum: Forum) => forum.owner.rest('PUT', `${forum.path}/bans/${forum.member.id}`)],
    [
      'was removed',
      'not_member',
      (forum: Forum) => forum.owner.rest('DELETE', `${forum.path}/members/${forum.member.id}`),
    ],
    ['has left', 'not_member', (forum: Forum) => forum.member.rest('DELETE', `${forum.path}/members/me`)],
    ['may not post', 'forbidden', (forum: Forum) => forum.owner.rest('PATCH', forum.path, { posting: 'moderators' })],
    ['sees it archived', 'forbidden', (forum: Forum) => forum.owner.rest('PATCH', forum.path, { archived: true })],
    ['sees it removed', 'room_not_found', (forum: Forum) => forum.owner.rest('DELETE', forum.path)],
  ])('by an author who %s meanwhile', async (_what, code, happens) => {
    const forum = await Forum.make();
    const begun = await begin(forum, forum.member, { text: 'One' });
    await happens(forum);
    for (const done of [false, true]) {
      const refused = await append(forum, forum.member, begun, { delta: ' two', offset: 3, done });
      expect(refused.body).toMatchObject({ code });
    }
    if (code !== 'room_not_found') expect(await forum.read(begun)).toEqual(begun);
  });

  it('more than fifty times in a second', async () => {
    const forum = await Forum.make();
    const begun = await begin(forum, forum.member);
    const input = { delta: '', offset: 0 };
    await eventually(async () => {
      const answers = await Promise.all(Array.from({ length: 100 }, () => append(forum, forum.member, begun, input)));
      const refused = answers.filter(({ status }) => status !== 200);
      expect(refused[0]?.body).toMatchObject({ status: 429, code: 'rate_limited', detail: 'appendsPerSecond is 50' });
    });
    expect((await forum.member.rest('GET', '/v1/limits')).body).toMatchObject({ appendsPerSecond: 50 });
  });
});
