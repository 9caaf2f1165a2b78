import { describe, expect, it, jest } from '@jest/globals';
import { givenKeepers, readMe } from '../test/support/keepers.js';
import { until } from '../test/support/until.js';
import { ChatError } from './errors.js';
import { OwnLogin } from './own-login.js';
import type { TokenSource } from './own-login.js';
import type { SessionChange } from './held-session.js';

const given = givenKeepers();
const { keeper } = given;

/** A token of that person; `nonce` makes it another one. */
const signed = (sub: string, nonce = 0): string =>
  `x.${Buffer.from(JSON.stringify({ sub, nonce })).toString('base64url')}.x`;
/** A login that gives another token of the same person each time, and counts. */
function login(sub: string) {
  const made = { asked: 0, token: (): Promise<string> => Promise.resolve(signed(sub, ++made.asked)) };
  return made;
}
const idOf = (sub: string) => `user of sub ${sub}`;

describe('the function of the own login', () => {
  it('is asked once for all who wait', async () => {
    const ada = login('ada');
    const session = keeper({ token: ada.token });
    const tokens = await Promise.all(Array.from({ length: 10 }, () => session.token()));
    expect([new Set(tokens).size, ada.asked, given.server.count('POST /auth/exchange')]).toEqual([1, 1, 1]);
    expect(session.get()).toMatchObject({ status: 'active', user: { id: idOf('ada') }, error: null });
  });

  it('is asked again before the session’s token expires, and the session goes on without a break', async () => {
    const ada = login('ada');
    given.server.expiresInMs = 0;
    const session = keeper({ token: ada.token });
    await session.token();
    const { generation } = session;
    const changes: SessionChange[] = [];
    session.onChange((change) => changes.push(change));
    given.server.expiresInMs = 600_000;
    const [one, other] = await Promise.all([session.token(), session.token()]);
    expect([one === other, ada.asked]).toEqual([true, 2]);
    expect([session.generation, changes]).toEqual([generation, ['renewed']]);
  });

  it('is asked again when the server refuses the session, once for many calls, which are then answered', async () => {
    const ada = login('ada');
    const session = keeper({ token: ada.token });
    await session.token();
    for (const refusing of [
      () => given.server.expireTokens(),
      () => {
        for (const account of given.server.accounts.values()) account.isOver = true;
      },
    ]) {
      const before = ada.asked;
      refusing();
      const all = await Promise.all(Array.from({ length: 10 }, () => readMe(session)));
      expect(new Set(all.map(({ id }) => id))).toEqual(new Set([idOf('ada')]));
      expect(ada.asked).toBe(before + 1);
    }
  });

  it('that names somebody else when a change is refused does not have it made for them', async () => {
    let who = 'ada';
    const session = keeper({ token: () => Promise.resolve(signed(who)) });
    await session.token();
    const ada = given.server.accounts.get('session-1');
    if (ada) ada.isOver = true;
    who = 'bo';
    await expect(session.update({ displayName: 'Ada' })).rejects.toMatchObject({ code: 'superseded' });
    expect(await readMe(session)).toMatchObject({ id: idOf('bo') });
    expect(given.server.count('PATCH /me')).toBe(1);
    expect([...given.server.accounts.values()].map(({ user }) => user.displayName)).not.toContain('Ada');
  });

  it('that gives the same token each time has its session renewed all the same', async () => {
    const session = keeper({ token: () => Promise.resolve(signed('ada')) });
    await session.token();
    given.server.refused.add(signed('ada'));
    given.server.expireTokens();
    expect((await readMe(session)).id).toBe(idOf('ada'));
    expect([given.server.count('POST /auth/exchange'), given.server.count('POST /auth/refresh')]).toEqual([1, 1]);
  });

  it('is asked once more when its token is refused; the session has ended when it has no other', async () => {
    const ada = login('ada');
    given.server.refused.add(signed('ada', 1));
    const session = keeper({ token: ada.token });
    await session.token();
    expect([ada.asked, session.get().status]).toEqual([2, 'active']);

    const stale = keeper({ token: () => Promise.resolve(signed('ada', 1)) });
    await expect(stale.token()).rejects.toMatchObject({ code: 'token_expired', status: 401 });
    expect(stale.get()).toMatchObject({ status: 'ended', user: null, error: { code: 'token_expired' } });
    await expect(stale.token()).rejects.toMatchObject({ code: 'token_expired' });
    expect(given.server.count('POST /auth/exchange')).toBe(3);
  });

  it.each<[string, TokenSource]>([
    ['rejects', () => Promise.reject(new Error('down'))],
    [
      'throws',
      () => {
        throw new Error('down');
      },
    ],
    ['gives nothing', () => Promise.resolve('')],
    ['gives no text', () => Promise.resolve(7 as unknown as string)],
  ])('that %s is told so with its error, and left in peace until its pause is over', async (_, source) => {
    let asked = 0;
    const session = keeper({
      token: async () => {
        asked++;
        return source();
      },
    });
    const first = session.token();
    await expect(first).rejects.toMatchObject({ code: 'login_unavailable', retryable: true, status: 0 });
    await expect(first).rejects.toHaveProperty('cause', expect.any(Error));
    for (let count = 0; count < 20; count++) {
      const again = session.token();
      await expect(again).rejects.toMatchObject({ code: 'login_unavailable', retryAfterMs: expect.any(Number) });
    }
    expect(asked).toBe(1);
    expect(session.get()).toMatchObject({ status: 'pending', error: { code: 'login_unavailable' } });
    expect(given.server.requests).toEqual([]);
  });

  it('waits longer from failure to failure, a minute at most, and no more once it works', async () => {
    jest.useFakeTimers({ now: 0 });
    try {
      let isDown = true;
      const own = new OwnLogin(() => (isDown ? Promise.reject(new Error('down')) : 'token'), given.closing.signal);
      const pauses: number[] = [];
      for (let count = 0; count < 12; count++) {
        const error = await own.ask().catch((thrown: unknown) => thrown as ChatError);
        pauses.push((error as ChatError).retryAfterMs ?? 0);
        jest.advanceTimersByTime(pauses.at(-1) ?? 0);
      }
      pauses.forEach((pause, at) => {
        const ceiling = Math.min(60_000, 1_000 * 2 ** at);
        expect(pause).toBeGreaterThanOrEqual(ceiling / 2);
        expect(pause).toBeLessThanOrEqual(ceiling);
      });
      isDown = false;
      await expect(own.ask()).resolves.toBe('token');
      isDown = true;
      const error = await own.ask().catch((thrown: unknown) => thrown as ChatError);
      expect((error as ChatError).retryAfterMs).toBeLessThanOrEqual(1_000);
    } finally {
      jest.useRealTimers();
    }
  });

  it('that never answers is given up after half a minute', async () => {
    jest.useFakeTimers();
    try {
      const asking = new OwnLogin(() => new Promise<string>(() => undefined), given.closing.signal).ask();
      const outcome = asking.catch((thrown: unknown) => thrown);
      await jest.advanceTimersByTimeAsync(30_000);
      expect(await outcome).toMatchObject({ code: 'login_unavailable' });
    } finally {
      jest.useRealTimers();
    }
  });

  it('that fails while the session is good is told so beside it, and a person who acts does not wait for the pause', async () => {
    let isDown = false;
    const ada = login('ada');
    const session = keeper({ token: () => (isDown ? Promise.reject(new Error('down')) : ada.token()) });
    await session.token();
    isDown = true;
    given.server.expireTokens();
    await expect(readMe(session)).rejects.toMatchObject({ code: 'login_unavailable' });
    expect(session.get()).toMatchObject({
      status: 'active',
      user: { id: idOf('ada') },
      error: { code: 'login_unavailable' },
    });
    isDown = false;
    expect((await session.guest()).id).toBe(idOf('ada'));
    expect(session.get().error).toBeNull();
  });

  it('is asked nothing any more once the chat is closed', async () => {
    const session = keeper({ token: () => new Promise<string>(() => undefined) });
    const waiting = session.token();
    given.closing.abort(new ChatError({ code: 'closed' }));
    await expect(waiting).rejects.toMatchObject({ code: 'closed' });
    await expect(session.token()).rejects.toMatchObject({ code: 'closed' });
  });
});

describe('what the own login says', () => {
  it('is kept nowhere, and takes the place of a guest who was kept', async () => {
    given.storage.write({ refreshToken: given.server.makeAccount('guest'), kind: 'guest', userId: 'user-session-1' });
    const session = keeper({ token: login('ada').token });
    await session.token();
    expect(session.get().user?.kind).toBe('external');
    expect(given.storage.read()).toBeNull();
  });

  it('of somebody else at a renewal puts the first one out', async () => {
    let sub = 'ada';
    const session = keeper({ token: () => Promise.resolve(signed(sub)) });
    await session.token();
    const changes: SessionChange[] = [];
    session.onChange((change) => {
      changes.push(change);
      // What is theirs goes while it is still they who are shown.
      if (change === 'replaced') expect(session.get().user?.id).toBe(idOf('ada'));
    });
    sub = 'bo';
    given.server.expireTokens();
    expect((await readMe(session)).id).toBe(idOf('bo'));
    expect(changes).toEqual(['replaced', 'changed', 'changed']);
  });
});

describe('identify', () => {
  it('brings somebody in, and is nothing new for the one who is in', async () => {
    const session = keeper('none');
    const user = await session.identify({ token: signed('ada') });
    expect([user.id, session.get().status]).toEqual([idOf('ada'), 'active']);
    const { generation } = session;
    const { requests } = given.server;
    const before = requests.length;
    for (const token of [signed('ada', 1), () => Promise.resolve(signed('ada', 2)), signed('ada')]) {
      expect(await session.identify({ token })).toEqual(user);
    }
    expect([session.generation, requests.length]).toEqual([generation, before]);
  });

  it('of another puts the first one out before the other is asked for, and ends that session', async () => {
    const session = keeper('none');
    await session.identify({ token: signed('ada') });
    const seen: unknown[] = [];
    session.onChange((change) => seen.push(change, given.server.count('POST /auth/exchange'), session.get().user?.id));
    expect((await session.identify({ token: signed('bo') })).id).toBe(idOf('bo'));
    expect(seen).toEqual(['replaced', 1, idOf('ada'), 'changed', 1, undefined, 'changed', 2, idOf('bo')]);
    await until(session, () => given.server.accounts.get('session-1')?.isOver === true);
  });

  it('of several at once lets the last one stay, and whoever came too late is told and ended', async () => {
    const session = keeper('none');
    const subs = ['ada', 'bo', 'cy'];
    const all = await Promise.allSettled(subs.map((sub) => session.identify({ token: signed(sub) })));
    expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled']);
    expect(all[0]).toMatchObject({ reason: { code: 'superseded' } });
    expect(session.get().user?.id).toBe(idOf('cy'));
    const late = () => [...given.server.accounts.values()].filter(({ user }) => user.id !== idOf('cy'));
    await until(session, () => late().every(({ isOver }) => isOver));
  });

  it('with a function waits for its token before it says who goes', async () => {
    const session = keeper('none');
    await session.identify({ token: signed('ada') });
    let give: (token: string) => void = () => undefined;
    const other = session.identify({ token: () => new Promise((resolve) => (give = resolve)) });
    await readMe(session);
    expect(session.get().user?.id).toBe(idOf('ada'));
    give(signed('bo'));
    expect((await other).id).toBe(idOf('bo'));
  });

  it('with a function that fails leaves everything as it was', async () => {
    const session = keeper('none');
    await session.identify({ token: signed('ada') });
    const refused = session.identify({ token: () => Promise.reject(new Error('down')) });
    await expect(refused).rejects.toMatchObject({ code: 'login_unavailable', cause: new Error('down') });
    expect((await readMe(session)).id).toBe(idOf('ada'));
  });

  it('before a log-out comes to nothing, and after one to somebody', async () => {
    const session = keeper('none');
    const coming = session.identify({ token: signed('ada') });
    const leaving = session.logout();
    await expect(coming).rejects.toMatchObject({ code: 'superseded' });
    await leaving;
    expect(session.get()).toEqual({ status: 'none', user: null, error: null });
    expect(await session.token()).toBeNull();
    const back = session.logout().then(() => undefined);
    expect((await session.identify({ token: signed('ada') })).id).toBe(idOf('ada'));
    await back;
    expect(session.get().status).toBe('active');
  });

  it('makes no guest, whoever acts meanwhile', async () => {
    const session = keeper('guest');
    const coming = session.identify({ token: signed('ada') });
    await Promise.all([session.requireToken(), session.token(), coming]);
    expect([given.server.count('POST /auth/guest'), session.get().user?.id]).toEqual([0, idOf('ada')]);
  });

  it('while a guest is being made lets that guest come too late', async () => {
    const session = keeper('guest');
    const guest = session.token();
    expect((await session.identify({ token: signed('ada') })).id).toBe(idOf('ada'));
    await guest;
    expect(session.get().user?.id).toBe(idOf('ada'));
    expect(given.storage.read()).toBeNull();
  });

  it('that the server refuses has ended, keeps a guest who was here for later, and can be said again', async () => {
    const session = keeper('none');
    await session.guest();
    const kept = given.storage.read();
    given.server.refused.add(signed('ada'));
    await expect(session.identify({ token: signed('ada') })).rejects.toMatchObject({ code: 'token_expired' });
    expect(session.get()).toMatchObject({ status: 'ended', error: { code: 'token_expired' } });
    expect(given.storage.read()).toEqual(kept);
    expect((await session.identify({ token: signed('ada', 1) })).id).toBe(idOf('ada'));
    expect(given.storage.read()).toBeNull();
  });

  it('asks the server once while others look for the session already, and is told what it said', async () => {
    given.server.refused.add(signed('ada'));
    const session = keeper('none');
    const naming = session.identify({ token: signed('ada') });
    const looking = session.token();
    await expect(naming).rejects.toMatchObject({ code: 'token_expired' });
    expect([await looking, given.server.count('POST /auth/exchange')]).toEqual([null, 1]);
    expect(session.get()).toMatchObject({ status: 'ended', error: { code: 'token_expired' } });
  });

  it('takes the place of an account, and the account can take it back', async () => {
    const session = keeper('none');
    const account = await session.login({ login: 'ada', password: 'correct horse' });
    await session.identify({ token: signed('ada') });
    expect(given.storage.read()).toBeNull();
    const again = await session.login({ login: 'ada', password: 'correct horse' });
    expect([account.kind, again.kind, { ...session.get().user, isGuestMerged: false }]).toEqual([
      'registered',
      'registered',
      again,
    ]);
    expect((await session.identify({ token: signed('ada') })).id).toBe(idOf('ada'));
  });
});
