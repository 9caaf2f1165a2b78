import { describe, expect, it } from '@jest/globals';
import { isReservedUsername } from './reserved-usernames.js';
import { Username } from './user.schema.js';

describe('a reserved username', () => {
  it.each(['admin', 'administrator', 'deleted', 'system', 'support', 'parley', 'root', 'everyone', 'room'])(
    'is %s, in any case',
    (username) => {
      expect(isReservedUsername(Username.parse(username))).toBe(true);
      expect(isReservedUsername(Username.parse(username.toUpperCase()))).toBe(true);
    },
  );

  it.each(['admin_', '-admin-', 'ad.min', 'deleted.user', '...room', 'r_o_o_t'])(
    'is one with marks in it: %s',
    (name) => {
      expect(isReservedUsername(Username.parse(name))).toBe(true);
    },
  );

  it.each([
    'ada',
    'owner',
    'moderator',
    'guest',
    'room42',
    'administrata',
    'rooms',
    'me.and.all',
    'supporter',
    '...',
    'constructor',
    '__proto__',
  ])('is not %s', (username) => expect(isReservedUsername(Username.parse(username))).toBe(false));
});
