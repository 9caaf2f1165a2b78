// Marks of bold, italic and code; at a line's beginning those of quotes, lists and code; addresses; or nothing but emoji.
const FORMATTED =
  /[*_`]|^\s*(?:>|[-+] |\d{1,9}[.)] |~~~)|https?:\/\/|mailto:|^(?:\p{Extended_Pictographic}|\p{Regional_Indicator}|\p{Emoji_Modifier}|\u200d|\ufe0f|\s)+$/imu;

/** Whether a text may have to be shown as anything but the plain text that it is; it may turn out that it need not. */
export const hasFormat = (text: string): boolean => FORMATTED.test(text);
