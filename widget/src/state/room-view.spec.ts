import { describe, expect, it } from '@jest/globals';
import { countdown, roomTitle } from './room-view.js';

describe('the name of a room', () => {
  it('is the one its people gave it', () => {
    expect(roomTitle('Tea & talk', 'tea')).toBe('Tea & talk');
  });

  it('is the slug in words when nobody did', () => {
    expect(roomTitle(null, 'lobby')).toBe('Lobby');
    expect(roomTitle('tea-room', 'tea-room')).toBe('Tea room');
    expect(roomTitle(null, '--')).toBe('--');
  });
});

describe('a countdown', () => {
  it('is in seconds, then in minutes', () => {
    expect([-5, 1, 1_001, 99_000, 100_000, 3_600_000].map(countdown)).toEqual(['0', '1', '2', '99', '1:40', '60:00']);
  });
});
