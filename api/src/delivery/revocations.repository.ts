import { Injectable } from '@nestjs/common';
import type { SessionEndCode } from '../auth/auth.events.js';
import { Database } from '../database/database.js';

/** What was taken from somebody, of whatever tenants. */
export interface Revoked {
  sessions: { tenantId: string; sessionId: string; code: SessionEndCode }[];
  /** Seats given up in rooms that only their members may read, and by a ban in any. */
  seats: { tenantId: string; roomId: string; userId: string }[];
  /** Rooms that are no more. */
  rooms: { tenantId: string; roomId: string }[];
}

/**
 * How long after its time something may become visible, at most: a row carries the time at which its transaction began, and
 * none lives longer than this.
 */
const overlap = `interval '30 seconds'`;

/** What sockets must not outlive. */
@Injectable()
export class RevocationsRepository {
  constructor(private readonly database: Database) {}

  /** The database's time, in its own notation. */
  async now(): Promise<string> {
    const [row] = await this.database.query<{ now: string }>('SELECT now()::text AS now', []);
    if (!row) throw new Error('the database answered nothing');
    return row.now;
  }

  /** What was revoked since `since`, and a little before; what was given back meanwhile is left out. */
  async listSince(since: string): Promise<Revoked> {
    const sessions = await this.database.query<Revoked['sessions'][number]>(
      `SELECT tenant_id AS "tenantId", id AS "sessionId", coalesce(end_reason, 'revoked') AS code
         FROM sessions WHERE ended_at > $1::timestamptz - ${overlap}`,
      [since],
    );
    const seats = await this.database.query<Revoked['seats'][number]>(
      `SELECT m.tenant_id AS "tenantId", m.room_id AS "roomId", m.user_id AS "userId"
         FROM members AS m JOIN rooms AS r ON r.tenant_id = m.tenant_id AND r.id = m.room_id
        WHERE m.left_at > $1::timestamptz - ${overlap} AND (r.type <> 'public' OR m.ban_until > now())`,
      [since],
    );
    const rooms = await this.database.query<Revoked['rooms'][number]>(
      `SELECT tenant_id AS "tenantId", id AS "roomId" FROM rooms WHERE deleted_at > $1::timestamptz - ${overlap}`,
      [since],
    );
    return { sessions, seats, rooms };
  }

  /** Who of these may not read the room. */
  async listShutOut(tenantId: string, roomId: string, userIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ id: string }>(
      `SELECT id FROM unnest($3::uuid[]) AS asked(id)
        WHERE NOT EXISTS (SELECT FROM rooms AS r WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL AND r.type = 'public'
                             AND NOT EXISTS (SELECT FROM members AS m WHERE m.tenant_id = $1 AND m.room_id = $2
                                                AND m.user_id = asked.id AND m.ban_until > now()))
          AND NOT EXISTS (SELECT FROM members AS m JOIN rooms AS r ON r.tenant_id = m.tenant_id AND r.id = m.room_id
                           WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.user_id = asked.id AND m.left_at IS NULL
                             AND r.deleted_at IS NULL)`,
      [tenantId, roomId, userIds],
    );
    return rows.map((row) => row.id);
  }
}
