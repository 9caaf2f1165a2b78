import { describe, expect, it } from '@jest/globals';
import type { Timeline } from '@parley/sdk';
import { presenceWords, receiptNotes, typingWords } from './people-words.js';

const users = Object.fromEntries(
  ['Ana', 'Bo', 'Cy'].map((displayName) => [displayName, { displayName }]),
) as unknown as Timeline['users'];

describe('who types', () => {
  it.each([
    [[], ''],
    [['Ana'], 'Ana is typing'],
    [['Ana', 'Bo'], 'Ana and Bo are typing'],
    [['Bo', 'Cy', 'Ana'], 'Ana and 2 others are typing'],
    [['nobody known'], 'Someone is typing'],
  ])('%j is told as %j', (ids, words) => {
    expect(typingWords(ids, users)).toBe(words);
  });
});

describe('how far the own last message came', () => {
  const early = '2026-03-14T10:00:00.000Z';
  const message = (seq: number, own: boolean, rest: object = {}) => ({
    key: `m${seq}`,
    seq,
    own,
    status: 'sent',
    deletedAt: null,
    createdAt: '2026-03-14T12:00:00.000Z',
    ...rest,
  });
  const notes = (items: object[], seats: object[], memberCount = seats.length + 1) =>
    receiptNotes(
      {
        items,
        room: { memberCount },
        members: Object.fromEntries(
          [{ userId: 'me', readSeq: 9 }, ...seats].map((seat, index) => [index, { joinedAt: early, ...seat }]),
        ),
      } as unknown as Timeline,
      'me',
    );

  it('is under the last one alone', () => {
    expect(notes([message(1, true), message(2, true), message(3, false)], [{ userId: 'bo', readSeq: 1 }])).toEqual({
      m2: 'Sent',
    });
  });

  it('is never under what a room tells of itself', () => {
    expect(notes([message(2, true), message(3, true, { system: { type: 'picture_removed' } })], [])).toEqual({
      m2: 'Sent',
    });
  });

  it('is read by the other one, or by how many', () => {
    expect(notes([message(2, true)], [{ userId: 'bo', readSeq: 2 }])).toEqual({ m2: 'Read' });
    const three = [2, 5, 1].map((readSeq, index) => ({ userId: `u${index}`, readSeq }));
    expect(notes([message(2, true)], three)).toEqual({ m2: 'Read by 2' });
  });

  it('is read by whoever has written since, before the server says so', () => {
    const items = [message(2, true), message(3, false, { authorId: 'bo' })];
    expect(notes(items, [{ userId: 'bo', readSeq: 1 }])).toEqual({ m2: 'Read' });
    expect(notes([items[1] ?? {}, message(4, true)], [{ userId: 'bo', readSeq: 1 }])).toEqual({ m4: 'Sent' });
  });

  it('does not count who came after it and begins with everything read', () => {
    const late = { userId: 'bo', readSeq: 2, joinedAt: '2026-03-14T12:00:01.000Z' };
    expect(notes([message(2, true)], [late])).toEqual({ m2: 'Sent' });
  });

  it('is not told in rooms of more than a hundred, nor of one that is deleted or on its way', () => {
    expect(notes([message(2, true)], [{ userId: 'bo', readSeq: 2 }], 101)).toEqual({ m2: 'Sent' });
    expect(notes([message(2, true, { deletedAt: early })], [])).toEqual({});
    expect(notes([message(1, true), message(0, true, { status: 'sending' })], [])).toEqual({});
    expect(notes([message(1, false)], [])).toEqual({});
  });
});

describe('how somebody is seen', () => {
  const now = new Date(2026, 2, 14, 15, 0).getTime();
  const offline = (at: Date) => ({ userId: 'bo', status: 'offline' as const, lastSeenAt: at.toISOString() });
  it.each([
    [undefined, ''],
    [{ userId: 'bo', status: 'online' as const }, 'Online'],
    [{ userId: 'bo', status: 'away' as const }, 'Away'],
    // Who hides it is offline, and nothing more is known.
    [{ userId: 'bo', status: 'offline' as const }, ''],
    [offline(new Date(2026, 2, 14, 14, 59, 50)), 'Last seen just now'],
    [offline(new Date(2026, 2, 14, 9, 5)), 'Last seen at 09:05'],
    [offline(new Date(2026, 2, 13, 9, 5)), 'Last seen yesterday'],
    [offline(new Date(2026, 2, 1)), 'Last seen on 1 March'],
  ])('%j reads %j', (state, words) => {
    expect(presenceWords(state, now)).toBe(words);
  });
});
