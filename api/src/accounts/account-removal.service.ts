import { setTimeout as delay } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { PasswordCheck } from '../auth/password-check.js';
import { SessionsRepository } from '../auth/sessions.repository.js';
import { SessionsService } from '../auth/sessions.service.js';
import { BlocksRepository } from '../blocks/blocks.repository.js';
import { BookmarksRepository } from '../bookmarks/bookmarks.repository.js';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { MailsRepository } from '../mail/mails.repository.js';
import '../scheduled/scheduled.jobs.js';
import { ScheduledMessagesRepository } from '../scheduled/scheduled-messages.repository.js';
import { toUser } from '../users/user.mapper.js';
import '../users/users.events.js';
import { AccountRemovalRepository } from './account-removal.repository.js';
import type { DeleteMe } from './account-removal.schema.js';
import { Erasure } from './erasure.js';

/** What a deleted user is called; nobody who is there is stopped from having the name. */
const deletedName = 'Deleted user';

/** How long nobody else gets the username of a deleted user, in days. */
const usernameHoldDays = 30;

/** Rooms whose readers hear at once that an author is a deleted user now; in others they read it with the history. */
const maxRoomsTold = 1_000;

/** How long the answer waits for the traces in rooms to be gone, in milliseconds: of most people they are by then. */
const answerWithinMs = 2_000;

/** Lets people leave for good. */
@Injectable()
export class AccountRemovalService {
  constructor(
    private readonly database: Database,
    private readonly repository: AccountRemovalRepository,
    private readonly sessionsRepository: SessionsRepository,
    private readonly sessions: SessionsService,
    private readonly mails: MailsRepository,
    private readonly blocks: BlocksRepository,
    private readonly scheduled: ScheduledMessagesRepository,
    private readonly jobs: Jobs,
    private readonly bookmarks: BookmarksRepository,
    private readonly password: PasswordCheck,
    private readonly erasure: Erasure,
    private readonly bus: Bus,
  ) {}

  /**
   * Deletes the caller.
   * @param address where the request came from
   * @throws DomainError validation_failed (the password, or the yes, is missing) | invalid_credentials | rate_limited |
   *   overloaded | user_not_found (deleted a moment ago)
   */
  async removeMe(caller: UserCaller, { password, confirm }: DeleteMe, address: string): Promise<void> {
    const { tenantId, userId } = caller;
    const hasPassword = await this.repository.hasPassword(tenantId, userId);
    if (hasPassword === undefined) throw new DomainError('user_not_found');
    if (hasPassword) {
      if (password === undefined) throw DomainError.invalid('/password', 'is needed');
      await this.password.require(caller, password, address);
    } else if (!confirm) throw DomainError.invalid('/confirm', 'must be true');
    await this.remove(tenantId, userId);
  }

  /** Deletes a user; nothing happens the second time. @throws DomainError user_not_found */
  async remove(tenantId: string, userId: string): Promise<void> {
    if (!isId(userId) || !(await this.repository.isKnown(tenantId, userId))) throw new DomainError('user_not_found');
    const gone = await this.database.tenantTransaction(tenantId, async (manager) => {
      const user = await this.repository.anonymize(manager, tenantId, userId, {
        displayName: deletedName,
        holdDays: usernameHoldDays,
      });
      if (!user) return undefined;
      await this.mails.removeAll(manager, tenantId, userId);
      const sessionIds = await this.sessionsRepository.endAll(manager, tenantId, userId, 'account_deleted');
      await this.sessionsRepository.forgetDevices(manager, tenantId, userId);
      const seen = await this.blocks.removeAll(manager, tenantId, userId);
      const scheduledIds = await this.scheduled.removeAll(manager, tenantId, userId);
      await this.jobs.remove(manager, 'scheduled.send', scheduledIds);
      await this.bookmarks.removeAll(manager, tenantId, userId);
      return {
        user,
        sessionIds,
        seen,
        rooms: await this.repository.listRooms(tenantId, userId, null, maxRoomsTold, manager),
      };
    });
    if (!gone) return;
    this.sessions.publishEnd(tenantId, userId, gone.sessionIds, 'account_deleted');
    const roomIds = gone.rooms.filter((room) => !room.is_deleted).map((room) => room.room_id);
    this.bus.publish('user.updated', { tenantId, user: toUser(gone.user), roomIds });
    for (const seat of gone.seen) this.bus.publish('member.joined', { tenantId, ...seat });
    await Promise.race([this.erasure.begin(tenantId, userId), delay(answerWithinMs, undefined, { ref: false })]);
  }
}
