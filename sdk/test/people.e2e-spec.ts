import { describe, expect, it } from '@jest/globals';
import { password, register } from '../../api/test/support/account.js';
import { eventually } from '../../api/test/support/eventually.js';
import { picture } from '../../api/test/support/pictures.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { makeChat, texts, until, watch } from './support/chats.js';

describe('people', () => {
  it('find each other by username, and talk in the one room of the two', async () => {
    const tenant = await makeTenant();
    const at = { key: tenant.key };
    await register(tenant, { username: 'bob', displayName: 'Bo' });
    const ada = makeChat(at);
    const [bo] = (await ada.people.find('bob')).items;
    expect(bo?.username).toBe('bob');
    const made = await ada.direct({ username: 'bob' });
    expect(await ada.direct({ userId: bo?.id ?? '' })).toMatchObject({ id: made.id, type: 'direct' });
    await expect(ada.direct({ username: 'nobody' })).rejects.toMatchObject({ code: 'user_not_found', status: 404 });
    expect((await ada.room({ id: made.id }).send('hello')).seq).toBe(1);
    await ada.rooms.leave(made.id);
  });

  it('show nothing of whom they block, until the block ends', async () => {
    const tenant = await makeTenant();
    const at = { key: tenant.key };
    const [ada, bo] = [makeChat(at), makeChat(at)];
    const [me, other] = [await ada.session.me(), await bo.session.me()];
    const { id } = await ada.direct({ userId: other.id });
    const [hers, his] = [watch(ada.room({ id })), watch(bo.room({ id }))];
    await hers.send('hello');
    await his.send('hi');
    await until(hers, ({ items }) => items.length === 2);
    await ada.blocks.add(other.id);
    await until(hers, ({ peerBlocked }) => peerBlocked);
    expect(texts(hers)).toEqual(['hello']);
    expect((await his.send('anyone?')).seq).toBe(3);
    expect(texts(his)).toEqual(['hello', 'hi', 'anyone?']);
    await hers.send('to myself');
    expect(texts(hers)).toEqual(['hello', 'to myself']);
    await expect(bo.direct({ userId: me.id })).rejects.toMatchObject({ code: 'user_not_found' });
    expect((await ada.blocks.list()).items.map(({ user }) => user.id)).toEqual([other.id]);
    expect(await ada.people.get(other.id)).toMatchObject({ id: other.id, about: other.about, blocked: true });
    expect([...ada.blocks.ids.get()]).toEqual([other.id]);
    await ada.blocks.remove(other.id);
    expect([...ada.blocks.ids.get()]).toEqual([]);
    await until(hers, ({ items }) => items.length === 4);
    expect(texts(hers)).toEqual(['hello', 'hi', 'anyone?', 'to myself']);
  });

  it('know whom they block, on each device from its next connection on, and nothing of it as somebody else', async () => {
    const tenant = await makeTenant();
    const at = { key: tenant.key, session: 'none' } as const;
    const [ada, elsewhere, bo] = [makeChat(at), makeChat(at), makeChat({ key: tenant.key })];
    await register(tenant, { username: 'ada-1' });
    await register(tenant, { username: 'cy-1' });
    const { id } = await bo.session.me();
    const blockedBy = (chat: typeof ada) => [...chat.blocks.ids.get()];
    for (const chat of [ada, elsewhere]) {
      await chat.session.login({ login: 'ada-1', password });
      chat.blocks.ids.subscribe(() => undefined);
      watch(chat.room({ slug: 'lobby' }));
    }
    await ada.blocks.add(id);
    expect(blockedBy(ada)).toEqual([id]);
    const late = makeChat(at);
    await late.session.login({ login: 'ada-1', password });
    late.blocks.ids.subscribe(() => undefined);
    watch(late.room({ slug: 'lobby' }));
    await eventually(() => expect(blockedBy(late)).toEqual([id]));
    await late.session.logout();
    expect(blockedBy(late)).toEqual([]);
    await late.session.login({ login: 'cy-1', password });
    await until(late.room({ slug: 'lobby' }), ({ status }) => status === 'ready');
    expect(blockedBy(late)).toEqual([]);
    await ada.blocks.remove(id);
    expect(blockedBy(ada)).toEqual([]);
  });

  it('come into rooms by invites, and are added to them', async () => {
    const tenant = await makeTenant();
    const at = { key: tenant.key };
    const [ada, bo, cy] = [makeChat(at), makeChat(at), makeChat(at)];
    const { id } = await ada.rooms.create({ type: 'private', name: 'Garden' });
    const { code } = await ada.invites.create(id, { maxUses: 1 });
    expect(await makeChat({ ...at, session: 'none' }).invites.preview(code)).toEqual({
      name: 'Garden',
    });
    for (const _ of [1, 2]) expect((await bo.invites.accept(code)).room.id).toBe(id);
    await expect(cy.invites.accept(code)).rejects.toMatchObject({ code: 'invite_not_found' });
    expect((await ada.invites.list(id)).items).toEqual([]);
    await ada.invites.revoke(code);
    expect(await ada.rooms.addMember(id, (await cy.session.me()).id)).toMatchObject({ role: 'member' });
    expect((await cy.rooms.get(id)).memberCount).toBe(3);
  });

  it('discover rooms, with their pictures', async () => {
    const tenant = await makeTenant();
    const at = { key: tenant.key };
    const ada = makeChat(at);
    const { id } = await ada.rooms.create({ type: 'public', name: 'Garden' });
    const { avatarUrl } = await ada.rooms.setAvatar(id, new Blob([new Uint8Array(await picture('png'))]));
    expect(avatarUrl).toMatch(/^http:.*\/avatars\/.*\.webp$/);
    const [found] = (await ada.discover({ query: 'gardn' })).items;
    expect(found).toMatchObject({ id, avatarUrl, joined: true, memberCount: 1 });
    await ada.rooms.removeAvatar(id);
    expect((await ada.rooms.get(id)).avatarUrl).toBeNull();
    expect((await ada.discover()).items.map(({ name }) => name)).toEqual(['Lobby', 'Garden']);
  });
});
