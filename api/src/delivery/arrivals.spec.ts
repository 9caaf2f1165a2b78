import { describe, expect, it } from '@jest/globals';
import { Arrivals } from './arrivals.js';

describe('connections that have not said who they are', () => {
  it('are so many of one network, and again when one was let in or has gone', () => {
    const arrivals = new Arrivals(2);
    const end = arrivals.begin('a');
    expect(arrivals.mayBegin('a')).toBe(true);
    arrivals.begin('a');
    expect(arrivals.mayBegin('a')).toBe(false);
    expect(arrivals.mayBegin('b')).toBe(true);
    end();
    expect(arrivals.mayBegin('a')).toBe(true);
    arrivals.begin('a');
    // Let in, and gone later: that is one end.
    end();
    expect(arrivals.mayBegin('a')).toBe(false);
  });
});
