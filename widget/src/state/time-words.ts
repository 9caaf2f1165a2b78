import { strings } from '../i18n/strings.js';

/** How dates are written; the strings are English, so dates are too. */
const LOCALE = 'en-GB';

const clock = new Intl.DateTimeFormat(LOCALE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const dayAndMonth = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long' });
const dayMonthYear = new Intl.DateTimeFormat(LOCALE, { day: 'numeric', month: 'long', year: 'numeric' });
const exact = new Intl.DateTimeFormat(LOCALE, { dateStyle: 'full', timeStyle: 'medium', hourCycle: 'h23' });

/**
 * A key that two times share when they fall on one day of the reader's calendar.
 * @param at milliseconds since 1970
 * @returns `YYYY-MM-DD` in local time
 */
export function dayKey(at: number): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${`${date.getMonth() + 1}`.padStart(2, '0')}-${`${date.getDate()}`.padStart(2, '0')}`;
}

/**
 * What people call a day: "Today", "Yesterday", "12 March", and with the year when it is another one than now.
 * @param at, now milliseconds since 1970; the reader's time zone decides where days begin
 */
export function dayLabel(at: number, now: number): string {
  const key = dayKey(at);
  if (key === dayKey(now)) return strings.today;
  const yesterday = new Date(now);
  yesterday.setDate(yesterday.getDate() - 1);
  if (key === dayKey(yesterday.getTime())) return strings.yesterday;
  return (new Date(at).getFullYear() === new Date(now).getFullYear() ? dayAndMonth : dayMonthYear).format(at);
}

/**
 * The time under a message: "now" within the last minute, else "14:05".
 * A clock of the server that runs ahead of the reader's also reads "now".
 * @param at, now milliseconds since 1970
 */
export function timeLabel(at: number, now: number): string {
  return Math.abs(now - at) < 60_000 ? strings.now : clock.format(at);
}

/** The full date and time, for hover and focus. @param at milliseconds since 1970 */
export function exactTime(at: number): string {
  return exact.format(at);
}
