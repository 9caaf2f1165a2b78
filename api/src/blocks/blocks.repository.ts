import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { userColumns, type UserRow } from '../users/user.mapper.js';

/** Who wants nothing of whom. */
@Injectable()
export class BlocksRepository {
  constructor(private readonly database: Database) {}

  /** Whom a user blocks, in order of their ids, after `afterId`. */
  list(tenantId: string, userId: string, afterId: string | null, limit: number): Promise<UserRow[]> {
    return this.database.query<UserRow>(
      `SELECT ${userColumns} FROM blocks AS b JOIN users AS u ON u.tenant_id = b.tenant_id AND u.id = b.blocked_id
        WHERE b.tenant_id = $1 AND b.user_id = $2 AND ($3::uuid IS NULL OR b.blocked_id > $3)
        ORDER BY b.blocked_id LIMIT $4`,
      [tenantId, userId, afterId, limit],
    );
  }

  /** Whether `userId` blocks `otherId`. */
  async blocks(tenantId: string, userId: string, otherId: string, within?: EntityManager): Promise<boolean> {
    const rows = await this.database.query(
      'SELECT FROM blocks WHERE tenant_id = $1 AND user_id = $2 AND blocked_id = $3',
      [tenantId, userId, otherId],
      within,
    );
    return rows.length > 0;
  }

  /** Whether one of two people blocks the other. */
  async stands(tenantId: string, userId: string, otherId: string, within?: EntityManager): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM blocks WHERE tenant_id = $1 AND user_id = ANY(ARRAY[$2, $3]::uuid[])
          AND blocked_id = ANY(ARRAY[$2, $3]::uuid[])`,
      [tenantId, userId, otherId],
      within,
    );
    return rows.length > 0;
  }

  /** How many somebody blocks. */
  async count(manager: EntityManager, tenantId: string, userId: string): Promise<number> {
    const [row] = await manager.query<[{ count: number }]>(
      'SELECT count(*)::int AS count FROM blocks WHERE tenant_id = $1 AND user_id = $2',
      [tenantId, userId],
    );
    return row.count;
  }

  /** @returns whether it is new */
  async insert(manager: EntityManager, tenantId: string, userId: string, blockedId: string): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `INSERT INTO blocks (tenant_id, user_id, blocked_id) VALUES ($1, $2, $3)
       ON CONFLICT (tenant_id, user_id, blocked_id) DO NOTHING RETURNING tenant_id`,
      [tenantId, userId, blockedId],
    );
    return rows.length > 0;
  }

  async remove(manager: EntityManager, tenantId: string, userId: string, blockedId: string): Promise<void> {
    await manager.query('DELETE FROM blocks WHERE tenant_id = $1 AND user_id = $2 AND blocked_id = $3', [
      tenantId,
      userId,
      blockedId,
    ]);
  }

  /**
   * Takes a user who leaves for good out of all lists, their own and those of others.
   * @returns the direct rooms that others have in sight again by that, each with whose it is
   */
  async removeAll(
    manager: EntityManager,
    tenantId: string,
    userId: string,
  ): Promise<{ roomId: string; userId: string }[]> {
    const [rows] = await manager.query<[{ roomId: string; userId: string }[], number]>(
      `WITH ended AS (
         DELETE FROM blocks WHERE tenant_id = $1 AND (user_id = $2 OR blocked_id = $2) RETURNING user_id)
       UPDATE members AS m SET peer_blocked = false
         FROM ended AS e JOIN direct_rooms AS d ON d.tenant_id = $1
          AND d.low_id = least(e.user_id, $2::uuid) AND d.high_id = greatest(e.user_id, $2::uuid)
        WHERE m.tenant_id = $1 AND m.room_id = d.room_id AND m.user_id = e.user_id AND m.user_id <> $2 AND m.peer_blocked
       RETURNING m.room_id AS "roomId", m.user_id AS "userId"`,
      [tenantId, userId],
    );
    return rows;
  }

  /**
   * Notes on the seat of a user in the direct room with another whether they block them.
   * @returns the room where that is new; `undefined` also when these two have none
   */
  async markSeat(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    otherId: string,
    isBlocked: boolean,
  ): Promise<string | undefined> {
    const [rows] = await manager.query<[{ room_id: string }[], number]>(
      `UPDATE members AS m SET peer_blocked = $4 FROM direct_rooms AS d
        WHERE d.tenant_id = $1 AND d.low_id = least($2::uuid, $3::uuid) AND d.high_id = greatest($2::uuid, $3::uuid)
          AND m.tenant_id = d.tenant_id AND m.room_id = d.room_id AND m.user_id = $2
          AND m.peer_blocked <> $4 RETURNING m.room_id`,
      [tenantId, userId, otherId, isBlocked],
    );
    return rows[0]?.room_id;
  }
}
