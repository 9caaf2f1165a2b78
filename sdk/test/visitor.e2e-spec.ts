import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { makeChat, texts, until, watch } from './support/chats.js';
import { TcpProxy } from './support/tcp-proxy.js';

let proxy: TcpProxy;
beforeEach(async () => {
  proxy = await TcpProxy.start(testServerUrl());
});
afterEach(() => proxy.stop());

/** What was asked of the server that may change something. */
const writes = () => proxy.requests.filter((request) => !request.startsWith('GET '));

describe('a visitor', () => {
  it('reads a public room as it goes on, and leaves no trace', async () => {
    const tenant = await makeTenant();
    const guest = makeChat({ key: tenant.key });
    const visitor = makeChat({ key: tenant.key, session: 'none', url: proxy.url });
    const lobby = watch(visitor.room({ slug: 'lobby' }));
    await until(lobby, ({ status }) => status === 'ready');
    expect(lobby.timeline.get()).toMatchObject({ items: [], member: null, exists: true, error: null });
    await guest.room({ slug: 'lobby' }).send('hello');
    const { items, users } = await until(lobby, (timeline) => timeline.items.length === 1);
    expect(items[0]).toMatchObject({ text: 'hello', own: false });
    expect(users[items[0]?.authorId ?? '']).toBeDefined();
    expect(visitor.connection.get()).toEqual({ status: 'idle', error: null });
    expect(visitor.session.get()).toEqual({ status: 'none', user: null, error: null });
    expect(writes()).toEqual([]);
    expect(proxy.requests.some((request) => request.includes('socket.io'))).toBe(false);
  });

  it('becomes a guest with a friendly name by the first message, which is sent at once', async () => {
    const tenant = await makeTenant();
    const visitor = makeChat({ key: tenant.key, session: 'none', url: proxy.url });
    const lobby = watch(visitor.room({ slug: 'lobby' }));
    await until(lobby, ({ status }) => status === 'ready');
    const [first, second] = [lobby.send('first'), lobby.send('second')];
    expect(lobby.timeline.get().items.map(({ status, own }) => [status, own])).toEqual([
      ['sending', true],
      ['sending', true],
    ]);
    expect((await Promise.all([first, second])).map(({ seq }) => seq)).toEqual([1, 2]);
    const { user } = visitor.session.get();
    expect(user?.kind).toBe('guest');
    expect(user?.displayName).toMatch(/\S/);
    expect(visitor.connection.get().status).toBe('online');
    await until(lobby, ({ items }) => items.every(({ status, own }) => status === 'sent' && own));
    expect(writes()).toEqual(['POST /v1/auth/guest']);
  });

  it('keeps the messages it has read when it becomes a guest, and then gets new ones at once', async () => {
    const tenant = await makeTenant();
    const ada = makeChat({ key: tenant.key }).room({ slug: 'lobby' });
    await ada.send('before');
    const lobby = watch(makeChat({ key: tenant.key, session: 'none' }).room({ slug: 'lobby' }));
    await until(lobby, ({ items }) => items.length === 1);
    await lobby.send('mine');
    await ada.send('after');
    await until(lobby, ({ items }) => items.length === 3);
    expect(texts(lobby)).toEqual(['before', 'mine', 'after']);
  });

  it('sees an empty room where a slug has none, makes none by looking, and makes it by the first message', async () => {
    const tenant = await makeTenant();
    const [one, other] = [0, 1].map(() => makeChat({ key: tenant.key, session: 'none' }).room({ slug: 'p-1' }));
    if (!one || !other) throw new Error('two rooms');
    watch(one);
    watch(other);
    await until(one, ({ status }) => status === 'ready');
    expect(one.timeline.get()).toMatchObject({ exists: false, items: [], room: null, hasBefore: false });
    expect((await tenant.rest('GET', '/v1/rooms/by-slug/p-1')).status).toBe(404);
    await expect(one.send('first')).resolves.toMatchObject({ seq: 1 });
    expect(one.timeline.get()).toMatchObject({ exists: true, room: { slug: 'p-1' } });
    await until(other, ({ items, exists }) => exists && items.length === 1);
  });

  it('with a session does not make a room by looking either', async () => {
    const tenant = await makeTenant();
    const room = watch(makeChat({ key: tenant.key }).room({ slug: 'p-2' }));
    await until(room, ({ status, exists }) => status === 'ready' && !exists);
    expect((await tenant.rest('GET', '/v1/rooms/by-slug/p-2')).status).toBe(404);
    await room.send('first');
    expect(texts(room)).toEqual(['first']);
  });

  it('whose room may not be made is told so by the message', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ roomCreation: 'server' });
    const room = watch(makeChat({ key: tenant.key, session: 'none' }).room({ slug: 'p-3' }));
    await until(room, ({ status }) => status === 'ready');
    await expect(room.send('first')).rejects.toMatchObject({ code: 'room_not_found' });
    expect(room.timeline.get()).toMatchObject({ exists: false, items: [{ status: 'failed' }] });
  });

  it('where guests are off is told so by the message, and goes on reading', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ guests: 'off' });
    const lobby = watch(makeChat({ key: tenant.key, session: 'none' }).room({ slug: 'lobby' }));
    await until(lobby, ({ status }) => status === 'ready');
    await expect(lobby.send('hello')).rejects.toMatchObject({ code: 'forbidden' });
    await eventually(() =>
      expect(lobby.timeline.get()).toMatchObject({ status: 'ready', items: [{ status: 'failed' }] }),
    );
  });
});

describe('a person', () => {
  it('who signs up keeps the identity, the messages and the open room', async () => {
    const { key } = await makeTenant();
    const chat = makeChat({ key, session: 'none' });
    const lobby = watch(chat.room({ slug: 'lobby' }));
    const { authorId } = await lobby.send('as a guest');
    const username = `ada${Date.now()}`;
    const user = await chat.session.register({ username, password: 'correct horse battery' });
    expect(user).toMatchObject({ id: authorId, kind: 'registered', username });
    await lobby.send('as myself');
    await until(lobby, ({ items }) => items.length === 2 && items.every(({ own, status }) => own && status === 'sent'));
    expect(chat.session.get()).toMatchObject({ status: 'active', user: { username }, error: null });

    const elsewhere = makeChat({ key, session: 'none' });
    await elsewhere.session.login({ login: username, password: 'correct horse battery' });
    expect((await elsewhere.session.me()).id).toBe(authorId);
    const there = await until(elsewhere.room({ slug: 'lobby' }), ({ items }) => items.length === 2);
    expect(there.items.every(({ own }) => own)).toBe(true);
  });

  it('who signs in with a wrong password is told, and stays who they were', async () => {
    const { key } = await makeTenant();
    const chat = makeChat({ key });
    const guest = await chat.session.guest();
    const wrong = chat.session.login({ login: 'nobody', password: 'wrong horse battery' });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_credentials', status: 401 });
    expect(chat.session.get().user).toEqual(guest);
  });

  it('who logs out reads on as a visitor, and is another guest with the next message', async () => {
    const { key } = await makeTenant();
    const chat = makeChat({ key, session: 'none' });
    const lobby = watch(chat.room({ slug: 'lobby' }));
    const first = await lobby.send('one');
    await chat.session.logout();
    await eventually(() => expect(chat.connection.get()).toEqual({ status: 'idle', error: null }));
    await until(lobby, ({ items }) => items.length === 1 && items.every(({ own }) => !own));
    const second = await lobby.send('two');
    expect(second.authorId).not.toBe(first.authorId);
    await until(lobby, ({ items }) => items.map(({ own }) => own).join() === 'false,true');
  });
});
