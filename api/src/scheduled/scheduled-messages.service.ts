import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId, newId } from '../common/ids.js';
import { toMoment } from '../common/schema/moment.js';
import { decodePlace, listScope, page } from '../common/schema/paging.js';
import { Database } from '../database/database.js';
import { Jobs } from '../jobs/jobs.js';
import { countChange } from '../limits/count-change.js';
import { RateLimits } from '../limits/rate-limits.js';
import { bodyHash } from '../messages/body-hash.js';
import { requireMayName, requireMentioned } from '../messages/mentioned-users.js';
import { refuseSystem, requireMayWrite, requireRoot } from '../messages/room-writers.js';
import { MessageChangesRepository } from '../messages/message-changes.repository.js';
import { RoomAccess } from '../rooms/room-access.service.js';
import { UsersRepository } from '../users/users.repository.js';
import { toScheduled } from './scheduled-message.mapper.js';
import {
  type ListScheduled,
  maxAheadMs,
  minAheadMs,
  type ScheduledMessage,
  type ScheduledMessagePage,
  scheduledPerUser,
  type ScheduleMessage,
  type UpdateScheduled,
} from './scheduled-message.schema.js';
import { type HashedRow, type ScheduledPlace, ScheduledMessagesRepository } from './scheduled-messages.repository.js';
import './scheduled.jobs.js';

/** What scheduling came to: a new one, or what was scheduled under that clientId before. */
export interface Scheduled {
  readonly scheduled: ScheduledMessage;
  readonly isNew: boolean;
}

/**
 * The rules of messages that wait for their time. Each has a job, put in the transaction that says when; a message that is being
 * sent belongs to that job, and is not there any more for its author.
 */
@Injectable()
export class ScheduledMessagesService {
  constructor(
    private readonly database: Database,
    private readonly access: RoomAccess,
    private readonly repository: ScheduledMessagesRepository,
    private readonly messages: MessageChangesRepository,
    private readonly users: UsersRepository,
    private readonly limits: RateLimits,
    private readonly jobs: Jobs,
  ) {}

  /**
   * Schedules a message of somebody who sits in the room and may write there, now; whether they may then is asked then.
   * @returns it, or what was scheduled under this `clientId` before
   * @throws DomainError room_not_found | message_not_found | user_not_found | banned | not_member | muted | forbidden (archived,
   *   announcements) | already_in_thread | message_deleted (the thread's root) | validation_failed (the time) | client_id_reused | too_many_scheduled | rate_limited
   */
  async schedule(caller: UserCaller, roomId: string, input: ScheduleMessage): Promise<Scheduled> {
    const { tenantId, userId: authorId } = caller;
    const room = await this.access.requireVisible(caller, roomId);
    const { clientId, text, replyTo, threadId, mentions = [] } = input;
    if ([replyTo, threadId].some((named) => named !== undefined && !isId(named)))
      throw new DomainError('message_not_found');
    const sendAt = toMoment(input.sendAt);
    const named = { authorId, roomId: room.id, clientId };
    const asked = hash('sha256', JSON.stringify([bodyHash(input), sendAt]), 'hex');
    const known = await this.repository.findByClientId(tenantId, named);
    if (known) return repeated(known, asked);
    requireMayWrite(room, room.seat);
    requireMayName(caller, room, mentions);
    requireAhead(sendAt);
    await countChange(this.limits, caller);
    await requireMentioned(this.users, tenantId, room.id, mentions);
    return this.database.tenantTransaction(tenantId, async (manager) => {
      // One after the other: of an author's own, and whoever is leaving for good leaves nothing that waits.
      const [present] = await this.users.lockPresent(manager, tenantId, [authorId]);
      if (!present) throw new DomainError('invalid_token');
      const before = await this.repository.findByClientId(tenantId, named, manager);
      if (before) return repeated(before, asked);
      if (await this.repository.findSentHash(tenantId, named, manager)) {
        throw new DomainError('client_id_reused', 'A message was sent under this clientId');
      }
      const answered = replyTo ? await this.messages.find(tenantId, room.id, replyTo, manager) : null;
      if (answered === undefined) throw new DomainError('message_not_found');
      if (answered !== null) refuseSystem(answered);
      if (threadId) requireRoot(await this.messages.find(tenantId, room.id, threadId, manager), answered);
      if ((await this.repository.count(manager, tenantId, authorId)) >= scheduledPerUser) {
        throw new DomainError('too_many_scheduled');
      }
      const row = await this.repository.insert(manager, tenantId, {
        ...named,
        id: newId(),
        bodyHash: asked,
        text,
        replyToId: answered?.id ?? null,
        replyToSeq: answered?.seq ?? null,
        threadId: threadId ?? null,
        mentions,
        sendAt,
      });
      const payload = { tenantId, scheduledId: row.id };
      await this.jobs.put(manager, 'scheduled.send', row.id, payload, { runAt: row.send_at });
      return { scheduled: toScheduled(row), isNew: true };
    });
  }

  /** The caller's own, the soonest first. @throws DomainError room_not_found (no id) */
  async list(caller: UserCaller, { roomId, limit, cursor }: ListScheduled): Promise<ScheduledMessagePage> {
    const { tenantId, userId: authorId } = caller;
    const scope = listScope(caller, 'scheduled', roomId ?? '');
    const after = decodePlace(scope, cursor, placeOf);
    // Of any room: what somebody wrote is theirs, also when they see the room no more.
    if (roomId !== undefined && !isId(roomId)) throw new DomainError('room_not_found');
    const rows = await this.repository.list({ tenantId, authorId, roomId: roomId ?? null }, after, limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => `${row.send_at.getTime()}.${row.id}`);
    return { items: items.map(toScheduled), nextCursor };
  }

  /**
   * Changes one that waits, or that was refused; with another time it is tried again.
   * @throws DomainError scheduled_message_not_found (also: it is being sent) | user_not_found | validation_failed | rate_limited
   */
  async update(caller: UserCaller, scheduledId: string, input: UpdateScheduled): Promise<ScheduledMessage> {
    const { tenantId, userId } = caller;
    if (!isId(scheduledId)) throw new DomainError('scheduled_message_not_found');
    await countChange(this.limits, caller);
    return this.database.tenantTransaction(tenantId, async (manager) => {
      const row = await this.repository.lock(manager, tenantId, userId, scheduledId);
      if (!row || row.is_taken || row.cancelled_at !== null) throw new DomainError('scheduled_message_not_found');
      const sendAt = input.sendAt === undefined ? undefined : input.sendAt === 'now' ? null : toMoment(input.sendAt);
      if (sendAt) requireAhead(sendAt);
      const { text = row.text, mentions = row.mentions } = input;
      if (input.mentions) await requireMentioned(this.users, tenantId, row.room_id, mentions, manager);
      const updated = await this.repository.update(manager, tenantId, scheduledId, { text, mentions, sendAt });
      if (sendAt !== undefined) {
        // At once where it is now: a time would be looked for every few seconds only.
        const runAt = sendAt === null ? {} : { runAt: updated.send_at };
        await this.jobs.put(manager, 'scheduled.send', scheduledId, { tenantId, scheduledId }, runAt);
      }
      return toScheduled(updated);
    });
  }

  /** Also the second time, within a day. @throws DomainError scheduled_message_not_found (also: it was sent) | rate_limited */
  async cancel(caller: UserCaller, scheduledId: string): Promise<void> {
    const { tenantId, userId } = caller;
    if (!isId(scheduledId)) throw new DomainError('scheduled_message_not_found');
    await countChange(this.limits, caller);
    await this.database.tenantTransaction(tenantId, async (manager) => {
      const row = await this.repository.lock(manager, tenantId, userId, scheduledId);
      if (!row || row.is_taken) throw new DomainError('scheduled_message_not_found');
      if (row.cancelled_at !== null) return;
      await this.repository.cancel(manager, tenantId, scheduledId);
      await this.jobs.remove(manager, 'scheduled.send', [scheduledId]);
    });
  }
}

function repeated(row: HashedRow, asked: string): Scheduled {
  if (row.cancelled_at !== null) throw new DomainError('client_id_reused', 'What had this clientId was cancelled');
  if (row.hash !== asked) throw new DomainError('client_id_reused');
  return { scheduled: toScheduled(row), isNew: false };
}

/** By the server's clock. @throws DomainError validation_failed */
function requireAhead(sendAt: string): void {
  const aheadMs = Date.parse(sendAt) - Date.now();
  if (aheadMs < minAheadMs) throw DomainError.invalid('/sendAt', 'must be at least a second ahead');
  if (aheadMs > maxAheadMs) throw DomainError.invalid('/sendAt', 'must be at most a year ahead');
}

function placeOf(key: string): ScheduledPlace | null {
  const [, sendAtMs, id] = /^(\d{1,15})\.(.+)$/.exec(key) ?? [];
  return sendAtMs === undefined || !isId(id) ? null : { sendAtMs: Number(sendAtMs), id };
}
