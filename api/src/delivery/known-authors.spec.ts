import { describe, expect, it } from '@jest/globals';
import type { Places } from './batch-places.js';
import { KnownAuthors } from './known-authors.js';

const places = (roomId: string, ...authorIds: string[]): Places => ({
  rooms: [{ tenantId: 't', roomId }],
  authors: authorIds.map((authorId) => ({ room: 0, authorId })),
  sends: authorIds.map((_, at) => at),
});

describe('known authors', () => {
  it('are known at the version at which they were found, together with those found at the same one', () => {
    const known = new KnownAuthors();
    expect(known.versionOf(places('a', 'ada'))).toBeNull();
    known.learn(places('a', 'ada'), 'v1');
    known.learn(places('a', 'bo'), 'v1');
    expect(known.versionOf(places('a', 'ada', 'bo'))).toBe('v1');
    expect(known.versionOf(places('a', 'ada', 'eve'))).toBeNull();
    expect(known.versionOf(places('b', 'ada'))).toBeNull();
  });

  it('are forgotten with another version', () => {
    const known = new KnownAuthors();
    known.learn(places('a', 'ada', 'bo'), 'v1');
    known.learn(places('a', 'ada'), 'v2');
    expect(known.versionOf(places('a', 'ada'))).toBe('v2');
    expect(known.versionOf(places('a', 'bo'))).toBeNull();
  });

  it('are bounded: the room that was used longest ago is forgotten, and too many of one room begin anew', () => {
    const known = new KnownAuthors({ rooms: 2, authors: 2 });
    known.learn(places('a', 'ada'), 'v');
    known.learn(places('b', 'ada'), 'v');
    known.versionOf(places('a', 'ada'));
    known.learn(places('c', 'ada'), 'v');
    expect(['a', 'b', 'c'].map((room) => known.versionOf(places(room, 'ada')))).toEqual(['v', null, 'v']);
    known.learn(places('a', 'bo'), 'v');
    known.learn(places('a', 'eve'), 'v');
    expect(['ada', 'bo', 'eve'].map((author) => known.versionOf(places('a', author)))).toEqual([null, null, 'v']);
  });
});
