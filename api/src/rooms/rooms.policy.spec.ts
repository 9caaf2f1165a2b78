import { describe, expect, it } from '@jest/globals';
import type { TenantCaller } from '../common/access/caller.js';
import type { SeatRow } from '../members/member.mapper.js';
import type { Room } from './room.schema.js';
import { mayAct, mayActOn, type RoomAction } from './rooms.policy.js';

type Who = 'server' | 'owner' | 'moderator' | 'member' | 'former' | 'stranger';

const server: TenantCaller = { kind: 'server', tenantId: 'tenant' };
const person: TenantCaller = { kind: 'user', tenantId: 'tenant', userId: 'ada', userKind: 'guest', sessionId: null };
const callerOf = (who: Who): TenantCaller => (who === 'server' ? server : person);

function seatOf(who: Who): SeatRow | null {
  if (who === 'server' || who === 'stranger') return null;
  // Who left keeps the row with its role, and has no say.
  const [role, leftAt] = who === 'former' ? (['owner', '2026-01-01'] as const) : ([who, null] as const);
  return { role, left_at: leftAt, read_seq: 0, is_banned: false };
}

/** Who may do it in public and private rooms; everybody else may not. */
const table: Record<RoomAction, Who[]> = {
  editRoom: ['server', 'owner', 'moderator'],
  archiveRoom: ['server', 'owner'],
  deleteRoom: ['server', 'owner'],
  addMember: ['server', 'owner', 'moderator'],
  removeMember: ['server', 'owner', 'moderator'],
  changeRole: ['server', 'owner'],
  ban: ['server', 'owner', 'moderator'],
  mute: ['server', 'owner', 'moderator'],
  listSanctions: ['server', 'owner', 'moderator'],
  invite: ['server', 'owner', 'moderator'],
  deleteMessage: ['server', 'owner', 'moderator'],
  readVersions: ['server', 'owner', 'moderator'],
  pin: ['server', 'owner', 'moderator'],
  mentionRoom: ['server', 'owner', 'moderator'],
};
const everybody: Who[] = ['server', 'owner', 'moderator', 'member', 'former', 'stranger'];
const actions = Object.keys(table) as RoomAction[];

describe('the policy of rooms', () => {
  const rows = actions.flatMap((action) => everybody.map((who) => [action, who] as const));

  it.each(rows)('%s by %s', (action, who) => {
    for (const type of ['public', 'private', 'direct', 'match'] satisfies Room['type'][]) {
      const isAllowed = table[action].includes(who) && (type === 'public' || type === 'private');
      expect([type, mayAct(action, callerOf(who), type, seatOf(who))]).toEqual([type, isAllowed]);
    }
  });

  // Rows: who acts; columns: on whom.
  it.each([
    ['ban', 'server', { owner: false, moderator: true, member: true, former: true, stranger: true }],
    ['ban', 'owner', { owner: false, moderator: true, member: true, former: true, stranger: true }],
    ['ban', 'moderator', { owner: false, moderator: false, member: true, former: true, stranger: true }],
    ['ban', 'member', { owner: false, moderator: false, member: false, former: false, stranger: false }],
    ['mute', 'owner', { owner: false, moderator: true, member: true, former: true, stranger: true }],
    ['mute', 'moderator', { owner: false, moderator: false, member: true, former: true, stranger: true }],
    ['removeMember', 'server', { owner: true, moderator: true, member: true }],
    ['removeMember', 'owner', { owner: true, moderator: true, member: true }],
    ['removeMember', 'moderator', { owner: false, moderator: false, member: true }],
    ['changeRole', 'owner', { owner: true, moderator: true, member: true }],
    ['changeRole', 'moderator', { owner: false, moderator: false, member: false }],
  ] as [RoomAction, Who, Partial<Record<Who, boolean>>][])('%s by %s, on each', (action, who, expected) => {
    const on = Object.keys(expected) as Who[];
    const allowed = on.map((target) => [
      target,
      mayActOn(action, callerOf(who), { type: 'public', seat: seatOf(who) }, seatOf(target)),
    ]);
    expect(Object.fromEntries(allowed)).toEqual(expected);
  });
});
