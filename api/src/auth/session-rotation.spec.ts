import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decideRotation, type RotationState } from './session-rotation.js';

const graceMs = 20_000;
const at = (generation: number, rest: Partial<RotationState> = {}): RotationState => ({
  generation,
  confirmedMsAgo: null,
  previousConfirmedMsAgo: null,
  ...rest,
});

describe('the rotation of refresh tokens', () => {
  it('hands the next out for the newest', () => {
    expect(decideRotation(at(5), 5, graceMs)).toBe('rotate');
    expect(decideRotation(at(5, { confirmedMsAgo: 3_600_000 }), 5, graceMs)).toBe('rotate');
  });

  it('hands the newest out again, however late, while nobody used it: its answer was lost', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1e6 }), fc.nat(), (generation, ago) => {
        const state = at(generation, { previousConfirmedMsAgo: ago });
        expect(decideRotation(state, generation - 1, graceMs)).toBe('repeat');
      }),
    );
  });

  it('takes the one before for 20 s after the newest was first used', () => {
    expect(decideRotation(at(5, { confirmedMsAgo: 19_999 }), 4, graceMs)).toBe('repeat');
    expect(decideRotation(at(5, { confirmedMsAgo: 20_000 }), 4, graceMs)).toBe('reuse');
  });

  it('takes the one before that for 20 s after its own successor was first used', () => {
    expect(decideRotation(at(5, { previousConfirmedMsAgo: 19_999 }), 3, graceMs)).toBe('repeat');
    expect(decideRotation(at(5, { previousConfirmedMsAgo: 20_000 }), 3, graceMs)).toBe('reuse');
    // Its successor was in use for long when it was rotated: no second life.
    expect(decideRotation(at(5, { previousConfirmedMsAgo: 3_600_000 }), 3, graceMs)).toBe('reuse');
  });

  it('takes anything older for reuse', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4, max: 1e6 }), fc.integer({ min: 3, max: 50 }), (generation, back) => {
        fc.pre(back < generation);
        expect(decideRotation(at(generation), generation - back, graceMs)).toBe('reuse');
      }),
    );
  });

  it('goes on from a token that is newer than the database, which was restored', () => {
    expect(decideRotation(at(3, { confirmedMsAgo: 1_000_000 }), 7, graceMs)).toBe('rotate');
  });
});
