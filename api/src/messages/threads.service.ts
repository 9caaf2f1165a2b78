import { Injectable } from '@nestjs/common';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { decodeNumber, listScope, page } from '../common/schema/paging.js';
import { RoomAccess, seatOf } from '../rooms/room-access.service.js';
import { isSeated } from '../rooms/rooms.policy.js';
import { toUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import { toMessage } from './message.mapper.js';
import './messages.events.js';
import type { ListThreads, ThreadPage, ThreadQuery, ThreadReadPointer } from './thread.schema.js';
import { type ThreadPlace, ThreadsRepository } from './threads.repository.js';

/** The rules of threads. What hangs on one is sent, edited and deleted like all messages. */
@Injectable()
export class ThreadsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly repository: ThreadsRepository,
    private readonly users: UsersRepository,
    private readonly bus: Bus,
  ) {}

  /**
   * One page of a thread, as the JSON of a `ThreadHistory`.
   * @throws DomainError room_not_found | banned | message_not_found | already_in_thread (what is named stands in a thread)
   */
  async read(caller: TenantCaller, roomId: string, messageId: string, query: ThreadQuery): Promise<string> {
    if (!isId(roomId)) throw new DomainError('room_not_found');
    const userId = seatOf(caller);
    const asked = { tenantId: caller.tenantId, roomId, messageId: isId(messageId) ? messageId : null };
    const read = await this.repository.read(asked, userId, toPlace(query));
    if (!read) throw new DomainError('room_not_found');
    this.access.requireShown(caller, read.room);
    if (read.root === null) throw new DomainError('message_not_found');
    if (read.isReply) throw new DomainError('already_in_thread');
    const { root, page: items, hasBefore, hasAfter, people, readSeq } = read;
    return `{"root":${root},"items":${items},"hasBefore":${hasBefore},"hasAfter":${hasAfter},"users":${people},"readSeq":${readSeq}}`;
  }

  /** The threads that the caller follows, the one that was written in last first. @throws DomainError room_not_found | banned */
  async list(caller: UserCaller, roomId: string, { limit, cursor }: ListThreads): Promise<ThreadPage> {
    const { tenantId, userId } = caller;
    const { id } = await this.access.requireVisible(caller, roomId);
    const scope = listScope(caller, 'threads', id);
    const rows = await this.repository.list({ tenantId, roomId: id, userId }, decodeNumber(scope, cursor), limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => String(row.root.thread_last_seq));
    const users = await this.users.listByIds(tenantId, [...new Set(items.map(({ root }) => root.author_id))]);
    return {
      items: items.map(({ root, read_seq: readSeq, unread_count: unreadCount }) => ({
        root: toMessage(root),
        readSeq,
        unreadCount,
      })),
      users: users.map(toUser),
      nextCursor,
    };
  }

  /**
   * Moves the caller's pointer in a thread on; below it nothing changes. Whoever has one follows the thread. Where nobody has
   * answered there is nothing to read, and nothing is kept.
   * @throws DomainError room_not_found | banned | not_member | message_not_found | already_in_thread | validation_failed (at
   *   `/seq`, above the newest message of the thread)
   */
  async setRead(caller: UserCaller, roomId: string, messageId: string, seq: number): Promise<ThreadReadPointer> {
    const { tenantId, userId } = caller;
    const { id, seat } = await this.access.requireVisible(caller, roomId);
    const root = isId(messageId) ? await this.repository.findRoot(tenantId, id, messageId) : undefined;
    if (!root) throw new DomainError('message_not_found');
    if (!isSeated(seat)) throw new DomainError('not_member');
    if (root.thread_seq !== null) throw new DomainError('already_in_thread');
    if (seq > (root.thread_last_seq ?? root.seq)) throw DomainError.invalid('/seq', 'is above the newest message');
    const pointer = { roomId: id, messageId: root.id, readSeq: root.seq };
    if (root.thread_last_seq === null) return pointer;
    const reader = { tenantId, roomId: id, userId };
    const { readSeq, hasMoved } = await this.repository.setRead(reader, root.seq, Math.max(seq, root.seq));
    if (hasMoved) this.bus.publish('thread.read', { ...pointer, readSeq, tenantId, userId });
    return { ...pointer, readSeq };
  }
}

function toPlace({ before, after, limit }: ThreadQuery): ThreadPlace {
  return after !== undefined ? { after, limit } : { before: before ?? Number.MAX_SAFE_INTEGER, limit };
}
