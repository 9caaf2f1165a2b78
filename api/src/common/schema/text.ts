import { z } from 'zod';

/** The number of Unicode code points in a string: the unit of every text length in the contract. */
export function codePoints(value: string): number {
  let count = 0;
  for (const _ of value) count += 1;
  return count;
}

/** Whether nothing of it can be seen: blanks, controls and characters of no width only. */
const invisible = /^[\s\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]*$/u;

/** Whether a person can see anything of it. */
export const canBeSeen = (value: string): boolean => !invisible.test(value);

/** A string that PostgreSQL and every client can hold: no NUL, no lone surrogate. */
export const wellFormed = z
  .string()
  .refine((value) => !value.includes('\0'), 'must not contain U+0000')
  .refine((value) => value.isWellFormed(), 'must be well-formed Unicode');

/**
 * Trimmed text that a person can see.
 * @param min fewest and `max` most code points after trimming (zod's own `min` and `max` count UTF-16 units)
 * @param maxBytes most bytes of UTF-8
 */
export function text(min: number, max: number, maxBytes = Infinity) {
  return wellFormed
    .transform((value) => value.trim())
    .refine(
      (value) => codePoints(value) >= min,
      min === 1 ? 'must not be empty' : `must have at least ${min} characters`,
    )
    .refine((value) => codePoints(value) <= max, `must have at most ${max} characters`)
    .refine((value) => Buffer.byteLength(value) <= maxBytes, `must have at most ${maxBytes} bytes`)
    .refine((value) => min === 0 || canBeSeen(value), 'must contain something that can be seen')
    .meta({ minLength: min, maxLength: max });
}

/** One line of text, such as a name: no line breaks or other controls, and no characters that turn the reading direction. */
export function line(min: number, max: number) {
  return text(min, max).refine(
    (value) => !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(value),
    'must not contain control characters',
  );
}
