import { describe, expect, it } from '@jest/globals';
import { MAX_ROOM_NAME_LENGTH, MAX_TOPIC_LENGTH, checkNewRoom, refusedFields, toNewRoom } from './new-room.js';
import type { NewRoomForm } from './new-room.js';

const form = (fields: Partial<NewRoomForm> = {}): NewRoomForm => ({
  type: 'public',
  name: 'Sailing',
  topic: '',
  slug: '',
  ...fields,
});

describe('the form of a new room', () => {
  it('goes out with what was filled in, as the server keeps it', () => {
    expect(toNewRoom(form())).toEqual({ type: 'public', name: 'Sailing' });
    expect(toNewRoom(form({ name: ' The\n open   sea ', topic: ' knots\nand winds ', slug: ' Sea-1 ' }))).toEqual({
      type: 'public',
      name: 'The open sea',
      topic: 'knots\nand winds',
      slug: 'sea-1',
    });
  });

  it('gives a private room no address', () => {
    expect(toNewRoom(form({ type: 'private', slug: 'not an address' }))).toEqual({ type: 'private', name: 'Sailing' });
    expect(checkNewRoom(form({ type: 'private', slug: 'lobby' }))).toEqual({});
  });

  it('wants a name, and no longer one than can be, counted as people count', () => {
    expect(checkNewRoom(form({ name: ' \n ' }))).toEqual({ name: 'missing' });
    expect(checkNewRoom(form({ name: '⛵'.repeat(MAX_ROOM_NAME_LENGTH) }))).toEqual({});
    expect(checkNewRoom(form({ name: 'x'.repeat(MAX_ROOM_NAME_LENGTH + 1) }))).toEqual({ name: 'too_long' });
    expect(checkNewRoom(form({ topic: '🌊'.repeat(MAX_TOPIC_LENGTH) }))).toEqual({});
    expect(checkNewRoom(form({ topic: 'x'.repeat(MAX_TOPIC_LENGTH + 1) }))).toEqual({ topic: 'too_long' });
  });

  it('knows which addresses can be', () => {
    expect(checkNewRoom(form({ slug: 'a-1' }))).toEqual({});
    for (const slug of ['a b', 'ä', 'x'.repeat(65), 'a_b'])
      expect(checkNewRoom(form({ slug }))).toEqual({ slug: 'wrong' });
    for (const slug of ['lobby', 'page', 'direct', 'by-slug', 'Lobby']) {
      expect(checkNewRoom(form({ slug }))).toEqual({ slug: 'reserved' });
    }
  });

  it('has what the server refused at the field that it is about', () => {
    expect(refusedFields({ code: 'slug_taken' })).toEqual({ slug: 'taken' });
    const errors = [{ path: '/slug' }, { path: '/name' }, { path: '/unknown' }, { path: '' }];
    expect(refusedFields({ code: 'validation_failed', errors })).toEqual({ slug: 'wrong', name: 'refused' });
    expect(refusedFields({ code: 'rate_limited' })).toEqual({});
  });
});
