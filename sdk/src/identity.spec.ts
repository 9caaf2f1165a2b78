import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { arrive, leave, nobody } from './identity.js';
import type { Identity, Step } from './identity.js';
import { name, subjectOf } from './naming.js';

/** What a page and its server may do, in any order; numbers choose one of the sessions that are asked for. */
type Act =
  | { do: 'identify'; sub: string }
  | { do: 'logout' }
  | { do: 'open' }
  | { do: 'answer'; which: number }
  | { do: 'refuse'; which: number }
  | { do: 'write' };

const acts: fc.Arbitrary<Act[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant('identify' as const), sub: fc.constantFrom('ada', 'bo', 'cy') }),
    fc.record({ do: fc.constant('logout' as const) }),
    fc.record({ do: fc.constant('open' as const) }),
    fc.record({ do: fc.constant('answer' as const), which: fc.nat(5) }),
    fc.record({ do: fc.constant('refuse' as const), which: fc.nat(5) }),
    fc.record({ do: fc.constant('write' as const) }),
  ),
  { maxLength: 60 },
);

/** A page that does what the identity says, with a server that answers late and in any order. */
class Page {
  identity: Identity = nobody;
  /** The sub whose session is in use. */
  shown: string | null = null;
  /** Whose messages are in memory, one for each that was written. */
  memory: string[] = [];
  /** Asked for and not answered yet. */
  asked: { turn: number; sub: string }[] = [];
  exchanges = 0;
  ended: string[] = [];

  act(act: Act): void {
    if (act.do === 'identify') this.step(name(this.identity, act.sub));
    if (act.do === 'logout') this.step(leave(this.identity));
    if (act.do === 'identify' || act.do === 'open') this.open();
    if (act.do === 'write' && this.shown) this.memory.push(this.shown);
    if (act.do !== 'answer' && act.do !== 'refuse') return;
    const [asked] = this.asked.splice(act.which % Math.max(1, this.asked.length), 1);
    if (!asked || act.do === 'refuse') return;
    if (asked.turn !== this.identity.turn) return void this.ended.push(asked.sub);
    const step = arrive(this.identity, `user ${asked.sub}`, true);
    if (step.wipes) this.memory = [];
    this.identity = step.identity;
    this.shown = asked.sub;
  }

  private step({ identity, wipes }: Step): void {
    if (identity.turn !== this.identity.turn) this.shown = null;
    if (wipes) this.memory = [];
    this.identity = identity;
  }

  /** A room is opened: whoever is named is asked for, once. */
  private open(): void {
    const { turn, named } = this.identity;
    if (named === null || this.shown !== null || this.asked.some((it) => it.turn === turn)) return;
    this.exchanges++;
    this.asked.push({ turn, sub: named });
  }
}

describe('whoever sits in front of the chat', () => {
  it('is the last one named, in whatever order is identified, logged out, opened and answered', () => {
    fc.assert(
      fc.property(acts, (list) => {
        const page = new Page();
        let last: string | null = null;
        for (const act of list) {
          page.act(act);
          if (act.do === 'identify') last = act.sub;
          if (act.do === 'logout') last = null;
          expect(page.identity.named).toBe(last);
          expect([null, last]).toContain(page.shown);
        }
      }),
    );
  });

  it('never has anything of another one in memory', () => {
    fc.assert(
      fc.property(acts, (list) => {
        const page = new Page();
        for (const act of list) {
          page.act(act);
          const { named } = page.identity;
          expect(page.memory.filter((sub) => sub !== named)).toEqual([]);
        }
      }),
    );
  });

  it('gets there once all is answered, and whatever came too late is ended', () => {
    fc.assert(
      fc.property(acts, fc.constantFrom('ada', 'bo', 'cy'), (list, sub) => {
        const page = new Page();
        for (const act of [...list, { do: 'identify', sub } as const]) page.act(act);
        const { asked, shown } = page;
        const late = asked.filter(({ turn }) => turn !== page.identity.turn).length;
        const endedBefore = page.ended.length;
        for (let count = asked.length; count > 0; count--) page.act({ do: 'answer', which: 0 });
        expect(shown ?? page.shown).toBe(sub);
        expect(page.ended.length - endedBefore).toBe(late);
      }),
    );
  });

  it('who is named again changes nothing, however often', () => {
    fc.assert(
      fc.property(acts, fc.constantFrom('ada', 'bo'), fc.nat(5), (list, sub, times) => {
        const page = new Page();
        for (const act of [...list, { do: 'identify', sub } as const]) page.act(act);
        const { identity, exchanges, shown, memory } = page;
        for (let count = 0; count < times; count++) page.act({ do: 'identify', sub });
        expect(page).toMatchObject({ identity, exchanges, shown, memory });
      }),
    );
  });
});

describe('a session that comes', () => {
  const here: Identity = { turn: 3, named: 'ada', owner: 'user ada' };

  it('wipes what is another one’s, unless a guest says that it is theirs', () => {
    expect(arrive(here, 'user ada', true)).toEqual({ identity: here, wipes: false });
    expect(arrive(here, 'user bo', true)).toMatchObject({ wipes: true });
    expect(arrive(here, 'user bo', true, true)).toMatchObject({ wipes: false });
    expect(arrive(nobody, 'user bo', true)).toMatchObject({ wipes: false });
  });

  it('of an account takes the name away, so that the own login can name the same one again', () => {
    const { identity } = arrive(here, 'user bo', false);
    expect(identity.named).toBeNull();
    expect(name(identity, 'ada')).toMatchObject({ wipes: true });
  });
});

describe('the subject of a token', () => {
  const token = (payload: string, header = 'x') => `${header}.${Buffer.from(payload).toString('base64url')}.x`;

  it('is its sub, whatever else the token says', () => {
    expect(subjectOf(token('{"sub":"Zoë 🦊","exp":1}'))).toBe(subjectOf(token('{"exp":2,"sub":"Zoë 🦊"}', 'y')));
    expect(subjectOf(token('{"sub":"ada"}'))).not.toBe(subjectOf(token('{"sub":"Ada"}')));
    expect(subjectOf(token('{"sub":"~~~???>>>"}'))).toBe('sub ~~~???>>>');
  });

  it('is the token itself where none can be read', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(subjectOf(`${text}.${text}`)).toBe(subjectOf(`${text}.${text}`));
      }),
    );
    for (const odd of ['', 'x', '..', token('{"sub":7}'), token('{}'), token('null'), token('"sub"')])
      expect(subjectOf(odd)).toBe(`token ${odd}`);
    expect(subjectOf(token('{"sub":"token x"}'))).not.toBe(subjectOf('x'));
  });
});
