import { describe, expect, it } from '@jest/globals';
import { detailsStrings } from './details-strings.js';
import { reason } from './find-strings.js';
import { refusalOf, refusals } from './refusals.js';

describe('why something was refused', () => {
  it.each([
    'rate_limited',
    'overloaded',
    'unavailable',
    'unauthenticated',
    'invalid_token',
    'network',
    'timeout',
    'room_not_found',
    'room_full',
  ])('has words for %s wherever it happens', (code) => {
    expect(refusalOf(code)).not.toBe(refusals.other);
    expect(reason(code)).toBe(refusalOf(code));
    expect(refusalOf(code, detailsStrings.problems)).toBe(refusalOf(code));
  });

  it.each([
    'forbidden',
    'banned',
    'not_member',
    'last_owner',
    'user_not_found',
    'validation_failed',
    'too_many_invites',
  ])('has words of the details of a room for %s', (code) => {
    expect(refusalOf(code, detailsStrings.problems)).toBe(detailsStrings.problems[code]);
  });

  it('is told in general where a code has no words, also one that every object has', () => {
    for (const code of ['internal_error', 'toString', 'constructor', '']) expect(refusalOf(code)).toBe(refusals.other);
  });

  it('is about what was asked for, where that has words', () => {
    const { banned } = detailsStrings.notAdded;
    expect(refusalOf('banned', { ...detailsStrings.problems, ...detailsStrings.notAdded })).toBe(banned);
  });
});
