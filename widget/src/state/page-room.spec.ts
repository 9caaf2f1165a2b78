import { createHash } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { normalisePage, pageSlug } from './page-room.js';
import { sha256Hex } from './sha256.js';

const page = (location: string, canonical: string | null = null, queryNames: string[] = []): string =>
  normalisePage({ location, canonical, queryNames });

describe('the room of a page', () => {
  it('is the same whatever hash, query, case of the host or slash at the end', () => {
    for (const address of [
      'https://Example.com/Docs/',
      'https://example.com/Docs?utm=1',
      'https://example.com:443/Docs#top',
    ]) {
      expect(page(address)).toBe('https://example.com/Docs');
    }
    expect(page('https://example.com/')).toBe('https://example.com');
  });

  it('follows the canonical link, also a relative one, and no broken one', () => {
    expect(page('https://example.com/a?x=1', 'https://www.example.com/b')).toBe('https://www.example.com/b');
    expect(page('https://example.com/a/b', '../c')).toBe('https://example.com/c');
    expect(page('https://example.com/a', 'http://[')).toBe('https://example.com/a');
  });

  it('keeps the named parameters in the order they were named', () => {
    expect(page('https://example.com/watch?t=9&list=2&v=1', null, ['v', 'list'])).toBe(
      'https://example.com/watch?v=1&list=2',
    );
  });

  it('has a slug of p- and 32 hex digits of the SHA-256', () => {
    const digest = createHash('sha256').update('https://example.com/docs').digest('hex');
    expect(pageSlug({ location: 'https://example.com/docs/', canonical: null, queryNames: [] })).toBe(
      `p-${digest.slice(0, 32)}`,
    );
  });
});

describe('the digest', () => {
  it('is SHA-256', () => {
    const text = fc.string({ unit: 'binary', maxLength: 200 }).map((value) => value.toWellFormed());
    fc.assert(fc.property(text, (value) => sha256Hex(value) === createHash('sha256').update(value).digest('hex')));
    for (const length of [0, 55, 56, 63, 64, 65, 119, 120, 1_000]) {
      const value = 'x'.repeat(length);
      expect(sha256Hex(value)).toBe(createHash('sha256').update(value).digest('hex'));
    }
  });
});
