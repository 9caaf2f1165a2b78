import { expect, it } from '@jest/globals';
import { isEmojiOnly } from './emoji-only.js';
import { hasFormat } from './has-format.js';

it.each(['👍', '❤️', '👩‍👩‍👧‍👦 🇩🇪', '🙈\n🙉\n🙊', '👍🏽'])('%j is nothing but emoji', (text) => {
  expect(isEmojiOnly(text)).toBe(true);
  expect(hasFormat(text)).toBe(true);
});

it.each(['', ' ', '42', '©', '❤', 'ok 👍', '👍👍👍👍👍👍👍', '...'])('%j is a text', (text) =>
  expect(isEmojiOnly(text)).toBe(false),
);

it.each(['Hello there', 'two\nlines', '42', 'so-so, or not?', 'a > b', '1.5', 'Привет, мир', 'nice 👍'])(
  '%j needs nothing',
  (text) => expect(hasFormat(text)).toBe(false),
);

it('is found out in no time, however many empty lines there are', () => {
  expect(hasFormat(`a${'\n'.repeat(9_998)}b`)).toBe(false);
});

it.each(['*a*', '`a`', 'x\n- y', '1. x', '> y', 'https://a.b', 'mailto:a@b.c', '~~~'])('%j may be shaped', (text) =>
  expect(hasFormat(text)).toBe(true),
);
