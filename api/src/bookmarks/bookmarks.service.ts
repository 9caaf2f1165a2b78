import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { decodePlace, listScope, page } from '../common/schema/paging.js';
import { Database } from '../database/database.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { MessageChangesRepository } from '../messages/message-changes.repository.js';
import { refuseSystem } from '../messages/room-writers.js';
import { RoomAccess } from '../rooms/room-access.service.js';
import { toUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import { toBookmark } from './bookmark.mapper.js';
import {
  type Bookmark,
  type BookmarkIds,
  type BookmarkPage,
  type ListBookmarks,
  maxBookmarks,
} from './bookmark.schema.js';
import { type BookmarkPlace, BookmarksRepository } from './bookmarks.repository.js';

/**
 * Lets people mark messages to find them again. It is theirs alone: it takes no position in the room, and nobody is told. A message
 * that they cannot see any more is out of the list, and in it again once they can.
 */
@Injectable()
export class BookmarksService {
  constructor(
    private readonly access: RoomAccess,
    private readonly database: Database,
    private readonly repository: BookmarksRepository,
    private readonly messages: MessageChangesRepository,
    private readonly users: UsersRepository,
    private readonly limits: RateLimits,
  ) {}

  /** The last one first. */
  async list(caller: UserCaller, { limit, cursor }: ListBookmarks): Promise<BookmarkPage> {
    const scope = listScope(caller, 'bookmarks');
    const after = decodePlace(scope, cursor, placeOf);
    const rows = await this.repository.list(caller.tenantId, caller.userId, after, limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => `${row.bookmarked_at_us}/${row.message.id}`);
    const authors = new Map(items.flatMap(({ author }) => (author ? [[author.id, toUser(author)]] : [])));
    return { items: items.map(toBookmark), users: [...authors.values()], nextCursor };
  }

  /** Which messages they are on. */
  async ids({ tenantId, userId }: UserCaller): Promise<BookmarkIds> {
    return { messageIds: await this.repository.listIds(tenantId, userId) };
  }

  /**
   * Marks a message; also the second time, which changes nothing.
   * @throws DomainError room_not_found | message_not_found | banned | forbidden (a system message) | message_deleted |
   *   too_many_bookmarks | user_not_found (deleted a moment ago) | rate_limited
   */
  async add(caller: UserCaller, roomId: string, messageId: string): Promise<Bookmark> {
    const { tenantId, userId } = caller;
    const { id } = await this.access.requireVisible(caller, roomId);
    if (!isId(messageId)) throw new DomainError('message_not_found');
    await countChange(this.limits, caller);
    return this.database.tenantTransaction(tenantId, async (manager) => {
      // One after the other: they are counted, and whoever leaves or becomes another one takes them all along.
      const [user] = await this.users.lockPresent(manager, tenantId, [userId]);
      if (!user) throw new DomainError('user_not_found');
      const message = await this.repository.lockMessage(manager, tenantId, id, messageId);
      if (!message) throw new DomainError('message_not_found');
      refuseSystem(message);
      if (message.is_deleted) throw new DomainError('message_deleted');
      const find = () => this.repository.find(manager, tenantId, userId, messageId);
      const known = await find();
      if (known) return toBookmark(known);
      if ((await this.repository.count(manager, tenantId, userId)) >= maxBookmarks) {
        throw new DomainError('too_many_bookmarks');
      }
      await this.repository.insert(manager, tenantId, userId, { roomId: id, messageId });
      const row = await find();
      // The room was removed meanwhile.
      if (!row) throw new DomainError('room_not_found');
      return toBookmark(row);
    });
  }

  /** Also of what is not marked. @throws DomainError room_not_found | message_not_found | banned | rate_limited */
  async remove(caller: UserCaller, roomId: string, messageId: string): Promise<void> {
    const { tenantId, userId } = caller;
    // One's own, also where one sees the message no more; putting it was counted.
    if (isId(roomId) && isId(messageId) && (await this.repository.remove(tenantId, userId, { roomId, messageId })))
      return;
    const { id } = await this.access.requireVisible(caller, roomId);
    const message = isId(messageId) ? await this.messages.find(tenantId, id, messageId) : undefined;
    if (!message) throw new DomainError('message_not_found');
    await countChange(this.limits, caller);
  }
}

function placeOf(key: string): BookmarkPlace | null {
  const [bookmarkedAtUs = '', messageId = ''] = key.split('/', 2);
  return /^\d{1,16}$/.test(bookmarkedAtUs) && isId(messageId)
    ? { bookmarkedAtUs: Number(bookmarkedAtUs), messageId }
    : null;
}
