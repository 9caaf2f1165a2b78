import { Injectable } from '@nestjs/common';
import { BlocksRepository } from '../blocks/blocks.repository.js';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import '../members/members.events.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { UsersRepository } from '../users/users.repository.js';
import type { PutDirectRoom } from './direct-room.schema.js';
import { DirectRoomsRepository } from './direct-rooms.repository.js';
import { toRoom } from './room.mapper.js';
import type { Room } from './room.schema.js';
import { RoomAccess } from './room-access.service.js';

/** The rooms of two people: one for each pair, for ever. */
@Injectable()
export class DirectRoomsService {
  constructor(
    private readonly database: Database,
    private readonly rooms: DirectRoomsRepository,
    private readonly access: RoomAccess,
    private readonly users: UsersRepository,
    private readonly blocks: BlocksRepository,
    private readonly tenants: TenantDirectory,
    private readonly limits: RateLimits,
    private readonly bus: Bus,
  ) {}

  /**
   * The room of the caller and another one, made when there is none; one that the caller left is in their sight again.
   * @throws DomainError validation_failed (oneself) | user_not_found (unknown, gone, or one blocks the other) | rate_limited
   */
  async put(caller: UserCaller, input: PutDirectRoom): Promise<{ room: Room; isNew: boolean }> {
    const { tenantId, userId } = caller;
    await countChange(this.limits, caller);
    const otherId = await this.findOther(caller, input);
    if (await this.blocks.stands(tenantId, userId, otherId)) throw new DomainError('user_not_found');
    const known = await this.rooms.find(tenantId, userId, otherId);
    const { roomId, isNew } = known ? { roomId: known, isNew: false } : await this.make(caller, otherId);
    if (isNew) {
      for (const seated of [userId, otherId]) this.bus.publish('member.joined', { tenantId, roomId, userId: seated });
    } else if (await this.rooms.show(tenantId, roomId, userId)) {
      this.bus.publish('member.joined', { tenantId, roomId, userId });
    }
    return { room: toRoom(await this.access.requireVisible(caller, roomId)), isNew };
  }

  private async findOther({ tenantId, userId }: UserCaller, { username, userId: asked }: PutDirectRoom) {
    const [field, other] =
      username === undefined
        ? (['userId', isId(asked) ? await this.users.findPresent(tenantId, asked) : undefined] as const)
        : (['username', await this.users.findByUsername(tenantId, username)] as const);
    if (!other) throw new DomainError('user_not_found');
    if (other.id === userId) throw DomainError.invalid(`/${field}`, 'must be somebody else');
    return other.id;
  }

  /** Counts as a room made, unless somebody else made it in the same moment. */
  private async make({ tenantId, userId }: UserCaller, otherId: string): Promise<{ roomId: string; isNew: boolean }> {
    const { settings } = await this.tenants.require(tenantId);
    await this.limits.consume('roomsPerHour', tenantId, userId, settings.limits.roomsPerHour);
    let isNew = false;
    try {
      const made = await this.database.tenantTransaction(tenantId, async (manager) => {
        const present = await this.users.lockPresent(manager, tenantId, [userId, otherId]);
        if (present.length < 2 || (await this.blocks.stands(tenantId, userId, otherId, manager))) {
          throw new DomainError('user_not_found');
        }
        return this.rooms.insert(manager, tenantId, userId, otherId);
      });
      isNew = made !== undefined;
      const roomId = made ?? (await this.rooms.find(tenantId, userId, otherId));
      if (roomId === undefined) throw new DomainError('unavailable', 'The room was removed in this moment');
      return { roomId, isNew };
    } finally {
      if (!isNew) await this.limits.giveBack('roomsPerHour', tenantId, userId);
    }
  }
}
