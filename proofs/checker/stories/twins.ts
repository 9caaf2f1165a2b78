import { describe, expect, it } from '@jest/globals';
import { Story } from './story.js';

/**
 * One history, told twice: broken it must be red for exactly the invariants that it breaks, repaired green.
 * @param what what is wrong with the broken one
 * @param breaks the invariants' ids; more than one where one thing cannot be wrong without the other
 */
export function twins(what: string, breaks: readonly string[], tell: (story: Story, isBroken: boolean) => void): void {
  const told = (isBroken: boolean): Story => {
    const story = new Story();
    tell(story, isBroken);
    return story;
  };
  describe(what, () => {
    it(`is red for ${breaks.join(' and ')} alone`, () => {
      const { verdict, invariants } = told(true).judge();
      const violated = invariants.filter(({ ok }) => !ok).map(({ id }) => id);
      expect({ verdict, violated }).toEqual({ verdict: 'red', violated: breaks });
    });

    it('is green when repaired', () => {
      const { verdict, invariants } = told(false).judge();
      expect({ verdict, violations: invariants.flatMap(({ violations }) => violations) }).toEqual({
        verdict: 'green',
        violations: [],
      });
    });
  });
}
