import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { testDatabaseUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeSigner, nowSeconds, signingAlgs, type TestSigner } from '../../api/test/support/signing.js';
import { makeTenant, type TestTenant } from '../../api/test/support/tenant.js';
import type { Room, Timeline } from '../src/index.js';
import { makeChat, texts, until, watch } from './support/chats.js';
import { installLocalStorage, removeLocalStorage } from './support/web-storage.js';

let tenant: TestTenant;
let signer: TestSigner;
beforeEach(async () => {
  tenant = await makeTenant();
  signer = await makeSigner(tenant);
});

const sign = (sub: string, name?: string, by = signer): Promise<string> => by.sign({ sub, ...(name ? { name } : {}) });
/** A private room of that person, with one message in it. */
async function secretOf(sub: string, text: string): Promise<string> {
  const chat = makeChat({ key: tenant.key, session: { token: () => sign(sub) } });
  const { id } = await chat.rooms.create({ type: 'private', name: `${sub}'s` });
  await chat.room({ id }).send(text);
  return id;
}

/** Every timeline that was ever shown of a room. */
function recorded(room: Room): Timeline[] {
  const all: Timeline[] = [];
  room.timeline.subscribe((timeline) => void all.push(timeline));
  return all;
}

describe('a chat of the site’s own login', () => {
  it.each(signingAlgs)('signs in with a token of %s, sends, and is seen under the name in it', async (alg) => {
    const by = await makeSigner(tenant, alg);
    let asked = 0;
    const token = () => {
      asked++;
      return by.sign({ sub: 'ada', name: 'Ada', avatarUrl: 'https://img.example/ada.png' });
    };
    const chat = makeChat({ key: tenant.key, session: { token } });
    const lobby = watch(chat.room({ slug: 'lobby' }));
    const message = await lobby.send('hello');
    const user = { kind: 'external', displayName: 'Ada', avatarUrl: 'https://img.example/ada.png' };
    expect(chat.session.get()).toMatchObject({ status: 'active', user, error: null });
    const reader = makeChat({ key: tenant.key });
    const seen = await until(reader.room({ slug: 'lobby' }), ({ items }) => items.length === 1);
    expect(seen.users[message.authorId]).toMatchObject(user);
    await Promise.all([chat.session.me(), chat.session.me()]);
    expect(asked).toBe(1);
    // The next visit is the same person, who has nothing kept but the own login.
    const again = makeChat({ key: tenant.key, session: { token } });
    expect((await again.session.me()).id).toBe(message.authorId);
  });

  it('shows a new name to readers when the login says one', async () => {
    const chat = makeChat({ key: tenant.key, session: 'none' });
    await chat.session.identify({ token: await sign('ada', 'Ada') });
    const { authorId } = await chat.room({ slug: 'lobby' }).send('hello');
    const reader = watch(makeChat({ key: tenant.key }).room({ slug: 'lobby' }));
    await until(reader, ({ users }) => users[authorId]?.displayName === 'Ada');
    await makeChat({ key: tenant.key, session: { token: () => sign('ada', 'Ada L.') } }).session.me();
    await until(reader, ({ users }) => users[authorId]?.displayName === 'Ada L.');
  });

  it('asks for another token when the server does not know its session any more, once for all who wait', async () => {
    let asked = 0;
    const token = () => {
      asked++;
      return sign('ada');
    };
    const chat = makeChat({ key: tenant.key, session: { token } });
    const { id } = await chat.session.me();
    const database = new pg.Client(testDatabaseUrl());
    await database.connect();
    await database.query('UPDATE sessions SET expires_at = now() WHERE user_id = $1', [id]);
    await database.end();
    await eventually(async () => {
      const all = await Promise.all([chat.session.me(), chat.session.me(), chat.session.me()]);
      expect(all.map((me) => me.id)).toEqual([id, id, id]);
      expect(asked).toBe(2);
    });
    await chat.session.me();
    expect(asked).toBe(2);
  });

  it('says why nobody comes in: a removed key, an expired token, one of another tenant', async () => {
    const other = await makeSigner(await makeTenant());
    const removed = await makeSigner(tenant, 'ES256');
    const token = await sign('ada', undefined, removed);
    await tenant.rest('DELETE', `/v1/tenant/signing-keys/${removed.kid}`, { bearer: tenant.secretKey });
    const bad: [string, string][] = [
      [token, 'invalid_token'],
      [await signer.sign({ sub: 'ada', exp: nowSeconds() - 600 }), 'token_expired'],
      [await other.sign({ sub: 'ada' }), 'invalid_token'],
    ];
    for (const [text, code] of bad) {
      const chat = makeChat({ key: tenant.key, session: { token: () => Promise.resolve(text) } });
      await expect(chat.session.me()).rejects.toMatchObject({ code, status: 401 });
      expect(chat.session.get()).toMatchObject({ status: 'ended', user: null, error: { code } });
      const lobby = watch(chat.room({ slug: 'lobby' }));
      await expect(lobby.send('hello')).rejects.toMatchObject({ code });
    }
  });

  it('waits for a login that is down, asking it now and then, and sends when it is back', async () => {
    let isDown = true;
    let asked = 0;
    const token = () => {
      asked++;
      return isDown ? Promise.reject(new Error('503')) : sign('ada');
    };
    const chat = makeChat({ key: tenant.key, session: { token } });
    const rooms = ['lobby', 'a', 'b', 'c'].map((slug) => watch(chat.room({ slug })));
    const sent = rooms[0]?.send('hello');
    await eventually(() => expect(chat.session.get().error).toMatchObject({ code: 'login_unavailable' }));
    await eventually(() => expect(asked).toBeGreaterThan(1));
    // Four rooms, a connection and a message want a session, and there is one question at a time, with pauses.
    expect(asked).toBeLessThan(6);
    isDown = false;
    await expect(sent).resolves.toMatchObject({ seq: 1 });
    expect(chat.session.get()).toMatchObject({ status: 'active', error: null });
  });

  it('comes in where guests are off and sign-up is closed', async () => {
    await tenant.settings({ guests: 'off', signUp: 'closed' });
    const chat = makeChat({ key: tenant.key, session: 'none' });
    const lobby = watch(chat.room({ slug: 'lobby' }));
    await until(lobby, ({ status }) => status === 'ready');
    await expect(lobby.send('nobody')).rejects.toMatchObject({ code: 'forbidden' });
    await expect(chat.session.login({ login: 'ada', password: 'x' })).rejects.toMatchObject({ code: 'forbidden' });
    await chat.session.identify({ token: await sign('ada') });
    await expect(lobby.send('ada')).resolves.toMatchObject({ seq: 1 });
  });
});

describe('another person on the same page', () => {
  it('sees nothing of the first one: no room, no message on its way, nothing kept', async () => {
    const secret = await secretOf('ada', 'for my eyes only');
    const chat = makeChat({ key: tenant.key, session: 'none' });
    const ada = await chat.session.identify({ token: await sign('ada') });
    const room = watch(chat.room({ id: secret }));
    await until(room, ({ items }) => items.length === 1);
    const lobby = watch(chat.room({ slug: 'lobby' }));
    await lobby.send('from ada');
    const shown = recorded(room);
    const coming = chat.session.identify({ token: await sign('bo') });
    shown.splice(0, shown.length);
    const bo = await coming;
    expect(bo.id).not.toBe(ada.id);
    await until(room, ({ status }) => status === 'error');
    expect(room.timeline.get()).toMatchObject({ items: [], users: {}, room: null, member: null });
    expect(shown.filter(({ items }) => items.length > 0)).toEqual([]);
    // What is public is there again, as somebody else's.
    await until(lobby, ({ items }) => items.length === 1 && !items[0]?.own);
    await lobby.send('from bo');
    await until(lobby, ({ items }) => items.map(({ own }) => own).join() === 'false,true');
  });

  it('does not send what the first one had on its way', async () => {
    await tenant.settings({ limits: { messagesPerMinute: 1 } });
    const chat = makeChat({ key: tenant.key, session: 'none' });
    await chat.session.identify({ token: await sign('ada') });
    const lobby = watch(chat.room({ slug: 'lobby' }));
    await eventually(async () =>
      expect((await tenant.rest('GET', '/v1/limits')).body).toMatchObject({ messagesPerMinute: 1 }),
    );
    await lobby.send('first of ada');
    const unsent = lobby.send('second of ada');
    await until(lobby, ({ items }) => items[1]?.error?.code === 'rate_limited');
    const coming = chat.session.identify({ token: await sign('bo') });
    await expect(unsent).rejects.toMatchObject({ code: 'superseded' });
    expect(texts(lobby)).toEqual([]);
    await coming;
    await lobby.send('first of bo');
    await until(lobby, ({ items }) => items.every(({ status }) => status === 'sent') && items.length === 2);
    expect(texts(lobby)).toEqual(['first of ada', 'first of bo']);
  });

  it('is not there for the one who is identified again: the room stays open and loses nothing', async () => {
    const chat = makeChat({ key: tenant.key, session: 'none' });
    await chat.session.identify({ token: await sign('ada') });
    const lobby = watch(chat.room({ slug: 'lobby' }));
    await lobby.send('hello');
    await until(lobby, ({ items }) => items[0]?.status === 'sent');
    const shown = recorded(lobby);
    const statuses: string[] = [];
    chat.connection.subscribe(({ status }) => void statuses.push(status));
    await chat.session.identify({ token: await sign('ada') });
    await lobby.send('again');
    expect(shown.every(({ items }) => items.length > 0)).toBe(true);
    expect(statuses).toEqual(['online']);
  });

  it('after a log-out is nobody, until one is named', async () => {
    const secret = await secretOf('ada', 'mine');
    const chat = makeChat({ key: tenant.key, session: 'none' });
    await chat.session.identify({ token: await sign('ada') });
    const room = watch(chat.room({ id: secret }));
    await until(room, ({ items }) => items.length === 1);
    const leaving = chat.session.logout();
    expect(texts(room)).toEqual([]);
    await leaving;
    expect(chat.session.get()).toEqual({ status: 'none', user: null, error: null });
    await until(room, ({ status }) => status === 'error');
    await chat.session.identify({ token: await sign('ada') });
    await until(room, ({ items }) => items.length === 1);
  });
});

describe('several tabs of one browser', () => {
  let area: Map<string, string>;
  beforeEach(() => {
    area = installLocalStorage();
  });
  afterEach(removeLocalStorage);

  const tab = (session: Parameters<typeof makeChat>[0]['session'] = 'none') =>
    makeChat({ key: tenant.key, session, storage: 'browser' });

  it('lose the first person when another one is named in one of them', async () => {
    const secret = await secretOf('ada', 'mine');
    const [one, other] = [tab(), tab()];
    for (const chat of [one, other]) await chat.session.identify({ token: await sign('ada') });
    const room = watch(other.room({ id: secret }));
    await until(room, ({ items }) => items.length === 1);
    const bo = await one.session.identify({ token: await sign('bo') });
    await eventually(() => expect(other.session.get()).toMatchObject({ status: 'none', user: null }));
    expect(texts(room)).toEqual([]);
    expect(one.session.get().user).toEqual(bo);
  });

  it('follow when their own login names the same person', async () => {
    let sub = 'ada';
    const [one, other] = [tab({ token: () => sign(sub) }), tab({ token: () => sign(sub) })];
    await Promise.all([one.session.me(), other.session.me()]);
    sub = 'bo';
    const bo = await one.session.identify({ token: () => sign(sub) });
    await eventually(() => expect(other.session.get()).toMatchObject({ status: 'active', user: bo }));
  });

  it('do not fight when their own logins disagree: the last word stays, the other tab ends', async () => {
    const [one, other] = [tab({ token: () => sign('ada') }), tab({ token: () => sign('bo') })];
    await one.session.me();
    await other.session.me();
    await eventually(() => expect(one.session.get()).toMatchObject({ status: 'ended', user: null }));
    expect(other.session.get()).toMatchObject({ status: 'active', user: { kind: 'external' } });
    expect((await other.session.me()).id).toBe(other.session.get().user?.id);
  });

  it('are all without a person when one logs out, and nothing is kept', async () => {
    const [one, other] = [tab(), tab({ token: () => sign('ada') })];
    await one.session.identify({ token: await sign('ada') });
    await other.session.me();
    expect(area.size).toBe(1);
    await one.session.logout();
    await eventually(() => expect(other.session.get()).toMatchObject({ status: 'ended', user: null, error: null }));
    expect(area.size).toBe(0);
  });

  it('lose a guest when somebody is named in one of them', async () => {
    const [one, other] = [tab(), tab()];
    const guest = await one.session.guest();
    await eventually(() => expect(other.session.get().user).toEqual(guest));
    await one.session.identify({ token: await sign('ada') });
    await eventually(() => expect(other.session.get()).toMatchObject({ status: 'none', user: null }));
    expect([...area.keys()].filter((key) => !key.endsWith(':person'))).toEqual([]);
  });
});
