import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { type RoomWithSeat, withSeat } from '../rooms/rooms.repository.js';
import { userFields } from '../users/user.mapper.js';
import { type MessageRow, messageColumns, messageFields } from './message.mapper.js';
import { maxUnreadInThread } from './thread.schema.js';

/** Which messages of a thread: `limit` at most. */
export type ThreadPlace = { readonly limit: number } & ({ readonly before: number } | { readonly after: number });

/** Somebody in a room. */
interface Reader {
  readonly tenantId: string;
  readonly roomId: string;
  readonly userId: string;
}

/** A page of a thread, in one snapshot with the room and the reader's seat. */
export interface ThreadRead {
  room: RoomWithSeat;
  /** JSON of a `Message`; null = there is no such message. */
  root: string | null;
  /** Whether what is named is in a thread itself. */
  isReply: boolean;
  /** JSON of `Message[]`, ascending by seq. */
  page: string;
  hasBefore: boolean;
  hasAfter: boolean;
  /** JSON of `User[]`. */
  people: string;
  readSeq: number | null;
}

/** A thread that somebody follows. Times are strings: they come through JSON. */
export interface FollowedRow {
  root: MessageRow;
  read_seq: number;
  unread_count: number;
}

/** What a message is to a thread. */
interface RootRow {
  id: string;
  seq: number;
  thread_seq: number | null;
  thread_last_seq: number | null;
}

const inThread = 'tenant_id = $1 AND room_id = $2 AND thread_seq = (SELECT root.seq FROM root)';

/**
 * The statement of a page: $1 tenant, $2 room, $3 reader or null, $4 the seq it is about, $5 how many, $6 the root.
 * @param below where older ones are looked for when the page is empty: below this seq @param above and newer ones above this
 */
const thread = (page: string, below: string, above: string): string => `
  WITH room AS (${withSeat} WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL),
  root AS MATERIALIZED (
    SELECT ${messageFields} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $6
  ), page AS MATERIALIZED (
    SELECT ${messageFields} FROM messages WHERE ${inThread} AND ${page} LIMIT $5
  ), people AS (
    SELECT ${userFields} FROM users
     WHERE tenant_id = $1 AND id IN (SELECT "authorId" FROM page UNION SELECT "authorId" FROM root)
  )
  SELECT row_to_json(room) AS room, (SELECT row_to_json(root) FROM root)::text AS root,
         coalesce((SELECT root."threadId" IS NOT NULL FROM root), false) AS "isReply",
         coalesce((SELECT json_agg(page ORDER BY page.seq) FROM page)::text, '[]') AS page,
         EXISTS (SELECT FROM messages WHERE ${inThread}
            AND seq < coalesce((SELECT min(page.seq) FROM page), ${below})) AS "hasBefore",
         EXISTS (SELECT FROM messages WHERE ${inThread}
            AND seq > coalesce((SELECT max(page.seq) FROM page), ${above})) AS "hasAfter",
         coalesce((SELECT json_agg(people) FROM people)::text, '[]') AS people,
         (SELECT t.read_seq FROM thread_reads AS t
           WHERE t.tenant_id = $1 AND t.room_id = $2 AND t.user_id = $3 AND t.thread_seq = (SELECT root.seq FROM root)) AS "readSeq"
    FROM room`;

const threadBefore = thread('seq < $4 ORDER BY seq DESC', '$4::bigint', '$4::bigint - 1');
const threadAfter = thread('seq > $4 ORDER BY seq', '$4::bigint + 1', '$4::bigint');

/**
 * The threads that somebody follows: $1 tenant, $2 room, $3 user, $4 the place or null, $5 how many. All of theirs are put in order
 * with their roots alone; what is unread is counted for the page's only. Sub-selects with a LIMIT stay look-ups whatever the
 * statistics say.
 */
const followed = `
  SELECT to_jsonb(m) AS root, t.read_seq, u.unread_count
    FROM (
      SELECT p.thread_seq, p.read_seq, x.thread_last_seq FROM thread_reads AS p
       CROSS JOIN LATERAL (
          SELECT thread_last_seq FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq = p.thread_seq LIMIT 1) AS x
       WHERE p.tenant_id = $1 AND p.room_id = $2 AND p.user_id = $3 AND ($4::bigint IS NULL OR x.thread_last_seq < $4)
       ORDER BY x.thread_last_seq DESC LIMIT $5) AS t
   CROSS JOIN LATERAL (
      SELECT ${messageColumns} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq = t.thread_seq LIMIT 1) AS m
   CROSS JOIN LATERAL (
      SELECT count(*)::int AS unread_count FROM (
        SELECT FROM messages WHERE tenant_id = $1 AND room_id = $2 AND thread_seq = t.thread_seq AND seq > t.read_seq
         LIMIT ${maxUnreadInThread}) AS unread) AS u
   ORDER BY t.thread_last_seq DESC`;

/** Threads: their pages, and how far people have read them. */
@Injectable()
export class ThreadsRepository {
  constructor(private readonly database: Database) {}

  /** A page of a thread; `undefined` when there is no such room. An index range scan of `limit` rows, and look-ups. */
  async read(
    { tenantId, roomId, messageId }: { tenantId: string; roomId: string; messageId: string | null },
    userId: string | null,
    place: ThreadPlace,
  ): Promise<ThreadRead | undefined> {
    const about = (seq: number) => [tenantId, roomId, userId, seq, place.limit, messageId];
    const [row] =
      'after' in place
        ? await this.database.query<ThreadRead>(threadAfter, about(place.after))
        : await this.database.query<ThreadRead>(threadBefore, about(place.before));
    return row;
  }

  /** Those that were written in last first, below a place (null = from the beginning). */
  list({ tenantId, roomId, userId }: Reader, belowLastSeq: number | null, limit: number): Promise<FollowedRow[]> {
    return this.database.query<FollowedRow>(followed, [tenantId, roomId, userId, belowLastSeq, limit]);
  }

  /** What a message is to a thread; an index look-up. */
  async findRoot(tenantId: string, roomId: string, messageId: string): Promise<RootRow | undefined> {
    const [row] = await this.database.query<RootRow>(
      'SELECT id, seq, thread_seq, thread_last_seq FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $3',
      [tenantId, roomId, messageId],
    );
    return row;
  }

  /**
   * Counts what was just begun on a thread, as the writer counts what is sent whole: its author has read the thread, and whoever wrote
   * the root follows it. Under the lock on the room's head.
   */
  async add(
    manager: EntityManager,
    { tenantId, roomId, userId }: Reader,
    threadSeq: number,
    seq: number,
  ): Promise<void> {
    await manager.query(
      `WITH root AS (
         UPDATE messages SET thread_count = coalesce(thread_count, 0) + 1, thread_last_seq = $5
          WHERE tenant_id = $1 AND room_id = $2 AND seq = $4 RETURNING author_id
       )
       INSERT INTO thread_reads (tenant_id, room_id, user_id, thread_seq, read_seq)
       SELECT $1, $2, $3, $4::bigint, $5::bigint
       UNION ALL
       SELECT $1, $2, s.user_id, $4, $4 FROM root JOIN members AS s
           ON s.tenant_id = $1 AND s.room_id = $2 AND s.user_id = root.author_id
        WHERE s.left_at IS NULL AND s.user_id <> $3
       ON CONFLICT (tenant_id, room_id, user_id, thread_seq) DO UPDATE SET read_seq = greatest(thread_reads.read_seq, excluded.read_seq)`,
      [tenantId, roomId, userId, threadSeq, seq],
    );
  }

  /** Moves a pointer on, which never falls. @returns where it is then, and whether it moved */
  async setRead(
    { tenantId, roomId, userId }: Reader,
    threadSeq: number,
    seq: number,
  ): Promise<{ readSeq: number; hasMoved: boolean }> {
    const [row] = await this.database.query<{ read_seq: number; has_moved: boolean }>(
      `WITH moved AS (
         INSERT INTO thread_reads (tenant_id, room_id, user_id, thread_seq, read_seq) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (tenant_id, room_id, user_id, thread_seq) DO UPDATE SET read_seq = excluded.read_seq
          WHERE thread_reads.read_seq < excluded.read_seq
         RETURNING read_seq
       )
       SELECT read_seq, true AS has_moved FROM moved
       UNION ALL
       SELECT read_seq, false FROM thread_reads
        WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3 AND thread_seq = $4 AND NOT EXISTS (SELECT FROM moved)`,
      [tenantId, roomId, userId, threadSeq, seq],
    );
    // Another device was here first, with one at least as high, and this statement did not see it yet.
    return { readSeq: row?.read_seq ?? seq, hasMoved: row?.has_moved ?? false };
  }
}
