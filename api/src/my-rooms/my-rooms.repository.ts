import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type MemberRow, memberColumns } from '../members/member.mapper.js';
import { type MessageRow, messageColumns, subjectId } from '../messages/message.mapper.js';
import { type RoomRow, roomColumns } from '../rooms/room.mapper.js';
import { userColumns, type UserRow } from '../users/user.mapper.js';

/** A room of the list. Times are strings: they come through JSON. */
export interface MyRoomRow {
  room: RoomRow;
  seat: MemberRow;
  mention_count: number;
  message: MessageRow | null;
  author: UserRow | null;
  subject: UserRow | null;
  peer: UserRow | null;
  /** When something was last written, in microseconds since the epoch: exact, where a `Date` is not. */
  active_at_us: number;
}

/** Where a page begins: behind this room. */
export interface ListPlace {
  activeAtUs: number;
  roomId: string;
}

/** More messages that name everybody in a room are told as so many: nobody counts them, and each is read. */
const mostCounted = 1_000;

/**
 * Joins the other one of a direct room as `p`, in statements where $1 is the tenant, $2 the user and `r` the room. A guest who has
 * become an account keeps a row there: the other one is whoever is neither that nor gone, if there is one.
 */
export const peerJoin = `LEFT JOIN LATERAL (
      SELECT x.user_id FROM members AS x
       WHERE r.type = 'direct' AND x.tenant_id = $1 AND x.room_id = r.id AND x.user_id <> $2
       ORDER BY EXISTS (SELECT FROM users AS g WHERE g.tenant_id = $1 AND g.id = x.user_id AND g.merged_into IS NOT NULL),
                x.left_at IS NOT NULL LIMIT 1) AS o ON true
    LEFT JOIN LATERAL (
      SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = o.user_id LIMIT 1) AS p ON true`;

/**
 * The statement of a page: $1 tenant, $2 user, $3 and $4 the place, or null, $5 how many. All seats of the user are put in order
 * with the heads of their rooms alone; everything else is looked up for the page's rooms only. Each look-up is a sub-select with a
 * LIMIT, which no statistics turn into a join that reads a whole table. What names everybody in a room has no row for each of them:
 * such messages are in an index of their own.
 * @public The bench gives the same statement to a bare handler.
 */
export const myRooms = `
  SELECT to_jsonb(r) AS room, to_jsonb(m) AS seat, n.mention_count, to_jsonb(l) AS message, to_jsonb(a) AS author,
         to_jsonb(t) AS subject, to_jsonb(p) AS peer, h.active_at_us
    FROM (
      SELECT s.room_id AS id, s.read_seq AS seq, x.last_seq, x.position, x.epoch, x.active_at,
             (extract(epoch FROM x.active_at) * 1000000)::bigint AS active_at_us
        FROM members AS s
       CROSS JOIN LATERAL (SELECT * FROM room_heads WHERE tenant_id = $1 AND room_id = s.room_id LIMIT 1) AS x
       WHERE s.tenant_id = $1 AND s.user_id = $2 AND s.left_at IS NULL AND NOT s.peer_blocked
         AND (s.hidden_at IS NULL OR x.active_at > s.hidden_at)
         AND ($3::bigint IS NULL
              OR (x.active_at, s.room_id) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::uuid))
       ORDER BY x.active_at DESC, s.room_id DESC) AS h
   CROSS JOIN LATERAL (
      SELECT ${roomColumns} FROM rooms AS r
       WHERE r.tenant_id = $1 AND r.id = h.id AND r.deleted_at IS NULL LIMIT 1) AS r
   CROSS JOIN LATERAL (
      SELECT ${memberColumns} FROM members WHERE tenant_id = $1 AND room_id = h.id AND user_id = $2 LIMIT 1) AS m
   CROSS JOIN LATERAL (
      SELECT ((SELECT count(*) FROM unread_mentions
                WHERE tenant_id = $1 AND user_id = $2 AND room_id = h.id AND seq > h.seq)
            + (SELECT count(*) FROM (
                SELECT FROM messages
                 WHERE tenant_id = $1 AND room_id = h.id AND seq > h.seq AND room_id = ANY (mentions)
                   AND $2 <> ALL (mentions) AND author_id <> $2 LIMIT ${mostCounted}) AS e))::int AS mention_count) AS n
    LEFT JOIN LATERAL (
      SELECT ${messageColumns} FROM messages WHERE tenant_id = $1 AND room_id = h.id ORDER BY seq DESC LIMIT 1) AS l ON true
    LEFT JOIN LATERAL (
      SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = l.author_id LIMIT 1) AS a ON true
    LEFT JOIN LATERAL (
      SELECT ${userColumns} FROM users AS u WHERE u.tenant_id = $1 AND u.id = ${subjectId('l')} LIMIT 1) AS t ON true
    ${peerJoin}
   ORDER BY h.active_at DESC, h.id DESC LIMIT $5`;

/** The rooms that somebody sits in. */
@Injectable()
export class MyRoomsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Newest activity first, after a place (null = from the beginning). Those that are hidden until something is written are not
   * there, nor direct rooms with somebody whom the user blocks.
   */
  list(tenantId: string, userId: string, after: ListPlace | null, limit: number): Promise<MyRoomRow[]> {
    return this.database.query<MyRoomRow>(myRooms, [
      tenantId,
      userId,
      after?.activeAtUs ?? null,
      after?.roomId ?? null,
      limit,
    ]);
  }
}
