import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { decodeCursor, listScope, page } from '../common/schema/paging.js';
import { Database } from '../database/database.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import '../members/members.events.js';
import { UsersRepository } from '../users/users.repository.js';
import { toBlock } from './block.mapper.js';
import { type Block, type BlockPage, type ListBlocks, maxBlocks } from './block.schema.js';
import { BlocksRepository } from './blocks.repository.js';

/**
 * Lets people want nothing of others. The blocked one is not told, and can tell it from nothing: their messages in the direct
 * room are kept and acknowledged as ever, and the room is out of the blocker's sight until the block ends.
 */
@Injectable()
export class BlocksService {
  constructor(
    private readonly database: Database,
    private readonly blocks: BlocksRepository,
    private readonly users: UsersRepository,
    private readonly limits: RateLimits,
    private readonly bus: Bus,
  ) {}

  /** In order of user id. */
  async list(caller: UserCaller, { limit, cursor }: ListBlocks): Promise<BlockPage> {
    const scope = listScope(caller, 'blocks');
    const after = decodeCursor(scope, cursor);
    const rows = await this.blocks.list(caller.tenantId, caller.userId, after, limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => row.id);
    return { items: items.map(toBlock), nextCursor };
  }

  /** Also the second time. @throws DomainError user_not_found | validation_failed (oneself) | too_many_blocks | rate_limited */
  async put(caller: UserCaller, otherId: string): Promise<Block> {
    const { tenantId, userId } = caller;
    if (otherId === userId) throw DomainError.invalid('/userId', 'must be somebody else');
    if (!isId(otherId)) throw new DomainError('user_not_found');
    await countChange(this.limits, caller);
    const { user, roomId } = await this.database.tenantTransaction(tenantId, async (manager) => {
      const present = await this.users.lockPresent(manager, tenantId, [userId, otherId]);
      const user = present.find(({ id }) => id === otherId);
      if (!user || present.length < 2) throw new DomainError('user_not_found');
      const isNew = await this.blocks.insert(manager, tenantId, userId, otherId);
      if (isNew && (await this.blocks.count(manager, tenantId, userId)) > maxBlocks)
        throw new DomainError('too_many_blocks');
      const marked = await this.blocks.markSeat(manager, tenantId, userId, otherId, true);
      return { user, roomId: isNew ? marked : undefined };
    });
    if (roomId !== undefined) {
      this.bus.publish('member.left', { tenantId, roomId, userId, reason: 'blocked', keepsReading: false });
    }
    return toBlock(user);
  }

  /** Also the second time. @throws DomainError user_not_found (there never was such a user) | rate_limited */
  async remove(caller: UserCaller, otherId: string): Promise<void> {
    const { tenantId, userId } = caller;
    const known = isId(otherId) ? await this.users.find(tenantId, otherId) : undefined;
    if (!known) throw new DomainError('user_not_found');
    await countChange(this.limits, caller);
    const roomId = await this.database.tenantTransaction(tenantId, async (manager) => {
      await this.users.lockPresent(manager, tenantId, [userId, otherId]);
      await this.blocks.remove(manager, tenantId, userId, otherId);
      // Also where there is none: those that ended with the other's account left their mark before.
      return this.blocks.markSeat(manager, tenantId, userId, otherId, false);
    });
    if (roomId !== undefined) this.bus.publish('member.joined', { tenantId, roomId, userId });
  }
}
