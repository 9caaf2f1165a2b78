import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { toEmoji } from './emoji.js';

const rgi = new RegExp('^\\p{RGI_Emoji}$', 'v');
/** All emoji of one character, with or without a selector, of this runtime. */
const single = Array.from({ length: 0x1f_fff - 0xa0 }, (_, n) => String.fromCodePoint(n + 0xa0))
  .flatMap((char) => [char, `${char}\uFE0F`])
  .filter((char) => rgi.test(char));
const sequences = ['1️⃣', '#️⃣', '🇵🇱', '👍🏽', '☝🏽', '👨‍👩‍👧', '🏳️‍🌈', '🏴󠁧󠁢󠁷󠁬󠁳󠁿', '🕵️‍♂️', '🕵🏽‍♀️', '👁️‍🗨️', '❤️‍🔥', '⛹🏿‍♀️', '🧑🏻‍❤️‍💋‍🧑🏿'];

describe('an emoji', () => {
  it('is any that the runtime knows, as it is', () => {
    expect(single.length).toBeGreaterThan(1_300);
    expect([...single, ...sequences].filter((emoji) => toEmoji(emoji) !== emoji)).toEqual([]);
  });

  it('is the same one, however a keyboard writes its variation selectors', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...single, ...sequences),
        fc.infiniteStream(fc.constantFrom('', '', '\uFE0F', '\uFE0E')),
        (emoji, selectors) => {
          const bare = [...emoji.replaceAll('\uFE0F', '')];
          const written = bare.map((char) => char + String(selectors.next().value)).join('');
          expect(toEmoji(written)).toBe(emoji);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it.each([
    '',
    ' ',
    'a',
    '1',
    '#',
    '\uFE0F',
    '\u200d',
    '👍👍',
    '👍 ',
    ' 👍',
    'a👍',
    '👍\u200d',
    ':+1:',
    '🇵',
    '\ud83d',
    '\0',
  ])('is not %j', (text) => expect(toEmoji(text)).toBeUndefined());

  it('is not what is too long, however it goes on', () => {
    expect(toEmoji('👍'.repeat(5_000))).toBeUndefined();
    expect(toEmoji(`👍${'\uFE0F'.repeat(100)}`)).toBeUndefined();
  });
});
