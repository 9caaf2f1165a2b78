import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { iso, type MessageRow, messageColumns } from '../messages/message.mapper.js';
import { peerJoin } from '../my-rooms/my-rooms.repository.js';
import { type RoomRow, roomColumns } from '../rooms/room.mapper.js';
import { userColumns, type UserRow } from '../users/user.mapper.js';

/** A bookmark with what it leads to. Times are strings: they come through JSON. */
export interface BookmarkRow {
  message: MessageRow;
  room: RoomRow;
  author: UserRow | null;
  peer: UserRow | null;
  /** When it was put, in microseconds since the epoch: exact, where a `Date` is not. */
  bookmarked_at_us: number;
}

/** Where a page begins: behind this one. */
export interface BookmarkPlace {
  readonly bookmarkedAtUs: number;
  readonly messageId: string;
}

/** A bookmark as it is exported. */
interface ExportedBookmarkRow {
  /** The message's. */
  id: string;
  json: string;
}

/**
 * Bookmarks with what they lead to, as far as it is there: $1 tenant, $2 user, $3 how many. Each look-up is a sub-select with a LIMIT,
 * which no statistics turn into a join that reads a whole table.
 * @param picked message_id, room_id and created_at of bookmarks, in order
 * @param shown which of them, by the room `r` and the user's seat `s`
 */
const bookmarks = (picked: string, shown: string): string => `
  SELECT to_jsonb(m) AS message, to_jsonb(r) AS room, to_jsonb(a) AS author, to_jsonb(p) AS peer,
         (extract(epoch FROM b.created_at) * 1000000)::bigint AS bookmarked_at_us
    FROM (${picked}) AS b
   CROSS JOIN LATERAL (
      SELECT ${roomColumns} FROM rooms AS r JOIN room_heads AS h ON h.tenant_id = r.tenant_id AND h.room_id = r.id
       WHERE r.tenant_id = $1 AND r.id = b.room_id AND r.deleted_at IS NULL LIMIT 1) AS r
    LEFT JOIN LATERAL (
      SELECT x.left_at IS NULL AS is_seated, x.peer_blocked, (x.ban_until > now()) IS TRUE AS is_banned FROM members AS x
       WHERE x.tenant_id = $1 AND x.room_id = b.room_id AND x.user_id = $2 LIMIT 1) AS s ON true
   CROSS JOIN LATERAL (
      SELECT ${messageColumns} FROM messages AS x
       WHERE x.tenant_id = $1 AND x.room_id = b.room_id AND x.id = b.message_id AND x.deleted_at IS NULL LIMIT 1) AS m
    LEFT JOIN LATERAL (
      SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = m.author_id LIMIT 1) AS a ON true
    ${peerJoin}
   WHERE ${shown}
   ORDER BY b.created_at DESC, b.message_id DESC LIMIT $3`;

/** As `canSeeRoom`; and as in the list of one's rooms a direct room with somebody whom the user blocks is out of sight. */
const listStatement = bookmarks(
  `SELECT message_id, room_id, created_at FROM bookmarks
   WHERE tenant_id = $1 AND user_id = $2
     AND ($4::bigint IS NULL
          OR (created_at, message_id) < ('epoch'::timestamptz + $4::bigint * interval '1 microsecond', $5::uuid))
   ORDER BY created_at DESC, message_id DESC`,
  `(r.type = 'public' OR s.is_seated) AND s.is_banned IS NOT TRUE AND s.peer_blocked IS NOT TRUE`,
);

const findStatement = bookmarks(
  'SELECT message_id, room_id, created_at FROM bookmarks WHERE tenant_id = $1 AND user_id = $2 AND message_id = $4',
  'true',
);

/** What people marked to find it again. Whoever adds to a list holds the row of the user whose it is. */
@Injectable()
export class BookmarksRepository {
  constructor(private readonly database: Database) {}

  /** The last one first, after a place (null = from the beginning), without what is out of sight. A range of an index. */
  list(tenantId: string, userId: string, after: BookmarkPlace | null, limit: number): Promise<BookmarkRow[]> {
    return this.database.query<BookmarkRow>(listStatement, [
      tenantId,
      userId,
      limit,
      after?.bookmarkedAtUs ?? null,
      after?.messageId ?? null,
    ]);
  }

  /** The one on a message; `undefined` when there is none, or no such message any more. */
  async find(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    messageId: string,
  ): Promise<BookmarkRow | undefined> {
    const [row] = await manager.query<BookmarkRow[]>(findStatement, [tenantId, userId, 1, messageId]);
    return row;
  }

  /** Ids of the messages of all of them. From an index alone. */
  async listIds(tenantId: string, userId: string): Promise<string[]> {
    const rows = await this.database.query<{ message_id: string }>(
      'SELECT message_id FROM bookmarks WHERE tenant_id = $1 AND user_id = $2',
      [tenantId, userId],
    );
    return rows.map((row) => row.message_id);
  }

  /** All of them, each as JSON, in order of the messages' ids, after `afterId`. A range of an index. */
  listExported(
    tenantId: string,
    userId: string,
    afterId: string | null,
    limit: number,
  ): Promise<ExportedBookmarkRow[]> {
    return this.database.query<ExportedBookmarkRow>(
      `SELECT message_id AS id, json_build_object('roomId', room_id, 'messageId', message_id,
              'bookmarkedAt', ${iso('created_at')})::text AS json
         FROM bookmarks WHERE tenant_id = $1 AND user_id = $2 AND ($3::uuid IS NULL OR message_id > $3)
        ORDER BY message_id LIMIT $4`,
      [tenantId, userId, afterId, limit],
    );
  }

  /**
   * Whether a message of a room was deleted; `undefined` when there is no such one. Held until the transaction ends: who deletes it
   * meanwhile waits, and takes along what is put on it. Whoever answers it in a thread, which only counts on it, does not.
   */
  async lockMessage(
    manager: EntityManager,
    tenantId: string,
    roomId: string,
    messageId: string,
  ): Promise<{ kind: MessageRow['kind']; is_deleted: boolean } | undefined> {
    const [row] = await manager.query<{ kind: MessageRow['kind']; is_deleted: boolean }[]>(
      `SELECT kind, deleted_at IS NOT NULL AS is_deleted FROM messages
        WHERE tenant_id = $1 AND room_id = $2 AND id = $3 FOR KEY SHARE`,
      [tenantId, roomId, messageId],
    );
    return row;
  }

  /** How many somebody has. */
  async count(manager: EntityManager, tenantId: string, userId: string): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM bookmarks WHERE tenant_id = $1 AND user_id = $2',
      [tenantId, userId],
    );
    return row?.count ?? 0;
  }

  /** Marks a message that is not marked. */
  async insert(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    { roomId, messageId }: { roomId: string; messageId: string },
  ): Promise<void> {
    // The clock, not the transaction's time: whoever waited for the other one comes later.
    await manager.query(
      `INSERT INTO bookmarks (tenant_id, user_id, message_id, room_id, created_at) VALUES ($1, $2, $3, $4, clock_timestamp())`,
      [tenantId, userId, messageId, roomId],
    );
  }

  /** Takes a mark off a message of a room. @returns whether there was one */
  async remove(
    tenantId: string,
    userId: string,
    { roomId, messageId }: { roomId: string; messageId: string },
  ): Promise<boolean> {
    const rows = await this.database.query(
      `WITH removed AS (
         DELETE FROM bookmarks WHERE tenant_id = $1 AND user_id = $2 AND message_id = $4 AND room_id = $3 RETURNING 1
       ) SELECT FROM removed`,
      [tenantId, userId, roomId, messageId],
    );
    return rows.length > 0;
  }

  /** All of somebody who leaves for good. */
  async removeAll(manager: EntityManager, tenantId: string, userId: string): Promise<void> {
    await manager.query('DELETE FROM bookmarks WHERE tenant_id = $1 AND user_id = $2', [tenantId, userId]);
  }

  /** Gives another user what one has marked, the last ones first, as far as fits; what both have stays as the other one has it. */
  async pass(manager: EntityManager, tenantId: string, fromId: string, toId: string, limit: number): Promise<void> {
    await manager.query(
      `WITH passed AS (
         DELETE FROM bookmarks WHERE tenant_id = $1 AND user_id = $2 RETURNING message_id, room_id, created_at
       )
       INSERT INTO bookmarks (tenant_id, user_id, message_id, room_id, created_at)
       SELECT $1, $3, p.message_id, p.room_id, p.created_at FROM passed AS p
        WHERE NOT EXISTS (
          SELECT FROM bookmarks AS own WHERE own.tenant_id = $1 AND own.user_id = $3 AND own.message_id = p.message_id)
        ORDER BY p.created_at DESC, p.message_id DESC
        LIMIT greatest(0, $4 - (SELECT count(*) FROM bookmarks WHERE tenant_id = $1 AND user_id = $3))`,
      [tenantId, fromId, toId, limit],
    );
  }
}
