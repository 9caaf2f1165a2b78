/** Longest piece of a wrong value that a message repeats. */
const SHOWN_LENGTH = 40;

/** A wrong value as it can stand in a sentence: short, and without direction marks that would turn the sentence around. */
export const shortened = (value: string): string => {
  const shown = [...value.slice(0, SHOWN_LENGTH * 4)].filter((c) => !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(c));
  return shown.length > SHOWN_LENGTH ? `${shown.slice(0, SHOWN_LENGTH).join('')}…` : shown.join('');
};
