import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { pairUp, type WaitingTicket } from './pairing.js';

const ticket = (userId: string, rest: Partial<WaitingTicket> = {}): WaitingTicket => ({
  id: `ticket of ${userId}`,
  userId,
  size: 2,
  interests: [],
  isPatient: false,
  lastPartnerIds: [],
  blockedIds: [],
  ...rest,
});

const names = (groups: readonly (readonly WaitingTicket[])[]): string[] =>
  groups
    .map((group) =>
      group
        .map(({ userId }) => userId)
        .sort()
        .join('+'),
    )
    .sort();

const people = fc.uniqueArray(
  fc.record({
    userId: fc.integer({ min: 0, max: 30 }).map(String),
    size: fc.constantFrom(2, 2, 2, 3, 4),
    interests: fc.uniqueArray(fc.constantFrom('chess', 'tea', 'go'), { maxLength: 2 }),
    isPatient: fc.boolean(),
    lastPartnerIds: fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 2 }),
    blockedIds: fc.uniqueArray(fc.integer({ min: 0, max: 30 }).map(String), { maxLength: 3 }),
  }),
  { selector: ({ userId }) => userId, maxLength: 30 },
);

describe('strangers', () => {
  it('who want nothing special meet in the order in which they came', () => {
    expect(names(pairUp(['a', 'b', 'c', 'd', 'e'].map((name) => ticket(name))))).toEqual(['a+b', 'c+d']);
  });

  it('who share most meet first, whoever has waited longer', () => {
    const groups = pairUp([
      ticket('a', { interests: ['tea', 'chess'] }),
      ticket('b', { interests: ['tea'] }),
      ticket('c', { interests: ['chess', 'tea'] }),
    ]);
    expect(names(groups)).toEqual(['a+c']);
  });

  it('who share nothing do not meet until both have waited long enough', () => {
    const [a, b] = [ticket('a', { interests: ['tea'] }), ticket('b', { interests: ['chess'] })];
    const patient = (one: WaitingTicket) => ({ ...one, isPatient: true });
    expect(pairUp([a, b])).toEqual([]);
    expect(pairUp([patient(a), b])).toEqual([]);
    expect(names(pairUp([patient(a), patient(b)]))).toEqual(['a+b']);
    expect(pairUp([a, ticket('c')])).toEqual([]);
    expect(names(pairUp([patient(a), ticket('c')]))).toEqual(['a+c']);
  });

  it('who met the last time meet again only when nobody else waits', () => {
    const [a, b] = [ticket('a', { lastPartnerIds: ['b'] }), ticket('b', { lastPartnerIds: ['a'] })];
    expect(names(pairUp([a, b]))).toEqual(['a+b']);
    expect(names(pairUp([a, b, ticket('c')]))).toEqual(['a+c']);
    expect(names(pairUp([ticket('c'), ticket('d'), a, b]))).toEqual(['a+c', 'b+d']);
    expect(names(pairUp([a, b, ticket('c', { blockedIds: ['a', 'b'] })]))).toEqual(['a+b']);
  });

  it('who asked for a room of three wait for two others who did', () => {
    const three = (name: string) => ticket(name, { size: 3 });
    expect(names(pairUp([three('a'), three('b'), ticket('x'), ticket('y')]))).toEqual(['x+y']);
    expect(names(pairUp([three('a'), three('b'), ticket('x'), three('c')]))).toEqual(['a+b+c']);
  });

  it('never meet themselves, the blocked, those of another size, or two groups at once', () => {
    fc.assert(
      fc.property(people, (crowd) => {
        const groups = pairUp(crowd.map(({ userId, ...rest }) => ticket(userId, rest)));
        const met = groups.flat().map(({ userId }) => userId);
        expect(new Set(met).size).toBe(met.length);
        for (const group of groups) {
          expect(group.every(({ size }) => size === group.length)).toBe(true);
          for (const one of group) {
            for (const other of group) expect(one.blockedIds.includes(other.userId) && one !== other).toBe(false);
          }
        }
      }),
    );
  });

  it('who could meet somebody new do not all go on waiting', () => {
    fc.assert(
      fc.property(people, (crowd) => {
        const tickets = crowd.map(({ userId }) => ticket(userId));
        expect(pairUp(tickets)).toHaveLength(Math.floor(tickets.length / 2));
      }),
    );
  });
});
