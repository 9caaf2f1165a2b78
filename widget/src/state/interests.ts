import { cleanText, codePoints } from './composer-rules.js';

/** Most interests of one search. */
export const MAX_INTERESTS = 10;
/** Longest interest in code points. */
export const MAX_INTEREST_LENGTH = 32;

/** Sizes of a room of several strangers. */
export const GROUP_SIZES = [3, 4, 5, 6, 7, 8] as const;

/** Interests after something was added, and why not all of it was. */
export interface InterestsCheck {
  readonly interests: readonly string[];
  readonly problem: 'too_long' | 'too_many' | null;
  /** What was not taken, to stand in the field still. */
  readonly rest: string;
}

/** One and the same to who looks for others, whatever its case. */
const fold = (interest: string): string => interest.normalize('NFC').toLowerCase();

/**
 * Adds what was typed or pasted: one interest, or several with commas between. One that is there already is not there twice.
 * @param interests those so far
 */
export function addInterests(interests: readonly string[], typed: string): InterestsCheck {
  const known = [...interests];
  const parts = cleanText(typed)
    .split(/[,،、;\n]/u)
    .map((part) => part.replace(/\s+/gu, ' ').trim())
    .filter((part) => part !== '');
  for (const [index, part] of parts.entries()) {
    if (known.some((one) => fold(one) === fold(part))) continue;
    const problem =
      known.length >= MAX_INTERESTS ? 'too_many' : codePoints(part) > MAX_INTEREST_LENGTH ? 'too_long' : null;
    if (problem !== null) return { interests: known, problem, rest: parts.slice(index).join(', ') };
    known.push(part);
  }
  return { interests: known, problem: null, rest: '' };
}
