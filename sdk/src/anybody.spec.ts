import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { givenKeepers } from '../test/support/keepers.js';
import { until } from '../test/support/until.js';
import { installLocks, removeLocks } from '../test/support/web-locks.js';
import { installLocalStorage, removeLocalStorage } from '../test/support/web-storage.js';
import type { SessionMode } from './chat.js';
import type { User } from './contract/index.js';
import type { SessionKeeper } from './session-keeper.js';
import { createTokenStorage } from './token-storage.js';

/** What happens in one of the tabs. `open`: a room is looked at; `settle`: all that was begun comes to its end. */
type Act =
  { tab: number; do: 'identify'; sub: string } | { tab: number; do: 'logout' | 'open' | 'guest' | 'logIn' | 'settle' };

const tab = fc.nat(1);
const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ tab, do: fc.constant('identify' as const), sub: fc.constantFrom('ada', 'bo', 'cy') }),
    fc.record({ tab, do: fc.constantFrom('logout', 'open', 'guest', 'logIn', 'settle') }),
  ),
  { maxLength: 14 },
);

const given = givenKeepers();

/** A tab that writes something at whatever is shown, as a room holds what its person sees and sends. */
class Tab {
  /** Whose things are in memory. */
  memory: string[] = [];
  /** What was in memory beside somebody else. */
  readonly leaks: string[] = [];
  private last: User | null = null;

  constructor(readonly session: SessionKeeper) {
    session.onChange((change) => {
      if (change === 'replaced') this.memory = [];
    });
    session.store.subscribe(({ user }) => user && this.show(user));
  }

  private show(user: User): void {
    // A guest who logs in takes along what is theirs.
    if (this.last?.kind === 'guest' && user.kind === 'registered') this.memory = this.memory.map(() => user.id);
    this.leaks.push(...this.memory.filter((id) => id !== user.id).map((id) => `${id} beside ${user.id}`));
    this.memory.push(user.id);
    this.last = user;
  }

  act(act: Act): Promise<unknown> {
    const { session } = this;
    if (act.do === 'identify') return session.identify({ token: signed(act.sub) });
    if (act.do === 'logout') return session.logout();
    if (act.do === 'guest') return session.guest();
    if (act.do === 'logIn') return session.login({ login: 'dan', password: 'correct horse' });
    return session.token();
  }
}

const signed = (sub: string): string => `x.${Buffer.from(JSON.stringify({ sub })).toString('base64url')}.x`;

describe('two tabs of one browser', () => {
  let area: Map<string, string>;
  beforeEach(() => {
    installLocks();
    area = installLocalStorage();
    given.storage = createTokenStorage('browser', 'test');
  });
  afterEach(() => {
    removeLocalStorage();
    removeLocks();
  });

  it.each<[SessionMode, SessionMode]>([
    ['none', 'none'],
    ['guest', 'none'],
    ['guest', 'guest'],
  ])(
    'never show anything of another person, in whatever order they identify, log out and open (%s and %s)',
    async (...modes) => {
      await fc.assert(
        fc.asyncProperty(acts, async (list) => {
          area.clear();
          const closing = new AbortController();
          const tabs = modes.map((mode) => new Tab(given.keeper(mode, closing)));
          const [one, other] = tabs as [Tab, Tab];
          const begun: Promise<unknown>[] = tabs.map(({ session }) => session.token());
          for (const act of list) {
            if (act.do === 'settle') await Promise.allSettled(begun.splice(0));
            else begun.push((tabs[act.tab] as Tab).act(act));
          }
          await Promise.allSettled(begun);
          // What one tab does may make the other resume.
          for (const { session } of [...tabs, ...tabs]) await session.heldToken().catch(() => undefined);
          expect(tabs.flatMap(({ leaks }) => leaks)).toEqual([]);

          // Whoever is named at the end is there, and nobody else in any tab.
          const zoe = await one.session.identify({ token: signed('zoe') });
          await until(other.session, ({ status, user }) => status !== 'pending' && (!user || user.id === zoe.id));
          expect(one.session.get().user).toEqual(zoe);
          expect([...one.memory, ...other.memory].filter((id) => id !== zoe.id)).toEqual([]);
          expect([...area.values()]).toEqual([zoe.id]);

          // And after a log-out in either tab nobody is there in both.
          await other.session.logout();
          await until(one.session, ({ user }) => user === null);
          expect([one.memory, other.memory, area.size]).toEqual([[], [], 0]);
          expect(tabs.flatMap(({ leaks }) => leaks)).toEqual([]);
          closing.abort(new Error('the tabs are closed'));
        }),
        { numRuns: 60 },
      );
    },
  );
});
