import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { removal } from '../database/removal.js';
import { userColumns, type UserRow } from '../users/user.mapper.js';

/** A user who is gone, and what they left in rooms perhaps not yet. */
export interface Departed {
  tenantId: string;
  userId: string;
  /** Whether nothing of theirs that was under way when they left can arrive any more, also of guests whom they took in. */
  isSettled: boolean;
}

/** A room that somebody sits in, or sat in. */
export interface SeatedRoom {
  room_id: string;
  is_seated: boolean;
  is_deleted: boolean;
}

/** What is taken from users who leave for good. */
@Injectable()
export class AccountRemovalRepository {
  constructor(private readonly database: Database) {}

  /** Whether a user has a password; `undefined` when the user is not there (any more). */
  async hasPassword(tenantId: string, userId: string): Promise<boolean | undefined> {
    const [row] = await this.database.query<{ has_password: boolean }>(
      'SELECT password_hash IS NOT NULL AS has_password FROM users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL',
      [tenantId, userId],
    );
    return row?.has_password;
  }

  /** Whether there is such a user, or was one. */
  async isKnown(tenantId: string, userId: string): Promise<boolean> {
    const rows = await this.database.query('SELECT FROM users WHERE tenant_id = $1 AND id = $2', [tenantId, userId]);
    return rows.length > 0;
  }

  /**
   * Leaves of a user no more than the id that messages are by, and keeps the username from others for some days. Only the
   * name of an uploaded picture stays until its files are gone: see `forgetAvatar`. A guest who is becoming the user at this
   * moment is waited for.
   * @returns the user as all see them from now on; `undefined` when they were gone already
   */
  async anonymize(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    { displayName, holdDays }: { displayName: string; holdDays: number },
  ): Promise<UserRow | undefined> {
    // Locked by a statement of its own: what the next one reads is then younger than any merge that held the user.
    await manager.query('SELECT FROM users WHERE tenant_id = $1 AND id = $2 FOR UPDATE', [tenantId, userId]);
    const [row] = await manager.query<UserRow[]>(
      `WITH old AS (
         SELECT id, username FROM users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL FOR UPDATE
       ), held AS (
         INSERT INTO username_holds (tenant_id, username, free_at)
         SELECT $1, old.username, now() + make_interval(days => $4) FROM old WHERE old.username IS NOT NULL
         ON CONFLICT (tenant_id, username) DO UPDATE SET free_at = excluded.free_at
       ), merged AS (
         UPDATE users SET display_name = $3 FROM old WHERE users.tenant_id = $1 AND users.merged_into = old.id
       ), u AS (
         UPDATE users SET username = NULL, external_id = NULL, display_name = $3, avatar_url = NULL, about = '', email = NULL,
                email_verified_at = NULL, password_hash = NULL, deleted_at = now()
           FROM old WHERE users.tenant_id = $1 AND users.id = old.id RETURNING users.*
       ) SELECT ${userColumns} FROM u`,
      [tenantId, userId, displayName, holdDays],
    );
    return row;
  }

  /**
   * Forgets usernames, of all tenants, that are free again.
   * @param limit how many, at most
   * @returns how many
   */
  async removeFreeUsernames(limit: number): Promise<number> {
    const rows = await this.database.query(
      removal('username_holds', 'tenant_id, username', 'free_at <= now()', 'free_at'),
      [limit],
    );
    return rows.length;
  }

  /** Rooms that a user sits in or sat in, in order of their ids, after `afterRoomId`. */
  listRooms(
    tenantId: string,
    userId: string,
    afterRoomId: string | null,
    limit: number,
    within?: EntityManager,
  ): Promise<SeatedRoom[]> {
    return this.database.query<SeatedRoom>(
      `SELECT m.room_id, m.left_at IS NULL AS is_seated, r.deleted_at IS NOT NULL AS is_deleted
         FROM members AS m JOIN rooms AS r ON r.tenant_id = m.tenant_id AND r.id = m.room_id
        WHERE m.tenant_id = $1 AND m.user_id = $2 AND ($3::uuid IS NULL OR m.room_id > $3)
        ORDER BY m.room_id LIMIT $4`,
      [tenantId, userId, afterRoomId, limit],
      within,
    );
  }

  /** Forgets which threads of a room somebody followed who is gone. */
  async forgetThreads(tenantId: string, roomId: string, userId: string): Promise<void> {
    await this.database.query('DELETE FROM thread_reads WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3', [
      tenantId,
      roomId,
      userId,
    ]);
  }

  /** Whose everything is that somebody had who is gone; null = nobody's. */
  async findHeir(tenantId: string, userId: string): Promise<string | null> {
    const [row] = await this.database.query<{ merged_into: string | null }>(
      'SELECT merged_into FROM users WHERE tenant_id = $1 AND id = $2',
      [tenantId, userId],
    );
    return row?.merged_into ?? null;
  }

  /** The uploaded picture of a user who is gone, while its files may still be there; null = none. */
  async findAvatarId(tenantId: string, userId: string): Promise<string | null> {
    const [row] = await this.database.query<{ avatar_id: string | null }>(
      'SELECT avatar_id FROM users WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NOT NULL',
      [tenantId, userId],
    );
    return row?.avatar_id ?? null;
  }

  /** Notes that the files of the picture of a user who is gone are removed. */
  async forgetAvatar(tenantId: string, userId: string): Promise<void> {
    await this.database.query(
      'UPDATE users SET avatar_id = NULL WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NOT NULL',
      [tenantId, userId],
    );
  }

  /** Users of all tenants who are gone and whose traces are not known to be, those who left first. */
  listUnfinished(settleSeconds: number, limit: number): Promise<Departed[]> {
    return this.database.query<Departed>(
      `SELECT u.tenant_id AS "tenantId", u.id AS "userId",
              u.deleted_at < now() - make_interval(secs => $1) AND NOT EXISTS (
                SELECT FROM users AS g WHERE g.tenant_id = u.tenant_id AND g.merged_into = u.id AND g.erased_at IS NULL
              ) AS "isSettled"
         FROM users AS u WHERE u.deleted_at IS NOT NULL AND u.erased_at IS NULL ORDER BY u.deleted_at LIMIT $2`,
      [settleSeconds, limit],
    );
  }

  /** Notes that nothing is left to do for a user who is gone. */
  async markErased(tenantId: string, userId: string): Promise<void> {
    await this.database.query('UPDATE users SET erased_at = now() WHERE tenant_id = $1 AND id = $2', [
      tenantId,
      userId,
    ]);
  }
}
