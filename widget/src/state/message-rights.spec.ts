import { describe, expect, it } from '@jest/globals';
import type { Member, RoomInfo } from '@parley/sdk';
import { messageRights } from './message-rights.js';

type Type = RoomInfo['type'];
interface Case {
  needs?: 'moderators' | 'muted' | 'archived' | null;
  isOwn?: boolean;
  kind?: 'text' | 'system';
  deletedAt?: string | null;
  streaming?: boolean;
  myId?: string | null;
}

const rights = (
  type: Type,
  role: Member['role'] | null,
  { needs = null, isOwn = false, kind = 'text', deletedAt = null, streaming = false, myId = 'me' }: Case = {},
) => {
  const room = { type } as RoomInfo;
  const member = role === null ? null : ({ role } as Member);
  const found = messageRights(
    { room, member },
    { myId, needs },
    { authorId: isOwn ? 'me' : 'other', kind, deletedAt, streaming },
  );
  return Object.entries(found).flatMap(([name, may]) => (may ? [name] : []));
};

describe('what is offered for a message', () => {
  it.each<[Type, Member['role'] | null, string[], string[]]>([
    ['public', 'member', ['react', 'reply', 'report'], ['react', 'reply', 'edit', 'delete']],
    ['public', null, ['reply', 'report'], ['reply', 'delete']],
    [
      'private',
      'moderator',
      ['react', 'reply', 'pin', 'delete', 'report'],
      ['react', 'reply', 'edit', 'pin', 'delete'],
    ],
    ['private', 'owner', ['react', 'reply', 'pin', 'delete', 'report'], ['react', 'reply', 'edit', 'pin', 'delete']],
    ['direct', 'member', ['react', 'reply', 'pin', 'report'], ['react', 'reply', 'edit', 'pin', 'delete']],
    ['match', 'member', ['react', 'reply', 'pin', 'report'], ['react', 'reply', 'edit', 'pin', 'delete']],
  ])('in a %s room to a %s', (type, role, others, own) => {
    expect(rights(type, role)).toEqual(others);
    expect(rights(type, role, { isOwn: true })).toEqual(own);
  });

  it('is all but editing while it is being written', () => {
    expect(rights('public', 'member', { isOwn: true, streaming: true })).toEqual(['react', 'reply', 'delete']);
    expect(rights('public', 'member', { streaming: true })).toEqual(['react', 'reply', 'report']);
  });

  it('to the muted, and in what is archived, is only to take back and to report', () => {
    for (const needs of ['muted', 'archived'] as const) {
      expect(rights('public', 'member', { needs })).toEqual(['report']);
      expect(rights('public', 'member', { needs, isOwn: true })).toEqual(['delete']);
    }
  });

  it('in announcements is to react, and to report', () => {
    expect(rights('public', 'member', { needs: 'moderators' })).toEqual(['react', 'report']);
    expect(rights('public', 'member', { needs: 'moderators', isOwn: true })).toEqual(['react', 'delete']);
  });

  it('is nothing to visitors, and of what is deleted', () => {
    expect(rights('public', null, { myId: null })).toEqual([]);
    expect(rights('public', 'owner', { isOwn: true, deletedAt: '2026-01-01T00:00:00.000Z' })).toEqual([]);
  });

  it('is nothing of what a room tells of itself', () => {
    for (const role of ['member', 'owner'] as const)
      for (const isOwn of [true, false]) expect(rights('public', role, { isOwn, kind: 'system' })).toEqual([]);
  });
});
