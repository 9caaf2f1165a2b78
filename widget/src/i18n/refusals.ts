const SIGNED_OUT = 'You were signed out. Sign in to go on.';
const BUSY = 'The server is busy. Try again in a moment.';

/** Why something could not be done, whatever it was, by the error's code; `other` for what has no words of its own. */
export const refusals = {
  network: 'The server could not be reached. Check the connection.',
  timeout: 'The server did not answer. Try again in a moment.',
  overloaded: BUSY,
  unavailable: BUSY,
  rate_limited: 'Too many at once. Wait a moment, then try again.',
  unauthenticated: SIGNED_OUT,
  invalid_token: SIGNED_OUT,
  room_not_found: 'This room is gone.',
  room_full: 'The room is full. Somebody has to leave it first.',
  other: 'That did not work. Try again in a moment.',
} as Readonly<Record<string, string>> & { readonly other: string };

/**
 * Words for a refusal.
 * @param words those of what was asked for, which go first
 */
export const refusalOf = (code: string, words: Readonly<Record<string, string>> = {}): string =>
  [words, refusals].find((all) => Object.hasOwn(all, code))?.[code] ?? refusals.other;
