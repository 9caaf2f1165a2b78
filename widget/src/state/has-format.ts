// Marks of bold, italic and code; at a line's beginning those of quotes, lists and code; addresses.
const MARKED = /[*_`]|^[^\S\n]*(?:>|[-+] |\d{1,9}[.)] |~~~)|https?:\/\/|mailto:/im;
const EMOJI = /^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200d|\ufe0f|\s)+$/u;
/** Emoji alone are no longer than that. */
const longestEmoji = 200;

/** Whether a text may have to be shown as anything but the plain text that it is; it may turn out that it need not. */
export const hasFormat = (text: string): boolean =>
  MARKED.test(text) || (text.length <= longestEmoji && EMOJI.test(text));
