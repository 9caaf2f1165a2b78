/** A time to send something at. */
export type SendChoice = 'inAnHour' | 'tomorrow' | 'monday';

/** When the working day begins. */
const MORNING_HOUR = 9;

/** The morning of a day that lies so many days ahead, in the reader's time zone. */
function morning(now: number, days: number): number {
  const day = new Date(now);
  // By the calendar: a day is not always 24 hours long.
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, MORNING_HOUR).getTime();
}

/**
 * Times that people choose most, the soonest first; Monday is left out when that is tomorrow.
 * @param now milliseconds since 1970
 */
export function sendChoices(now: number): { readonly choice: SendChoice; readonly at: number }[] {
  const toMonday = (8 - new Date(now).getDay()) % 7 || 7;
  return [
    // Whole minutes, as they are shown.
    { choice: 'inAnHour', at: Math.ceil(now / 60_000) * 60_000 + 3_600_000 },
    { choice: 'tomorrow', at: morning(now, 1) },
    ...(toMonday === 1 ? [] : [{ choice: 'monday' as const, at: morning(now, toMonday) }]),
  ];
}

const two = (value: number): string => `${value}`.padStart(2, '0');

/** A time as a field of date and time has it, in the reader's time zone. @param at milliseconds since 1970 */
export function fieldTime(at: number): string {
  const time = new Date(at);
  const date = [`${time.getFullYear()}`.padStart(4, '0'), two(time.getMonth() + 1), two(time.getDate())].join('-');
  return `${date}T${two(time.getHours())}:${two(time.getMinutes())}`;
}

/**
 * What a field of date and time says, in milliseconds since 1970.
 * @returns null for no time, and for one that is over or more than a year ahead
 */
export function timeOfField(value: string, now: number): number | null {
  const at = new Date(value).getTime();
  const latest = new Date(now);
  latest.setFullYear(latest.getFullYear() + 1);
  return Number.isNaN(at) || at <= now || at > latest.getTime() ? null : at;
}
