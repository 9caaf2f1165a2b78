import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { toMoment } from '../common/schema/moment.js';
import { decodeCursor, listScope, page } from '../common/schema/paging.js';
import { RoomLog } from '../delivery/room-log.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { toIso } from '../rooms/room.mapper.js';
import { RoomAccess, seatOf } from '../rooms/room-access.service.js';
import { isSeated, mayAct, mayActOn } from '../rooms/rooms.policy.js';
import { toUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import './members.events.js';
import type { ListSanctions, PutSanction, Sanction, SanctionPage } from './sanction.schema.js';
import { type SanctionKind, SanctionsRepository } from './sanctions.repository.js';

/** Bans, which keep somebody out of a room, and mutes, which keep them from writing in it. */
@Injectable()
export class SanctionsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly repository: SanctionsRepository,
    private readonly users: UsersRepository,
    private readonly limits: RateLimits,
    private readonly log: RoomLog,
    private readonly bus: Bus,
  ) {}

  /** Those in force, in order of user id. @throws DomainError room_not_found | forbidden */
  async list(kind: SanctionKind, caller: TenantCaller, roomId: string, input: ListSanctions): Promise<SanctionPage> {
    const room = await this.access.requireVisible(caller, roomId);
    if (!mayAct('listSanctions', caller, room.type, room.seat)) throw new DomainError('forbidden');
    const scope = listScope(caller, kind, room.id);
    const after = decodeCursor(scope, input.cursor);
    const rows = await this.repository.list(caller.tenantId, room.id, kind, after, input.limit + 1);
    const { items, nextCursor } = page(rows, input.limit, scope, (row) => row.user_id);
    const userIds = items.map((item) => item.user_id);
    const users = new Map((await this.users.listByIds(caller.tenantId, userIds)).map((user) => [user.id, user]));
    const shown = items.flatMap(({ user_id: userId, until, reason }) => {
      const user = users.get(userId);
      return user ? [{ user: toUser(user), until: until === null ? null : toIso(until), reason }] : [];
    });
    return { items: shown, nextCursor };
  }

  /**
   * Bans or mutes; again = with another end or reason. A ban gives up the seat, and shuts their sockets out of the room.
   * @throws DomainError room_not_found | user_not_found | forbidden (also owners and oneself) | validation_failed | rate_limited
   */
  async put(
    kind: SanctionKind,
    caller: TenantCaller,
    roomId: string,
    userId: string,
    { until: end = null, reason = null }: NonNullable<PutSanction>,
  ): Promise<Sanction> {
    const until = end === null ? null : toMoment(end);
    const room = await this.access.requireVisible(caller, roomId);
    if (!mayAct(kind, caller, room.type, room.seat)) throw new DomainError('forbidden');
    if (until !== null && Date.parse(until) <= Date.now()) throw DomainError.invalid('/until', 'must be in the future');
    const user = isId(userId) ? await this.users.findPresent(caller.tenantId, userId) : undefined;
    if (!user) throw new DomainError('user_not_found');
    if (userId === seatOf(caller)) throw new DomainError('forbidden');
    await countChange(this.limits, caller);
    const isGone = await this.log.change(caller.tenantId, room.id, async (change) => {
      const { type } = await change.room();
      const present = await change.member(userId);
      if (!mayActOn(kind, caller, { type, seat: await change.seatOf(caller) }, present)) {
        throw new DomainError('forbidden');
      }
      await change.sanction(kind, userId, { until, reason });
      return kind === 'ban' && present !== null && isSeated(present);
    });
    if (isGone) {
      this.bus.publish('member.left', {
        tenantId: caller.tenantId,
        roomId: room.id,
        userId,
        reason: 'banned',
        keepsReading: false,
      });
    }
    return { user: toUser(user), until, reason };
  }

  /** Also the second time. @throws DomainError room_not_found | user_not_found | forbidden | rate_limited */
  async remove(kind: SanctionKind, caller: TenantCaller, roomId: string, userId: string): Promise<void> {
    const room = await this.access.requireVisible(caller, roomId);
    if (!mayAct(kind, caller, room.type, room.seat)) throw new DomainError('forbidden');
    const known = isId(userId) ? await this.users.find(caller.tenantId, userId) : undefined;
    if (!known) throw new DomainError('user_not_found');
    await countChange(this.limits, caller);
    await this.log.change(caller.tenantId, room.id, async (change) => {
      const { type } = await change.room();
      const present = await change.member(userId);
      if (!mayActOn(kind, caller, { type, seat: await change.seatOf(caller) }, present)) {
        throw new DomainError('forbidden');
      }
      const isInForce = kind === 'ban' ? present?.is_banned : present?.is_muted;
      if (isInForce) await change.pardon(kind, userId);
    });
  }
}
