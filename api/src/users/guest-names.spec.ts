import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { guestName } from './guest-names.js';
import { DisplayName } from './user.schema.js';

const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe('the name of a guest who gave none', () => {
  it('is a quality and an animal, and good as a display name', () => {
    fc.assert(
      fc.property(fraction, fraction, (first, second) => {
        const draws = [first, second];
        const name = guestName(() => draws.shift() ?? 0);
        expect(name).toMatch(/^[A-Z][a-z]+ [A-Z][a-z]+$/);
        expect(DisplayName.parse(name)).toBe(name);
      }),
    );
  });

  it('is one of many', () => {
    const names = new Set<string>();
    for (let a = 0; a < 100; a += 1) {
      for (let b = 0; b < 100; b += 1) {
        const draws = [a / 100, b / 100];
        names.add(guestName(() => draws.shift() ?? 0));
      }
    }
    expect(names.size).toBeGreaterThan(5_000);
  });
});
