import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import type { Export } from '../../src/accounts/export.schema.js';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import { password, register } from '../support/account.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { Forum } from '../support/forum.js';
import type { TestUser } from '../support/tenant.js';

const soon = { withinMs: 30_000 };

const react = (forum: Forum, user: TestUser, message: { id: string }, emoji: string) =>
  user.rest<Message>('PUT', `${forum.at(message)}/reactions/${encodeURIComponent(emoji)}`);

const shown = ({ reactions }: Message) => reactions.map(({ emoji, count, userIds }) => [emoji, count, ...userIds]);

describe('a guest who becomes an account', () => {
  it('has reacted as that one, once where both had, and all readers are told', async () => {
    const forum = await Forum.make();
    const { tenant, member: guest, other, path } = forum;
    const ada = await register(tenant);
    await forum.owner.rest('POST', `${path}/members`, { userId: ada.id });
    const [first, second, third] = [await forum.say(other), await forum.say(other), await forum.say(other)];
    await react(forum, other, first, '🎉');
    for (const user of [guest, ada, other]) await react(forum, user, first, '👍');
    await react(forum, guest, second, '👍');
    await react(forum, other, third, '👍');
    const back = await forum.away(other);
    const reader = await forum.online(other);
    const body = { login: 'ada', password, mergeGuest: true };
    expect((await tenant.rest<Session>('POST', '/v1/auth/login', { bearer: guest.token, body })).status).toBe(200);
    await eventually(async () => {
      expect(shown(await forum.read(first))).toEqual([
        ['🎉', 1, other.id],
        ['👍', 2, ada.id, other.id],
      ]);
      expect(shown(await forum.read(second))).toEqual([['👍', 1, ada.id]]);
    }, soon);
    const changed = [await forum.read(first), await forum.read(second)];
    await eventually(() => {
      const told = reader.frames.flatMap((frame) => frame.messages);
      expect(told).toEqual(expect.arrayContaining(changed));
    });
    reader.close();
    expect((await back()).messages).toEqual(changed);
    // It is the account's to take back.
    const { body: taken } = await ada.rest<Message>('DELETE', `${forum.at(second)}/reactions/%F0%9F%91%8D`);
    expect(taken.reactions).toEqual([]);
  });

  it('is counted no more by a mention that is taken back', async () => {
    const forum = await Forum.make();
    const { tenant, member: guest } = forum;
    await register(tenant);
    const sent = await forum.say(forum.owner, 'you', { mentions: [guest.id] });
    const body = { login: 'ada', password, mergeGuest: true };
    const login = await tenant.rest<Session>('POST', '/v1/auth/login', { bearer: guest.token, body });
    const ada = tenant.user(login.body);
    const mentionCount = async () => {
      const { body: list } = await ada.rest<{ items: { room: { id: string }; mentionCount: number }[] }>(
        'GET',
        '/v1/me/rooms',
      );
      return list.items.find(({ room }) => room.id === forum.room.id)?.mentionCount;
    };
    await eventually(async () => expect(await mentionCount()).toBe(1), soon);
    await forum.owner.rest('DELETE', forum.at(sent));
    expect(await mentionCount()).toBe(0);
  });
});

describe('somebody who leaves for good', () => {
  it('takes reactions, texts and earlier texts along, where the tenant wants it', async () => {
    const forum = await Forum.make();
    await forum.tenant.settings({ deletedUsers: 'remove' });
    const { member, other } = forum;
    const [own, others] = [
      await forum.say(member, 'canary'),
      await forum.say(other, 'kept', { mentions: [member.id] }),
    ];
    await member.rest('PATCH', forum.at(own), { text: 'second canary', mentions: [other.id] });
    await react(forum, other, own, '👍');
    for (const user of [member, other]) await react(forum, user, others, '👍');
    await react(forum, member, others, '🎉');
    const back = await forum.away(other);
    await eventually(async () => {
      const { body } = await forum.owner.rest('GET', '/v1/limits');
      expect(body).toMatchObject({ deletedUsers: 'remove' });
    });
    expect((await member.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    await eventually(async () => {
      expect(shown(await forum.read(others))).toEqual([['👍', 1, other.id]]);
      expect(await forum.read(own)).toMatchObject({ text: '', reactions: [], mentions: [] });
    }, soon);
    expect((await back()).messages).toEqual([await forum.read(own), await forum.read(others)]);
    const { body: list } = await other.rest<{ items: { mentionCount: number }[] }>('GET', '/v1/me/rooms');
    expect(list.items.map(({ mentionCount }) => mentionCount)).toEqual([0]);
    const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
    try {
      const left = await database.query(
        `SELECT user_id::text FROM message_reactions WHERE tenant_id = $1 UNION ALL SELECT text FROM message_versions WHERE tenant_id = $1`,
        [forum.tenant.id],
      );
      expect(left).toEqual([{ user_id: other.id }]);
    } finally {
      await database.destroy();
    }
  });

  it('leaves reactions behind, by a deleted user, where the tenant keeps messages', async () => {
    const forum = await Forum.make();
    const sent = await forum.say(forum.other);
    await react(forum, forum.member, sent, '👍');
    expect((await forum.member.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    const { body } = await forum.owner.rest<{ displayName: string }>('GET', `/v1/users/${forum.member.id}`);
    expect(body.displayName).not.toBe('Bo');
    expect(shown(await forum.read(sent))).toEqual([['👍', 1, forum.member.id]]);
  });
});

describe('the export', () => {
  it('has what one’s messages said before, and how one reacted, and nothing of others', async () => {
    const forum = await Forum.make();
    const { member, other } = forum;
    const sent: Message[] = [];
    for (let n = 0; n < 3; n += 1) sent.push(await forum.say(member, `text ${n}`));
    const [one, two] = sent as [Message, Message, Message];
    for (let n = 0; n < 30; n += 1) await member.rest('PATCH', forum.at(one), { text: `edit ${n}` });
    await member.rest('PATCH', forum.at(two), { text: 'edited', mentions: [other.id] });
    const others = await forum.say(other, 'of other');
    await other.rest('PATCH', forum.at(others), { text: 'of other, edited' });
    await react(forum, member, others, '👍');
    await react(forum, member, one, '🎉');
    await react(forum, other, two, '🎉');
    const { body } = await member.rest<Export>('GET', '/v1/me/export');
    const texts = body.versions.filter(({ messageId }) => messageId === one.id).map(({ text }) => text);
    expect(texts).toEqual(['text 0', ...Array.from({ length: 29 }, (_, n) => `edit ${n}`)]);
    expect(body.versions.filter(({ messageId }) => messageId !== one.id)).toEqual([
      expect.objectContaining({ roomId: forum.room.id, messageId: two.id, text: 'text 1', writtenAt: two.createdAt }),
    ]);
    expect(body.reactions.map(({ messageId, emoji }) => [messageId, emoji])).toEqual([
      [one.id, '🎉'],
      [others.id, '👍'],
    ]);
    expect(JSON.stringify(body)).not.toContain('of other');
  });

  it('has all of them, however many', async () => {
    const forum = await Forum.make();
    const { member, tenant } = forum;
    const server = (method: string, path: string, body?: unknown) =>
      tenant.rest(method, path, { bearer: tenant.secretKey, headers: { 'X-Parley-User': member.id }, body });
    const sent: Message[] = [];
    for (let n = 0; n < 60; n += 1) sent.push(await forum.say(member, 'a', { clientId: randomUUID() }));
    for (const message of sent) {
      for (const text of ['b', 'c']) await server('PATCH', forum.at(message), { text });
      for (const emoji of ['👍', '🎉'])
        await server('PUT', `${forum.at(message)}/reactions/${encodeURIComponent(emoji)}`);
    }
    const { body } = await member.rest<Export>('GET', '/v1/me/export');
    const count = (ids: string[]) => [ids.length, new Set(ids).size];
    expect(count(body.versions.map(({ messageId, text }) => `${messageId} ${text}`))).toEqual([120, 120]);
    expect(count(body.reactions.map(({ messageId, emoji }) => `${messageId} ${emoji}`))).toEqual([120, 120]);
  });
});
