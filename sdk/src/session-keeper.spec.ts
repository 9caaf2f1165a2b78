import { describe, expect, it } from '@jest/globals';
import { givenKeepers, readMe } from '../test/support/keepers.js';
import type { SessionMode } from './chat.js';
import type { SessionKeeper } from './session-keeper.js';

const given = givenKeepers();
const keeper = (mode: SessionMode = 'guest'): SessionKeeper => given.keeper(mode);
const keep = (kind: 'guest' | 'registered' | 'external'): void =>
  given.storage.write({ refreshToken: given.server.makeAccount(kind), kind, userId: 'user-session-1' });

describe('a guest session', () => {
  it('is made at the first call, once for all who wait, and kept', async () => {
    const session = keeper();
    const tokens = await Promise.all([session.token(), session.token(), session.guest().then(() => session.token())]);
    expect(new Set(tokens).size).toBe(1);
    expect(given.server.count('POST /auth/guest')).toBe(1);
    expect(session.get()).toMatchObject({ status: 'active', user: { kind: 'guest' } });
    expect(given.storage.read()).toEqual({
      refreshToken: 'refresh.session-1.0',
      kind: 'guest',
      userId: 'user-session-1',
    });
  });

  it('is resumed by the next visit as the same person', async () => {
    const { id } = await keeper().guest();
    expect((await keeper().guest()).id).toBe(id);
    expect(given.server.count('POST /auth/guest')).toBe(1);
  });

  it('starts when somebody subscribes to it', async () => {
    const session = keeper();
    const statuses: string[] = [];
    const active = new Promise<void>((resolve) => {
      session.subscribe(({ status }) => {
        statuses.push(status);
        if (status === 'active') resolve();
      });
    });
    await active;
    expect(statuses).toEqual(['pending', 'active']);
  });

  it('is another guest when the server does not know the kept one any more', async () => {
    given.storage.write({ refreshToken: 'refresh.gone.0', kind: 'guest', userId: 'user-gone' });
    await keeper().guest();
    expect(given.storage.read()?.refreshToken).toBe('refresh.session-1.0');
  });
});

describe('a renewal', () => {
  it('happens once for many calls whose token has expired, and each call is then answered', async () => {
    const session = keeper();
    await session.guest();
    given.server.expireTokens();
    const all = await Promise.all(Array.from({ length: 10 }, () => readMe(session)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(given.server.count('POST /auth/refresh')).toBe(1);
  });

  it('happens before the token expires', async () => {
    given.server.expiresInMs = 0;
    const session = keeper();
    const first = await session.token();
    expect(await session.token()).not.toBe(first);
    expect(given.server.count('POST /auth/refresh')).toBe(1);
  });

  it('whose answer was lost is asked for again with the same refresh token', async () => {
    const session = keeper();
    const { id } = await session.guest();
    given.server.expireTokens();
    given.server.faults.push({ path: 'POST /auth/refresh', do: 'lose answer' });
    expect((await readMe(session)).id).toBe(id);
    expect(given.server.refreshTokens).toEqual(['refresh.session-1.0', 'refresh.session-1.0']);
    expect(given.storage.read()?.refreshToken).toBe('refresh.session-1.1');
  });

  it('that cannot reach the server rejects as retryable, and the identity is there when the server is back', async () => {
    const session = keeper();
    const { id } = await session.guest();
    given.server.expireTokens();
    await given.server.stop();
    await expect(readMe(session)).rejects.toMatchObject({ code: 'network', retryable: true, status: 0 });
    expect(session.get()).toMatchObject({ status: 'active', user: { id } });
    await given.server.start();
    expect((await readMe(session)).id).toBe(id);
    expect(given.server.count('POST /auth/guest')).toBe(1);
  });

  it.each([
    { status: 429, code: 'rate_limited' },
    { status: 401, code: 'invalid_key' },
    { status: 403, code: 'origin_not_allowed' },
    { status: 500, code: 'internal_error' },
  ])('that is answered $code loses no session', async ({ status, code }) => {
    keep('guest');
    given.server.faults.push(...Array.from({ length: 3 }, () => ({ path: 'POST /auth/refresh', status, code })));
    const session = keeper();
    await expect(session.token()).rejects.toMatchObject({ code, status });
    expect(session.get()).toMatchObject({ status: 'pending', error: { code } });
    given.server.faults.length = 0;
    expect((await session.guest()).id).toBe('user-session-1');
  });

  it('by another tab is taken over: the kept refresh token counts', async () => {
    const [here, there] = [keeper(), keeper()];
    await here.guest();
    await there.guest();
    given.server.expireTokens();
    await readMe(here);
    await readMe(there);
    given.server.expireTokens();
    await readMe(here);
    expect(given.server.refreshTokens).toEqual([0, 1, 2, 3].map((generation) => `refresh.session-1.${generation}`));
  });

  it('ends for one caller by its signal, and goes on for the others', async () => {
    const session = keeper();
    const impatient = new AbortController();
    const [given, other] = [session.token(impatient.signal), session.token()];
    impatient.abort(new Error('no time'));
    await expect(given).rejects.toThrow('no time');
    await expect(other).resolves.toMatch(/^access/);
  });
});

describe('a chat without a session', () => {
  it('makes none by itself, and one guest when a person acts', async () => {
    const session = keeper('none');
    session.subscribe(() => undefined);
    expect(await session.token()).toBeNull();
    expect(given.server.requests).toEqual([]);
    await Promise.all([session.requireToken(), session.requireToken(), session.token()]);
    expect(given.server.requests).toEqual(['POST /auth/guest']);
  });

  it('whose guest is refused tells who wanted it, and lets the others read on', async () => {
    given.server.faults.push({ path: 'POST /auth/guest', status: 403, code: 'forbidden' });
    const session = keeper('none');
    const [acting, reading] = [session.requireToken(), session.token()];
    await expect(acting).rejects.toMatchObject({ code: 'forbidden' });
    await expect(reading).resolves.toBeNull();
    expect(session.get()).toMatchObject({ status: 'none', error: { code: 'forbidden' } });
    await expect(session.requireToken()).resolves.toMatch(/^access/);
  });

  it('resumes the session that is kept', async () => {
    keep('registered');
    const session = keeper('none');
    expect(await session.token()).toMatch(/^access/);
    expect(session.get().user?.kind).toBe('registered');
  });

  it('is without one again when the kept guest is gone', async () => {
    given.storage.write({ refreshToken: 'refresh.gone.0', kind: 'guest', userId: 'user-gone' });
    const session = keeper('none');
    expect(await session.token()).toBeNull();
    expect(session.get()).toEqual({ status: 'none', user: null, error: null });
    expect(given.storage.read()).toBeNull();
  });
});

describe('a registered session', () => {
  it('takes over the guest: the same user, and the end of the guest session does not end it', async () => {
    const session = keeper();
    const guest = await session.guest();
    const { generation } = session;
    const registering = session.register({ username: 'ada', password: 'correct horse' });
    const ended = session.onEnded('revoked', generation);
    const user = await registering;
    await ended;
    expect(user).toMatchObject({ id: guest.id, kind: 'registered', username: 'ada' });
    expect(session.get().status).toBe('active');
    expect(session.generation).toBeGreaterThan(generation);
  });

  it('that the server refuses has ended: no guest takes its place until the person says so', async () => {
    given.storage.write({ refreshToken: 'refresh.gone.0', kind: 'registered', userId: 'user-gone' });
    const session = keeper();
    await expect(session.requireToken()).rejects.toMatchObject({ code: 'invalid_token' });
    expect(session.get()).toMatchObject({ status: 'ended', error: { code: 'invalid_token' } });
    await expect(session.token()).rejects.toMatchObject({ code: 'invalid_token' });
    expect(given.server.count('POST /auth/guest')).toBe(0);
    expect((await session.login({ login: 'ada', password: 'correct horse' })).kind).toBe('registered');
    expect(session.get()).toMatchObject({ status: 'active', error: null });
  });

  it('that the server ended is over and forgotten, one that is banned is kept for later', async () => {
    keep('registered');
    const session = keeper('none');
    await session.token();
    await session.onEnded('banned', session.generation);
    expect(session.get()).toMatchObject({ status: 'ended', error: { code: 'banned' } });
    expect(given.storage.read()).not.toBeNull();
    await session.login({ login: 'ada', password: 'correct horse' });
    await session.onEnded('password_changed', session.generation);
    expect(session.get()).toMatchObject({ status: 'ended', error: { code: 'password_changed' } });
    expect(given.storage.read()).toBeNull();
  });

  it('that another tab has replaced is not forgotten when the old one ends', async () => {
    const [here, there] = [keeper('none'), keeper('none')];
    await here.guest();
    await there.token();
    const user = await there.register({ username: 'ada', password: 'correct horse' });
    await here.onEnded('revoked', here.generation);
    expect(await here.token()).toMatch(/^access/);
    expect(here.get().user).toEqual(user);
  });

  it('is forgotten at once by logout, also when the server cannot be reached', async () => {
    keep('registered');
    const session = keeper('none');
    await session.token();
    await given.server.stop();
    const leaving = session.logout();
    expect(session.get()).toEqual({ status: 'none', user: null, error: null });
    expect(given.storage.read()).toBeNull();
    await leaving;
  });

  it('ends on the server by logout, also when its token had expired', async () => {
    keep('registered');
    const session = keeper('none');
    given.server.expiresInMs = 0;
    await session.token();
    await session.logout();
    expect(given.server.accounts.get('session-1')?.isOver).toBe(true);
  });

  it('shows a changed name to everyone who subscribed', async () => {
    const session = keeper();
    await session.guest();
    await session.update({ displayName: 'Ada' });
    expect(session.get().user?.displayName).toBe('Ada');
  });
});
