import { accountPageStrings } from '../i18n/account-page-strings.js';

/** The server notes it to a minute or so: until then somebody may be there still. */
const EXACT_TO_MS = 90_000;
const minute = 60_000;
/** From the longest on; how many ms each has. */
const units = [
  ['year', 365 * 24 * 60 * minute],
  ['month', 30 * 24 * 60 * minute],
  ['day', 24 * 60 * minute],
  ['hour', 60 * minute],
] as const;
// The words are English, so numbers and plurals are too.
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });

/**
 * When somebody was last there, in words: "Active now", "Last active 3 hours ago", "Last active yesterday".
 * @param at, now milliseconds since 1970
 */
export function lastSeen(at: number, now: number): string {
  const { activeNow, lastSeen: words } = accountPageStrings.devices;
  const passed = now - at;
  if (passed < EXACT_TO_MS) return activeNow;
  const [unit, ms] = units.find(([, least]) => passed >= least) ?? (['minute', minute] as const);
  return words(ago.format(-Math.floor(passed / ms), unit));
}
