import { Injectable } from '@nestjs/common';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { toMoment } from '../common/schema/moment.js';
import { decodeCursor, listScope, page } from '../common/schema/paging.js';
import type { RoomChange } from '../delivery/room-change.js';
import { RoomLog } from '../delivery/room-log.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { toOwnMember } from '../members/member.mapper.js';
import '../members/members.events.js';
import { toRoom } from '../rooms/room.mapper.js';
import { requireSeen, RoomAccess, seatOf } from '../rooms/room-access.service.js';
import { canSeeRoom, isSeated, mayAct } from '../rooms/rooms.policy.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { isInviteCode, newInviteCode } from './invite-code.js';
import { toInvite } from './invite.mapper.js';
import {
  type AcceptedInvite,
  type CreateInvite,
  type Invite,
  type InvitePage,
  type InvitePreview,
  type ListInvites,
  maxOpenInvites,
} from './invite.schema.js';
import { type FoundInvite, hasUsesLeft, InvitesRepository } from './invites.repository.js';

/** Whoever asks must not learn whether a code is unknown, over, used up or revoked. */
const unknownInvite = () => new DomainError('invite_not_found');

/** The room of an invite was removed in this moment. */
function asUnknown(error: unknown): never {
  throw error instanceof DomainError && error.code === 'room_not_found' ? unknownInvite() : error;
}

/** What the caller may is asked again under the lock: they may have lost it meanwhile. @throws DomainError room_not_found | banned | forbidden */
async function requireInviting(change: RoomChange, caller: TenantCaller): Promise<void> {
  const { type } = await change.room();
  const seat = await change.seatOf(caller);
  requireSeen(caller, type, seat);
  if (!mayAct('invite', caller, type, seat)) throw new DomainError('forbidden');
}

/** Links that let people into a room. */
@Injectable()
export class InvitesService {
  constructor(
    private readonly invites: InvitesRepository,
    private readonly rooms: RoomsRepository,
    private readonly access: RoomAccess,
    private readonly limits: RateLimits,
    private readonly log: RoomLog,
    private readonly bus: Bus,
  ) {}

  /** @throws DomainError room_not_found | banned | forbidden | validation_failed | too_many_invites | rate_limited */
  async create(caller: TenantCaller, roomId: string, input: CreateInvite): Promise<Invite> {
    const room = await this.requireInviter(caller, roomId);
    const { expiresInSeconds, expiresAt: end = null, maxUses = null } = input ?? {};
    const expiresAt =
      expiresInSeconds === undefined
        ? end && toMoment(end)
        : new Date(Date.now() + expiresInSeconds * 1_000).toISOString();
    if (expiresAt !== null && Date.parse(expiresAt) <= Date.now()) {
      throw DomainError.invalid('/expiresAt', 'must be in the future');
    }
    await countChange(this.limits, caller);
    const invite = { roomId: room.id, code: newInviteCode(), createdBy: seatOf(caller), expiresAt, maxUses };
    const row = await this.log.change(caller.tenantId, room.id, async (change) => {
      await requireInviting(change, caller);
      const open = await this.invites.countOpen(change.manager, caller.tenantId, room.id, maxOpenInvites);
      if (open >= maxOpenInvites) throw new DomainError('too_many_invites');
      return this.invites.insert(change.manager, caller.tenantId, invite);
    });
    return toInvite(row);
  }

  /** Those by which somebody can come in, newest first. @throws DomainError room_not_found | forbidden */
  async list(caller: TenantCaller, roomId: string, { limit, cursor }: ListInvites): Promise<InvitePage> {
    const room = await this.requireInviter(caller, roomId);
    const scope = listScope(caller, 'invites', room.id);
    const before = decodeCursor(scope, cursor);
    const rows = await this.invites.list(caller.tenantId, room.id, before, limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => row.id);
    return { items: items.map(toInvite), nextCursor };
  }

  /** What whoever has the link may know before they come in: the room's name. @throws DomainError invite_not_found */
  async preview(caller: TenantCaller, code: string): Promise<InvitePreview> {
    const { room_name: name } = await this.requireOpen(caller, code);
    return { name };
  }

  /** Also the second time. @throws DomainError invite_not_found | forbidden | rate_limited */
  async revoke(caller: TenantCaller, code: string): Promise<void> {
    const { tenantId } = caller;
    const invite = await this.find(caller, code);
    const room = invite && (await this.rooms.find(tenantId, invite.room_id, seatOf(caller)));
    if (!room || !canSeeRoom(caller, room.type, room.seat)) throw unknownInvite();
    if (!mayAct('invite', caller, room.type, room.seat)) throw new DomainError('forbidden');
    await countChange(this.limits, caller);
    await this.log
      .change(tenantId, room.id, async (change) => {
        await requireInviting(change, caller);
        await this.invites.revoke(change.manager, tenantId, code);
      })
      .catch(asUnknown);
  }

  /**
   * Sits the caller down in the room of a code. Whoever sits there already spends no use, also by the invite whose last one was
   * theirs: an answer may have been lost.
   * @throws DomainError invite_not_found | banned | room_full | rate_limited
   */
  async accept(caller: UserCaller, code: string): Promise<AcceptedInvite> {
    const { tenantId, userId } = caller;
    const { room_id: roomId } = await this.requireStanding(caller, code);
    await countChange(this.limits, caller);
    const { member, isNew } = await this.log.change(tenantId, roomId, async (change) => {
      await change.room().catch(asUnknown);
      const present = await change.member(userId);
      if (isSeated(present)) return { member: present, isNew: false };
      // A ban is told to those only for whom the invite is good.
      const invite = await this.invites.find(tenantId, code, change.manager);
      if (!invite?.stands || !hasUsesLeft(invite)) throw unknownInvite();
      if (present?.is_banned === true) throw new DomainError('banned');
      if (!(await this.invites.spend(change.manager, tenantId, code))) throw unknownInvite();
      return { member: await change.join(userId, change.head.lastSeq), isNew: true };
    });
    if (isNew) this.bus.publish('member.joined', { tenantId, roomId, userId });
    return { room: toRoom(await this.access.requireVisible(caller, roomId)), member: toOwnMember(member) };
  }

  private async requireInviter(caller: TenantCaller, roomId: string) {
    const room = await this.access.requireVisible(caller, roomId);
    if (!mayAct('invite', caller, room.type, room.seat)) throw new DomainError('forbidden');
    return room;
  }

  private async requireOpen(caller: TenantCaller, code: string): Promise<FoundInvite> {
    const invite = await this.requireStanding(caller, code);
    if (!hasUsesLeft(invite)) throw unknownInvite();
    return invite;
  }

  private async requireStanding(caller: TenantCaller, code: string): Promise<FoundInvite> {
    const invite = await this.find(caller, code);
    if (!invite?.stands) throw unknownInvite();
    return invite;
  }

  private async find({ tenantId }: TenantCaller, code: string): Promise<FoundInvite | undefined> {
    return isInviteCode(code) ? this.invites.find(tenantId, code) : undefined;
  }
}
