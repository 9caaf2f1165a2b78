import { Injectable } from '@nestjs/common';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId, newId } from '../common/ids.js';
import { KeyedQueue } from '../delivery/keyed-queue.js';
import { type Sent, Writer } from '../delivery/writer.service.js';
import { RateLimits } from '../limits/rate-limits.js';
import '../members/members.events.js';
import { RoomAccess, seatOf } from '../rooms/room-access.service.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { UsersRepository } from '../users/users.repository.js';
import { bodyHash } from './body-hash.js';
import { requireMayName, requireMentioned } from './mentioned-users.js';
import type { HistoryQuery, SendMessage } from './message.schema.js';
import { isWritten } from './messages.policy.js';
import { MessagesRepository, type Page } from './messages.repository.js';
import { refuseSystem } from './room-writers.js';
import { StreamsService } from './streams.service.js';

/** What the rest of a message takes in its frame, in bytes, about; and each mention. */
const rowBytes = 400;
const mentionBytes = 39;

/** The rules of messages. */
@Injectable()
export class MessagesService {
  /** Some checks ask the database and some do not: an author's sends to a room are queued in the order in which they came. */
  private readonly order = new KeyedQueue();

  constructor(
    private readonly access: RoomAccess,
    private readonly messages: MessagesRepository,
    private readonly users: UsersRepository,
    private readonly tenants: TenantDirectory,
    private readonly limits: RateLimits,
    private readonly writer: Writer,
    private readonly streams: StreamsService,
    private readonly bus: Bus,
  ) {}

  /**
   * Sends a message, or begins one, and gives it the room's next seq; the first one of a non-member of a public room takes a seat too.
   * @returns the committed message, or the first one when this author sent this `clientId` before
   * @throws DomainError room_not_found | message_not_found | user_not_found | upload_not_found | client_id_reused |
   *   already_in_thread | message_deleted (the thread's root) | forbidden (the room is archived; it is mentioned by no moderator; an
   *   answer to a system message, or a thread on one) | rate_limited | overloaded
   */
  async send(caller: UserCaller, roomId: string, input: SendMessage): Promise<Sent> {
    const { tenantId, userId: authorId } = caller;
    const { clientId, text = '', encrypted = null, replyTo = null, threadId = null, mentions = [] } = input;
    if (!isId(roomId)) throw new DomainError('room_not_found');
    if ([replyTo, threadId].some((named) => named !== null && !isId(named))) throw new DomainError('message_not_found');
    const { writing } = await this.order.run(`${tenantId}/${roomId}/${authorId}`, async () => {
      await this.requireAllowed(caller, roomId, input);
      if (replyTo !== null) await this.requireAnswerable(caller, roomId, replyTo);
      // Written before the author's next one is queued: it takes another way.
      if (input.streaming) return { writing: Promise.resolve(await this.streams.begin(caller, roomId, input)) };
      const writing = this.writer.send({
        tenantId,
        roomId,
        authorId,
        clientId,
        text,
        encrypted,
        replyToId: replyTo,
        threadId,
        mentions,
        id: newId(),
        bodyHash: bodyHash(input),
        bytes: Buffer.byteLength(JSON.stringify(encrypted ?? text)) + mentions.length * mentionBytes + rowBytes,
      });
      // In an object, so that the author's next send waits until this one is queued, not until it is written.
      return { writing };
    });
    const sent = await writing;
    if (sent.hasJoined) this.bus.publish('member.joined', { tenantId, roomId, userId: authorId });
    return sent;
  }

  /** One page of the log, as the JSON of a `History`. @throws DomainError room_not_found */
  async history(caller: TenantCaller, roomId: string, query: HistoryQuery): Promise<string> {
    if (!isId(roomId)) throw new DomainError('room_not_found');
    const read = await this.messages.readHistory(caller.tenantId, roomId, seatOf(caller), toPage(query));
    if (!read) throw new DomainError('room_not_found');
    const room = this.access.requireShown(caller, read.room);
    const { page, people, first, last } = read;
    // The log has no holes, so what lies beyond a page follows from its ends; an empty page lies at one end of it.
    const { before, after, around } = query;
    const emptyEdge = before ?? (after !== undefined ? after + 1 : (around ?? 1));
    const hasBefore = first === null ? emptyEdge > 1 && room.last_seq > 0 : first > 1;
    const hasAfter = last === null ? emptyEdge <= room.last_seq : last < room.last_seq;
    return `{"items":${page},"hasBefore":${hasBefore},"hasAfter":${hasAfter},"users":${people}}`;
  }

  /** One message more is within the limits, and whom and what it names is there. */
  private async requireAllowed(caller: UserCaller, roomId: string, input: SendMessage): Promise<void> {
    const { tenantId, userId } = caller;
    const { messagesPerMinute } = (await this.tenants.require(tenantId)).settings.limits;
    await this.limits.consume('messagesPerMinute', tenantId, userId, messagesPerMinute);
    const { mentions = [], attachmentIds = [] } = input;
    if (attachmentIds.length > 0) throw new DomainError('upload_not_found');
    if (mentions.length === 0) return;
    requireMayName(caller, await this.access.requireVisible(caller, roomId), mentions);
    await requireMentioned(this.users, tenantId, roomId, mentions);
  }

  /** What a message is it remains: it can be asked before the writer asks whether it is there. Others are not told that there is one. */
  private async requireAnswerable(caller: UserCaller, roomId: string, messageId: string): Promise<void> {
    const kind = await this.messages.findKind(caller.tenantId, roomId, messageId);
    if (kind === undefined || isWritten({ kind })) return;
    await this.access.requireVisible(caller, roomId);
    refuseSystem({ kind });
  }
}

function toPage({ before, after, around, limit }: HistoryQuery): Page {
  if (after !== undefined) return { after, limit };
  if (around !== undefined) return { around, limit };
  return { before: before ?? Number.MAX_SAFE_INTEGER, limit };
}
