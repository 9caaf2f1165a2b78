import { afterEach, describe, expect, it } from '@jest/globals';
import { countUnread, sessionStorageKey } from '../src/index.js';
import { testServerUrl } from '../../api/test/support/environment.js';
import { makeTenant } from '../../api/test/support/tenant.js';

const url = testServerUrl();

/** Stands in for a browser's storage, which Node has none of. */
function keep(entries: Record<string, string>): Map<string, string> {
  const kept = new Map(Object.entries(entries));
  const area = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
    removeItem: (name: string) => void kept.delete(name),
  };
  Object.defineProperty(globalThis, 'localStorage', { value: area, configurable: true });
  return kept;
}
const nameOf = ({ url, key }: { url: string; key: string }): string => sessionStorageKey(url, key);
const keptOf = (refreshToken: string): string => JSON.stringify({ refreshToken, kind: 'guest', userId: 'x' });
const had = Object.getOwnPropertyDescriptor(globalThis, 'localStorage');
afterEach(() => {
  if (had) Object.defineProperty(globalThis, 'localStorage', had);
  else delete (globalThis as { localStorage?: unknown }).localStorage;
});

describe('what is unread, counted without a chat', () => {
  it('is the sum over all pages of rooms, and what is kept is a session as before', async () => {
    const tenant = await makeTenant();
    const [ana, bo] = [await tenant.guest(), await tenant.guest()];
    for (let n = 0; n < 101; n++) {
      const { body } = await bo.rest<{ id: string }>('POST', '/v1/rooms', { type: 'public', name: `Room ${n}` });
      // People may do this sixty times a minute.
      const member = { bearer: tenant.secretKey, body: { userId: ana.id } };
      await tenant.rest('POST', `/v1/rooms/${body.id}/members`, member);
      await bo.rest('POST', `/v1/rooms/${body.id}/messages`, { clientId: 'a', text: 'x' });
    }
    const name = sessionStorageKey(url, tenant.key);
    const { refreshToken, user } = ana.session;
    const kept = keep({ [name]: JSON.stringify({ refreshToken, kind: user.kind, userId: user.id }) });
    const at = { url, key: tenant.key };
    expect(await countUnread(at)).toBe(101);
    const after = JSON.parse(kept.get(name) ?? '') as { refreshToken: string; userId: string };
    expect(after.userId).toBe(ana.id);
    expect(after.refreshToken).not.toBe(refreshToken);
    expect(await countUnread(at)).toBe(101);
  });

  it('is unknown where nobody is kept', async () => {
    const tenant = await makeTenant();
    keep({});
    expect(await countUnread({ url, key: tenant.key })).toBeNull();
  });

  it('forgets a session that the server does not take, as a chat does, and asks with it once', async () => {
    const tenant = await makeTenant();
    const at = { url, key: tenant.key };
    const { session } = await tenant.guest();
    await tenant.rest('POST', '/v1/auth/logout', { bearer: session.accessToken });
    for (const refreshToken of [session.refreshToken, 'rt_wrong']) {
      const kept = keep({ [nameOf(at)]: keptOf(refreshToken) });
      await expect(countUnread(at)).rejects.toMatchObject({ status: expect.any(Number) });
      expect(kept.size).toBe(0);
      expect(await countUnread(at)).toBeNull();
    }
  });

  it('leaves a session alone of which a refusal says nothing, or that has come meanwhile', async () => {
    const tenant = await makeTenant();
    const stranger = { url, key: 'pk_unknown' };
    const there = keep({ [nameOf(stranger)]: keptOf('rt_wrong') });
    await expect(countUnread(stranger)).rejects.toMatchObject({ code: 'invalid_key' });
    expect(there.get(nameOf(stranger))).toBe(keptOf('rt_wrong'));

    const at = { url, key: tenant.key };
    const kept = keep({ [nameOf(at)]: keptOf('rt_wrong') });
    const { fetch } = globalThis;
    globalThis.fetch = (...args) => {
      kept.set(nameOf(at), keptOf('rt_next'));
      return fetch(...args);
    };
    await expect(countUnread(at)).rejects.toMatchObject({ status: expect.any(Number) });
    globalThis.fetch = fetch;
    expect(kept.get(nameOf(at))).toBe(keptOf('rt_next'));
  });

  it('is given up by its signal', async () => {
    const tenant = await makeTenant();
    const at = { url, key: tenant.key };
    const kept = keep({ [nameOf(at)]: keptOf('rt_wrong') });
    const ending = new AbortController();
    ending.abort(new Error('enough'));
    await expect(countUnread(at, { signal: ending.signal })).rejects.toThrow('enough');
    expect(kept.size).toBe(1);
  });
});
