import { describe, expect, it } from '@jest/globals';
import type { Member, OwnMember } from '../../src/members/member.schema.js';
import type { Sanction, SanctionPage } from '../../src/members/sanction.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { eventually } from '../support/eventually.js';
import { connect } from '../support/socket.js';
import { makeTenant, type TestUser } from '../support/tenant.js';

let sends = 0;
const send = (user: TestUser, roomId: string, text = 'hello') =>
  user.rest<Message>('POST', `/v1/rooms/${roomId}/messages`, { clientId: `moderation-${(sends += 1)}`, text });

/** A public room with its owner, a moderator and a member. */
async function makeRoom(type: 'public' | 'private' = 'public') {
  const tenant = await makeTenant();
  const [owner, moderator, member] = [await tenant.guest(), await tenant.guest(), await tenant.guest()];
  const { id } = (await owner.rest<Room>('POST', '/v1/rooms', { type, name: 'Forum' })).body;
  const path = `/v1/rooms/${id}`;
  for (const { id: userId } of [moderator, member]) await owner.rest('POST', `${path}/members`, { userId });
  await owner.rest('PATCH', `${path}/members/${moderator.id}`, { role: 'moderator' });
  return { tenant, owner, moderator, member, id, path };
}

describe('roles', () => {
  it('are given by the owner, told to the readers, and not taken by oneself', async () => {
    const { tenant, owner, moderator, member, id, path } = await makeRoom();
    const socket = await connect({ auth: { key: tenant.key, token: member.token } });
    await socket.ask('room:open', { roomId: id });
    for (const user of [moderator, member]) {
      const refused = await user.rest('PATCH', `${path}/members/${member.id}`, { role: 'owner' });
      expect(refused.body).toMatchObject({ code: 'forbidden' });
    }
    const given = await owner.rest<Member>('PATCH', `${path}/members/${member.id}`, { role: 'moderator' });
    expect(given).toMatchObject({ status: 200, body: { userId: member.id, role: 'moderator' } });
    await eventually(() => expect(socket.frames.flatMap((frame) => frame.members)).toContainEqual(given.body));
    socket.close();
  });

  it('keep a room from being without an owner: the last one hands it over first', async () => {
    const { owner, moderator, path } = await makeRoom();
    const alone = await owner.rest('DELETE', `${path}/members/me`);
    expect(alone).toMatchObject({ status: 409, body: { code: 'last_owner' } });
    expect((await owner.rest('PATCH', `${path}/members/me`, { role: 'member' })).body).toMatchObject({
      code: 'last_owner',
    });
    await owner.rest('PATCH', `${path}/members/${moderator.id}`, { role: 'owner' });
    expect((await owner.rest('DELETE', `${path}/members/me`)).status).toBe(204);
    expect((await moderator.rest('PATCH', path, { name: 'Mine' })).status).toBe(200);
  });

  it('go to the moderator who sits longest when the owner’s account is deleted', async () => {
    const { owner, moderator, member, path } = await makeRoom();
    expect((await owner.rest('DELETE', '/v1/me', { confirm: true })).status).toBe(204);
    await eventually(async () =>
      expect((await moderator.rest('PATCH', `${path}/members/${member.id}`, { role: 'moderator' })).status).toBe(200),
    );
  });

  it('are one thing, what one has arranged for oneself another, which nobody is told', async () => {
    const { tenant, owner, member, id, path } = await makeRoom();
    const socket = await connect({ auth: { key: tenant.key, token: owner.token } });
    await socket.ask('room:open', { roomId: id });
    const mine = await member.rest<OwnMember>('PATCH', `${path}/members/me`, { muted: true, pinned: true });
    expect(mine.body).toMatchObject({ userId: member.id, muted: true, pinned: true, markedUnread: false });
    const others = await owner.rest('PATCH', `${path}/members/${member.id}`, { muted: false });
    expect(others.body).toMatchObject({ code: 'forbidden', detail: expect.stringContaining('muted') });
    expect((await owner.rest<Room>('PATCH', path, { name: 'Later' })).status).toBe(200);
    await eventually(() => expect(socket.frames.at(-1)?.room?.name).toBe('Later'));
    expect(JSON.stringify(socket.frames)).not.toContain('"pinned"');
    const stranger = await tenant.guest();
    expect((await stranger.rest('PATCH', `${path}/members/me`, { muted: true })).body).toMatchObject({
      code: 'not_member',
    });
    socket.close();
  });
});

describe('a ban', () => {
  it('shuts somebody out at once, and answers `banned` wherever others may read', async () => {
    const { tenant, moderator, member, id, path } = await makeRoom();
    const socket = await connect({ auth: { key: tenant.key, token: member.token } });
    await socket.ask('room:open', { roomId: id });
    const ban = await moderator.rest<Sanction>('PUT', `${path}/bans/${member.id}`, { reason: 'spam' });
    expect(ban).toMatchObject({ status: 200, body: { user: { id: member.id }, until: null, reason: 'spam' } });
    await eventually(() =>
      expect(socket.told).toContainEqual({ name: 'room:removed', payload: { roomId: id, reason: 'banned' } }),
    );
    const frames = socket.frames.length;
    await send(moderator, id, 'among us');
    for (const suffix of ['', '/messages', '/changes', '/members']) {
      expect((await member.rest('GET', `${path}${suffix}`)).body).toMatchObject({ code: 'banned', status: 403 });
    }
    expect((await send(member, id)).body).toMatchObject({ code: 'banned' });
    expect((await member.rest('POST', `${path}/members`)).body).toMatchObject({ code: 'banned' });
    expect((await socket.ask('room:open', { roomId: id })).error.code).toBe('banned');
    const synced = await socket.ask('sync', { rooms: [{ roomId: id, epoch: 'x', position: 0 }] });
    expect(synced.data).toEqual({ changes: [], gone: [id] });
    expect(socket.frames.length).toBe(frames);
    socket.close();
  });

  it('is told to who reads without a seat, and reaches them at once', async () => {
    const { tenant, moderator, id, path } = await makeRoom();
    const stranger = await tenant.guest();
    const socket = await connect({ auth: { key: tenant.key, token: stranger.token } });
    await socket.ask('room:open', { roomId: id });
    expect((await moderator.rest('PUT', `${path}/bans/${stranger.id}`)).status).toBe(200);
    const removed = { name: 'room:removed', payload: { roomId: id, reason: 'banned' } };
    await eventually(() => expect(socket.told).toEqual([removed]));
    await send(moderator, id, 'among us');
    expect((await socket.ask('heads', {})).data).toEqual({ heads: [] });
    expect(socket.frames).toEqual([]);
    socket.close();
  });

  it('is not for owners, oneself, or a time that is past, and not given by members', async () => {
    const { owner, moderator, member, path } = await makeRoom();
    const { body } = await moderator.rest('PUT', `${path}/bans/${owner.id}`);
    expect(body).toMatchObject({ code: 'forbidden' });
    for (const [by, on] of [
      [moderator, moderator],
      [owner, owner],
      [member, moderator],
    ] as const) {
      expect((await by.rest('PUT', `${path}/bans/${on.id}`)).body).toMatchObject({ code: 'forbidden' });
    }
    const unknown = '019a0000-0000-7000-8000-000000000000';
    expect((await owner.rest('PUT', `${path}/bans/${unknown}`)).body).toMatchObject({ code: 'user_not_found' });
    const past = await owner.rest('PUT', `${path}/bans/${member.id}`, { until: '2020-01-01T00:00:00Z' });
    expect(past.body).toMatchObject({ code: 'validation_failed', errors: [{ path: '/until' }] });
  });

  it('ends when it shall, however the moment is written', async () => {
    const { owner, member, path } = await makeRoom();
    for (const [until, isRead] of [
      ['2999-01-01T00:00:00+23:00', '2998-12-31T01:00:00.000Z'],
      [`2999-01-01T00:00:00.${'1'.repeat(300)}Z`, '2999-01-01T00:00:00.111Z'],
      ['9999-12-31T23:59:59-23:00', '9999-12-31T23:59:59.999Z'],
    ]) {
      const { status, body } = await owner.rest<Sanction>('PUT', `${path}/mutes/${member.id}`, { until });
      expect([status, body.until]).toEqual([200, isRead]);
    }
  });

  it('keeps out who never was a member, is listed for moderators, and ends', async () => {
    const { tenant, moderator, member, id, path } = await makeRoom();
    const stranger = await tenant.guest();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await moderator.rest('PUT', `${path}/bans/${stranger.id}`, { until });
    expect((await moderator.rest<Room>('GET', path)).body.memberCount).toBe(3);
    expect((await send(stranger, id)).body).toMatchObject({ code: 'banned' });
    const listed = await moderator.rest<SanctionPage>('GET', `${path}/bans`);
    expect(listed.body.items).toEqual([{ user: stranger.session.user, until, reason: null }]);
    expect((await member.rest('GET', `${path}/bans`)).body).toMatchObject({ code: 'forbidden' });
    for (let n = 0; n < 2; n += 1) {
      expect((await moderator.rest('DELETE', `${path}/bans/${stranger.id}`)).status).toBe(204);
    }
    expect((await send(stranger, id)).status).toBe(201);
    expect((await moderator.rest<Room>('GET', path)).body.memberCount).toBe(4);
  });

  it('stands before or after each send that races with it: what is acknowledged is before it, what comes after is refused', async () => {
    const { tenant, owner, moderator, member, id, path } = await makeRoom();
    const [reader, sender] = [
      await connect({ auth: { key: tenant.key, token: owner.token } }),
      await connect({ auth: { key: tenant.key, token: member.token } }),
    ];
    await reader.ask('room:open', { roomId: id });
    const answers: { ok: boolean; code: string | undefined }[] = [];
    let isBanned = false;
    const keepSending = async (lane: number) => {
      for (let n = 0; !isBanned || n < 5; n += 1) {
        const { ok, error } = await sender.ask('message:send', {
          roomId: id,
          clientId: `${lane}-${n}`,
          text: 'racing',
        });
        answers.push({ ok, code: ok ? undefined : error.code });
      }
    };
    const lanes = [0, 1, 2, 3].map(keepSending);
    await eventually(() => expect(answers.length).toBeGreaterThan(4));
    expect((await moderator.rest('PUT', `${path}/bans/${member.id}`)).status).toBe(200);
    isBanned = true;
    await Promise.all(lanes);
    const acknowledged = answers.filter(({ ok }) => ok).length;
    expect(new Set(answers.filter(({ ok }) => !ok).map(({ code }) => code))).toEqual(new Set(['banned']));
    await send(owner, id, 'the end');
    await eventually(() => expect(reader.frames.flatMap((frame) => frame.messages).at(-1)?.text).toBe('the end'));
    const shown = reader.frames.flatMap(({ messages }) => messages.filter(({ authorId }) => authorId === member.id));
    const banned = reader.frames.flatMap(({ members }) => members.filter((seat) => seat.banned));
    expect(shown).toHaveLength(acknowledged);
    expect(banned).toHaveLength(1);
    expect(Math.max(...shown.map(({ position }) => position))).toBeLessThan(banned[0]?.position ?? 0);
    reader.close();
    sender.close();
  });

  it('takes a private room away, and lets nobody add them again', async () => {
    const { owner, member, path } = await makeRoom('private');
    await owner.rest('PUT', `${path}/bans/${member.id}`);
    expect((await member.rest('GET', path)).body).toMatchObject({ code: 'room_not_found' });
    const again = await owner.rest('POST', `${path}/members`, { userId: member.id });
    expect(again.body).toMatchObject({ code: 'banned' });
  });
});

describe('a mute', () => {
  it('keeps somebody from writing, not from reading, and outlives their leaving', async () => {
    const { owner, member, id, path } = await makeRoom();
    const muted = await owner.rest<Sanction>('PUT', `${path}/mutes/${member.id}`, { reason: 'noise' });
    expect(muted.body).toMatchObject({ until: null, reason: 'noise' });
    expect((await send(member, id)).body).toMatchObject({ code: 'muted', status: 403 });
    expect((await member.rest('GET', `${path}/messages`)).status).toBe(200);
    await member.rest('DELETE', `${path}/members/me`);
    expect((await send(member, id)).body).toMatchObject({ code: 'muted' });
    const back = await member.rest<OwnMember>('POST', `${path}/members`);
    expect(back.body).toMatchObject({ mute: { until: null } });
    await owner.rest('DELETE', `${path}/mutes/${member.id}`);
    expect((await send(member, id)).status).toBe(201);
  });
});

describe('a room', () => {
  it('for announcements takes messages of its moderators only', async () => {
    const { tenant, owner, moderator, member, id, path } = await makeRoom();
    expect((await owner.rest<Room>('PATCH', path, { posting: 'moderators' })).body.posting).toBe('moderators');
    const stranger = await tenant.guest();
    for (const user of [member, stranger]) expect((await send(user, id)).body).toMatchObject({ code: 'forbidden' });
    for (const user of [owner, moderator]) expect((await send(user, id)).status).toBe(201);
    await owner.rest('PATCH', path, { posting: 'everyone' });
    expect((await send(member, id)).status).toBe(201);
  });

  it('in slow mode takes one message of each member, and says when the next one', async () => {
    const { tenant, owner, member, id, path } = await makeRoom();
    await owner.rest('PATCH', path, { slowModeSeconds: 60 });
    const stranger = await tenant.guest();
    for (const user of [member, stranger]) {
      const both = await Promise.all([send(user, id), send(user, id)]);
      expect(both.map(({ status }) => status).sort()).toEqual([201, 429]);
      const late = await send(user, id);
      expect(late.body).toMatchObject({ code: 'slow_mode', status: 429 });
      expect(Number(late.headers.get('Retry-After'))).toBeGreaterThan(50);
    }
    await stranger.rest('DELETE', `${path}/members/me`);
    expect((await send(stranger, id)).body).toMatchObject({ code: 'slow_mode' });
    for (let n = 0; n < 3; n += 1) expect((await send(owner, id)).status).toBe(201);
    expect((await owner.rest<Room>('GET', path)).body.lastSeq).toBe(6);
  });

  it('that is archived is read and not written, until it is opened again', async () => {
    const { owner, moderator, member, id, path } = await makeRoom();
    expect((await moderator.rest('PATCH', path, { archived: true })).body).toMatchObject({ code: 'forbidden' });
    const archived = await owner.rest<Room>('PATCH', path, { archived: true });
    expect(archived.body.archivedAt).not.toBeNull();
    expect((await send(member, id)).body).toMatchObject({ code: 'forbidden' });
    expect((await member.rest('GET', `${path}/messages`)).status).toBe(200);
    expect((await owner.rest<Room>('PATCH', path, { archived: false })).body.archivedAt).toBeNull();
    expect((await send(member, id)).status).toBe(201);
  });
});
