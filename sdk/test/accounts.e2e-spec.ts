import { describe, expect, it } from '@jest/globals';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { Chat, SessionState } from '../src/index.js';
import { makeChat, until, watch } from './support/chats.js';

const password = 'seven brass trombones';

/** Resolves with the session as soon as it is so. */
const sessionOf = (chat: Chat, isSo: (state: SessionState) => boolean): Promise<SessionState> =>
  new Promise((resolve) => {
    const stop = chat.session.subscribe((state) => {
      if (!isSo(state)) return;
      queueMicrotask(() => stop());
      resolve(state);
    });
  });

/** Logs in somewhere else, with a socket that is open. */
async function elsewhere(key: string): Promise<Chat> {
  const chat = makeChat({ key, session: 'none' });
  await chat.session.login({ login: 'ada', password });
  watch(chat.room({ slug: 'lobby' }));
  await new Promise<void>((online) => chat.connection.subscribe(({ status }) => status === 'online' && online()));
  return chat;
}

/** Somebody with an account who has said something, and a friend who reads along. */
async function adaAndBo() {
  const tenant = await makeTenant();
  const { key } = tenant;
  const [ada, bo] = [makeChat({ key, session: 'none' }), makeChat({ key })];
  await ada.session.register({ username: 'ada', password });
  await ada.room({ slug: 'lobby' }).send('hello');
  const lobby = watch(bo.room({ slug: 'lobby' }));
  await until(lobby, ({ items }) => items.length === 1);
  return { tenant, key, ada, bo, lobby };
}

describe('the sessions of an account', () => {
  it('are listed, and ended one by one or all others at once', async () => {
    const { key, ada } = await adaAndBo();
    const phone = await elsewhere(key);
    const tablet = await elsewhere(key);
    const { items, nextCursor } = await ada.session.sessions();
    expect(items.map(({ isCurrent }) => isCurrent)).toEqual([false, false, true]);
    expect(nextCursor).toBeNull();
    expect((await ada.session.sessions({ limit: 1 })).nextCursor).not.toBeNull();

    await ada.session.endSession(items[0]?.id ?? '');
    expect((await sessionOf(tablet, ({ status }) => status === 'ended')).error?.code).toBe('revoked');
    await ada.session.endSession(items[0]?.id ?? '');
    expect((await ada.session.sessions()).items).toHaveLength(2);

    await ada.session.endOtherSessions();
    await sessionOf(phone, ({ status }) => status === 'ended');
    expect((await ada.session.sessions()).items.map(({ isCurrent }) => isCurrent)).toEqual([true]);
    expect(ada.session.get().status).toBe('active');
  });

  it('are nobody else’s', async () => {
    const { ada, bo } = await adaAndBo();
    const [own] = (await ada.session.sessions()).items;
    await expect(bo.session.endSession(own?.id ?? '')).rejects.toMatchObject({ code: 'session_not_found' });
    await expect(bo.session.endSession('../me')).rejects.toMatchObject({ code: 'session_not_found' });
    expect((await ada.session.sessions()).items).toHaveLength(1);
  });
});

describe('what is known of a person', () => {
  it('is given to them, with everything they wrote and nothing of others', async () => {
    const { ada, bo } = await adaAndBo();
    await bo.room({ slug: 'lobby' }).send('hello Ada');
    const { profile, rooms, messages, sessions } = await ada.session.exportData();
    expect(profile).toMatchObject({ id: ada.session.get().user?.id, username: 'ada' });
    expect(rooms.map(({ room }) => room?.slug)).toEqual(['lobby']);
    expect(messages.map(({ text }) => text)).toEqual(['hello']);
    expect(sessions).toHaveLength(1);
    const ended = AbortSignal.abort(new Error('not wanted any more'));
    await expect(ada.session.exportData({ signal: ended })).rejects.toThrow('not wanted any more');
  });
});

describe('deleting an account', () => {
  it('asks for the password, then nobody is here any more and others see a deleted user', async () => {
    const { ada, lobby } = await adaAndBo();
    const own = watch(ada.room({ slug: 'lobby' }));
    await until(own, ({ items }) => items.some((item) => item.own));
    await expect(ada.session.deleteAccount({ confirm: true })).rejects.toMatchObject({ code: 'validation_failed' });
    await expect(ada.session.deleteAccount({ password: 'not it' })).rejects.toMatchObject({
      code: 'invalid_credentials',
    });
    expect(ada.session.get().status).toBe('active');

    const seen: string[] = [];
    ada.session.subscribe(({ status }) => seen.push(status));
    await ada.session.deleteAccount({ password });
    expect(ada.session.get()).toEqual({ status: 'none', user: null, error: null });
    // That the server ended the session is no news to whoever wanted it.
    expect(seen).toEqual(['active', 'none']);
    await until(own, ({ status, items }) => status === 'ready' && items.length === 1 && !items[0]?.own);
    await until(lobby, ({ users }) => Object.values(users).some(({ displayName }) => displayName === 'Deleted user'));
    await expect(ada.session.login({ login: 'ada', password })).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect((await ada.session.guest()).kind).toBe('guest');
  });

  it('of a guest needs a plain yes, and what they wrote goes too where the tenant wants it so', async () => {
    const { tenant, bo, ada, lobby } = await adaAndBo();
    await tenant.settings({ deletedUsers: 'remove' });
    await bo.room({ slug: 'lobby' }).send('a guest was here');
    const reader = watch(ada.room({ slug: 'lobby' }));
    await until(reader, ({ items }) => items.length === 2);
    await expect(bo.session.deleteAccount({})).rejects.toMatchObject({ code: 'validation_failed' });
    await bo.session.deleteAccount({ confirm: true });
    expect(bo.session.get()).toEqual({ status: 'ended', user: null, error: null });
    await until(reader, ({ items }) => items.every(({ text, deletedAt }) => text === 'hello' || deletedAt !== null));
    await until(lobby, ({ items }) => items.every(({ own }) => !own));
  });

  it('ends the session in the other places at once, and tells why', async () => {
    const { key, ada } = await adaAndBo();
    const phone = await elsewhere(key);
    await ada.session.deleteAccount({ password });
    expect((await sessionOf(phone, ({ status }) => status === 'ended')).error?.code).toBe('account_deleted');
  });
});
