import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { installLocalStorage, removeLocalStorage } from '../test/support/web-storage.js';
import { createTokenStorage, sessionStorageKey } from './token-storage.js';

const name = sessionStorageKey('https://chat.example.com/', 'pk_1');
const kept = { refreshToken: 'refresh', kind: 'guest', userId: 'user' } as const;

describe('the storage of a session', () => {
  let area: Map<string, string>;
  beforeEach(() => {
    area = installLocalStorage();
  });
  afterEach(removeLocalStorage);

  it('has one place for each server and tenant, and something is there exactly while there is a session', () => {
    expect(name).toBe(sessionStorageKey('https://chat.example.com', 'pk_1'));
    expect(name).not.toBe(sessionStorageKey('https://chat.example.com', 'pk_2'));
    const storage = createTokenStorage('browser', name);
    storage.write(kept);
    expect([...area.keys()]).toEqual([name]);
    storage.write(null);
    expect(area.size).toBe(0);
  });

  it('is shared by all tabs, and not in memory', () => {
    createTokenStorage('browser', name).write(kept);
    expect(createTokenStorage('browser', name).read()).toEqual(kept);
    expect(createTokenStorage('browser', name).shared).not.toBeNull();
    expect(createTokenStorage('memory', name).read()).toBeNull();
    expect(createTokenStorage('memory', name).shared).toBeNull();
  });

  it.each(['{', '"text"', '{"refreshToken":1}', 'null'])('takes %s for no session', (text) => {
    area.set(name, text);
    expect(createTokenStorage('browser', name).read()).toBeNull();
  });

  it('lasts as long as the page where the browser keeps nothing', () => {
    removeLocalStorage();
    const storage = createTokenStorage('browser', name);
    storage.write(kept);
    expect(storage.read()).toEqual(kept);
    expect(storage.shared).toBeNull();
  });

  it('lasts as long as the page when the browser has no room for it', () => {
    const storage = createTokenStorage('browser', name);
    globalThis.localStorage.setItem = () => {
      throw new Error('QuotaExceededError');
    };
    storage.write(kept);
    expect(storage.read()).toEqual(kept);
  });
});
