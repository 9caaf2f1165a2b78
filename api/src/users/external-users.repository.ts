import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { PutExternalUser } from './external-user.schema.js';
import { userColumns, type UserRow } from './user.mapper.js';

/** People whom the tenant's own login vouches for, by the name that it gives them. */
@Injectable()
export class ExternalUsersRepository {
  /** @returns `undefined` when there is one of this external id already, made just now or long ago */
  async insert(
    manager: EntityManager,
    tenantId: string,
    id: string,
    externalId: string,
    { displayName, avatarUrl }: { displayName: string; avatarUrl: string | null },
  ): Promise<UserRow | undefined> {
    const [row] = await manager.query<UserRow[]>(
      `WITH u AS (
         INSERT INTO users (tenant_id, id, kind, external_id, display_name, avatar_url)
         VALUES ($1, $2, 'external', $3, $4, $5)
         ON CONFLICT (tenant_id, external_id) WHERE external_id IS NOT NULL DO NOTHING RETURNING *
       ) SELECT ${userColumns} FROM u`,
      [tenantId, id, externalId, displayName, avatarUrl],
    );
    return row;
  }

  async find(manager: EntityManager, tenantId: string, externalId: string): Promise<UserRow | undefined> {
    const [row] = await manager.query<UserRow[]>(
      `SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.external_id = $2 AND u.deleted_at IS NULL`,
      [tenantId, externalId],
    );
    return row;
  }

  /**
   * @returns the user after the change, and which uploaded picture it took away (null = none); `undefined` when it looks so
   *   already: the row is neither locked nor written then
   */
  async update(
    manager: EntityManager,
    tenantId: string,
    externalId: string,
    { displayName, avatarUrl }: PutExternalUser,
  ): Promise<(UserRow & { dropped_avatar_id: string | null }) | undefined> {
    const [row] = await manager.query<(UserRow & { dropped_avatar_id: string | null })[]>(
      `WITH old AS (
         SELECT id, avatar_id FROM users
          WHERE tenant_id = $1 AND external_id = $2 AND deleted_at IS NULL
            AND (display_name IS DISTINCT FROM coalesce($3, display_name)
                 OR ($4::boolean AND avatar_url IS DISTINCT FROM $5))
            FOR NO KEY UPDATE
       ), u AS (
         UPDATE users SET display_name = coalesce($3, users.display_name),
                avatar_id = CASE WHEN $4::boolean THEN NULL ELSE users.avatar_id END,
                avatar_url = CASE WHEN $4::boolean THEN $5 ELSE users.avatar_url END
           FROM old WHERE users.tenant_id = $1 AND users.id = old.id
          RETURNING users.*, CASE WHEN $4::boolean THEN old.avatar_id END AS dropped_avatar_id
       ) SELECT ${userColumns}, u.dropped_avatar_id FROM u`,
      [tenantId, externalId, displayName ?? null, avatarUrl !== undefined, avatarUrl ?? null],
    );
    return row;
  }
}
