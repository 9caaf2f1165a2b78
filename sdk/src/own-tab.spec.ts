import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { givenKeepers } from '../test/support/keepers.js';
import { installLocks, removeLocks } from '../test/support/web-locks.js';
import { installSessionStorage, removeSessionStorage } from '../test/support/web-storage.js';
import { createTokenStorage } from './token-storage.js';

const given = givenKeepers();

/** Another tab that is there: it holds its lock until it goes. */
function otherTab(tab: string): () => void {
  let go: () => void = () => undefined;
  void navigator.locks.request(`parley:tab:${tab}`, () => new Promise<void>((letGo) => (go = letGo)));
  return () => go();
}

describe('a tab with a session of its own', () => {
  let area: Map<string, string>;
  beforeEach(() => {
    installLocks();
    area = installSessionStorage();
    given.storage = createTokenStorage('tab', 'test');
  });
  afterEach(() => {
    removeSessionStorage();
    removeLocks();
  });

  /** What the browser keeps for a tab in which somebody is a guest. */
  async function keptByTab(): Promise<{ tab: string; id: string }> {
    const { id } = await given.keeper('none').guest();
    return { tab: given.storage.read()?.tab ?? '', id };
  }
  /** The next page of the same tab, or one of a duplicate. */
  const nextPage = () => {
    Reflect.deleteProperty(globalThis, Symbol.for('parley.tabs'));
    given.storage = createTokenStorage('tab', 'test');
    return given.keeper('none');
  };

  it('keeps it under an id, and nothing before there is somebody', async () => {
    const session = given.keeper('none');
    expect(await session.token()).toBeNull();
    expect(area.size).toBe(0);
    const { tab } = await keptByTab();
    expect(tab).toMatch(/^\d+$/);
    const { held } = await navigator.locks.query();
    expect(held?.map(({ name }) => name)).toContain(`parley:tab:${tab}`);
  });

  it('has it still after a reload, also when the page before lets go a little late', async () => {
    const { id, tab } = await keptByTab();
    removeLocks();
    installLocks();
    const letGo = otherTab(tab);
    const session = nextPage();
    const resumed = session.token();
    do await new Promise(setImmediate);
    while ((await navigator.locks.query()).pending?.length === 0);
    letGo();
    expect(await resumed).not.toBeNull();
    expect([session.get().user?.id, given.storage.read()?.tab]).toEqual([id, tab]);
  });

  it('starts as nobody in a duplicate, and leaves the first one alone', async () => {
    const { id } = await keptByTab();
    const session = nextPage();
    expect(await session.token()).toBeNull();
    expect([area.size, given.server.count('POST /auth/refresh')]).toEqual([0, 0]);
    expect(given.server.accounts.get('session-1')?.isOver).toBe(false);
    expect((await session.guest()).id).not.toBe(id);
  });

  it('of a duplicate ends nothing of the first one by logging out or in before that is known', async () => {
    await keptByTab();
    await nextPage().logout();
    expect([area.size, given.server.count('POST /auth/logout')]).toEqual([0, 0]);
    area.clear();
    const { tab } = await keptByTab();
    const session = nextPage();
    await session.login({ login: 'ada', password: 'correct horse' });
    expect(given.storage.read()).toMatchObject({ kind: 'registered' });
    expect(given.storage.read()?.tab).not.toBe(tab);
  });

  it('is shared by two chats of one page', async () => {
    const { id } = await keptByTab();
    given.storage = createTokenStorage('tab', 'test');
    const session = given.keeper('none');
    await session.token();
    expect(session.get().user?.id).toBe(id);
  });
});
