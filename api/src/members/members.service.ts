import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { BlocksRepository } from '../blocks/blocks.repository.js';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { decodeCursor, listScope, page } from '../common/schema/paging.js';
import { RoomLog } from '../delivery/room-log.js';
import { countChange } from '../limits/count-change.js';
import { countSearch } from '../limits/count-search.js';
import { RateLimits } from '../limits/rate-limits.js';
import { RoomAccess, seatOf } from '../rooms/room-access.service.js';
import { canJoin, isSeated, mayAct, mayActOn } from '../rooms/rooms.policy.js';
import { toUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import { toMember, toOwnMember } from './member.mapper.js';
import type { ListMembers, MemberPage, PatchMember, Seat } from './member.schema.js';
import './members.events.js';
import { MembersRepository } from './members.repository.js';

/** The rules of seats: who sits down, who is added, who leaves. */
@Injectable()
export class MembersService {
  constructor(
    private readonly access: RoomAccess,
    private readonly members: MembersRepository,
    private readonly users: UsersRepository,
    private readonly blocks: BlocksRepository,
    private readonly limits: RateLimits,
    private readonly log: RoomLog,
    private readonly bus: Bus,
  ) {}

  /**
   * Everybody in the room, page by page; with a query those whose username or display name begins so.
   * @throws DomainError room_not_found | rate_limited (of searches)
   */
  async list(caller: TenantCaller, roomId: string, { query, limit, cursor }: ListMembers): Promise<MemberPage> {
    const room = await this.access.requireVisible(caller, roomId);
    const prefix = query?.trim() ?? '';
    const scope = listScope(caller, 'members', room.id, ...(prefix === '' ? [] : [prefix]));
    const after = decodeCursor(scope, cursor);
    if (prefix !== '') await countSearch(this.limits, caller);
    const rows = await (prefix === ''
      ? this.members.list(caller.tenantId, room.id, after, limit + 1)
      : this.members.listNamed(caller.tenantId, room.id, prefix, after, limit + 1));
    const { items, nextCursor } = page(rows, limit, scope, (row) => row.user_id);
    const users = await this.users.listByIds(
      caller.tenantId,
      items.map((item) => item.user_id),
    );
    return { items: items.map(toMember), users: users.map(toUser), nextCursor };
  }

  /**
   * Sits down oneself, or adds `userId`; whoever blocks the caller is not there for them.
   * @returns the seat, and whether it was taken now
   * @throws DomainError room_not_found | user_not_found | user_required | forbidden | banned | room_full | rate_limited
   */
  async add(caller: TenantCaller, roomId: string, userId?: string): Promise<{ member: Seat; isNew: boolean }> {
    const room = await this.access.requireVisible(caller, roomId);
    const subject = userId ?? seatOf(caller);
    if (subject === null) throw new DomainError('user_required');
    const isSelf = subject === seatOf(caller);
    if (!isSelf) {
      if (!mayAct('addMember', caller, room.type, room.seat)) throw new DomainError('forbidden');
      const user = isId(subject) ? await this.users.findPresent(caller.tenantId, subject) : undefined;
      if (!user) throw new DomainError('user_not_found');
    }
    await countChange(this.limits, caller);
    const seat = await this.log.change(caller.tenantId, room.id, async (change) => {
      const { type } = await change.room();
      const toOwn = isSelf ? toOwnMember : toMember;
      const present = await change.member(subject);
      if (isSeated(present)) return { member: toOwn(present), isNew: false };
      const mayAdd = isSelf ? canJoin(type) : mayAct('addMember', caller, type, await change.seatOf(caller));
      if (!mayAdd) throw new DomainError('forbidden');
      if (!isSelf && (await this.isBlocked(caller, subject, change.manager))) throw new DomainError('user_not_found');
      if (present?.is_banned === true) throw new DomainError('banned');
      return { member: toOwn(await change.join(subject, change.head.lastSeq)), isNew: true };
    });
    if (seat.isNew) this.bus.publish('member.joined', { tenantId: caller.tenantId, roomId: room.id, userId: subject });
    return seat;
  }

  /**
   * Sets what one has arranged for oneself (`me`, or one's own id), or the role of another.
   * @throws DomainError room_not_found | user_not_found | user_required | not_member | forbidden | last_owner | rate_limited
   */
  async update(caller: TenantCaller, roomId: string, who: string, patch: PatchMember): Promise<Seat> {
    const self = seatOf(caller);
    const userId = who === 'me' ? self : who;
    if (userId === null) throw new DomainError('user_required');
    const { role, ...settings } = patch;
    const room = await this.access.requireVisible(caller, roomId);
    if (userId !== self && Object.keys(settings).length > 0) {
      throw new DomainError('forbidden', `${Object.keys(settings).join(', ')}: everybody sets these for themselves`);
    }
    const target = isId(userId) ? await this.members.find(caller.tenantId, room.id, userId) : undefined;
    if (!target || !isSeated(target)) throw new DomainError(userId === self ? 'not_member' : 'user_not_found');
    await countChange(this.limits, caller);
    return this.log.change(caller.tenantId, room.id, async (change) => {
      const { type } = await change.room();
      const present = await change.member(userId);
      if (!present || !isSeated(present)) throw new DomainError(userId === self ? 'not_member' : 'user_not_found');
      if (role !== undefined && role !== present.role) {
        if (!mayActOn('changeRole', caller, { type, seat: await change.seatOf(caller) }, present)) {
          throw new DomainError('forbidden');
        }
        if (await change.isLastOwner(present)) throw new DomainError('last_owner');
        await change.note(self, { type: 'role_changed', userId, role });
        await change.setRole(userId, role);
      }
      const seat = await this.members.arrange(
        change.manager,
        { tenantId: caller.tenantId, roomId: room.id, userId },
        settings,
      );
      return userId === self ? toOwnMember(seat) : toMember(seat);
    });
  }

  /**
   * Leaves (`me`, or one's own id), or removes another. Also the second time. A direct room is only out of sight until its next
   * message.
   * @throws DomainError room_not_found | user_not_found | user_required | forbidden | rate_limited
   */
  async remove(caller: TenantCaller, roomId: string, who: string): Promise<void> {
    const self = seatOf(caller);
    const userId = who === 'me' ? self : who;
    if (userId === null) throw new DomainError('user_required');
    const isSelf = userId === self;
    const room = isSelf ? await this.leavable(caller, roomId) : await this.access.requireVisible(caller, roomId);
    const target = isId(userId) ? await this.members.find(caller.tenantId, room.id, userId) : undefined;
    if (!isSelf && !target) throw new DomainError('user_not_found');
    await countChange(this.limits, caller);
    const reason = isSelf ? 'left' : 'removed';
    const isGone = await this.log.change(caller.tenantId, room.id, async (change) => {
      const { type } = await change.room();
      const present = target && (await change.member(userId));
      if (!present || !isSeated(present)) return false;
      if (isSelf && type === 'direct') {
        return this.members.hide(change.manager, { tenantId: caller.tenantId, roomId: room.id, userId });
      }
      if (isSelf) {
        if ((await change.isLastOwner(present)) && (await change.hasOthers(userId)))
          throw new DomainError('last_owner');
      } else {
        if (!mayActOn('removeMember', caller, { type, seat: await change.seatOf(caller) }, present)) {
          throw new DomainError('forbidden');
        }
        // The tenant's server may remove the only owner.
        await change.bequeath(present);
      }
      await change.leave(userId, reason);
      return true;
    });
    if (isGone)
      this.tellLeft(caller.tenantId, room.id, userId, reason, room.type === 'public' || room.type === 'direct');
  }

  /**
   * Gives up the seat of somebody who is gone for good; nothing where they sit no more.
   * @throws DomainError room_not_found
   */
  async vacate(tenantId: string, roomId: string, userId: string): Promise<void> {
    const type = await this.log.change(tenantId, roomId, async (change) => {
      const room = await change.room();
      const present = await change.member(userId);
      if (!present || !isSeated(present)) return undefined;
      await change.bequeath(present);
      await change.leave(userId, 'left');
      return room.type;
    });
    if (type) this.tellLeft(tenantId, roomId, userId, 'left', type === 'public');
  }

  /** Whether somebody wants nothing of whoever adds them. */
  private async isBlocked(caller: TenantCaller, subject: string, within: EntityManager): Promise<boolean> {
    return caller.kind === 'user' && this.blocks.blocks(caller.tenantId, subject, caller.userId, within);
  }

  private tellLeft(
    tenantId: string,
    roomId: string,
    userId: string,
    reason: 'left' | 'removed',
    keepsReading: boolean,
  ): void {
    this.bus.publish('member.left', { tenantId, roomId, userId, reason, keepsReading });
  }

  /** A room that one has left before may be left again, also where only members see it: not by who was only muted or banned there. */
  private async leavable(caller: TenantCaller, roomId: string) {
    const room = await this.access.requireKnown(caller, roomId);
    if (room.seat?.has_sat !== true && room.type !== 'public') throw new DomainError('room_not_found');
    return room;
  }
}
