import { describe, expect, it } from '@jest/globals';
import { checkName } from './display-name.js';

describe('a typed name', () => {
  it('loses blanks that nobody sees', () => {
    expect(checkName('  Ada \n Lovelace ')).toEqual({ name: 'Ada Lovelace', problem: null });
  });

  it('needs something, and at most 64 characters', () => {
    expect(checkName('  ').problem).toBe('empty');
    expect(checkName('😀'.repeat(64)).problem).toBeNull();
    expect(checkName('x'.repeat(65)).problem).toBe('too_long');
  });
});
