/** More of them are a text. */
const most = 6;

const isEmoji = (grapheme: string): boolean =>
  /^(?:\p{Emoji_Presentation}|\p{Extended_Pictographic}\ufe0f|\p{Regional_Indicator}{2})/u.test(grapheme);

/** Whether a text is nothing but one to six emoji, and what is between them. */
export function isEmojiOnly(text: string): boolean {
  if (text.length > 200) return false;
  const graphemes = [...new Intl.Segmenter().segment(text)].map(({ segment }) => segment).filter((one) => one.trim());
  return graphemes.length > 0 && graphemes.length <= most && graphemes.every(isEmoji);
}
