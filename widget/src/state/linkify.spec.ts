import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { linkify } from './linkify.js';

const links = (text: string): string[] => linkify(text).flatMap((part) => part.href ?? []);
const shown = (text: string): string[] => linkify(text).flatMap((part) => (part.href === undefined ? [] : part.text));

describe('links in a message', () => {
  it('are web and mail addresses', () => {
    expect(links('see https://example.com/a?b=1#c or mailto:ada@example.com')).toEqual([
      'https://example.com/a?b=1#c',
      'mailto:ada@example.com',
    ]);
  });

  it.each([
    ['Look at https://example.com.', 'https://example.com'],
    ['(https://en.wikipedia.org/wiki/Otter_(animal))', 'https://en.wikipedia.org/wiki/Otter_(animal)'],
    ['https://example.com/a, then', 'https://example.com/a'],
    ['«https://example.com/пример» да', 'https://example.com/пример'],
    ['[x](https://example.com)', 'https://example.com'],
    ['**https://example.com**', 'https://example.com'],
  ])('leave the sentence around them alone: %s', (text, link) => {
    expect(shown(text)).toEqual([link]);
  });

  it.each([
    'javascript:alert(1)',
    '[x](javascript:alert(1))',
    'data:text/html,<b>',
    'vbscript:x',
    'file:///etc/passwd',
    'ftp://example.com',
    'xhttps://example.com',
    'https://',
    'http://[',
    'mailto:nobody',
    'https://bank.example@evil.example/',
    'https://user:secret@example.com/',
  ])('are never made of %s', (text) => {
    expect(links(text)).toEqual([]);
    expect(linkify(text)).toEqual([{ text }]);
  });

  it('end before characters that hide or turn what is read', () => {
    expect(shown('https://example.com/\u202egnp.exe')).toEqual(['https://example.com/']);
    expect(shown('https://exam\u200bple.com')).toEqual(['https://exam']);
  });

  it('give every text back, character for character, and lead only to web and mail', () => {
    const piece = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      fc.webUrl({ withFragments: true, withQueryParameters: true }),
      fc.constantFrom('https://', 'mailto:', 'javascript:', ')', '(', '.', ' ', '\n', '\u202e', '@', '<', '"'),
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join('');
        const parts = linkify(text);
        expect(parts.map((part) => part.text).join('')).toBe(text);
        expect(parts.every((part) => part.text !== '')).toBe(true);
        for (const { href } of parts) if (href !== undefined) expect(href).toMatch(/^(https?|mailto):/);
      }),
    );
  });

  it('do not slow down 50,000 characters without a blank', () => {
    for (const text of [
      'a'.repeat(50_000),
      `https://${'a'.repeat(50_000)}`,
      'https://'.repeat(6_000),
      `${'('.repeat(25_000)}${')'.repeat(25_000)}`,
    ]) {
      expect(
        linkify(text)
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }
    const brackets = `https://a.example/${')'.repeat(2_000)} `.repeat(25);
    expect(
      linkify(brackets)
        .map((part) => part.text)
        .join(''),
    ).toBe(brackets);
  });
});
