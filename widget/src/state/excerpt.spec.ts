import { expect, it } from '@jest/globals';
import { excerpt } from './excerpt.js';

it('is the beginning of a message in one line', () => {
  expect(excerpt({ text: ' one\n\n two\tthree ', deletedAt: null, kind: 'text' })).toBe('one two three');
  expect(excerpt({ text: 'x'.repeat(1_000), deletedAt: null, kind: 'text' })).toHaveLength(200);
});

it('says of a deleted message that it is one', () => {
  expect(excerpt({ text: '', deletedAt: '2026-11-29T12:00:00.000Z', kind: 'encrypted' })).toBe('A deleted message');
});

it('says of what is encrypted only that it is', () => {
  expect(excerpt({ text: '', deletedAt: null, kind: 'encrypted' })).toBe('Encrypted message');
});
