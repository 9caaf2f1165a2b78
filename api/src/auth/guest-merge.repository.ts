import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { userColumns, type UserRow } from '../users/user.mapper.js';

/** The SQL around a guest who becomes an account that is there already. */
@Injectable()
export class GuestMergeRepository {
  constructor(private readonly database: Database) {}

  /**
   * Locks both users until the transaction ends, against other merges, registration and deletion. In order of their ids, and
   * before any room: then no two can wait for each other in a circle.
   * @returns whether the guest is there, and a guest still
   */
  async lock(manager: EntityManager, tenantId: string, guestId: string, accountId: string): Promise<boolean> {
    const rows = await manager.query<{ id: string; kind: string }[]>(
      `SELECT id, kind FROM users WHERE tenant_id = $1 AND id IN ($2, $3) AND deleted_at IS NULL
        ORDER BY id FOR NO KEY UPDATE`,
      [tenantId, guestId, accountId],
    );
    return rows.some(({ id, kind }) => id === guestId && kind === 'guest');
  }

  /**
   * Marks a guest as gone, and as whom they are now: until everything of theirs is the account's, it is by its name. Under
   * `lock`.
   * @returns the guest as all see them from now on
   */
  async mark(manager: EntityManager, tenantId: string, guestId: string, accountId: string): Promise<UserRow> {
    const [row] = await manager.query<UserRow[]>(
      `WITH u AS (
         UPDATE users AS g SET merged_into = a.id, display_name = a.display_name, avatar_url = NULL, about = '',
                deleted_at = now()
           FROM users AS a WHERE g.tenant_id = $1 AND g.id = $2 AND a.tenant_id = $1 AND a.id = $3 RETURNING g.*
       ) SELECT ${userColumns} FROM u`,
      [tenantId, guestId, accountId],
    );
    if (!row) throw new Error('a guest was not marked');
    return row;
  }

  /** Whether a guest was marked as gone, and as that account now. */
  async isMerged(tenantId: string, guestId: string, accountId: string): Promise<boolean> {
    const rows = await this.database.query<unknown[]>(
      'SELECT FROM users WHERE tenant_id = $1 AND id = $2 AND merged_into = $3',
      [tenantId, guestId, accountId],
    );
    return rows.length > 0;
  }

  /**
   * Whom the guest wanted nothing of the account wants nothing of, and who wanted nothing of the guest wants nothing of the
   * account. Under `lock`.
   */
  async passBlocks(manager: EntityManager, tenantId: string, guestId: string, accountId: string): Promise<void> {
    await manager.query(
      `WITH passed AS (
         DELETE FROM blocks WHERE tenant_id = $1 AND (user_id = $2 OR blocked_id = $2) RETURNING user_id, blocked_id
       )
       INSERT INTO blocks (tenant_id, user_id, blocked_id)
       SELECT $1, CASE WHEN user_id = $2 THEN $3 ELSE user_id END, CASE WHEN blocked_id = $2 THEN $3 ELSE blocked_id END
         FROM passed WHERE user_id <> $3 AND blocked_id <> $3
       ON CONFLICT (tenant_id, user_id, blocked_id) DO NOTHING`,
      [tenantId, guestId, accountId],
    );
    // The direct rooms that the account has already; the guest's come with their seats.
    await manager.query(
      `UPDATE members AS m SET peer_blocked = true
         FROM blocks AS b JOIN direct_rooms AS d ON d.tenant_id = b.tenant_id
          AND d.low_id = least(b.user_id, b.blocked_id) AND d.high_id = greatest(b.user_id, b.blocked_id)
        WHERE b.tenant_id = $1 AND (b.user_id = $2 OR b.blocked_id = $2)
          AND m.tenant_id = $1 AND m.room_id = d.room_id AND m.user_id = b.user_id AND NOT m.peer_blocked`,
      [tenantId, accountId],
    );
  }

  /** Rooms that a user sits in or sat in, in order of their ids. */
  async listRoomIds(manager: EntityManager, tenantId: string, userId: string, limit: number): Promise<string[]> {
    const rows = await manager.query<{ room_id: string }[]>(
      `SELECT m.room_id FROM members AS m JOIN rooms AS r ON r.tenant_id = m.tenant_id AND r.id = m.room_id
        WHERE m.tenant_id = $1 AND m.user_id = $2 AND r.deleted_at IS NULL ORDER BY m.room_id LIMIT $3`,
      [tenantId, userId, limit],
    );
    return rows.map((row) => row.room_id);
  }
}
