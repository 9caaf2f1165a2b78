import { dayKey, dayLabel, timeLabel } from './time-words.js';

/** A time to come, as short as it is clear: "21:15" today, else "5 December, 20:15". @param at, now milliseconds since 1970 */
export const momentLabel = (at: number, now: number): string =>
  dayKey(at) === dayKey(now) ? timeLabel(at, now) : `${dayLabel(at, now)}, ${timeLabel(at, now)}`;
