import { DomainError } from '../common/errors/domain-error.js';
import { canWrite } from '../messages/messages.policy.js';
import { requireOpen } from '../messages/room-writers.js';
import type { RoomWithSeat } from '../rooms/rooms.repository.js';
import { isSeated } from '../rooms/rooms.policy.js';

/**
 * Whoever has a message wait for its time sits in the room, then and now: nobody is brought back into a public room that they left.
 * @throws DomainError not_member | forbidden (archived, announcements) | muted
 */
export function requireMayWrite(room: RoomWithSeat): void {
  const { seat, posting } = room;
  if (!isSeated(seat)) throw new DomainError('not_member');
  requireOpen(room, seat);
  if (!canWrite(posting, seat)) throw new DomainError('forbidden');
}
