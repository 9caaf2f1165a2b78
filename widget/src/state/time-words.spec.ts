import { describe, expect, it } from '@jest/globals';
import { dayKey, dayLabel, exactTime, timeLabel } from './time-words.js';

const at = (...parts: [number, number, number, number?, number?]): number => {
  const [year, month, day, hour = 0, minutes = 0] = parts;
  return new Date(year, month - 1, day, hour, minutes).getTime();
};

describe('words for times', () => {
  it('calls days as people do', () => {
    const now = at(2026, 3, 14, 9);
    expect(dayLabel(at(2026, 3, 14, 0, 1), now)).toBe('Today');
    expect(dayLabel(at(2026, 3, 13, 23, 59), now)).toBe('Yesterday');
    expect(dayLabel(at(2026, 3, 12), now)).toBe('12 March');
    expect(dayLabel(at(2025, 12, 31), now)).toBe('31 December 2025');
  });

  it('finds yesterday across the ends of months and years', () => {
    expect(dayLabel(at(2025, 12, 31), at(2026, 1, 1, 8))).toBe('Yesterday');
    expect(dayKey(at(2026, 1, 9))).toBe('2026-01-09');
  });

  it('says now for a minute, then the time of day', () => {
    const sent = at(2026, 3, 14, 14, 5);
    expect(timeLabel(sent, sent + 59_000)).toBe('now');
    expect(timeLabel(sent, sent + 60_000)).toBe('14:05');
    expect(timeLabel(sent, sent - 5_000)).toBe('now');
    expect(timeLabel(at(2026, 3, 14, 0, 7), sent)).toBe('00:07');
  });

  it('gives the whole date and time on request', () => {
    expect(exactTime(at(2026, 3, 14, 14, 5))).toMatch(/14 March 2026.*14:05:00/);
  });
});
