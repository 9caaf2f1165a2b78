import { describe, expect, it } from '@jest/globals';
import { reactorWords } from './reactor-words.js';

const nameOf = (id: string) => ({ a: 'Ana', b: 'Bo' })[id];

describe('who reacted', () => {
  it('is oneself first, then who is known', () => {
    expect(reactorWords('👍', { count: 2, userIds: ['a', 'me'], myId: 'me', nameOf })).toBe('👍 2: you, Ana');
  });

  it('counts who is not known here, or not listed', () => {
    expect(reactorWords('👍', { count: 60, userIds: ['a', 'b', 'x'], myId: null, nameOf })).toBe(
      '👍 60: Ana, Bo and 58 more',
    );
  });

  it('is a number where nobody is known', () => {
    expect(reactorWords('👍', { count: 3, userIds: ['x'], myId: null, nameOf })).toBe('👍 3');
  });
});
