import { Injectable } from '@nestjs/common';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { isId } from '../common/ids.js';
import { decodeCursor, encodeCursor } from '../common/schema/paging.js';
import { Database } from '../database/database.js';
import { maxChangesPerMinute, RateLimits } from '../limits/rate-limits.js';
import { toMe, toUser } from './user.mapper.js';
import type { ListUsers, Me, PatchMe, User, UserPage } from './user.schema.js';
import './users.events.js';
import { UsersRepository } from './users.repository.js';

/** What every username is made of; nothing else begins one. */
const usernamePart = /^[a-z0-9._-]{1,32}$/;

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
  async get(caller: TenantCaller, userId: string): Promise<User> {
    const row = isId(userId) ? await this.find(caller, userId) : undefined;
    if (!row) throw new DomainError('user_not_found');
    return toUser(row);
  }

  private find(caller: TenantCaller, userId: string) {
    return caller.kind === 'visitor'
      ? this.users.findInPublicRooms(caller.tenantId, userId)
      : this.users.find(caller.tenantId, userId);
  }

  /** Users whose username begins with `query`; so the whole username finds its user first. */
  async list(caller: TenantCaller, { query, limit, cursor }: ListUsers): Promise<UserPage> {
    const prefix = query.trim().toLowerCase();
    const scope = `users/${caller.tenantId}/${prefix}`;
    const [after = null] = decodeCursor(scope, 1, cursor) ?? [];
    if (!usernamePart.test(prefix)) return { items: [], nextCursor: null };
    const rows = await this.users.listByUsername(caller.tenantId, prefix, after, limit + 1);
    const items = rows.slice(0, limit).map(toUser);
    const last = items.at(-1)?.username;
    return { items, nextCursor: rows.length > limit && last ? encodeCursor(scope, last) : null };
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
    if (!isServer(caller)) await this.limits.consume('changesPerMinute', tenantId, userId, maxChangesPerMinute);
    const row = await this.database.tenantTransaction(tenantId, (manager) =>
      this.users.update(manager, tenantId, userId, patch),
    );
    if (!row) throw new DomainError('user_not_found');
    if (row.is_renamed) this.bus.publish('user.updated', { tenantId, user: toUser(row) });
    return toMe(row);
  }
}
