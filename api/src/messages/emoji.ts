/** Longest emoji looked at, in UTF-16 units: the longest sequence of today, a kiss with two skin tones, has 17. */
const maxUnits = 64;

// As a constructor: the compiler's target knows no `v` flag, every Node.js from 20 on does.
const oneEmoji = new RegExp('^\\p{RGI_Emoji}$', 'v');
const asTextByDefault = /^(?=\p{Emoji})\P{Emoji_Presentation}$/u;
const skinTone = /^\p{Emoji_Modifier}$/u;

/**
 * The one way to write an emoji: keyboards differ in where they put variation selectors, and a heart is one reaction with or
 * without. Every character that is shown as text by default gets the selector for emoji, unless a skin tone follows (UTS #51,
 * "fully-qualified").
 * @returns `undefined` when it is not exactly one emoji of the Unicode data that this runtime brings
 */
export function toEmoji(value: string): string | undefined {
  if (value.length > maxUnits) return undefined;
  const bare = [...value.replace(/[\uFE0E\uFE0F]/g, '')];
  const qualified = bare
    .map((char, at) => (asTextByDefault.test(char) && !skinTone.test(bare[at + 1] ?? '') ? `${char}\uFE0F` : char))
    .join('');
  return oneEmoji.test(qualified) ? qualified : undefined;
}
