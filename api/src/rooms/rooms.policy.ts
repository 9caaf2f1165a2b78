import type { TenantCaller } from '../common/access/caller.js';
import type { SeatRow } from '../members/member.mapper.js';
import type { Member } from '../members/member.schema.js';
import type { Room } from './room.schema.js';

/** Who may make rooms: a setting of the tenant. */
export type RoomCreation = 'anyone' | 'members' | 'server';

const rank = { member: 0, moderator: 1, owner: 2 } as const;

/** The role of somebody who had both. */
export const higherRole = (one: Member['role'], other: Member['role']): Member['role'] =>
  rank[one] > rank[other] ? one : other;

/** The least role that each action takes, in rooms whose people are not fixed. The tenant's server may do them all. */
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
} as const satisfies Record<string, keyof typeof rank>;

/** What somebody may do to a room, or to its other members. */
export type RoomAction = keyof typeof leastRole;

/** Whether somebody sits in a room now. */
export const isSeated = <Seat extends SeatRow>(seat: Seat | null): seat is Seat & { left_at: null } =>
  seat !== null && seat.left_at === null;

/** Public rooms are there for everybody, all others for their members and the tenant's server. */
export const canSeeRoom = (caller: TenantCaller, type: Room['type'], seat: SeatRow | null): boolean =>
  type === 'public' || caller.kind === 'server' || isSeated(seat);

/** Anyone may sit down in a public room; nobody walks into the others by themselves. */
export const canJoin = (type: Room['type']): boolean => type === 'public';

/** Whether `caller`, who has `seat`, may do `action`. Direct and match rooms and their people are as they are. */
export const mayAct = (action: RoomAction, caller: TenantCaller, type: Room['type'], seat: SeatRow | null): boolean =>
  (type === 'public' || type === 'private') &&
  (caller.kind === 'server' || (isSeated(seat) && rank[seat.role] >= rank[leastRole[action]]));

/**
 * `mayAct` on a member. Moderators act on members, owners and the tenant's server on everybody; but nobody bans or mutes an
 * owner, or themselves.
 * @param target the seat of the one it is done to; null = they never had one
 */
export function mayActOn(
  action: RoomAction,
  caller: TenantCaller,
  room: { type: Room['type']; seat: SeatRow | null },
  target: SeatRow | null,
): boolean {
  if (!mayAct(action, caller, room.type, room.seat)) return false;
  const targetRank = isSeated(target) ? rank[target.role] : rank.member;
  if ((action === 'ban' || action === 'mute') && targetRank === rank.owner) return false;
  return caller.kind === 'server' || room.seat?.role === 'owner' || targetRank === rank.member;
}

/** Anyone but visitors; members = people with an account or the tenant's word; server = the secret key alone. */
export const canCreateRoom = (caller: TenantCaller, creation: RoomCreation): boolean => {
  if (caller.kind === 'server') return true;
  if (caller.kind !== 'user') return false;
  return creation === 'anyone' || (creation === 'members' && caller.userKind !== 'guest');
};
