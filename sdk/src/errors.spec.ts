import { describe, expect, it } from '@jest/globals';
import { ChatError, isRefreshRefusal, toChatError } from './errors.js';

describe('a chat error', () => {
  it('carries what the problem says', () => {
    const errors = [{ path: '/text', message: 'too long' }];
    const problem = { code: 'validation_failed', status: 400, requestId: 'r1', errors };
    const error = new ChatError({ ...problem, title: 'Wrong', detail: 'No' });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ ...problem, name: 'ChatError', message: 'No' });
  });

  it.each([
    ['rate_limited', 429, true],
    ['unavailable', 503, true],
    ['overloaded', 503, true],
    ['internal_error', 500, false],
    ['network', 0, true],
    ['timeout', 0, true],
    ['room_not_found', 404, false],
    ['client_id_reused', 409, false],
    ['origin_not_allowed', 403, false],
    ['closed', 0, false],
  ])('says of %s whether the same call may succeed later', (code, status, retryable) => {
    expect(new ChatError({ code, status }).retryable).toBe(retryable);
  });

  it.each([
    ['invalid_token', 401, true],
    ['validation_failed', 400, true],
    ['invalid_key', 401, false],
    ['bad_answer', 401, false],
    ['rate_limited', 429, false],
    ['unavailable', 503, false],
  ])('says of %s, %i, whether the session is over for good', (code, status, isOver) => {
    expect(isRefreshRefusal(new ChatError({ code, status }))).toBe(isOver);
  });

  it('is made of anything thrown, with the cause kept', () => {
    const cause = new TypeError('fetch failed');
    expect(toChatError(cause)).toMatchObject({ code: 'network', retryable: true, cause });
    const error = new ChatError({ code: 'forbidden' });
    expect(toChatError(error)).toBe(error);
  });
});
