import type { TenantCaller } from '../common/access/caller.js';
import type { Room } from '../rooms/room.schema.js';
import { isSeated } from '../rooms/rooms.policy.js';
import type { SeatRow } from './member.mapper.js';
import type { Member } from './member.schema.js';

const isModerator = (seat: SeatRow | null): boolean => isSeated(seat) && seat.role !== 'member';

/** Anyone may sit down in a public room; nobody walks into the others by themselves. */
export const canJoin = (type: Room['type']): boolean => type === 'public';

/** Owners, moderators and the tenant's server add people, where the people are not fixed. */
export const canAdd = (caller: TenantCaller, type: Room['type'], seat: SeatRow | null): boolean =>
  (type === 'public' || type === 'private') && (caller.kind === 'server' || isModerator(seat));

/** Owners remove anybody, moderators members, the tenant's server anybody, where the people are not fixed. */
export const canRemove = (caller: TenantCaller, type: Room['type'], seat: SeatRow | null, target: SeatRow): boolean =>
  (type === 'public' || type === 'private') &&
  (caller.kind === 'server' ||
    (isSeated(seat) && (seat.role === 'owner' || (seat.role === 'moderator' && target.role === 'member'))));

/** Roles, the one with the fewest rights first. */
const ranks: readonly Member['role'][] = ['member', 'moderator', 'owner'];

/** The role of somebody who had both. */
export const higherRole = (one: Member['role'], other: Member['role']): Member['role'] =>
  ranks.indexOf(one) > ranks.indexOf(other) ? one : other;
