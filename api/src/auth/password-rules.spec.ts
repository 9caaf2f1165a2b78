import { describe, expect, it } from '@jest/globals';
import { NewPassword, Register } from './auth.schema.js';
import { commonPasswords, commonStems } from './common-passwords.js';
import { isCommonPassword } from './password-rules.js';

describe('passwords', () => {
  it.each([
    'password',
    'Password1',
    'P@ssw0rd',
    'p4ssw0rd!',
    'qwertyuiop',
    '12345678',
    '87654321',
    'aaaaaaaa',
    'abababab',
    'abcabcabc',
    'iloveyou',
    'Welcome2024!',
    'letmein123',
    'trustno1',
    'zyxwvuts',
    '1qaz2wsx',
    'football',
  ])('refuse %s, which everybody tries first', (password) => expect(isCommonPassword(password)).toBe(true));

  it.each([
    'correct horse battery',
    'Tr0mbone-fan',
    'ein langes wort',
    'жёлтая подлодка',
    '12 Monkeys & 3 owls',
    'ppasswordd x',
    '猫が好きです、とても',
  ])('take %s', (password) => expect(NewPassword.safeParse(password).success).toBe(true));

  it('have 8 to 128 characters, counted as people count them', () => {
    expect(NewPassword.safeParse('short7x').success).toBe(false);
    expect(NewPassword.safeParse('🦊🦉🐝🐢🦭🐧🦢🦜').success).toBe(true);
    expect(NewPassword.safeParse('🦊🦉🐝🐢🦭🐧🦢').success).toBe(false);
    const long = 'Long words win. '.repeat(8);
    expect(NewPassword.safeParse(long).success).toBe(true);
    expect(NewPassword.safeParse(`${long}x`).success).toBe(false);
  });

  it('are not the username', () => {
    const input = { username: 'Ada.Lovelace', password: 'ada.LOVELACE' };
    expect(Register.safeParse(input).error?.issues[0]?.path).toEqual(['password']);
  });

  it('are compared with a list that holds each entry once, in lower case', () => {
    for (const list of [commonPasswords, commonStems]) {
      expect(new Set(list).size).toBe(list.length);
      expect(list.filter((entry) => entry !== entry.toLowerCase())).toEqual([]);
    }
    expect(commonPasswords.length + commonStems.length).toBeGreaterThan(1_000);
  });
});
