import fc from 'fast-check';

/** Inputs tried for each operation and each command. */
export const cases = Number(process.env['FUZZ_CASES'] ?? 200);

/** Time for that, in milliseconds: a deadline against hangs, no measure. */
export const deadlineMs = 120_000 + cases * 100;

/** How many of them are as the contract wants them, must be refused, and may be either. */
export const shares = { valid: Math.ceil(cases / 4), invalid: Math.ceil(cases / 2), odd: Math.ceil(cases / 4) };

/** Inputs that are tried at the same time where one says nothing of the next. */
export const together = 8;

/**
 * Tries `numRuns` inputs, `atOnce` of them at a time. A failure shows the smallest inputs that were found to fail, with the seed and the path that
 * find them again: `FUZZ_SEED=<seed> FUZZ_PATH=<path> npm test -- fuzz -t '<the test's name>'`.
 */
export async function tryAll<T>(
  inputs: fc.Arbitrary<T>,
  numRuns: number,
  check: (input: T) => Promise<void>,
  atOnce = 1,
): Promise<void> {
  const { FUZZ_SEED: seed, FUZZ_PATH: path } = process.env;
  const several = fc.array(inputs, { minLength: atOnce, maxLength: atOnce });
  await fc.assert(
    fc.asyncProperty(several, async (some) => void (await Promise.all(some.map(check)))),
    {
      numRuns: Math.ceil(numRuns / atOnce),
      ...(seed === undefined ? {} : { seed: Number(seed) }),
      ...(path === undefined ? {} : { path }),
    },
  );
}
