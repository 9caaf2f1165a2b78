import { Injectable } from '@nestjs/common';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { decodeNumber, listScope, page } from '../common/schema/paging.js';
import { RoomLog } from '../delivery/room-log.js';
import type { RoomChange } from '../delivery/room-change.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { toIso } from '../rooms/room.mapper.js';
import { RoomAccess, requireSeen } from '../rooms/room-access.service.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { UsersRepository } from '../users/users.repository.js';
import { requireMayName, requireMentioned } from './mentioned-users.js';
import { toMessage } from './message.mapper.js';
import type { EditMessage, ListVersions, Message, MessageVersionPage } from './message.schema.js';
import { keyOf, type LockedMessageRow, MessageChangesRepository } from './message-changes.repository.js';
import { canDelete, canEdit, canReadVersions, canWrite } from './messages.policy.js';
import { requireWriter, requireWritten } from './room-writers.js';

/** The rules of editing and deleting. */
@Injectable()
export class MessageChangesService {
  constructor(
    private readonly access: RoomAccess,
    private readonly repository: MessageChangesRepository,
    private readonly users: UsersRepository,
    private readonly tenants: TenantDirectory,
    private readonly limits: RateLimits,
    private readonly log: RoomLog,
  ) {}

  /**
   * Gives an own message another text; the one before is kept for those who look after the room. What changes nothing takes no
   * position.
   * @throws DomainError room_not_found | message_not_found | user_not_found | banned | not_member | muted | forbidden (another's,
   *   no text, the room is archived or for announcements, or mentioned by no moderator) | message_deleted | still_streaming |
   *   edit_window_over | stale | rate_limited
   */
  async edit(caller: UserCaller, roomId: string, messageId: string, input: EditMessage): Promise<Message> {
    const { tenantId } = caller;
    const { id } = await this.access.requireVisible(caller, roomId);
    if (!isId(messageId)) throw new DomainError('message_not_found');
    await countChange(this.limits, caller);
    await requireMentioned(this.users, tenantId, id, input.mentions ?? []);
    const { editWindowMinutes } = (await this.tenants.require(tenantId)).settings;
    return this.log.change(tenantId, id, async (change) => {
      const { room, seat } = await requireWriter(change, caller);
      const message = await requireWritten(this.repository, change, messageId);
      if (!canEdit({ caller, type: room.type, seat }, message)) throw new DomainError('forbidden');
      if (message.deleted_at !== null) throw new DomainError('message_deleted');
      if (message.streaming) throw new DomainError('still_streaming');
      if (!canWrite(room.posting, seat)) throw new DomainError('forbidden');
      const mentions = input.mentions ?? message.mentions;
      const changes = compare(message.mentions, mentions);
      // Also asked for once more by whoever did not hear the answer: neither late nor stale.
      if (input.text === message.text && changes.isSame) return toMessage(message);
      if (editWindowMinutes !== null && message.age_seconds > editWindowMinutes * 60) {
        throw new DomainError('edit_window_over');
      }
      if (input.position !== undefined && input.position !== message.position) throw new DomainError('stale');
      requireMayName(caller, { id, type: room.type, seat }, changes.added);
      return this.write(change, message, { text: input.text, mentions }, changes);
    });
  }

  /**
   * Takes a message back: its seq stays, what it said is gone for everybody. Also the second time.
   * @returns what is left of it
   * @throws DomainError room_not_found | message_not_found | banned | forbidden (another's, a system message) | rate_limited
   */
  async remove(caller: TenantCaller, roomId: string, messageId: string): Promise<Message> {
    const { id } = await this.access.requireVisible(caller, roomId);
    if (!isId(messageId)) throw new DomainError('message_not_found');
    await countChange(this.limits, caller);
    return this.log.change(caller.tenantId, id, async (change) => {
      const { type } = await change.room();
      const seat = await change.seatOf(caller);
      requireSeen(caller, type, seat);
      const message = await requireWritten(this.repository, change, messageId);
      if (!canDelete({ caller, type, seat }, message)) throw new DomainError('forbidden');
      return message.deleted_at === null ? change.emptyMessage(message.seq) : toMessage(message);
    });
  }

  /** What a message said before, the latest first. @throws DomainError room_not_found | message_not_found | banned | forbidden */
  async versions(
    caller: TenantCaller,
    roomId: string,
    messageId: string,
    { limit, cursor }: ListVersions,
  ): Promise<MessageVersionPage> {
    const { tenantId } = caller;
    const { id, type, seat } = await this.access.requireVisible(caller, roomId);
    const message = isId(messageId) ? await this.repository.find(tenantId, id, messageId) : undefined;
    if (!message) throw new DomainError('message_not_found');
    if (!canReadVersions({ caller, type, seat }, message)) throw new DomainError('forbidden');
    const scope = listScope(caller, 'versions', message.id);
    const before = decodeNumber(scope, cursor);
    const rows = await this.repository.listVersions(keyOf(tenantId, message), before, limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => String(row.position));
    return {
      items: items.map(({ text, mentions, written_at, replaced_at }) => ({
        text,
        mentions,
        writtenAt: toIso(written_at),
        replacedAt: toIso(replaced_at),
      })),
      nextCursor,
    };
  }

  private async write(
    change: RoomChange,
    message: LockedMessageRow,
    content: { text: string; mentions: readonly string[] },
    { added, removed }: MentionChanges,
  ): Promise<Message> {
    const { tenantId, manager } = change;
    const key = keyOf(tenantId, message);
    const edited = await change.rewrite((position) => this.repository.edit(manager, key, position, content));
    const gone = removed.length > 0 ? await this.repository.removeMentions(manager, key, removed) : [];
    const come = added.length > 0 ? await this.repository.addMentions(manager, key, message.author_id, added) : [];
    change.tellLists([...gone, ...come]);
    return edited;
  }
}

/** Whom a message names newly, and whom no more. */
interface MentionChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly isSame: boolean;
}

function compare(before: readonly string[], after: readonly string[]): MentionChanges {
  const added = after.filter((id) => !before.includes(id));
  const removed = before.filter((id) => !after.includes(id));
  return { added, removed, isSame: added.length === 0 && removed.length === 0 };
}
