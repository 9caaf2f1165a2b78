import type { EntityManager } from 'typeorm';
import type { TenantCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import type { SeatRow } from '../members/member.mapper.js';
import type { Room } from '../rooms/room.schema.js';
import { mayAct } from '../rooms/rooms.policy.js';
import type { UsersRepository } from '../users/users.repository.js';

/** Whom a message names is there; its room's own id stands for everybody in it. @throws DomainError user_not_found */
export async function requireMentioned(
  users: UsersRepository,
  tenantId: string,
  roomId: string,
  mentions: readonly string[],
  within?: EntityManager,
): Promise<void> {
  const ids = [...new Set(mentions)].filter((id) => id !== roomId);
  if (ids.length === 0) return;
  const known = ids.every(isId) ? await users.listByIds(tenantId, ids, within) : [];
  if (known.length < ids.length) throw new DomainError('user_not_found');
}

/** Whoever names everybody in a room looks after it. @throws DomainError forbidden */
export function requireMayName(
  caller: TenantCaller,
  { id, type, seat }: { id: string; type: Room['type']; seat: SeatRow | null },
  mentions: readonly string[],
): void {
  if (!mentions.includes(id) || mayAct('mentionRoom', caller, type, seat)) return;
  throw new DomainError('forbidden', 'Only moderators mention everybody in a room');
}
