import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import type { UsersRepository } from '../users/users.repository.js';

/** Why somebody cannot name the whole room. */
export const notForAll = 'Only moderators mention everybody in a room';

/** Whom a message names is there; its room's own id stands for everybody in it. @throws DomainError user_not_found */
export async function requireMentioned(
  users: UsersRepository,
  tenantId: string,
  roomId: string,
  mentions: readonly string[],
): Promise<void> {
  const ids = [...new Set(mentions)].filter((id) => id !== roomId);
  if (ids.length === 0) return;
  const known = ids.every(isId) ? await users.listByIds(tenantId, ids) : [];
  if (known.length < ids.length) throw new DomainError('user_not_found');
}
