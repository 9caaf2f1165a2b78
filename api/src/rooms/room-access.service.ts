import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import type { SeatRow } from '../members/member.mapper.js';
import { type Room, Slug } from './room.schema.js';
import { canSeeRoom, mayAct } from './rooms.policy.js';
import { RoomsRepository, type RoomWithSeat } from './rooms.repository.js';

/** The user whose seat counts: nobody's for visitors and the tenant's server. */
export const seatOf = (caller: TenantCaller): string | null => (caller.kind === 'user' ? caller.userId : null);

/** @throws DomainError room_not_found: it does not exist for this caller | banned, where everybody else sees it */
export function requireSeen(caller: TenantCaller, type: Room['type'], seat: SeatRow | null): void {
  if (!canSeeRoom(caller, type, seat)) throw new DomainError('room_not_found');
  if (seat?.is_banned) throw new DomainError('banned');
}

/** The first question of every operation on a room: does it exist for this caller. */
@Injectable()
export class RoomAccess {
  constructor(private readonly rooms: RoomsRepository) {}

  /** @throws DomainError room_not_found: malformed, unknown, another tenant's, deleted, or not visible: all alike | banned */
  async requireVisible(caller: TenantCaller, roomId: string): Promise<RoomWithSeat> {
    const room = isId(roomId) ? await this.rooms.find(caller.tenantId, roomId, seatOf(caller)) : undefined;
    return this.requireShown(caller, room);
  }

  /** @throws DomainError room_not_found, also for what is no slug */
  async requireVisibleBySlug(caller: TenantCaller, slug: string): Promise<RoomWithSeat> {
    const isSlug = Slug.safeParse(slug).success;
    const room = isSlug ? await this.rooms.findBySlug(caller.tenantId, slug, seatOf(caller)) : undefined;
    return this.requireShown(caller, room);
  }

  /**
   * Like `requireVisible`, and also a room that was removed, for those who could remove it.
   * @throws DomainError room_not_found | banned
   */
  async requireRemovable(caller: TenantCaller, roomId: string): Promise<RoomWithSeat> {
    const room = isId(roomId) ? await this.rooms.findEvenDeleted(caller.tenantId, roomId, seatOf(caller)) : undefined;
    if (room?.is_deleted && !mayAct('deleteRoom', caller, room.type, room.seat))
      throw new DomainError('room_not_found');
    return this.requireShown(caller, room);
  }

  /** A room that is there, seen or not: for what one may do with a seat that one had. @throws DomainError room_not_found */
  async requireKnown(caller: TenantCaller, roomId: string): Promise<RoomWithSeat> {
    const room = isId(roomId) ? await this.rooms.find(caller.tenantId, roomId, seatOf(caller)) : undefined;
    if (!room) throw new DomainError('room_not_found');
    return room;
  }

  /** For a room that was read with the caller's seat. @throws DomainError room_not_found | banned */
  requireShown(caller: TenantCaller, room: RoomWithSeat | undefined): RoomWithSeat {
    if (!room) throw new DomainError('room_not_found');
    requireSeen(caller, room.type, room.seat);
    return room;
  }
}
