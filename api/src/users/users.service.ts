import { Injectable } from '@nestjs/common';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { decodeCursor, listScope, page } from '../common/schema/paging.js';
import { Database } from '../database/database.js';
import { countChange } from '../limits/count-change.js';
import { countSearch } from '../limits/count-search.js';
import { RateLimits } from '../limits/rate-limits.js';
import { toMe, toProfile, toUser } from './user.mapper.js';
import {
  type ListUsers,
  type Me,
  type PatchMe,
  type Profile,
  type UserPage,
  usernameMaxCodePoints,
} from './user.schema.js';
import './users.events.js';
import { UsersRepository } from './users.repository.js';

/** What every username is made of; nothing else begins one. */
const usernamePart = new RegExp(`^[a-z0-9._-]{1,${usernameMaxCodePoints}}$`);

/** A beginning of fewer letters would list people by the alphabet. */
const queryMinLetters = 2;

/** Null for those who are nobody. */
const idOf = (caller: TenantCaller): string | null => (caller.kind === 'user' ? caller.userId : null);

/** Shows the people of a tenant, and lets each change their own looks. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly limits: RateLimits,
    private readonly bus: Bus,
  ) {}

  /**
   * One user; a visitor finds only those who wrote in a public room or sit in one.
   * @throws DomainError user_not_found
   */
  async get(caller: TenantCaller, userId: string): Promise<Profile> {
    const row = isId(userId) ? await this.find(caller, userId) : undefined;
    if (!row) throw new DomainError('user_not_found');
    return toProfile(row);
  }

  private find(caller: TenantCaller, userId: string) {
    const { tenantId } = caller;
    return caller.kind === 'visitor'
      ? this.users.findInPublicRooms(tenantId, userId)
      : this.users.findProfile(tenantId, userId, idOf(caller));
  }

  /**
   * Users whose username begins with `query`, which finds nobody before its second letter; so the whole username finds its user
   * first. Whoever blocks the caller is not there for them.
   * @throws DomainError validation_failed (a wrong cursor) | rate_limited
   */
  async list(caller: TenantCaller, { query, limit, cursor }: ListUsers): Promise<UserPage> {
    const prefix = query.trim().toLowerCase();
    const scope = listScope(caller, 'users', prefix);
    const after = decodeCursor(scope, cursor, (key) => usernamePart.test(key));
    if (prefix.length < queryMinLetters || !usernamePart.test(prefix)) return { items: [], nextCursor: null };
    await countSearch(this.limits, caller);
    const rows = await this.users.listByUsername(caller.tenantId, prefix, after, idOf(caller), limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => row.username ?? '');
    return { items: items.map(toUser), nextCursor };
  }

  /** @throws DomainError user_not_found when the user was erased a moment ago */
  async getMe(caller: UserCaller): Promise<Me> {
    const row = await this.users.findMe(caller.tenantId, caller.userId);
    if (!row) throw new DomainError('user_not_found');
    return toMe(row);
  }

  /** @throws DomainError user_not_found when the user was erased a moment ago | rate_limited */
  async updateMe(caller: UserCaller, patch: PatchMe): Promise<Me> {
    const { tenantId, userId } = caller;
    await countChange(this.limits, caller);
    const row = await this.database.tenantTransaction(tenantId, (manager) =>
      this.users.update(manager, tenantId, userId, patch),
    );
    if (!row) throw new DomainError('user_not_found');
    if (row.is_renamed) this.bus.publish('user.updated', { tenantId, user: toUser(row) });
    return toMe(row);
  }
}
