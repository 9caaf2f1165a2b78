import { describe, expect, it } from '@jest/globals';
import type { UserRow } from '../users/user.mapper.js';
import type { Places } from './batch-places.js';
import { KnownAuthors } from './known-authors.js';

const places = (roomId: string, ...authorIds: string[]): Places => ({
  rooms: [{ tenantId: 't', roomId }],
  authors: authorIds.map((authorId) => ({ room: 0, authorId })),
  sends: authorIds.map((_, at) => at),
});

const first = { access: 'a1', people: 'p1' };

function learn(known: KnownAuthors, roomId: string, authorIds: string[], versions = first, name = 'somebody') {
  const profiles = authorIds.map((id): UserRow => ({
    id,
    kind: 'guest',
    username: null,
    display_name: name,
    avatar_url: null,
  }));
  return known.learn(places(roomId, ...authorIds), versions, profiles);
}

describe('known authors', () => {
  it('are found with who they are, together with those who were found at the same versions', () => {
    const known = new KnownAuthors();
    expect(known.find(places('r', 'ada'))).toBeUndefined();
    learn(known, 'r', ['ada'], first, 'Ada');
    learn(known, 'r', ['bo'], first, 'Bo');
    const found = known.find(places('r', 'bo', 'ada'));
    expect(found).toMatchObject(first);
    expect(['ada', 'bo'].map((id) => found?.authors.get(id)?.display_name)).toEqual(['Ada', 'Bo']);
    expect(known.find(places('r', 'ada', 'eve'))).toBeUndefined();
    expect(known.find(places('other', 'ada'))).toBeUndefined();
  });

  it.each([{ access: 'a2' }, { people: 'p2' }])('are forgotten with another version: %p', (other) => {
    const known = new KnownAuthors();
    const versions = { ...first, ...other };
    learn(known, 'r', ['ada', 'bo']);
    learn(known, 'r', ['ada'], versions);
    expect(known.find(places('r', 'ada'))).toMatchObject(versions);
    expect(known.find(places('r', 'bo'))).toBeUndefined();
  });

  it('are forgotten, those of one room or all', () => {
    const known = new KnownAuthors(3);
    for (const room of ['a', 'b', 'c']) learn(known, room, ['ada']);
    const areKnown = () => ['a', 'b', 'c'].map((room) => known.find(places(room, 'ada')) !== undefined);
    known.forget(places('a'));
    known.forget(places('a'));
    expect(areKnown()).toEqual([false, true, true]);
    // It is counted anew.
    learn(known, 'a', ['bo', 'eve']);
    expect(areKnown()).toEqual([false, false, true]);
    known.clear();
    learn(known, 'a', ['ada', 'bo', 'eve']);
    expect(areKnown()).toEqual([true, false, false]);
  });

  it('are bounded: those of the room that was used longest ago go first', () => {
    const known = new KnownAuthors(3);
    learn(known, 'a', ['ada']);
    learn(known, 'b', ['ada']);
    known.find(places('a', 'ada'));
    learn(known, 'c', ['ada', 'bo']);
    const areKnown = () => ['a', 'b', 'c'].map((room) => known.find(places(room, 'ada')) !== undefined);
    expect(areKnown()).toEqual([true, false, true]);
    // More than all may have, of one room: they are answered, and known no longer.
    expect(learn(known, 'd', ['ada', 'bo', 'eve', 'finn']).size).toBe(4);
    expect([...areKnown(), known.find(places('d', 'ada')) !== undefined]).toEqual([false, false, false, false]);
  });
});
