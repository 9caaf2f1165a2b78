import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TenantCaller } from '../common/access/caller.js';
import { type Asked, NextRead } from '../common/cache/next-read.js';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { Database } from '../database/database.js';
import { RoomLog } from '../delivery/room-log.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import '../members/members.events.js';
import { MembersRepository } from '../members/members.repository.js';
import type { SystemEvent } from '../messages/message.schema.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { type RoomRow, toRoom } from './room.mapper.js';
import { type CreateRoom, isReservedSlug, type PatchRoom, type Room } from './room.schema.js';
import { RoomAccess, seatOf } from './room-access.service.js';
import './rooms.events.js';
import { canCreateRoom, mayAct } from './rooms.policy.js';
import { type NewRoom, type RoomFields, RoomsRepository } from './rooms.repository.js';

const isCode = (error: unknown, code: ErrorCode): boolean => error instanceof DomainError && error.code === code;

const fieldsOf = (room: RoomRow): RoomFields => ({
  name: room.name,
  slug: room.slug,
  topic: room.topic,
  posting: room.posting,
  slowModeSeconds: room.slow_mode_seconds,
  archived: room.archived_at !== null,
});

/** What the room's log tells of a patch. */
function toldOf(before: RoomRow, { name, topic }: RoomFields): SystemEvent[] {
  const told: SystemEvent[] = [];
  if (name !== null && name !== before.name) told.push({ type: 'room_renamed', name });
  // One of no words is none.
  const [then, now] = [before.topic || null, topic || null];
  if (now !== then) told.push({ type: 'topic_changed', topic: now });
  return told;
}

/** Members who are told in one piece that their room is gone. */
const toldAtOnce = 1_000;

/** The rules of rooms. */
@Injectable()
export class RoomsService {
  private readonly slugReads = new NextRead(([{ tenantId, slug }]: Asked<{ tenantId: string; slug: string }>) =>
    this.rooms.findIdBySlug(tenantId, slug),
  );

  constructor(
    private readonly access: RoomAccess,
    private readonly rooms: RoomsRepository,
    private readonly members: MembersRepository,
    private readonly tenants: TenantDirectory,
    private readonly limits: RateLimits,
    private readonly database: Database,
    private readonly log: RoomLog,
    private readonly bus: Bus,
  ) {}

  /**
   * Makes a room; a user becomes its owner.
   * @throws DomainError forbidden (the tenant's `roomCreation`) | slug_taken | rate_limited
   */
  async create(caller: TenantCaller, input: CreateRoom): Promise<Room> {
    await this.requireCreation(caller);
    const { type, name, slug = null, topic = null } = input;
    const roomId = await this.insert(caller.tenantId, { type, name, slug, topic, ownerId: seatOf(caller) });
    return this.get(caller, roomId);
  }

  /**
   * The room of a slug; made, public and named like the slug, when there is none and the tenant lets the caller.
   * @returns its id; whether the caller may see it is still to be asked
   * @throws DomainError room_not_found | rate_limited
   */
  async openBySlug(caller: TenantCaller, slug: string): Promise<string> {
    const { tenantId } = caller;
    const known = await this.slugReads.ask(`${tenantId}/${slug}`, { tenantId, slug });
    if (known !== undefined) return known;
    if (isReservedSlug(slug)) throw new DomainError('room_not_found');
    try {
      await this.requireCreation(caller);
      return await this.insert(tenantId, { type: 'public', name: slug, slug, topic: null, ownerId: seatOf(caller) });
    } catch (error) {
      if (isCode(error, 'forbidden')) throw new DomainError('room_not_found');
      // Somebody else made it in the same moment, which is just as good.
      if (!isCode(error, 'slug_taken')) throw error;
    }
    return (await this.getBySlug(caller, slug)).id;
  }

  /**
   * Says no to whoever opens a slug whose room they may not see. It counts as making one, which it would be if there were
   * none: nobody finds out for nothing whether there is.
   * @param error why it was not opened
   * @throws DomainError rate_limited, or else `error`
   */
  async refuseSlug(caller: TenantCaller, error: unknown): Promise<never> {
    if (isCode(error, 'room_not_found')) {
      await this.requireCreation(caller).catch((refusal: unknown) => {
        if (!isCode(refusal, 'forbidden')) throw refusal;
      });
    }
    throw error;
  }

  async get(caller: TenantCaller, roomId: string): Promise<Room> {
    return toRoom(await this.access.requireVisible(caller, roomId));
  }

  async getBySlug(caller: TenantCaller, slug: string): Promise<Room> {
    return toRoom(await this.access.requireVisibleBySlug(caller, slug));
  }

  /**
   * A patch that changes nothing takes no position; another name or topic is told in the room's log, too.
   * @throws DomainError room_not_found | forbidden | slug_taken | rate_limited
   */
  async update(caller: TenantCaller, roomId: string, patch: PatchRoom): Promise<Room> {
    const { id } = await this.access.requireVisible(caller, roomId);
    await countChange(this.limits, caller);
    await this.log.change(caller.tenantId, id, async (change) => {
      const room = await change.room();
      const seat = await change.seatOf(caller);
      const patched = { ...fieldsOf(room), ...patch };
      const action = patched.archived === fieldsOf(room).archived ? 'editRoom' : 'archiveRoom';
      if (!mayAct(action, caller, room.type, seat)) throw new DomainError('forbidden');
      if (isDeepStrictEqual(patched, fieldsOf(room))) return;
      if (room.slug === 'lobby' && patched.slug !== 'lobby') {
        throw DomainError.invalid('/slug', 'the lobby keeps its slug');
      }
      await this.withFreeSlug(() => this.rooms.update(change.manager, caller.tenantId, id, patched));
      await change.touchRoom();
      for (const told of toldOf(room, patched)) await change.note(seatOf(caller), told);
    });
    return this.get(caller, id);
  }

  /** Also the second time. @throws DomainError room_not_found | forbidden | rate_limited (from the second time on) */
  async remove(caller: TenantCaller, roomId: string): Promise<void> {
    const room = await this.access.requireRemovable(caller, roomId);
    if (room.slug === 'lobby' || !mayAct('deleteRoom', caller, room.type, room.seat))
      throw new DomainError('forbidden');
    const { tenantId } = caller;
    const listFirst = (within?: EntityManager) => this.members.listUserIds(tenantId, room.id, null, toldAtOnce, within);
    // Whoever asks again may have been told that it failed when only some had heard of it.
    if (room.is_deleted) {
      await countChange(this.limits, caller);
      return this.tellDeleted(tenantId, room.id, await listFirst());
    }
    const memberIds = await this.log.change(tenantId, room.id, async (change) => {
      if (!mayAct('deleteRoom', caller, room.type, await change.seatOf(caller))) throw new DomainError('forbidden');
      const isDeleted = await this.rooms.markDeleted(change.manager, tenantId, room.id);
      return isDeleted ? listFirst(change.manager) : undefined;
    });
    if (memberIds) await this.tellDeleted(tenantId, room.id, memberIds);
  }

  /** Those who have it open hear it with the first ones, all other members a part at a time. Nobody sits down or leaves any more. */
  private async tellDeleted(tenantId: string, roomId: string, first: string[]): Promise<void> {
    for (let memberIds = first; ;) {
      this.bus.publish('room.deleted', { tenantId, roomId, memberIds });
      if (memberIds.length < toldAtOnce) return;
      memberIds = await this.members.listUserIds(tenantId, roomId, memberIds.at(-1) ?? null, toldAtOnce);
    }
  }

  private async requireCreation(caller: TenantCaller): Promise<void> {
    const tenant = await this.tenants.byId(caller.tenantId);
    if (!tenant || !canCreateRoom(caller, tenant.settings.roomCreation)) throw new DomainError('forbidden');
    if (caller.kind !== 'user') return;
    await this.limits.consume('roomsPerHour', tenant.id, caller.userId, tenant.settings.limits.roomsPerHour);
  }

  private async insert(tenantId: string, room: NewRoom): Promise<string> {
    const roomId = await this.withFreeSlug(() =>
      this.database.tenantTransaction(tenantId, (manager) => this.rooms.insert(manager, tenantId, room)),
    );
    const { ownerId: userId } = room;
    if (userId !== null) this.bus.publish('member.joined', { tenantId, roomId, userId });
    return roomId;
  }

  private async withFreeSlug<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      if ((error as { constraint?: string }).constraint === 'rooms_slug') throw new DomainError('slug_taken');
      throw error;
    }
  }
}
