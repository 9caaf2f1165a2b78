import { describe, expect, it } from '@jest/globals';
import type { MyRoom } from '@parley/sdk';
import { forwardTargets, namedSo } from './forward-targets.js';

const now = Date.parse('2026-01-01T12:00:00.000Z');

interface Case {
  type?: 'private' | 'direct';
  archivedAt?: string | null;
  posting?: 'everyone' | 'moderators';
  role?: 'member' | 'owner';
  mute?: { until: string | null } | null;
}

const roomOf = (name: string, { type = 'private', ...more }: Case = {}): MyRoom => {
  const { archivedAt = null, posting = 'everyone', role = 'member', mute = null } = more;
  return {
    room: { id: name, type, name: type === 'direct' ? null : name, slug: null, archivedAt, posting },
    member: { role, mute },
    peer: type === 'direct' ? { id: `${name} id`, displayName: name } : null,
  } as MyRoom;
};

const names = (rooms: readonly MyRoom[]): string[] => rooms.map(({ room }) => room.id);

describe('the rooms that a message can be forwarded to', () => {
  it('are the others that the person may write in, in their order', () => {
    const rooms = [
      roomOf('here'),
      roomOf('first'),
      roomOf('archived', { archivedAt: '2026-01-01T00:00:00.000Z' }),
      roomOf('news', { posting: 'moderators' }),
      roomOf('own news', { posting: 'moderators', role: 'owner' }),
      roomOf('muted', { mute: { until: null } }),
      roomOf('muted a while', { mute: { until: '2026-01-01T12:00:01.000Z' } }),
      roomOf('muted before', { mute: { until: '2026-01-01T11:59:59.000Z' } }),
      roomOf('Bo', { type: 'direct' }),
    ];
    expect(names(forwardTargets(rooms, 'here', now))).toEqual(['first', 'own news', 'muted before', 'Bo']);
    expect(forwardTargets([roomOf('here')], 'here', now)).toEqual([]);
  });

  it('are found by a part of their name, in small letters or large, with marks or without', () => {
    const rooms = [roomOf('Weekend'), roomOf('Zoë', { type: 'direct' }), roomOf('Über uns'), roomOf('Готовим')];
    expect(names(namedSo(rooms, ' END'))).toEqual(['Weekend']);
    expect(names(namedSo(rooms, 'zoe'))).toEqual(['Zoë']);
    expect(names(namedSo(rooms, 'üBER'))).toEqual(['Über uns']);
    expect(names(namedSo(rooms, 'гот'))).toEqual(['Готовим']);
    expect(namedSo(rooms, 'x')).toEqual([]);
    expect(namedSo(rooms, '  ')).toBe(rooms);
  });
});
