import { describe, expect, it } from '@jest/globals';
import { ChatError } from '@parley/sdk';
import type { Member, RoomInfo, Timeline, TimelineItem } from '@parley/sdk';
import { closedBy, slowUntil } from './room-rules.js';

const now = Date.parse('2026-03-14T14:00:00.000Z');

const roomOf = (patch: Partial<RoomInfo> = {}): RoomInfo =>
  ({ type: 'public', archivedAt: null, posting: 'everyone', slowModeSeconds: 0, ...patch }) as RoomInfo;
const memberOf = (patch: Partial<Member> = {}): Member => ({ role: 'member', mute: null, ...patch }) as Member;
const timelineOf = (patch: Partial<Timeline> = {}): Timeline => ({
  status: 'ready',
  error: null,
  items: [],
  room: roomOf(),
  member: memberOf(),
  members: {},
  users: {},
  hasBefore: false,
  hasAfter: false,
  loadingBefore: false,
  exists: true,
  peerBlocked: false,
  ...patch,
});
const refusedWith = (code: string): Partial<Timeline> => ({ status: 'error', error: new ChatError({ code }) });

describe('what keeps somebody from writing', () => {
  it.each<[string, Partial<Timeline>, string | null]>([
    ['nothing in an open room', {}, null],
    ['nothing who is no member of an open room', { member: null }, null],
    ['the room’s end', { room: roomOf({ archivedAt: '2026-03-01T00:00:00.000Z' }) }, 'archived'],
    ['a mute without end', { member: memberOf({ mute: { until: null } }) }, 'muted'],
    ['a mute that lasts', { member: memberOf({ mute: { until: '2026-03-14T14:00:01.000Z' } }) }, 'muted'],
    ['no mute that is over', { member: memberOf({ mute: { until: '2026-03-14T14:00:00.000Z' } }) }, null],
    ['an announcement room, members', { room: roomOf({ posting: 'moderators' }) }, 'moderators'],
    ['an announcement room, readers', { room: roomOf({ posting: 'moderators' }), member: null }, 'moderators'],
    [
      'no announcement room, moderators',
      { room: roomOf({ posting: 'moderators' }), member: memberOf({ role: 'moderator' }) },
      null,
    ],
    ['a ban', { ...refusedWith('banned'), room: null }, 'banned'],
    ['being removed', refusedWith('room_not_found'), 'removed'],
    ['not what was never seen', { ...refusedWith('room_not_found'), room: null }, null],
    ['not that one must be somebody to read', { ...refusedWith('unauthenticated'), room: null, member: null }, null],
  ])('%s', (_what, patch, expected) => {
    expect(closedBy(timelineOf(patch), now)).toBe(expected);
  });

  it('is being removed, of a room that is only found by its slug', () => {
    const gone = timelineOf({ exists: false, room: null, member: null });
    expect([closedBy(gone, now, true), closedBy(gone, now, false)]).toEqual(['removed', null]);
  });
});

describe('slow mode', () => {
  const item = (patch: Partial<TimelineItem>): TimelineItem =>
    ({ own: true, status: 'sent', createdAt: '2026-03-14T14:00:00.000Z', ...patch }) as TimelineItem;
  const until = (patch: Partial<Timeline>) =>
    slowUntil(timelineOf({ room: roomOf({ slowModeSeconds: 30 }), ...patch }));

  it('counts from the own last message, or until the server takes the one that waits', () => {
    expect(until({ items: [item({})] })).toBe(now + 30_000);
    expect(until({ items: [item({ own: false })] })).toBeNull();
    const error = new ChatError({ code: 'slow_mode', status: 429 });
    expect(until({ items: [item({}), item({ status: 'sending', error, retryAtMs: now + 45_000 })] })).toBe(
      now + 45_000,
    );
  });

  it('is for members and readers only, and for rooms that have it', () => {
    const items = [item({})];
    expect(until({ items, member: memberOf({ role: 'owner' }) })).toBeNull();
    expect(until({ items, member: null })).toBe(now + 30_000);
    expect(until({ items, room: roomOf() })).toBeNull();
  });
});
