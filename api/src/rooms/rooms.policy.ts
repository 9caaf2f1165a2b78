import type { TenantCaller } from '../common/access/caller.js';
import type { SeatRow } from '../members/member.mapper.js';
import type { Room } from './room.schema.js';

/** Who may make rooms: a setting of the tenant. */
export type RoomCreation = 'anyone' | 'members' | 'server';

/** Whether somebody sits in a room now. */
export const isSeated = (seat: SeatRow | null): seat is SeatRow => seat !== null && seat.left_at === null;

/** Public rooms are there for everybody, all others for their members and the tenant's server. */
export const canSeeRoom = (caller: TenantCaller, type: Room['type'], seat: SeatRow | null): boolean =>
  type === 'public' || caller.kind === 'server' || isSeated(seat);

/** Name, slug and topic: owners and moderators, and the tenant's server; nobody edits the fixed kinds. */
export const canEditRoom = (caller: TenantCaller, type: Room['type'], seat: SeatRow | null): boolean =>
  (type === 'public' || type === 'private') &&
  (caller.kind === 'server' || (isSeated(seat) && (seat.role === 'owner' || seat.role === 'moderator')));

export const canDeleteRoom = (caller: TenantCaller, type: Room['type'], seat: SeatRow | null): boolean =>
  canEditRoom(caller, type, seat) && (caller.kind === 'server' || seat?.role === 'owner');

/** Anyone but visitors; members = people with an account or the tenant's word; server = the secret key alone. */
export const canCreateRoom = (caller: TenantCaller, creation: RoomCreation): boolean => {
  if (caller.kind === 'server') return true;
  if (caller.kind !== 'user') return false;
  return creation === 'anyone' || (creation === 'members' && caller.userKind !== 'guest');
};
