import { describe, expect, it } from '@jest/globals';
import type { Member, RoomInfo } from '@parley/sdk';
import { messageRights } from './message-rights.js';

type Type = RoomInfo['type'];
interface Case {
  needs?: 'moderators' | 'muted' | 'archived' | 'banned' | 'removed' | null;
  isOwn?: boolean;
  kind?: 'text' | 'system' | 'encrypted';
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
  const message = {
    authorId: isOwn ? 'me' : 'other',
    kind,
    deletedAt,
    streaming,
    text: kind === 'encrypted' ? '' : 'hello',
  };
  const found = messageRights({ room, member }, { myId, needs }, message);
  return Object.entries(found).flatMap(([name, may]) => (may ? [name] : []));
};

/** To whoever sees a message that somebody wrote. */
const always = ['bookmark', 'forward'];

describe('what is offered for a message', () => {
  it.each<[Type, Member['role'] | null, string[], string[]]>([
    ['public', 'member', ['react', 'reply', 'report'], ['react', 'reply', 'edit', 'delete', 'versions']],
    ['public', null, ['reply', 'report'], ['reply', 'delete', 'versions']],
    [
      'private',
      'moderator',
      ['react', 'reply', 'pin', 'delete', 'report', 'versions'],
      ['react', 'reply', 'edit', 'pin', 'delete', 'versions'],
    ],
    [
      'private',
      'owner',
      ['react', 'reply', 'pin', 'delete', 'report', 'versions'],
      ['react', 'reply', 'edit', 'pin', 'delete', 'versions'],
    ],
    ['direct', 'member', ['react', 'reply', 'pin', 'report'], ['react', 'reply', 'edit', 'pin', 'delete', 'versions']],
    ['match', 'member', ['react', 'reply', 'pin', 'report'], ['react', 'reply', 'edit', 'pin', 'delete', 'versions']],
  ])('in a %s room to a %s', (type, role, others, own) => {
    expect(rights(type, role)).toEqual([...others, ...always]);
    expect(rights(type, role, { isOwn: true })).toEqual([...own, ...always]);
  });

  it('is all but editing and forwarding while it is being written', () => {
    expect(rights('public', 'member', { isOwn: true, streaming: true })).toEqual([
      'react',
      'reply',
      'delete',
      'versions',
      'bookmark',
    ]);
    expect(rights('public', 'member', { streaming: true })).toEqual(['react', 'reply', 'report', 'bookmark']);
  });

  it('to the muted, and in what is archived, is only to take back, to report, to look, and to take elsewhere', () => {
    for (const needs of ['muted', 'archived'] as const) {
      expect(rights('public', 'member', { needs })).toEqual(['report', ...always]);
      expect(rights('public', 'member', { needs, isOwn: true })).toEqual(['delete', 'versions', ...always]);
    }
  });

  it('in announcements is to react, and to report', () => {
    expect(rights('public', 'member', { needs: 'moderators' })).toEqual(['react', 'report', ...always]);
    expect(rights('public', 'member', { needs: 'moderators', isOwn: true })).toEqual([
      'react',
      'delete',
      'versions',
      ...always,
    ]);
  });

  it('is nothing to visitors, and of what is deleted', () => {
    expect(rights('public', null, { myId: null })).toEqual([]);
    expect(rights('public', 'owner', { isOwn: true, deletedAt: '2026-01-01T00:00:00.000Z' })).toEqual([]);
  });

  it('is nothing of what a room tells of itself', () => {
    for (const role of ['member', 'owner'] as const)
      for (const isOwn of [true, false]) expect(rights('public', role, { isOwn, kind: 'system' })).toEqual([]);
  });

  it('is not to forward what is no text', () => {
    expect(rights('direct', 'member', { kind: 'encrypted' })).not.toContain('forward');
  });

  it('is nothing but what was theirs to those who are shut out', () => {
    expect(rights('public', null, { needs: 'banned' })).toEqual([]);
    expect(rights('private', null, { needs: 'removed', isOwn: true })).toEqual(['delete', 'versions']);
  });
});
