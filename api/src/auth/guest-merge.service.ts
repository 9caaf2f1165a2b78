import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { maxBookmarks } from '../bookmarks/bookmark.schema.js';
import { BookmarksRepository } from '../bookmarks/bookmarks.repository.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { Database } from '../database/database.js';
import { RoomLog } from '../delivery/room-log.js';
import '../members/members.events.js';
import { ScheduledMessagesRepository } from '../scheduled/scheduled-messages.repository.js';
import { toUser } from '../users/user.mapper.js';
import '../users/users.events.js';
import type { Session } from './auth.schema.js';
import { GuestMergeRepository } from './guest-merge.repository.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** Rooms that the log-in itself takes along: they are locked until it is committed. */
const maxRoomsAtOnce = 50;

/** A guest who shows a session of theirs. */
export interface PresentGuest {
  readonly userId: string;
  readonly sessionId: string;
}

/**
 * Makes a guest into an account that is there already, while its owner logs in.
 *
 * - All in one transaction, the new session too: whatever goes wrong, nothing has happened.
 * - The guest's seats become the account's. Where both sit, the higher role and the further read pointer stay.
 * - The guest's messages become the account's: same id, seq and clientId. Each takes a position, so that whoever holds the
 *   room gets it as any other change, now or after having been away. A clientId that the account has used in the same room
 *   becomes another one.
 * - Two people have one direct room. Where the account has one with the same partner, or is the partner, the guest's is
 *   archived: all can read it, and its log keeps its numbers.
 * - Blocks are handed over, on either side of them, and what mentions the guest and is unread; and bookmarks, as many as fit.
 * - What the guest scheduled waits as the account's.
 * - The guest is gone for good, as after a deletion: sessions end, sockets close, the picture goes.
 *
 * Rooms beyond the first ones, and messages beyond the first ones of each, would keep rooms locked for long and fill a frame:
 * they follow, room by room, as do messages that were on their way (see `Erasure`). Until then they are by a user who has the
 * account's name; readers are told of that at once.
 */
@Injectable()
export class GuestMerge {
  constructor(
    private readonly database: Database,
    private readonly repository: GuestMergeRepository,
    private readonly scheduled: ScheduledMessagesRepository,
    private readonly sessionsRepository: SessionsRepository,
    private readonly sessions: SessionsService,
    private readonly bookmarks: BookmarksRepository,
    private readonly log: RoomLog,
    private readonly bus: Bus,
  ) {}

  /**
   * @param open opens the account's session in the transaction it is given, or throws
   * @throws DomainError invalid_token (the guest is not there any more, or no guest, or the session is over), and what `open` throws
   */
  async run(
    tenantId: string,
    guest: PresentGuest,
    accountId: string,
    open: (manager: EntityManager) => Promise<Session>,
  ): Promise<Session> {
    const { userId: guestId } = guest;
    const merged = await this.database.coreTransaction(async (manager) => {
      await this.require(manager, tenantId, guest, accountId);
      const session = await open(manager);
      const shell = await this.repository.mark(manager, tenantId, guestId, accountId);
      await this.repository.passBlocks(manager, tenantId, guestId, accountId);
      await this.scheduled.pass(manager, tenantId, guestId, accountId);
      const endedIds = await this.sessionsRepository.endAll(manager, tenantId, guestId, 'signed_out');
      await this.sessionsRepository.forgetDevices(manager, tenantId, guestId);
      const roomIds = await this.repository.listRoomIds(manager, tenantId, guestId, maxRoomsAtOnce);
      const joined: string[] = [];
      const tells: (() => void)[] = [];
      for (const roomId of roomIds) {
        const { result, tell } = await this.log.changeWithin(manager, tenantId, roomId, (change) =>
          change.handOver(guestId, accountId),
        );
        if (result.hasJoined) joined.push(roomId);
        tells.push(tell);
      }
      // After the rooms: whoever deletes a message has its room first, and then the bookmarks on it.
      await this.bookmarks.pass(manager, tenantId, guestId, accountId, maxBookmarks);
      return { session, shell, endedIds, roomIds, joined, tells };
    });
    // First of all the guest's sockets go: nobody sees their own messages as another one's.
    this.sessions.publishEnd(tenantId, guestId, merged.endedIds, 'signed_out');
    this.bus.publish('user.updated', { tenantId, user: toUser(merged.shell), roomIds: merged.roomIds });
    for (const tell of merged.tells) tell();
    for (const roomId of merged.joined) this.bus.publish('member.joined', { tenantId, roomId, userId: accountId });
    this.bus.publish('guest.merged', { tenantId, guestId });
    return merged.session;
  }

  /** Whether the guest has become the account. */
  isDone(tenantId: string, guestId: string, accountId: string): Promise<boolean> {
    return this.repository.isMerged(tenantId, guestId, accountId);
  }

  private async require(
    manager: EntityManager,
    tenantId: string,
    guest: PresentGuest,
    accountId: string,
  ): Promise<void> {
    const isThere = await this.repository.lock(manager, tenantId, guest.userId, accountId);
    const session = isThere ? await this.sessionsRepository.lock(manager, tenantId, guest.sessionId) : undefined;
    if (session?.userId !== guest.userId) throw new DomainError('invalid_token', 'The guest is not there any more');
  }
}
