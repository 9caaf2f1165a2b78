import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import type { UsersRepository } from '../users/users.repository.js';

/** Whom a message names is there. @throws DomainError user_not_found */
export async function requireMentioned(
  users: UsersRepository,
  tenantId: string,
  mentions: readonly string[],
): Promise<void> {
  if (mentions.length === 0) return;
  const ids = [...new Set(mentions)];
  const known = ids.every(isId) ? await users.listByIds(tenantId, ids) : [];
  if (known.length < ids.length) throw new DomainError('user_not_found');
}
