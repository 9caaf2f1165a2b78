import { describe, expect, it } from '@jest/globals';
import { toIso } from './room.mapper.js';

describe('a time of the database', () => {
  it.each([
    '2026-11-28T07:56:04.123456+00:00',
    '2026-11-28T07:56:04.1209+00:00',
    '2026-11-28T07:56:04.1+00:00',
    '2026-11-28T07:56:04+00:00',
    '2026-11-28T07:56:04.999999+00:00',
    '2026-11-28T09:56:04.123456+02:00',
  ])('is answered in milliseconds: %s', (time) => {
    expect(toIso(time)).toBe(new Date(time).toISOString());
    expect(toIso(new Date(time))).toBe(new Date(time).toISOString());
  });
});
