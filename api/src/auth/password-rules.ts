import { commonPasswords, commonStems } from './common-passwords.js';

/** Fewest and most code points of a password. */
export const minPasswordCodePoints = 8;
export const maxPasswordCodePoints = 128;

/** What people put behind a word when a form asks for more: `password1`, `welcome2024!`. */
const usualEnding = /[\d!?.@#$*_-]{0,6}$/;

/** Letters that people write as digits and signs. */
const leet: Readonly<Record<string, string>> = {
  '0': 'o',
  '1': 'i',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '7': 't',
  '@': 'a',
  $: 's',
};

/** Runs of keys and of the alphabet; every part of one, forwards or backwards, is among the commonest. */
const rows = [
  '01234567890',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiopasdfghjklzxcvbnm',
  '1qaz2wsx3edc4rfv5tgb6yhn7ujm',
];
const runs = [...rows, ...rows.map((row) => [...row].reverse().join(''))];

const known = new Set(commonPasswords);
const stems = new Set(commonStems);

/**
 * Whether a password is among those that everybody tries first: one of the list, a listed word with the usual ending or
 * letters written as digits, one or two characters over and over, or a run of keys. Upper case changes nothing.
 */
export function isCommonPassword(password: string): boolean {
  const folded = password.normalize('NFKC').toLowerCase();
  const stem = folded.replace(usualEnding, '');
  const plain = [...stem].map((character) => leet[character] ?? character).join('');
  return known.has(folded) || stems.has(stem) || stems.has(plain) || isRepetition(folded) || isRun(folded);
}

function isRepetition(text: string): boolean {
  return /^(.{1,3}?)\1+$/u.test(text);
}

function isRun(text: string): boolean {
  return runs.some((row) => row.includes(text) || `${row}${row}`.includes(text));
}
