import { Injectable, Logger } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { catalogue, type ErrorCode } from '../common/errors/catalogue.js';
import { DomainError } from '../common/errors/domain-error.js';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { Jobs } from '../jobs/jobs.js';
import { bodyHash } from '../messages/body-hash.js';
import { MessagesService } from '../messages/messages.service.js';
import { requireMayWrite } from '../messages/room-writers.js';
import { RoomAccess } from '../rooms/room-access.service.js';
import { UsersRepository } from '../users/users.repository.js';
import type { ScheduledRow } from './scheduled-message.mapper.js';
import { ScheduledMessagesRepository } from './scheduled-messages.repository.js';
import './scheduled.jobs.js';

/** How long one try may take, in milliseconds: a room that is locked lets sends wait for some seconds. */
const withinMs = 30_000;

/** After so many tries, about a day, it is given up; the job has one more. */
const maxTries = 13;

/** Refusals of a moment, after which it is certain that nothing was sent: the author may change it until the next try. */
const nothingSent: readonly ErrorCode[] = ['rate_limited', 'slow_mode', 'overloaded'];

/**
 * Sends scheduled messages when their time has come, exactly once whatever happens: it goes through the writer like any other, under
 * its own clientId, so that a job that is done twice is answered with the first result. Only then is it removed.
 */
@Injectable()
export class ScheduledSender {
  private readonly logger = new Logger('ScheduledSender');

  constructor(
    jobs: Jobs,
    private readonly repository: ScheduledMessagesRepository,
    private readonly messages: MessagesService,
    private readonly access: RoomAccess,
    private readonly users: UsersRepository,
  ) {
    jobs.handle('scheduled.send', (payload) => this.send(payload), { lane: 'send', withinMs });
  }

  /**
   * Sends one, unless it is gone, was put off, or was refused before.
   * @throws what the server refused it with for the moment: it is to be tried again
   */
  async send({ tenantId, scheduledId }: { tenantId: string; scheduledId: string }): Promise<void> {
    const row = await this.repository.take(tenantId, scheduledId);
    if (!row) return;
    try {
      if (!(await this.wasSent(tenantId, row))) await this.write(tenantId, row);
    } catch (error) {
      await this.settle(tenantId, row, error);
      return;
    }
    await this.repository.removeSent(tenantId, row.id);
  }

  /** Whether a try before sent it, of which nobody heard any more: what was refused since does not matter then. */
  private async wasSent(tenantId: string, row: ScheduledRow): Promise<boolean> {
    if (row.tries === 1) return false;
    const named = { authorId: row.author_id, roomId: row.room_id, clientId: row.client_id };
    return (await this.repository.findSentHash(tenantId, named)) === bodyHash(bodyOf(row));
  }

  private async write(tenantId: string, row: ScheduledRow): Promise<void> {
    const author = await this.users.findPresent(tenantId, row.author_id);
    // Gone for good, and what waited with them; or somebody else by now, whose it is, and who is asked at the next try.
    if (!author) {
      if (await this.repository.remove(tenantId, row.id, row.author_id)) return;
      throw new DomainError('invalid_token');
    }
    const caller: UserCaller = {
      kind: 'user',
      tenantId,
      userId: author.id,
      userKind: author.kind,
      sessionId: null,
    };
    const room = await this.access.requireVisible(caller, row.room_id);
    requireMayWrite(room, room.seat);
    await this.messages.send(caller, row.room_id, { clientId: row.client_id, ...bodyOf(row) });
  }

  private async settle(tenantId: string, row: ScheduledRow, error: unknown): Promise<void> {
    const code = toDomainError(error)?.code ?? 'internal_error';
    const isPassing = code === 'internal_error' || code === 'invalid_token' || isRetryable(code);
    if (isPassing && row.tries < maxTries) {
      if (nothingSent.includes(code)) await this.repository.giveBack(tenantId, row.id, null);
      throw error;
    }
    if (isPassing) this.logger.error({ err: error, tenantId, scheduledId: row.id }, 'a scheduled message was given up');
    await this.repository.giveBack(tenantId, row.id, code);
  }
}

const isRetryable = (code: ErrorCode): boolean => 'retryable' in catalogue[code];

const bodyOf = ({ text, reply_to_id: replyToId, thread_id: threadId, mentions }: ScheduledRow) => ({
  text,
  ...(replyToId === null ? {} : { replyTo: replyToId }),
  ...(threadId === null ? {} : { threadId }),
  ...(mentions.length === 0 ? {} : { mentions }),
});
