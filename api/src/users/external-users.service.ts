import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { ExternalId, type PutExternalUser } from './external-user.schema.js';
import { ExternalUsersRepository } from './external-users.repository.js';
import { guestName } from './guest-names.js';
import { toUser, type UserRow } from './user.mapper.js';
import type { User } from './user.schema.js';
import './users.events.js';

/** A user, and what became of them just now. */
export interface PutUser {
  readonly row: UserRow;
  readonly change: 'made' | 'updated' | 'none';
  /** The uploaded picture that gave way to the tenant's, or to none; null = there was none. */
  readonly droppedAvatarId: string | null;
}

/** Makes and changes the people whom the tenant's own login vouches for. */
@Injectable()
export class ExternalUsersService {
  constructor(
    private readonly database: Database,
    private readonly users: ExternalUsersRepository,
    private readonly bus: Bus,
  ) {}

  /**
   * Makes the user of an external id, or gives them another look.
   * @throws DomainError validation_failed
   */
  async put(tenantId: string, externalId: string, profile: PutExternalUser): Promise<{ user: User; isNew: boolean }> {
    const { error } = ExternalId.safeParse(externalId);
    if (error) throw DomainError.invalid('/externalId', error.issues[0]?.message ?? 'is not valid');
    const put = await this.database.tenantTransaction(tenantId, (manager) =>
      this.ensure(manager, tenantId, externalId, profile),
    );
    this.publish(tenantId, put);
    return { user: toUser(put.row), isNew: put.change === 'made' };
  }

  /**
   * The one user of an external id, looking as `profile` says, in the caller's transaction; tell with `publish` once that
   * is committed. However many ask at once for a new one, one is made.
   * @param externalId as of `ExternalId`
   */
  async ensure(
    manager: EntityManager,
    tenantId: string,
    externalId: string,
    profile: PutExternalUser,
  ): Promise<PutUser> {
    // Looked up first: an insert that finds somebody would take a lock and an id for nothing, with each log-in.
    if (!(await this.users.find(manager, tenantId, externalId))) {
      const { displayName = guestName(), avatarUrl = null } = profile;
      const made = await this.users.insert(manager, tenantId, newId(), externalId, { displayName, avatarUrl });
      if (made) return { row: made, change: 'made', droppedAvatarId: null };
    }
    const updated = await this.users.update(manager, tenantId, externalId, profile);
    if (updated) return { row: updated, change: 'updated', droppedAvatarId: updated.dropped_avatar_id };
    const row = await this.users.find(manager, tenantId, externalId);
    if (!row) throw new DomainError('unavailable', 'The user was erased in this moment');
    return { row, change: 'none', droppedAvatarId: null };
  }

  /** Tells readers of somebody who looks different now, and that files of theirs can go. */
  publish(tenantId: string, { row, change, droppedAvatarId: avatarId }: PutUser): void {
    if (change === 'updated') this.bus.publish('user.updated', { tenantId, user: toUser(row) });
    if (avatarId !== null) this.bus.publish('avatar.dropped', { tenantId, avatarId });
  }
}
