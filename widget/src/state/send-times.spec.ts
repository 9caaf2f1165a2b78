import { describe, expect, it } from '@jest/globals';
import { fieldTime, sendChoices, timeOfField } from './send-times.js';

/** A local time, as tests write it. */
const at = (text: string): number => new Date(text).getTime();

describe('the times that are offered', () => {
  it('are the next hour, the next morning, and Monday', () => {
    // A Wednesday.
    expect(sendChoices(at('2026-12-02T14:05:20'))).toEqual([
      { choice: 'inAnHour', at: at('2026-12-02T15:06') },
      { choice: 'tomorrow', at: at('2026-12-03T09:00') },
      { choice: 'monday', at: at('2026-12-07T09:00') },
    ]);
  });

  it('have no Monday when it is tomorrow, and the next one on a Monday', () => {
    expect(sendChoices(at('2026-12-06T23:30')).map(({ choice }) => choice)).toEqual(['inAnHour', 'tomorrow']);
    expect(sendChoices(at('2026-12-07T08:00')).at(-1)).toEqual({ choice: 'monday', at: at('2026-12-14T09:00') });
  });

  it('go over the end of a month and a year', () => {
    expect(sendChoices(at('2026-12-31T20:00'))[1]).toEqual({ choice: 'tomorrow', at: at('2027-01-01T09:00') });
  });
});

describe('the field of date and time', () => {
  it('says the reader’s time, and is read back', () => {
    const time = at('2026-03-05T07:08');
    expect(fieldTime(time)).toBe('2026-03-05T07:08');
    expect(timeOfField(fieldTime(time), time - 1)).toBe(time);
  });

  it.each(['', 'tomorrow', '2026-03-05T07:07', '2026-03-05T07:08', '2027-03-05T07:09', '9999-01-01T00:00'])(
    'takes no other time than one to come within a year: %p',
    (value) => {
      expect(timeOfField(value, at('2026-03-05T07:08'))).toBeNull();
    },
  );

  it('takes the last minute of a year', () => {
    expect(timeOfField('2027-03-05T07:08', at('2026-03-05T07:08'))).toBe(at('2027-03-05T07:08'));
  });
});
