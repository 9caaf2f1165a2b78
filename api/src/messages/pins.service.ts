import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { decodePlace, listScope, page } from '../common/schema/paging.js';
import { RoomLog } from '../delivery/room-log.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { RoomAccess, requireSeen } from '../rooms/room-access.service.js';
import { toUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import { toMessage } from './message.mapper.js';
import type { Message } from './message.schema.js';
import { keyOf, MessageChangesRepository } from './message-changes.repository.js';
import { canPin } from './messages.policy.js';
import { type ListPins, type PinPage, pinsPerRoom } from './pin.schema.js';
import { type PinPlace, PinsRepository } from './pins.repository.js';
import { requireOpen, requireWritten } from './room-writers.js';

/** The rules of pins: what a room wants everybody to find. */
@Injectable()
export class PinsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessageChangesRepository,
    private readonly repository: PinsRepository,
    private readonly users: UsersRepository,
    private readonly limits: RateLimits,
    private readonly log: RoomLog,
  ) {}

  /** The one that was pinned last first. @throws DomainError room_not_found | banned */
  async list(caller: TenantCaller, roomId: string, { limit, cursor }: ListPins): Promise<PinPage> {
    const { id } = await this.access.requireVisible(caller, roomId);
    const scope = listScope(caller, 'pins', id);
    const after = decodePlace(scope, cursor, placeOf);
    const rows = await this.repository.list(caller.tenantId, id, after, limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => `${row.pinned_at_us}.${row.seq}`);
    const authorIds = [...new Set(items.map((row) => row.author_id))];
    const users = await this.users.listByIds(caller.tenantId, authorIds);
    return { items: items.map(toMessage), users: users.map(toUser), nextCursor };
  }

  /**
   * Pins a message; also the second time, which takes no position.
   * @throws DomainError room_not_found | message_not_found | banned | forbidden (no moderator; the room is archived; a
   *   system message) | muted | message_deleted | too_many_pins | rate_limited
   */
  add(caller: TenantCaller, roomId: string, messageId: string): Promise<Message> {
    return this.set(caller, roomId, messageId, true);
  }

  /** Also of what is not pinned. @throws DomainError room_not_found | message_not_found | banned | forbidden | muted | rate_limited */
  async remove(caller: TenantCaller, roomId: string, messageId: string): Promise<void> {
    await this.set(caller, roomId, messageId, false);
  }

  private async set(caller: TenantCaller, roomId: string, messageId: string, isPinned: boolean): Promise<Message> {
    const { tenantId } = caller;
    const { id } = await this.access.requireVisible(caller, roomId);
    if (!isId(messageId)) throw new DomainError('message_not_found');
    await countChange(this.limits, caller);
    return this.log.change(tenantId, id, async (change) => {
      const room = await change.room();
      const seat = await change.seatOf(caller);
      requireSeen(caller, room.type, seat);
      const message = await requireWritten(this.messages, change, messageId);
      if (!canPin({ caller, type: room.type, seat })) throw new DomainError('forbidden');
      requireOpen(room, seat);
      if ((message.pinned_at !== null) === isPinned) return toMessage(message);
      if (isPinned && message.deleted_at !== null) throw new DomainError('message_deleted');
      if (isPinned && (await this.repository.count(change.manager, tenantId, id)) >= pinsPerRoom) {
        throw new DomainError('too_many_pins');
      }
      const key = keyOf(tenantId, message);
      return change.rewrite((position) => this.repository.set(change.manager, key, position, isPinned));
    });
  }
}

function placeOf(key: string): PinPlace | null {
  const [, pinnedAtUs, seq] = /^(\d{1,16})\.(\d{1,16})$/.exec(key) ?? [];
  return pinnedAtUs === undefined ? null : { pinnedAtUs: Number(pinnedAtUs), seq: Number(seq) };
}
