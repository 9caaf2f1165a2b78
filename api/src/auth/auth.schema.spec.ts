import { describe, expect, it } from '@jest/globals';
import { NewPassword } from './auth.schema.js';

const complaints = (password: string) => NewPassword.safeParse(password).error?.issues.map(({ message }) => message);

describe('a new password', () => {
  it.each(['correct horse battery', 'ȟorse'.repeat(25)])('may be %s', (password) => {
    expect(complaints(password)).toBeUndefined();
  });

  it('is not one of the most used', () => {
    expect(complaints('password1')).toEqual(['is among the most used passwords']);
  });

  it('that is too long is told so, and not compared with the most used ones', () => {
    // Each of these stands for eighteen others once it is folded.
    expect(complaints('ﷺ'.repeat(80_000))).toEqual(['must have at most 128 characters']);
  });
});
