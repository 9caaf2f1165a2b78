import { describe, expect, it } from '@jest/globals';
import { lastSeen } from './last-seen.js';

const now = Date.UTC(2026, 2, 14, 18, 30);
const hours = 60;
const days = 24 * hours;

describe('when somebody was last there', () => {
  it.each([
    [1, 'Active now'],
    // A clock of the server that runs ahead.
    [-10, 'Active now'],
    [3, 'Last active 3 minutes ago'],
    [59.9, 'Last active 59 minutes ago'],
    [1 * hours, 'Last active 1 hour ago'],
    [23.9 * hours, 'Last active 23 hours ago'],
    [1 * days, 'Last active yesterday'],
    [29 * days, 'Last active 29 days ago'],
    [31 * days, 'Last active last month'],
    [400 * days, 'Last active last year'],
  ])('%s minutes ago is said as "%s"', (minutes, words) => {
    expect(lastSeen(now - minutes * 60_000, now)).toBe(words);
  });
});
