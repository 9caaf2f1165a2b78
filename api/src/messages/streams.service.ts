import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId, newId } from '../common/ids.js';
import { canBeSeen, codePoints } from '../common/schema/text.js';
import type { RoomChange } from '../delivery/room-change.js';
import { RoomLog } from '../delivery/room-log.js';
import type { Sent } from '../delivery/writer.service.js';
import { maxAppendsPerSecond, RateLimits } from '../limits/rate-limits.js';
import type { SeatRow } from '../members/member.mapper.js';
import type { RoomRow } from '../rooms/room.mapper.js';
import { RoomAccess, requireSeen } from '../rooms/room-access.service.js';
import { canJoin, isSeated } from '../rooms/rooms.policy.js';
import { bodyHash } from './body-hash.js';
import { toMessage } from './message.mapper.js';
import { type Message, type SendMessage, textMaxBytes, textMaxCodePoints } from './message.schema.js';
import { keyOf, MessageChangesRepository } from './message-changes.repository.js';
import './messages.events.js';
import { canWrite } from './messages.policy.js';
import { requireMayWrite, requireOpen, requireRoot, requireWritten } from './room-writers.js';
import type { AppendToMessage, Appended } from './stream.schema.js';
import { type StreamKey, type StreamRow, StreamsRepository } from './streams.repository.js';
import { ThreadsRepository } from './threads.repository.js';

/** A message to which nothing was appended for so long is closed as it stands, in seconds. */
const silentAfterSeconds = 60;

/** Silent messages that one look closes; the others come with the next. */
const closedAtOnce = 100;

/**
 * Messages that are written as one thinks: the beginning and the end are changes of the room like all others, with a position each.
 * What comes in between only grows in its row, and whoever has the room open is given a hint of it.
 */
@Injectable()
export class StreamsService {
  constructor(
    private readonly access: RoomAccess,
    private readonly repository: StreamsRepository,
    private readonly messages: MessageChangesRepository,
    private readonly threads: ThreadsRepository,
    private readonly limits: RateLimits,
    private readonly log: RoomLog,
    private readonly bus: Bus,
  ) {}

  /**
   * Begins a message, as a send of the whole would write it: same rights, same pace, one for each clientId.
   * @param input whose limits and mentions were looked at
   * @throws DomainError room_not_found | banned | forbidden (archived, for announcements; an answer to a system message) | muted |
   *   slow_mode | message_not_found | already_in_thread | message_deleted (the thread's root) | room_full | client_id_reused |
   *   invalid_token (the author has left for good meanwhile)
   */
  begin(caller: UserCaller, roomId: string, input: SendMessage): Promise<Sent> {
    const { tenantId, userId: authorId } = caller;
    const { clientId, text = '', replyTo, threadId, mentions = [] } = input;
    return this.log.change(tenantId, roomId, async (change) => {
      const { manager } = change;
      const room = await change.room();
      const seat = await change.member(authorId);
      const pace = isSeated(seat) && seat.role !== 'member' ? 0 : room.slow_mode_seconds;
      const sender = await this.repository.findSender(manager, { tenantId, roomId, authorId }, clientId, pace);
      if (!sender || sender.is_gone) throw new DomainError('invalid_token');
      if (room.type !== 'public' && !isSeated(seat)) throw new DomainError('room_not_found');
      if (sender.first) {
        if (sender.first.body_hash !== bodyHash(input)) throw new DomainError('client_id_reused');
        return { message: toMessage(sender.first), isNew: false, hasJoined: false };
      }
      requireSeen(caller, room.type, seat);
      requireOpen(room, seat);
      if (isSeated(seat) ? !canWrite(room.posting, seat) : room.posting === 'moderators') {
        throw new DomainError('forbidden');
      }
      const reply = replyTo === undefined ? null : await requireWritten(this.messages, change, replyTo);
      const root =
        threadId === undefined
          ? null
          : requireRoot(await this.messages.find(tenantId, roomId, threadId, manager), reply);
      if (sender.delay_ms > 0) throw new DomainError('slow_mode', undefined, { retryAfterMs: sender.delay_ms });
      const hasJoined = !isSeated(seat) && canJoin(room.type);
      if (hasJoined) await change.join(authorId, change.head.lastSeq + 1);
      const stream = {
        id: newId(),
        authorId,
        clientId,
        bodyHash: bodyHash(input),
        text,
        mentions,
        replyTo: reply,
        root,
      };
      const message = await change.add((place) => this.repository.insert(manager, change, place, stream, pace > 0));
      if (root) await this.threads.add(manager, { tenantId, roomId, userId: authorId }, root.seq, message.seq);
      if (mentions.length > 0) {
        const key = { tenantId, roomId, seq: message.seq };
        change.tellLists(await this.messages.addMentions(manager, key, authorId, mentions));
      }
      return { message, isNew: true, hasJoined };
    });
  }

  /**
   * Appends to an own message that is being written, or ends it. Said again because the answer was lost it is the same answer, and
   * nothing more.
   * @throws DomainError room_not_found | message_not_found | banned | not_member | muted | forbidden (another's, archived, for
   *   announcements) | message_deleted | not_streaming | offset_mismatch | validation_failed (too long) | rate_limited
   */
  async append(caller: UserCaller, roomId: string, messageId: string, input: AppendToMessage): Promise<Appended> {
    const { tenantId, userId } = caller;
    if (!isServer(caller)) await this.limits.consume('appendsPerSecond', tenantId, userId, maxAppendsPerSecond);
    if (!isId(roomId) || !isId(messageId)) {
      await this.access.requireVisible(caller, roomId);
      throw new DomainError('message_not_found');
    }
    const key = { tenantId, roomId, messageId };
    if (input.done) return this.appendLast(caller, key, input);
    const grown = await this.grow(caller, key, input);
    if (grown) return grown;
    const { seat, ...room } = await this.access.requireVisible(caller, roomId);
    const message = requireOwn(caller, await this.repository.find(key));
    if (isSaid(message, input)) return whereItIs(message);
    requireAppendable(room, seat, message, input);
    // It could be by now: what comes before it was still on its way, or its author may write again.
    const late = await this.grow(caller, key, input);
    if (late) return late;
    throw new DomainError('offset_mismatch');
  }

  /**
   * Closes what nobody has written to for a while, on whatever node and however its author was lost.
   * @throws what the first one failed with that could not be closed
   */
  async closeSilent(): Promise<void> {
    const failures: unknown[] = [];
    for (const key of await this.repository.listSilent(silentAfterSeconds, closedAtOnce)) {
      await this.closeIfSilent(key).catch((error: unknown) => failures.push(error));
    }
    if (failures.length > 0) throw failures[0];
  }

  private closeIfSilent(key: StreamKey): Promise<void> {
    return this.log.change(key.tenantId, key.roomId, async (change) => {
      const message = await this.repository.find(key, change.manager);
      // Another node was here before, or its author came back.
      if (!message?.streaming || (message.silent_seconds ?? 0) < silentAfterSeconds) return;
      await this.end(change, message, '');
    });
  }

  private async grow(caller: UserCaller, key: StreamKey, input: AppendToMessage): Promise<Appended | undefined> {
    const length = await this.repository.append(key, caller.userId, input);
    if (length === undefined) return undefined;
    const { delta, offset } = input;
    if (delta !== '') this.bus.publish('message.grew', { ...key, offset, delta });
    return { messageId: key.messageId, offset: length, done: false };
  }

  private appendLast(caller: UserCaller, key: StreamKey, input: AppendToMessage): Promise<Appended> {
    return this.log.change(key.tenantId, key.roomId, async (change) => {
      const room = await change.room();
      const seat = await change.member(caller.userId);
      requireSeen(caller, room.type, seat);
      const message = requireOwn(caller, await this.repository.find(key, change.manager));
      if (isSaid(message, input)) return whereItIs(message);
      requireAppendable(room, seat, message, input);
      const { text } = await this.end(change, message, input.delta);
      return { messageId: message.id, offset: codePoints(text), done: true };
    });
  }

  /** The end is durable: it has a position, and is told like any change. Of a message in which there is nothing to see nothing is left. */
  private end(change: RoomChange, message: StreamRow, delta: string): Promise<Message> {
    if (!canBeSeen(message.text + delta)) return change.emptyMessage(message.seq);
    change.tellLists([]);
    const key = keyOf(change.tenantId, message);
    return change.rewrite((position) => this.repository.end(change.manager, key, position, delta));
  }
}

const whereItIs = ({ id, length, streaming }: StreamRow): Appended => ({
  messageId: id,
  offset: length,
  done: !streaming,
});

/** @throws DomainError message_not_found | forbidden | message_deleted */
function requireOwn(caller: UserCaller, message: StreamRow | undefined): StreamRow {
  if (!message) throw new DomainError('message_not_found');
  if (message.author_id !== caller.userId) throw new DomainError('forbidden');
  if (message.deleted_at !== null) throw new DomainError('message_deleted');
  return message;
}

/** @throws DomainError not_streaming | not_member | muted | forbidden | offset_mismatch | validation_failed */
function requireAppendable(
  room: Pick<RoomRow, 'archived_at' | 'posting'>,
  seat: (SeatRow & { is_muted: boolean }) | null,
  message: StreamRow,
  input: AppendToMessage,
): void {
  if (!message.streaming) throw new DomainError('not_streaming');
  requireMayWrite(room, seat);
  requireFitting(message, input);
}

/** Whether that was appended before, as the last thing: then only the answer was lost. */
function isSaid(
  { text, length, streaming, is_streamed }: StreamRow,
  { delta, offset, done }: AppendToMessage,
): boolean {
  if (!is_streamed || offset + codePoints(delta) !== length || !text.endsWith(delta)) return false;
  return streaming ? !done && delta !== '' : done === true || delta !== '';
}

/** @throws DomainError offset_mismatch | validation_failed */
function requireFitting({ length, bytes }: StreamRow, { delta, offset }: AppendToMessage): void {
  if (offset !== length) throw new DomainError('offset_mismatch', `The message has ${length} code points`);
  if (length + codePoints(delta) > textMaxCodePoints) {
    throw DomainError.invalid('/delta', `the message must have at most ${textMaxCodePoints} characters`);
  }
  if (bytes + Buffer.byteLength(delta) > textMaxBytes) {
    throw DomainError.invalid('/delta', `the message must have at most ${textMaxBytes} bytes`);
  }
}
