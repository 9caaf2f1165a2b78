import fc from 'fast-check';

/** Inputs tried for each operation and each command. */
export const cases = Number(process.env['FUZZ_CASES'] ?? 200);

/** Time for that, in milliseconds: a deadline against hangs, no measure. */
export const deadlineMs = 120_000 + cases * 100;

/** How many of them are as the contract wants them, must be refused, and may be either. */
export const shares = { valid: Math.ceil(cases / 4), invalid: Math.ceil(cases / 2), odd: Math.ceil(cases / 4) };

/**
 * Tries `numRuns` inputs. A failure shows the smallest input that was found to fail, with the seed and the path that
 * find it again: `FUZZ_SEED=<seed> FUZZ_PATH=<path> npm test -- fuzz -t '<the test's name>'`.
 */
export async function tryAll<T>(
  inputs: fc.Arbitrary<T>,
  numRuns: number,
  check: (input: T) => Promise<void>,
): Promise<void> {
  const { FUZZ_SEED: seed, FUZZ_PATH: path } = process.env;
  await fc.assert(fc.asyncProperty(inputs, check), {
    numRuns,
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  });
}
