import { describe, expect, it } from '@jest/globals';
import { accountPageStrings } from '../i18n/account-page-strings.js';
import { accountStrings } from '../i18n/account-strings.js';
import {
  charactersLeft,
  checkFields,
  clock,
  closedWays,
  toProblems,
  waitUntil,
  waitingAddress,
  withoutEmpty,
} from './account.js';

describe('fields before they are sent', () => {
  it('may go out when nothing is wrong', () => {
    const typed = { username: 'Ada.L-1_x', password: 'p'.repeat(8), displayName: '', email: 'a@b.c' };
    expect(checkFields(typed, ['username', 'password'])).toEqual({});
    expect(withoutEmpty(typed)).toEqual({ username: 'Ada.L-1_x', password: 'pppppppp', email: 'a@b.c' });
  });

  it.each([
    [{ username: 'ab' }, { username: accountStrings.refused.username }],
    [{ username: 'x'.repeat(33) }, { username: accountStrings.refused.username }],
    [{ username: 'аda' }, { username: accountStrings.refused.username }],
    [{ username: '' }, { username: 'Choose a username.' }],
    [{ password: 'seven77' }, { password: 'At least 8 characters.' }],
    [{ password: '😀'.repeat(7) }, { password: 'At least 8 characters.' }],
    [{ password: '😀'.repeat(129) }, { password: 'At most 128 characters.' }],
    [{ username: 'Ada.Lovelace', password: 'ada.lovelacE' }, { password: 'The password must not be the username.' }],
    [{ email: 'a@b' }, { email: 'This is no e-mail address.' }],
    [{ displayName: 'x'.repeat(65) }, { displayName: 'At most 64 characters.' }],
    [{ about: '😀'.repeat(501) }, { about: 'At most 500 characters.' }],
  ])('are stopped: %j', (typed, problems) => {
    expect(checkFields(typed, ['username', 'password'])).toEqual(problems);
  });

  it('of a log-in are only missing or there: rules of before may have been others', () => {
    const both = ['login', 'password'] as const;
    expect(checkFields({ login: 'x', password: 'y' }, both, both)).toEqual({});
    expect(checkFields({ login: '', password: 'y' }, both, both)).toEqual({
      login: 'Enter your username or e-mail address.',
    });
  });

  it('of which one is a new password are held to the rules there only', () => {
    const typed = { username: 'Ada', password: 'short', newPassword: 'short' };
    expect(checkFields(typed, ['password', 'newPassword'], ['username', 'password'])).toEqual({
      newPassword: 'At least 8 characters.',
    });
  });
});

describe('the ways in', () => {
  it.each([
    [{}, []],
    [{ guests: 'on', signUp: 'open' }, []],
    [{ guests: 'off', signUp: 'open' }, ['guest']],
    [{ guests: 'on', signUp: 'closed' }, ['signUp']],
    [{ guests: 'off', signUp: 'closed' }, ['guest', 'signUp', 'logIn']],
    [{ guests: 7, signUp: null }, []],
  ])('are closed where the server says so: %j', (ways, closed) => expect(closedWays(ways)).toEqual(closed));
});

describe('an address that waits to be confirmed', () => {
  it.each([
    ['none', null, null, null, null],
    ['the first one', 'a@b.c', null, null, 'a@b.c'],
    ['another one', 'a@b.c', '2026-01-01T00:00:00Z', 'd@e.f', 'd@e.f'],
    ['another one before the first', 'a@b.c', null, 'd@e.f', 'd@e.f'],
    ['none any more', 'a@b.c', '2026-01-01T00:00:00Z', null, null],
  ])('is %s', (_what, email, emailVerifiedAt, pendingEmail, waiting) => {
    expect(waitingAddress({ email, emailVerifiedAt, pendingEmail })).toBe(waiting);
  });
});

describe('a refusal', () => {
  const fields = ['username', 'password', 'displayName', 'email'] as const;

  it('is told at the fields that it names', () => {
    const errors = ['/password', '/email/0', '/unknown'].map((path) => ({ path, message: 'is wrong' }));
    expect(toProblems({ code: 'validation_failed', errors }, fields)).toEqual({
      password: accountStrings.refused.password,
      email: accountStrings.refused.email,
    });
  });

  it.each(['username', 'email'] as const)('of a %s that is taken is told there', (field) => {
    const [code, errors] = [`${field}_taken`, [{ path: `/${field}`, message: 'is taken' }]];
    expect(toProblems({ code, errors }, fields)).toEqual({ [field]: accountStrings.byCode[code] });
    // The link of a mail has no field.
    expect(toProblems({ code }, [])).toEqual({ form: accountStrings.byCode[code] });
  });

  it('of several fields is told at each of them, whatever is wrong with it', () => {
    const errors = [
      { path: '/password', message: 'is among the most used passwords' },
      { path: '/username', message: 'is taken' },
    ];
    expect(toProblems({ code: 'validation_failed', errors }, fields)).toEqual({
      username: accountStrings.byCode.username_taken,
      password: accountStrings.refused.password,
    });
  });

  it('of who somebody is is told at the password', () => {
    expect(Object.keys(toProblems({ code: 'invalid_credentials' }, fields))).toEqual(['password']);
  });

  it('says which of the two may be wrong, where there are two', () => {
    const password = (of: readonly ('login' | 'password')[]) =>
      toProblems({ code: 'invalid_credentials' }, of).password;
    expect(password(['login', 'password'])).toBe('The login or the password is wrong.');
    expect(password(['password'])).toBe('The password is wrong.');
  });

  it.each([
    'overloaded',
    'unavailable',
    'network',
    'rate_limited',
    'forbidden',
    'banned',
    'unauthenticated',
    'invalid_token',
    'token_expired',
    'validation_failed',
  ])('%s has words of its own', (code) => {
    const { form } = toProblems({ code }, fields);
    expect(form).toBe(accountStrings.byCode[code]);
    expect(form).not.toBe(accountStrings.byCode.other);
  });

  it('of a picture or of a device has words of the screens that meet it', () => {
    for (const { byCode } of [accountPageStrings.picture, accountPageStrings.devices])
      for (const [code, words] of Object.entries(byCode)) {
        expect(toProblems({ code }, [], byCode)).toEqual({ form: words });
        expect(toProblems({ code }, [])).toEqual({ form: accountStrings.byCode.other });
      }
  });

  it.each([
    [900, 'Too many tries. Try again in 1 second.'],
    [42_000, 'Too many tries. Try again in 42 seconds.'],
    [3_540_001, 'Too many tries. Try again in 60 minutes.'],
  ])('says how long to wait, where the server does: %d', (retryAfterMs, form) => {
    expect(toProblems({ code: 'rate_limited', retryAfterMs }, fields)).toEqual({ form });
  });

  it.each(['new_code', 'toString', '__proto__'])('that nobody foresaw still says something: %s', (code) => {
    expect(toProblems({ code, errors: [{ path: '', message: 'is wrong' }] }, fields)).toEqual({
      form: accountStrings.byCode.other,
    });
  });

  it('says when the next try may be', () => {
    expect(waitUntil({ code: 'rate_limited', retryAfterMs: 2_000 }, 5_000)).toBe(7_000);
    expect(waitUntil({ code: 'network' }, 5_000)).toBeNull();
  });
});

describe('counters', () => {
  it('begin at 80 % of the limit and go on below nothing', () => {
    expect(['x'.repeat(79), 'x'.repeat(80), '😀'.repeat(101)].map((text) => charactersLeft(text, 100))).toEqual([
      null,
      20,
      -1,
    ]);
  });

  it('of time are minutes and seconds', () => {
    expect([1, 1_000, 42_000, 60_000, 3_599_001].map(clock)).toEqual(['0:01', '0:01', '0:42', '1:00', '60:00']);
  });
});
