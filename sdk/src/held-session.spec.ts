import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { givenKeepers, readMe } from '../test/support/keepers.js';
import { until } from '../test/support/until.js';
import { installLocks, removeLocks } from '../test/support/web-locks.js';
import { installLocalStorage, removeLocalStorage } from '../test/support/web-storage.js';
import type { SessionMode } from './chat.js';
import type { SessionChange } from './held-session.js';
import type { SessionKeeper } from './session-keeper.js';
import { createTokenStorage } from './token-storage.js';

const given = givenKeepers();
const account = { login: 'ada', password: 'correct horse' };
const nobody = { status: 'none', user: null, error: null };

const signed = (sub: string): string => `x.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.x`;

/** What a tab tells its rooms from now on. */
function told(session: SessionKeeper): SessionChange[] {
  const changes: SessionChange[] = [];
  session.onChange((change) => changes.push(change));
  return changes;
}

describe('the tabs of one browser', () => {
  let area: Map<string, string>;
  beforeEach(() => {
    area = installLocalStorage();
    given.storage = createTokenStorage('browser', 'test');
  });
  afterEach(removeLocalStorage);

  /** Two tabs with one session. */
  async function pair(mode: SessionMode = 'none'): Promise<[SessionKeeper, SessionKeeper]> {
    const [one, other] = [given.keeper(mode), given.keeper(mode)];
    await one.guest();
    await other.token();
    expect(other.get()).toEqual(one.get());
    return [one, other];
  }

  it('are all wiped when one logs out, also where the server cannot be reached', async () => {
    const [one, other] = await pair();
    const changes = told(other);
    await given.server.stop();
    const leaving = one.logout();
    await until(other, ({ status }) => status === 'none');
    expect([changes, other.get(), area.size]).toEqual([['replaced', 'changed'], nobody, 0]);
    await leaving;
  });

  it('make no guest of their own after that, until somebody wants to be one', async () => {
    const [one, other] = await pair('guest');
    await one.logout();
    await until(other, ({ status }) => status === 'ended');
    await expect(other.token()).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(given.server.count('POST /auth/guest')).toBe(1);
    const next = await other.guest();
    expect(next.id).not.toBe('user-session-1');
    // The tab where somebody logged out is not left alone with that.
    await until(one, ({ user }) => user?.id === next.id);
  });

  it('are wiped when what is kept for the site is cleared', async () => {
    const [, other] = await pair();
    const changes = told(other);
    area.clear();
    globalThis.dispatchEvent(Object.assign(new Event('storage'), { key: null, newValue: null }));
    await until(other, ({ user }) => user === null);
    expect([changes, other.get()]).toEqual([['replaced', 'changed'], nobody]);
  });

  it('that come back out of the browser’s cache find that somebody has logged out', async () => {
    const [, other] = await pair();
    const changes = told(other);
    // Nobody heard of it.
    area.clear();
    globalThis.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: false }));
    await new Promise(setImmediate);
    expect(changes).toEqual([]);
    globalThis.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await until(other, ({ user }) => user === null);
    expect([changes, other.get()]).toEqual([['replaced', 'changed'], nobody]);
  });

  it('are all the other person when one logs in as another, with nothing of the first one', async () => {
    const [one, other] = await pair();
    await one.login(account);
    await until(other, ({ user }) => user?.kind === 'registered');
    const changes = told(other);
    const next = await one.login(account);
    await until(other, ({ user }) => user?.id === next.id);
    expect(changes).toEqual(['replaced', 'changed', 'changed']);
  });

  it.each([true, false])(
    'are all the account that a guest makes in one, and lose nothing (with locks: %s)',
    async (isSecure) => {
      if (isSecure) installLocks();
      try {
        const [one, other] = await pair();
        const changes = [told(one), told(other)];
        const { generation } = other;
        let ended: Promise<void> | undefined;
        // The end of the guest's session is heard before the answer.
        given.server.onRequest = (route) => {
          if (route === 'POST /auth/register') ended = other.onEnded('revoked', generation);
        };
        const user = await one.register({ username: 'ada', password: 'correct horse' });
        await ended;
        await until(other, (state) => state.status === 'active' && state.user?.kind === 'registered');
        expect([one.get().user, other.get().user]).toEqual([user, user]);
        expect(changes.map((each) => each.includes('replaced'))).toEqual([false, !isSecure]);
      } finally {
        removeLocks();
      }
    },
  );

  it('go on where another one has only renewed the session', async () => {
    const [one, other] = await pair();
    const changes = told(other);
    given.server.expireTokens();
    await readMe(one);
    expect(changes).toEqual([]);
    await readMe(other);
    expect(changes).toEqual(['renewed']);
  });

  it('do not bring a session back that was renewed while another one logged out', async () => {
    const [, other] = await pair();
    const changes = told(other);
    given.server.expireTokens();
    // The other tab's word of it comes later than the answer.
    given.server.onRequest = (route) => void (route === 'POST /auth/refresh' && area.clear());
    await readMe(other).catch(() => undefined);
    expect([changes, other.get(), area.size]).toEqual([['replaced', 'changed'], nobody, 0]);
  });

  it('make no guest for somebody who has left while another tab was waited for', async () => {
    installLocks();
    try {
      let letGo: () => void = () => undefined;
      void navigator.locks.request('test', () => new Promise<void>((go) => (letGo = go)));
      const session = given.keeper('guest');
      const coming = session.token().catch((error: unknown) => error);
      await session.logout();
      letGo();
      expect(await coming).toMatchObject({ code: 'unauthenticated' });
      expect([session.get(), given.server.requests]).toEqual([{ ...nobody, status: 'ended' }, []]);
    } finally {
      removeLocks();
    }
  });

  it('keep whoever the site’s own login names where only a kept session went', async () => {
    const [one] = await pair();
    const other = given.keeper('none');
    await other.identify({ token: signed('ada') });
    await until(one, ({ status }) => status === 'none');
    expect(other.get().user?.kind).toBe('external');
  });
});

describe('tabs of a site with its own login', () => {
  beforeEach(() => {
    installLocalStorage();
    given.storage = createTokenStorage('browser', 'test');
  });
  afterEach(removeLocalStorage);

  it('lose the one who was named as soon as another one is, who need not be here yet', async () => {
    const [one, other] = [given.keeper('none'), given.keeper({ token: () => Promise.resolve(signed(sub)) })];
    let sub = 'ada';
    await one.identify({ token: signed('ada') });
    const { user: ada } = one.get();
    await other.token();
    const changes = told(other);
    const seen: unknown[] = [];
    given.server.onRequest = (route) => {
      if (route === 'POST /auth/exchange') seen.push(other.get().user);
    };
    sub = 'bo';
    const bo = await one.identify({ token: signed('bo') });
    expect([seen[0], changes.slice(0, 2)]).toEqual([null, ['replaced', 'changed']]);
    // Its own login names the same one.
    await until(other, ({ user }) => user?.id === bo.id);
    expect(bo.id).not.toBe(ada?.id);
  });
});

describe('whoever comes after somebody whose session is over', () => {
  it.each(['signed_out', 'revoked', 'password_changed', 'account_deleted'])('inherits nothing: %s', async (code) => {
    const session = given.keeper('none');
    await session.guest();
    const changes = told(session);
    await session.onEnded(code, session.generation);
    expect(changes).toEqual(['replaced', 'changed']);
    expect([session.get().user, given.storage.read()]).toEqual([null, null]);
    await session.guest();
    expect(changes).toEqual(['replaced', 'changed', 'changed']);
  });

  it('inherits nothing of a guest whom the server does not know any more', async () => {
    const session = given.keeper('guest');
    const { id } = await session.guest();
    const changes = told(session);
    for (const held of given.server.accounts.values()) held.isOver = true;
    expect((await readMe(session)).id).not.toBe(id);
    expect(changes).toEqual(['replaced', 'changed', 'changed']);
  });

  it('finds all as it was who was only kept out for a while', async () => {
    const session = given.keeper('none');
    const { id } = await session.guest();
    const changes = told(session);
    await session.onEnded('banned', session.generation);
    expect((await session.guest()).id).toBe(id);
    expect(changes).toEqual(['changed', 'changed']);
  });
});

describe('logging in', () => {
  it('as another account ends the session of before', async () => {
    const session = given.keeper('none');
    await session.login(account);
    const changes = told(session);
    await session.login(account);
    expect(changes).toEqual(['replaced', 'changed']);
    await until(session, () => given.server.accounts.get('session-1')?.isOver === true);
    expect(given.server.accounts.get('session-2')?.isOver).toBe(false);
    expect(session.get().status).toBe('active');
  });

  it('as a guest keeps what the guest has in memory', async () => {
    const session = given.keeper('none');
    await session.guest();
    const changes = told(session);
    await session.login(account);
    expect(changes).toEqual(['changed']);
  });

  it.each([true, false])(
    'brings the guest along whose token has expired (held back by a clock: %s)',
    async (isSlow) => {
      const session = given.keeper('none');
      const { id } = await session.guest();
      if (isSlow) session.access = { token: await session.requireToken(), renewAtMs: 0, expiresAtMs: 0 };
      given.server.expireTokens();
      const user = await session.login({ ...account, mergeGuest: true });
      expect(given.server.logIns).toEqual([{ guest: id, mergeGuest: true }]);
      expect([user.kind, user.isGuestMerged]).toEqual(['registered', true]);
      expect(given.storage.read()).toMatchObject({ userId: user.id, mergedId: id });
    },
  );

  it('renews the guest’s token while no other tab does', async () => {
    installLocalStorage();
    installLocks();
    try {
      given.storage = createTokenStorage('browser', 'test');
      const [one, other] = [given.keeper('none'), given.keeper('none')];
      const { id } = await one.guest();
      await other.token();
      given.server.expireTokens();
      const [, user] = await Promise.all([readMe(other), one.login({ ...account, mergeGuest: true })]);
      expect(given.server.logIns).toEqual([{ guest: id, mergeGuest: true }]);
      expect(user.isGuestMerged).toBe(true);
      await until(other, (state) => state.user?.id === user.id);
    } finally {
      removeLocks();
      removeLocalStorage();
    }
  });

  it('says when there was no guest any more to bring along, and when it was left', async () => {
    const session = given.keeper('none');
    await session.guest();
    for (const one of given.server.accounts.values()) one.isOver = true;
    const user = await session.login({ ...account, mergeGuest: true });
    expect(given.server.logIns).toEqual([{ guest: undefined, mergeGuest: undefined }]);
    expect(user.isGuestMerged).toBe(false);
    expect(given.storage.read()?.mergedId).toBeUndefined();
    expect((await session.login(account)).isGuestMerged).toBe(false);
    await session.logout();
    await session.guest();
    expect((await session.login(account)).isGuestMerged).toBe(false);
  });

  it('names the guest again after an answer that was lost, once', async () => {
    const session = given.keeper('none');
    const { id } = await session.guest();
    given.server.faults.push({ path: 'POST /auth/login', do: 'lose answer' });
    const lost = session.login({ ...account, mergeGuest: true });
    await expect(lost).rejects.toMatchObject({ code: 'network' });
    const user = await session.login({ ...account, mergeGuest: true });
    expect([user.isGuestMerged, given.storage.read()?.mergedId]).toEqual([true, id]);
    await session.logout();
    expect((await session.login(account)).isGuestMerged).toBe(false);
    expect(given.storage.read()?.mergedId).toBeUndefined();
  });

  it('brings nobody along, and goes no further, while the guest’s token is not renewed', async () => {
    const session = given.keeper('none');
    const { id } = await session.guest();
    given.server.expireTokens();
    given.server.faults.push({ path: 'POST /auth/refresh', status: 403, code: 'forbidden' });
    const refused = session.login({ ...account, mergeGuest: true });
    await expect(refused).rejects.toMatchObject({ code: 'forbidden' });
    expect(session.get().user?.id).toBe(id);
    expect((await session.login({ ...account, mergeGuest: true })).isGuestMerged).toBe(true);
  });

  it('is not too late because a kept session turned out to be over', async () => {
    given.storage.write({ refreshToken: 'refresh.gone.0', kind: 'registered', userId: 'user-gone' });
    const session = given.keeper('none');
    const resuming = session.token().catch(() => undefined);
    expect((await session.login(account)).kind).toBe('registered');
    await resuming;
    expect(session.get().status).toBe('active');
  });
});
