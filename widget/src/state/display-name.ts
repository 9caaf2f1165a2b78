import { cleanText, codePoints } from './composer-rules.js';

/** Longest display name in code points. */
export const MAX_NAME_LENGTH = 64;

/** A name as it may be stored, or why not. */
export type NameCheck =
  { readonly name: string; readonly problem: null } | { readonly name: string; readonly problem: 'empty' | 'too_long' };

/**
 * Checks what was typed as a name: blanks at the ends go, blanks and breaks within become one blank.
 */
export function checkName(typed: string): NameCheck {
  const name = cleanText(typed).replace(/\s+/gu, ' ').trim();
  if (name === '') return { name, problem: 'empty' };
  return codePoints(name) > MAX_NAME_LENGTH ? { name, problem: 'too_long' } : { name, problem: null };
}
