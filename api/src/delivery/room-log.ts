import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { RoomsConfig } from '../config/rooms.config.js';
import { Database } from '../database/database.js';
import { MembersRepository } from '../members/members.repository.js';
import { SanctionsRepository } from '../members/sanctions.repository.js';
import { namedIn, toMessage } from '../messages/message.mapper.js';
import { toRoom } from '../rooms/room.mapper.js';
import { toUser } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import { type Activity, newestOf } from './activity.schema.js';
import type { Changes } from './changes.schema.js';
import './delivery.events.js';
import { KeyedQueue } from './keyed-queue.js';
import { ReactorsRepository } from './reactors.repository.js';
import { RoomChange } from './room-change.js';
import { RoomLogRepository } from './room-log.repository.js';

/**
 * The way to change a room's seats, its own fields, and messages that are there, and to write what the room tells of itself; what
 * people write is the `Writer`'s. Locks its head, runs the change, commits it, and then tells: acknowledgements and frames
 * follow the commit, never precede it. The changes of a room happen one after the other, in the order in which they were asked for.
 */
@Injectable()
export class RoomLog {
  private readonly queue = new KeyedQueue();

  constructor(
    private readonly database: Database,
    private readonly repository: RoomLogRepository,
    private readonly members: MembersRepository,
    private readonly sanctions: SanctionsRepository,
    private readonly reactors: ReactorsRepository,
    private readonly users: UsersRepository,
    private readonly config: RoomsConfig,
    private readonly bus: Bus,
  ) {}

  /**
   * @param work reads and writes under the lock, and changes the room through `change`; when it throws, nothing is done
   * @returns what `work` returned, once it is durable
   * @throws DomainError room_not_found, and what `work` throws
   */
  change<T>(tenantId: string, roomId: string, work: (change: RoomChange) => Promise<T>): Promise<T> {
    return this.queue.run(`${tenantId}/${roomId}`, async () => {
      const { result, tell } = await this.database.coreTransaction((manager) =>
        this.changeWithin(manager, tenantId, roomId, work),
      );
      // At once: a frame that is overtaken by the next one is held until this one comes.
      tell();
      return result;
    });
  }

  /**
   * As `change`, in a transaction that does more than that. Whoever changes several rooms in one takes them in the order
   * of their ids, as the writer does: then no two can wait for each other in a circle.
   * @returns also what tells the readers, to be called once it is committed
   * @throws DomainError room_not_found, and what `work` throws
   */
  async changeWithin<T>(
    manager: EntityManager,
    tenantId: string,
    roomId: string,
    work: (change: RoomChange) => Promise<T>,
  ): Promise<{ result: T; tell: () => void }> {
    const head = await this.repository.lockHead(manager, tenantId, roomId);
    if (!head) throw new DomainError('room_not_found');
    const { maxMembers } = this.config;
    const room = { tenantId, roomId, maxMembers };
    const { repository: log, members, sanctions, reactors } = this;
    const change = new RoomChange(room, manager, head, { log, members, sanctions, reactors });
    const result = await work(change);
    const changes = await this.finish(change);
    const activity = changes && (await this.activityOf(change, changes));
    const tell = () => {
      if (changes) this.bus.publish('room.changed', { tenantId, changes, activity, newMessages: change.newMessages });
    };
    return { result, tell };
  }

  /** What those hear who have the room not open; `undefined` when the newest message is as it was, and nobody's mentions changed. */
  private async activityOf(
    { listeners, newMessages, head, manager, tenantId, roomId }: RoomChange,
    { messages }: Changes,
  ): Promise<Activity | undefined> {
    if (!listeners && newMessages.length === 0) return undefined;
    const isNewestChanged = messages.some((message) => message.seq === head.lastSeq);
    if (!isNewestChanged && !listeners?.size) return undefined;
    const row = await this.repository.findNewest(manager, tenantId, roomId);
    if (!row) return undefined;
    const lastMessage = toMessage(row);
    const users = await this.users.listByIds(tenantId, namedIn(lastMessage), manager);
    return { ...newestOf(lastMessage, users.map(toUser)), mentions: [...(listeners ?? [])] };
  }

  /** Moves the head, and collects what readers are told; `undefined` when nothing took a position. */
  private async finish(change: RoomChange): Promise<Changes | undefined> {
    const { tenantId, roomId, manager, head, before, members, messages } = change;
    if (head.position === before.position) return undefined;
    await this.repository.setHead(manager, change, head);
    const named = [...members.map((member) => member.userId), ...messages.flatMap(namedIn)];
    const users = await this.users.listByIds(tenantId, named, manager);
    const room = change.hasRoomChanged ? await this.repository.findRoom(manager, tenantId, roomId) : undefined;
    return {
      roomId,
      epoch: head.epoch,
      after: before.position,
      position: head.position,
      reset: false,
      messages: messages.toSorted((a, b) => a.seq - b.seq),
      members,
      room: room ? toRoom(room) : null,
      users: users.map(toUser),
    };
  }
}
