import { describe, expect, it } from '@jest/globals';
import { makeTenant } from '../../api/test/support/tenant.js';
import { moderation } from '../src/index.js';
import { makeChat, until, watch } from './support/chats.js';

describe('moderation', () => {
  it('gives roles, so that an owner can leave, and takes seats, which the others see', async () => {
    const { key } = await makeTenant();
    const [ada, bo, cy] = [makeChat({ key }), makeChat({ key }), makeChat({ key })];
    const [, b, c] = [await ada.session.me(), await bo.session.me(), await cy.session.me()];
    const { id } = await ada.rooms.create({ type: 'private', name: 'Garden' });
    for (const { id: userId } of [b, c]) await ada.rooms.addMember(id, userId);
    const [hers, theirs] = [watch(bo.room({ id })), watch(cy.room({ id }))];
    await until(theirs, ({ status }) => status === 'ready');
    await expect(ada.rooms.leave(id)).rejects.toMatchObject({ code: 'last_owner' });
    await expect(moderation(bo).setRole(id, c.id, 'owner')).rejects.toMatchObject({ code: 'forbidden' });
    expect(await moderation(ada).setRole(id, b.id, 'owner')).toMatchObject({ userId: b.id, role: 'owner' });
    await until(hers, ({ member }) => member?.role === 'owner');
    await ada.rooms.leave(id);
    await moderation(bo).removeMember(id, c.id);
    expect((await until(theirs, ({ status }) => status === 'error')).error?.code).toBe('room_not_found');
    await until(hers, ({ members }) => Object.keys(members).join() === b.id);
  });

  it('bans and mutes with an end and a reason, lists both, and ends them', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    const { id: userId } = await bo.session.me();
    const { id } = await ada.rooms.create({ type: 'public', name: 'Garden' });
    await bo.rooms.join(id);
    const { bans, mutes } = moderation(ada);
    const room = watch(bo.room({ id }));
    const to = new Date(Date.now() + 3_600_000).toISOString();
    expect(await mutes.put(id, userId, { until: to, reason: 'noise' })).toMatchObject({ until: to, reason: 'noise' });
    await until(room, ({ member }) => member?.mute?.until === to);
    expect((await mutes.list(id)).items).toMatchObject([{ user: { id: userId }, reason: 'noise' }]);
    await mutes.remove(id, userId);
    await until(room, ({ member }) => member !== null && member.mute === null);
    expect(await bans.put(id, userId)).toMatchObject({ until: null, reason: null });
    expect((await until(room, ({ status }) => status === 'error')).error?.code).toBe('banned');
    expect((await bans.list(id)).items.map(({ user }) => user.id)).toEqual([userId]);
    for (const _ of [1, 2]) await bans.remove(id, userId);
    // Nobody need wait until it is asked for by itself.
    room.reload();
    await until(room, ({ status }) => status === 'ready');
    expect((await bo.rooms.join(id)).role).toBe('member');
  });

  it('finds members by how their name begins', async () => {
    const { key } = await makeTenant();
    const [ada, bo] = [makeChat({ key }), makeChat({ key })];
    await ada.session.update({ displayName: 'Ada' });
    const { id: userId } = await bo.session.update({ displayName: 'Bo Li' });
    const { id } = await ada.rooms.create({ type: 'private', name: 'Garden' });
    await ada.rooms.addMember(id, userId);
    expect((await ada.rooms.members(id, { query: 'BO' })).users.map(({ displayName }) => displayName)).toEqual([
      'Bo Li',
    ]);
    expect((await ada.rooms.members(id)).items).toHaveLength(2);
  });
});
