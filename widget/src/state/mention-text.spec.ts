import { describe, expect, it } from '@jest/globals';
import { isCalled } from './is-called.js';
import { everybodyIn, nameIn, namedIn, splitNames, wishAt } from './mention-text.js';

const person = (id: string, username: string | null, displayName = id) => ({ id, username, displayName });
const ana = person('ana', 'ana');
const ana1 = person('ana1', 'ana-1');
const guest = person('guest', null, 'Sunny (Harbour) Seal');

describe('a name that is being typed', () => {
  it.each<[string, number, { from: number; query: string } | null]>([
    ['@', 1, { from: 0, query: '' }],
    ['hi @an', 6, { from: 3, query: 'an' }],
    ['hi @ana there', 7, { from: 3, query: 'ana' }],
    ['(@ör', 4, { from: 1, query: 'ör' }],
    ['hi @ana ', 8, null],
    ['a@b', 3, null],
    ['hi', 2, null],
    [`@${'a'.repeat(33)}`, 34, null],
  ])('of %j at %d is %j', (text, caret, wish) => expect(wishAt(text, caret)).toEqual(wish));

  it('finds people by the beginning of their username, or of a word of their name', () => {
    expect(isCalled(ana1, 'ana-')).toBe(true);
    expect(isCalled(person('x', null, 'Maria Silva'), 'sil')).toBe(true);
    expect(isCalled(person('x', null, 'Maria Silva'), 'ria')).toBe(false);
  });
});

describe('who is named in a text', () => {
  it.each<[string, string[]]>([
    ['@ana', ['ana']],
    ['Hi @ANA, and @ana-1.', ['ana', 'ana1']],
    ['@ana-1', ['ana1']],
    ['@ana.', ['ana']],
    ['@anat @ana_b x@ana', []],
    ['so says @sunny (harbour) seal, too', ['guest']],
    ['nobody', []],
  ])('in %j is %j', (text, ids) => expect(namedIn(text, [ana, ana1, guest])).toEqual(ids));

  it('is everybody, by a word that is nobody’s username', () => {
    const all = everybodyIn('weekend', 'Everybody here');
    expect(namedIn('@room, @ana', [all, ana])).toEqual(['weekend', 'ana']);
    expect(namedIn('@roommate @rooms', [all])).toEqual([]);
  });

  it('is nobody where nobody is', () => expect(namedIn('@ana', [])).toEqual([]));

  it('stands in its place among what was typed', () => {
    expect(splitNames(`hi ${nameIn(ana)}, ${nameIn(guest)}!`, [ana, guest])).toEqual(['hi ', ana, ', ', guest, '!']);
    expect(splitNames('@ana', [])).toEqual(['@ana']);
    expect(splitNames('plain', [ana])).toEqual(['plain']);
  });

  it('is found whatever marks are in a name', () => {
    for (const displayName of ['.*', 'a|b', '[x]', '(', '$&', '\\', '^', 'x-y', 'a_b', '😀']) {
      const odd = person('odd', null, displayName);
      expect(namedIn(`hi ${nameIn(odd)}`, [odd])).toEqual(['odd']);
      expect(splitNames(`hi ${nameIn(odd)} ho`, [odd])).toEqual(['hi ', odd, ' ho']);
    }
  });
});
