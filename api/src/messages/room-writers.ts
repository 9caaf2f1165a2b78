import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import type { RoomChange } from '../delivery/room-change.js';
import type { MemberRow, SeatRow } from '../members/member.mapper.js';
import type { RoomRow } from '../rooms/room.mapper.js';
import { requireSeen } from '../rooms/room-access.service.js';
import { isSeated } from '../rooms/rooms.policy.js';
import type { LockedMessageRow, MessageChangesRepository } from './message-changes.repository.js';
import type { MessageRow } from './message.mapper.js';
import { canWrite, isWritten } from './messages.policy.js';

/** What somebody wrote, as it is under the lock. @throws DomainError message_not_found | forbidden (a system message) */
export async function requireWritten(
  messages: MessageChangesRepository,
  { tenantId, roomId, manager }: RoomChange,
  messageId: string,
): Promise<LockedMessageRow> {
  const message = await messages.find(tenantId, roomId, messageId, manager);
  if (!message) throw new DomainError('message_not_found');
  refuseSystem(message);
  return message;
}

/** Nothing is done with what a room tells of itself. @throws DomainError forbidden */
export function refuseSystem(message: Pick<MessageRow, 'kind'>): void {
  if (!isWritten(message)) throw new DomainError('forbidden', 'It is a system message');
}

/**
 * The message on whose thread something is written: one of the room itself, as it is under the lock. What is quoted there is of the
 * same thread, or its root.
 * @throws DomainError message_not_found | forbidden (a system message) | already_in_thread | message_deleted
 */
export function requireRoot(root: MessageRow | undefined, quoted: MessageRow | null): MessageRow {
  if (!root) throw new DomainError('message_not_found');
  refuseSystem(root);
  if (root.thread_id !== null) throw new DomainError('already_in_thread');
  if (root.deleted_at !== null) throw new DomainError('message_deleted');
  if (quoted && quoted.id !== root.id && quoted.thread_id !== root.id) throw new DomainError('message_not_found');
  return root;
}

/**
 * Whoever changes what is said in a room sits in it and may write, as it is under the lock.
 * @throws DomainError room_not_found | banned | not_member | forbidden (archived) | muted
 */
export async function requireWriter(
  change: RoomChange,
  caller: UserCaller,
): Promise<{ room: RoomRow; seat: MemberRow }> {
  const room = await change.room();
  const seat = await change.member(caller.userId);
  requireSeen(caller, room.type, seat);
  requireSeated(seat);
  requireOpen(room, seat);
  return { room, seat };
}

/**
 * Whoever goes on with a message, or has one wait for its time, sits in the room, then and now: nobody is brought back into a public
 * room that they left.
 * @throws DomainError not_member | forbidden (archived, announcements) | muted
 */
export function requireMayWrite<Seat extends SeatRow & Pick<MemberRow, 'is_muted'>>(
  room: Pick<RoomRow, 'archived_at' | 'posting'>,
  seat: Seat | null,
): void {
  requireSeated(seat);
  requireOpen(room, seat);
  if (!canWrite(room.posting, seat)) throw new DomainError('forbidden');
}

/** @throws DomainError not_member */
function requireSeated<Seat extends SeatRow>(seat: Seat | null): asserts seat is Seat & { left_at: null } {
  if (!isSeated(seat)) throw new DomainError('not_member');
}

/**
 * Nothing changes in what an archived room says, nor by whom it is muted.
 * @throws DomainError forbidden (archived) | muted
 */
export function requireOpen(
  { archived_at: archivedAt }: Pick<RoomRow, 'archived_at'>,
  seat: Pick<MemberRow, 'is_muted'> | null,
): void {
  if (archivedAt !== null) throw new DomainError('forbidden', 'The room is archived');
  if (seat?.is_muted) throw new DomainError('muted');
}
