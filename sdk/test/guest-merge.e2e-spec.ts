import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testServerUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { makeChat, until, watch } from './support/chats.js';
import { TcpProxy } from './support/tcp-proxy.js';
import { installLocks, removeLocks } from './support/web-locks.js';
import { installLocalStorage, removeLocalStorage } from './support/web-storage.js';

const account = { login: 'ada', password: 'seven brass trombones' };
const lobby = { slug: 'lobby' };

let proxy: TcpProxy;
beforeEach(async () => {
  proxy = await TcpProxy.start(testServerUrl());
});
afterEach(() => proxy.stop());

/** An account that is logged in nowhere, a guest who has said hello, and somebody who reads along. */
async function people() {
  const { key } = await makeTenant();
  const registrar = makeChat({ key, session: 'none' });
  const { id } = await registrar.session.register({ username: 'ada', password: account.password });
  await registrar.session.logout();
  const guest = makeChat({ key, session: 'none', url: proxy.url });
  const own = watch(guest.room(lobby));
  await guest.session.guest({ displayName: 'Quiet Otter' });
  await own.send('hello');
  const reader = makeChat({ key });
  const room = watch(reader.room(lobby));
  await until(room, ({ items }) => items.length === 1);
  return { key, id, guest, own, reader, room };
}

describe('a guest who logs in', () => {
  it('and brings all along is the account, with one conversation that is open all the time', async () => {
    const { id, guest, own, room } = await people();
    const seen: (string | undefined)[] = [];
    guest.session.subscribe(({ user }) => seen.push(user?.id));
    const before = guest.session.get().user?.id;
    expect(await guest.session.me()).toMatchObject({ hasRooms: true });
    const user = await guest.session.login({ ...account, mergeGuest: true });
    expect(user).toMatchObject({ id, kind: 'registered', username: 'ada', isGuestMerged: true });
    // Nobody was here in between, and the end of the guest's session is no news.
    expect([...new Set(seen)]).toEqual([before, id]);
    await until(own, ({ items, member }) => member?.userId === id && items.length === 1 && items.every((it) => it.own));
    await own.send('it’s me');
    const { items, users, members } = await until(room, (timeline) => timeline.items.length === 2);
    expect(items.map(({ text, authorId }) => [text, authorId])).toEqual([
      ['hello', id],
      ['it’s me', id],
    ]);
    expect({ ...users[id], isGuestMerged: true }).toEqual(user);
    expect(Object.keys(members)).toEqual([id]);
    expect(guest.session.get()).toMatchObject({ status: 'active', error: null });
  });

  it('and brings nothing along leaves the guest, with what it said', async () => {
    const { id, guest, own, room } = await people();
    const left = guest.session.get().user;
    expect(await guest.session.login(account)).toMatchObject({ isGuestMerged: false });
    await until(own, ({ items }) => items.length === 1 && !items[0]?.own);
    await own.send('hello, I am new here');
    const { items, users } = await until(room, (timeline) => timeline.items.length === 2);
    expect(items.map(({ authorId }) => authorId)).toEqual([left?.id, id]);
    expect(users[left?.id ?? '']).toEqual(left);
    await until(own, (timeline) => timeline.items.map((it) => it.own).join() === 'false,true');
  });

  it('with the wrong password is the guest still, whatever was to be brought along', async () => {
    const { guest, own, room } = await people();
    const before = guest.session.get();
    const wrong = guest.session.login({ ...account, password: 'not the one', mergeGuest: true });
    await expect(wrong).rejects.toMatchObject({ code: 'invalid_credentials' });
    expect(guest.session.get()).toEqual(before);
    await own.send('still me');
    const { items } = await until(room, (timeline) => timeline.items.length === 2);
    expect(items.map(({ authorId }) => authorId)).toEqual([before.user?.id, before.user?.id]);
  });

  it('brings along what is on its way, each message once', async () => {
    const { id, guest, own, room } = await people();
    const numbers = Array.from({ length: 40 }, (_, at) => `${at}`);
    const sent = numbers.map((text) => own.send(text));
    await sent[2];
    await guest.session.login({ ...account, mergeGuest: true });
    await Promise.all(sent);
    for (const one of [own, room]) {
      const { items } = await until(one, (timeline) => timeline.items.length === 41);
      expect(items.map(({ text }) => text)).toEqual(['hello', ...numbers]);
      await until(one, (timeline) =>
        timeline.items.every(({ authorId, status }) => authorId === id && status === 'sent'),
      );
    }
  });

  it('is the account also when the answer is lost and it is done again', async () => {
    const { id, guest, own, room } = await people();
    proxy.isDeafDown = true;
    const lost = guest.session.login({ ...account, mergeGuest: true });
    const refusal = expect(lost).rejects.toMatchObject({ code: 'network' });
    await until(room, ({ items }) => items.every(({ authorId }) => authorId === id));
    proxy.cut();
    await refusal;
    proxy.isDeafDown = false;
    expect(await guest.session.login({ ...account, mergeGuest: true })).toMatchObject({ id, isGuestMerged: true });
    await until(own, ({ items }) => items.length === 1 && items.every((it) => it.own));
    // That was then: there is no guest any more who could be asked about.
    await guest.session.logout();
    expect(await guest.session.login(account)).toMatchObject({ id, isGuestMerged: false });
  });

  it('is told so also when it is done again after the end of the guest’s session was noticed', async () => {
    const { id, guest, room } = await people();
    proxy.isDeafDown = true;
    const lost = guest.session.login({ ...account, mergeGuest: true });
    const refusal = expect(lost).rejects.toMatchObject({ code: 'network' });
    await until(room, ({ items }) => items.every(({ authorId }) => authorId === id));
    proxy.cut();
    await refusal;
    proxy.isDeafDown = false;
    await eventually(() => expect(guest.session.get()).toMatchObject({ status: 'none', user: null }));
    expect(await guest.session.login(account)).toMatchObject({ id, isGuestMerged: true });
  });

  it('is the account at once where no guest is, whatever was asked', async () => {
    const { key, id } = await people();
    const chat = makeChat({ key, session: 'none' });
    expect(await chat.session.login({ ...account, mergeGuest: true })).toMatchObject({ id, isGuestMerged: false });
  });
});

describe('a guest with two tabs who logs in in one of them', () => {
  beforeEach(() => {
    installLocalStorage();
    installLocks();
  });
  afterEach(() => {
    removeLocks();
    removeLocalStorage();
  });

  it('and brings all along has in the account what both were sending, each message once', async () => {
    const { key } = await makeTenant();
    const registrar = makeChat({ key, session: 'none', storage: 'memory' });
    const { id } = await registrar.session.register({ username: 'ada', password: account.password });
    const one = makeChat({ key, session: 'none', storage: 'browser' });
    const first = watch(one.room(lobby));
    await first.send('hello');
    const other = makeChat({ key, session: 'none', storage: 'browser' });
    const second = watch(other.room(lobby));
    await until(second, ({ items }) => items.length === 1);
    const changes: (string | undefined)[] = [];
    const numbers = Array.from({ length: 30 }, (_, at) => `${at}`);
    const sent = numbers.flatMap((text) => [first.send(`a${text}`), second.send(`b${text}`)]);
    other.session.subscribe(({ user }) => changes.push(user?.id));
    await sent[3];
    await one.session.login({ ...account, mergeGuest: true });
    await Promise.all(sent);
    await eventually(() => expect(other.session.get()).toMatchObject({ status: 'active', user: { id } }));
    for (const room of [first, second]) {
      const { items } = await until(room, (timeline) => timeline.items.length === 61);
      expect(new Set(items.map(({ text }) => text)).size).toBe(61);
      await until(room, (timeline) =>
        timeline.items.every((it) => it.own && it.authorId === id && it.status === 'sent'),
      );
    }
    await second.send('and on');
    await until(first, ({ items }) => items.length === 62 && items.every((it) => it.own));
  });

  it('and brings nothing along leaves what the other tab was sending behind', async () => {
    const { key } = await makeTenant();
    const registrar = makeChat({ key, session: 'none', storage: 'memory' });
    const { id } = await registrar.session.register({ username: 'ada', password: account.password });
    const [one, other] = [0, 1].map(() => makeChat({ key, session: 'none', storage: 'browser' }));
    if (!one || !other) throw new Error('two tabs');
    const first = watch(one.room(lobby));
    await first.send('hello');
    const second = watch(other.room(lobby));
    await until(second, ({ items }) => items.length === 1 && items.every((it) => it.own));
    const guestId = one.session.get().user?.id;
    await one.session.login(account);
    await eventually(() => expect(other.session.get()).toMatchObject({ status: 'active', user: { id } }));
    await until(second, ({ items }) => items.length === 1 && items.every((it) => !it.own && it.authorId === guestId));
  });
});

it('a reader who was away meanwhile has it as everybody else', async () => {
  const { key, id, guest, room } = await people();
  const cable = await TcpProxy.start(testServerUrl());
  try {
    const chat = makeChat({ key, url: cable.url });
    const away = watch(chat.room(lobby));
    await until(away, ({ items }) => items.length === 1);
    cable.isClosed = true;
    cable.cut();
    await eventually(() => expect(chat.connection.get().status).toBe('offline'));
    await guest.session.login({ ...account, mergeGuest: true });
    const there = await until(room, ({ items }) => items.every(({ authorId }) => authorId === id));
    expect(away.timeline.get().items[0]?.authorId).not.toBe(id);
    cable.isClosed = false;
    const back = await until(away, ({ items, members }) => items.length === 1 && Object.keys(members).join() === id);
    expect(back.items).toEqual(there.items);
    expect(back.room).toEqual(there.room);
  } finally {
    await cable.stop();
  }
});
