import { describe, expect, it } from '@jest/globals';
import type { MyRoom } from '@parley/sdk';
import { pillCount } from '../i18n/unread-words.js';
import { lastLine, latestRoom, listTime, roomName } from './room-words.js';

const user = (id: string, displayName: string) => ({
  id,
  kind: 'registered',
  username: id,
  displayName,
  avatarUrl: null,
});
const ana = user('ana', 'Ana');

/** A room of which only what matters here is told. */
const myRoom = (room: object, message: object | null, rest: object = {}): MyRoom =>
  ({
    room: { id: 'r', type: 'private', name: 'Plans', slug: null, ...room },
    lastMessage: message && {
      authorId: 'ana',
      kind: 'text',
      text: '',
      deletedAt: null,
      attachments: [],
      createdAt: '2026-03-14T14:05:00.000Z',
      ...message,
    },
    author: ana,
    peer: null,
    ...rest,
  }) as unknown as MyRoom;

describe('the name of a room', () => {
  const room = { name: null, slug: null, type: 'private' } as const;
  it.each([
    [{ ...room, name: 'Plans' }, null, 'Plans'],
    [{ ...room, slug: 'garden-talk', type: 'public' as const }, null, 'Garden talk'],
    [{ ...room, type: 'direct' as const }, ana, 'Ana'],
    // Their account is gone.
    [{ ...room, type: 'direct' as const }, null, 'Someone'],
    [{ ...room, type: 'match' as const }, null, 'Stranger'],
  ])('of %j with %j is %s', (of, peer, name) => {
    expect(roomName(of, peer as MyRoom['peer'])).toBe(name);
  });
});

describe('the last message in one line', () => {
  const photo = { mimeType: 'image/png', name: 'a.png' };
  it.each([
    [{ text: 'See\n\nyou   there' }, 'bo', 'Ana: See you there'],
    [{ text: 'See you' }, 'ana', 'You: See you'],
    [{ text: '', deletedAt: '2026-03-14T14:06:00.000Z' }, 'bo', 'Message deleted'],
    [{ attachments: [photo] }, 'bo', 'Ana: Photo'],
    [{ attachments: [photo, photo] }, 'ana', 'You: 2 photos'],
    [{ attachments: [{ mimeType: 'application/pdf', name: 'plan.pdf' }] }, 'bo', 'Ana: plan.pdf'],
    [{ attachments: [photo, { mimeType: 'text/plain', name: 'b' }] }, 'bo', 'Ana: 2 files'],
    [{ text: 'with words', attachments: [photo] }, 'bo', 'Ana: with words'],
    [{ text: '', streaming: true }, 'bo', 'Ana: Writing…'],
    [{ text: 'So far', streaming: true }, 'bo', 'Ana: So far'],
    [{ kind: 'encrypted', text: 'Zm9v' }, 'bo', 'Ana: Encrypted message'],
  ])('%j for %s is %s', (message, reader, line) => {
    expect(lastLine(myRoom({}, message), reader)).toBe(line);
  });

  it.each([
    [{ type: 'room_renamed', name: 'Book\n club' }, 'ana', 'You renamed the room to “Book club”'],
    [{ type: 'role_changed', userId: 'bo', role: 'moderator' }, 'cy', 'Ana made Bo a moderator'],
    [{ type: 'role_changed', userId: 'bo', role: 'moderator' }, 'bo', 'Ana made you a moderator'],
    [{ type: 'picture_removed' }, 'bo', 'Ana removed the picture of the room'],
  ])('%j for %s is %s', (system, reader, line) => {
    const rest = { subject: user('bo', 'Bo') };
    expect(lastLine(myRoom({}, { kind: 'system', system }, rest), reader)).toBe(line);
  });

  it('of two people does not say who the other one is', () => {
    expect(lastLine(myRoom({ type: 'direct' }, { text: 'Hello' }), 'bo')).toBe('Hello');
    expect(lastLine(myRoom({ type: 'direct' }, { text: 'Hello' }), 'ana')).toBe('You: Hello');
  });

  it('says that there is none, and bears an author who is not known', () => {
    expect(lastLine(myRoom({}, null), 'bo')).toBe('No messages yet');
    expect(lastLine(myRoom({}, { text: 'x' }, { author: null }), 'bo')).toBe('Someone: x');
    const author = { id: 'ana', kind: 'guest', username: null, displayName: '😀'.repeat(30), avatarUrl: null } as const;
    expect(lastLine(myRoom({}, { text: 'x' }, { author }), 'bo')).toBe(`${'😀'.repeat(19)}…: x`);
  });
});

describe('the time of a row', () => {
  const now = new Date(2026, 2, 14, 15, 0).getTime();
  it.each([
    [new Date(2026, 2, 14, 14, 59, 30), 'now'],
    [new Date(2026, 2, 14, 9, 5), '09:05'],
    [new Date(2026, 2, 13, 23, 59), 'Yesterday'],
    [new Date(2026, 2, 1), '1 March'],
    [new Date(2025, 11, 31), '31 December 2025'],
  ])('%s is %s', (at, words) => {
    expect(listTime(at.getTime(), now)).toBe(words);
  });
});

describe('the chat to go on with', () => {
  it('is the one that was written in last, also below pinned ones', () => {
    const old = myRoom({ id: 'old' }, { createdAt: '2026-03-01T00:00:00.000Z' });
    const young = myRoom({ id: 'young' }, { createdAt: '2026-03-02T00:00:00.000Z' });
    expect(latestRoom([old, young, myRoom({ id: 'empty' }, null)])?.room.id).toBe('young');
    expect(latestRoom([myRoom({ id: 'empty' }, null)])).toBeUndefined();
  });
});

it('a pill has room for two digits', () => {
  expect([1, 99, 100].map(pillCount)).toEqual(['1', '99', '99+']);
});
