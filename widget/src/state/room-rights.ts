import type { Member, RoomInfo } from '@parley/sdk';

/** What somebody may be in a room; null for who does not sit in it. */
export type Role = Member['role'] | null;

const rank = { member: 0, moderator: 1, owner: 2 } as const;

/** The least role that each action takes: the server's own table, so that nothing is offered that it refuses. */
const leastRole = {
  editRoom: 'moderator',
  archiveRoom: 'owner',
  deleteRoom: 'owner',
  addMember: 'moderator',
  removeMember: 'moderator',
  changeRole: 'owner',
  ban: 'moderator',
  mute: 'moderator',
  listSanctions: 'moderator',
  invite: 'moderator',
  deleteMessage: 'moderator',
  readVersions: 'moderator',
  pin: 'moderator',
  mentionRoom: 'moderator',
} as const satisfies Record<string, Member['role']>;

/** What somebody may do to a room, or to its other members. */
export type RoomAction = keyof typeof leastRole;

/** All of them. */
export const roomActions = Object.keys(leastRole) as RoomAction[];

/** Whether somebody with that role may do it. Direct and match rooms and their people are as they are. */
export const mayAct = (action: RoomAction, type: RoomInfo['type'], role: Role): boolean =>
  (type === 'public' || type === 'private') && role !== null && rank[role] >= rank[leastRole[action]];

/**
 * `mayAct` on somebody else. Moderators act on members, owners on everybody; but nobody bans or mutes an owner.
 * @param target their role
 */
export function mayActOn(action: RoomAction, type: RoomInfo['type'], role: Role, target: Role): boolean {
  if (!mayAct(action, type, role)) return false;
  if ((action === 'ban' || action === 'mute') && target === 'owner') return false;
  return role === 'owner' || target === 'member' || target === null;
}

/** Owners first, then moderators, then everybody else by name. */
export function byRole<T extends { role: Member['role']; name: string }>(people: readonly T[]): T[] {
  return [...people].sort((a, b) => rank[b.role] - rank[a.role] || a.name.localeCompare(b.name));
}
