import { dayKey, dayLabel, timeLabel } from './time-words.js';

/**
 * When something happened, short enough for the end of a row: "now", "14:05", "Yesterday", "12 March".
 * @param at, now milliseconds since 1970
 */
export const listTime = (at: number, now: number): string =>
  dayKey(at) === dayKey(now) ? timeLabel(at, now) : dayLabel(at, now);
