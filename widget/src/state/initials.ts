/** How many colours avatars have; the stylesheet has one rule for each. */
export const AVATAR_TONES = 8;

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** First character of a word as people count characters: with its marks, and emoji whole. */
const firstGrapheme = (word: string): string => graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '';

/**
 * The letters on an avatar: the first of the first and of the last word. Scripts without capitals or blanks give one.
 * @returns 1 or 2 graphemes in upper case; "?" for a name without a letter, digit or emoji
 */
export function initials(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => /[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(word));
  const first = words[0];
  const last = words.length > 1 ? words.at(-1) : undefined;
  if (first === undefined) return '?';
  const letters = [first, last ?? ''].map((word) =>
    firstGrapheme(word.replace(/^[^\p{L}\p{N}\p{Extended_Pictographic}]+/u, '')),
  );
  // Two letters of a script that joins them (Arabic, Devanagari) read as a word that nobody wrote.
  const isJoining = /[\p{Script=Arabic}\p{Script=Syriac}\p{Script=Devanagari}\p{Script=Bengali}]/u.test(
    letters.join(''),
  );
  return (isJoining ? (letters[0] ?? '') : letters.join('')).toLocaleUpperCase('en');
}

/**
 * The colour of a person's avatar, the same on every page and device.
 * @param id any stable id of the person
 * @returns a whole number from 0 to AVATAR_TONES - 1
 */
export function avatarTone(id: string): number {
  // FNV-1a: short ids that differ in one character land far apart.
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i += 1) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return (hash >>> 7) % AVATAR_TONES;
}
