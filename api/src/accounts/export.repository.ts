import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { MemberRow } from '../members/member.mapper.js';
import { iso, messageFields } from '../messages/message.mapper.js';
import { type RoomRow, roomColumns } from '../rooms/room.mapper.js';

/** What is somebody's in a room. */
export interface RoomShare {
  readonly tenantId: string;
  readonly roomId: string;
  readonly userId: string;
}

/** A room with the seat that somebody has or had in it. */
export interface RoomAndSeat extends RoomRow {
  is_deleted: boolean;
  member: MemberRow;
}

/** What `memberColumns` say of bans and mutes, of `members AS m`. */
const sanctions = `jsonb_build_object('is_banned', (m.ban_until > now()) IS TRUE, 'is_muted', (m.mute_until > now()) IS TRUE,
  'mute_until', CASE WHEN m.mute_until > now() THEN nullif(m.mute_until, 'infinity') END)`;

/** What is known of one person, batch by batch. */
@Injectable()
export class ExportRepository {
  constructor(private readonly database: Database) {}

  /** Rooms that a user sits in or sat in, in order of their ids, after `afterRoomId`. */
  listRooms(tenantId: string, userId: string, afterRoomId: string | null, limit: number): Promise<RoomAndSeat[]> {
    return this.database.query<RoomAndSeat>(
      `SELECT ${roomColumns}, r.deleted_at IS NOT NULL AS is_deleted, to_jsonb(m) || ${sanctions} AS member
         FROM members AS m
         JOIN rooms AS r ON r.tenant_id = m.tenant_id AND r.id = m.room_id
         JOIN room_heads AS h ON h.tenant_id = r.tenant_id AND h.room_id = r.id
        WHERE m.tenant_id = $1 AND m.user_id = $2 AND ($3::uuid IS NULL OR m.room_id > $3)
        ORDER BY m.room_id LIMIT $4`,
      [tenantId, userId, afterRoomId, limit],
    );
  }

  /**
   * What a user wrote in a room, each as the JSON of a `Message`, in order of the clientIds, after `afterClientId`. One
   * index range scan, however much others wrote there.
   */
  listMessages(
    { tenantId, roomId, userId }: RoomShare,
    afterClientId: string,
    limit: number,
  ): Promise<{ clientId: string; json: string }[]> {
    return this.database.query<{ clientId: string; json: string }>(
      `SELECT page."clientId", row_to_json(page)::text AS json FROM (
         SELECT ${messageFields} FROM messages
          WHERE tenant_id = $1 AND room_id = $2 AND author_id = $3 AND client_id > $4
          ORDER BY client_id LIMIT $5) AS page
        ORDER BY page."clientId"`,
      [tenantId, roomId, userId, afterClientId, limit],
    );
  }

  /**
   * What a user's messages in a room said before they were edited, each as JSON, in order of messages and of edits, after `after`.
   * Of each message of theirs that was edited the versions are one index range scan.
   */
  listVersions(
    { tenantId, roomId, userId }: RoomShare,
    after: { clientId: string; position: number },
    limit: number,
  ): Promise<{ clientId: string; position: number; json: string }[]> {
    return this.database.query<{ clientId: string; position: number; json: string }>(
      `SELECT m.client_id AS "clientId", v.position, json_build_object('roomId', m.room_id, 'messageId', m.id, 'text', v.text,
              'mentions', v.mentions, 'writtenAt', ${iso('v.written_at')}, 'replacedAt', ${iso('v.replaced_at')})::text AS json
         FROM messages AS m
        CROSS JOIN LATERAL (
           SELECT * FROM message_versions AS x
            WHERE x.tenant_id = $1 AND x.room_id = $2 AND x.seq = m.seq AND (m.client_id > $4 OR x.position > $5)
            ORDER BY x.position LIMIT $6) AS v
        WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.author_id = $3 AND m.client_id >= $4 AND m.edited_at IS NOT NULL
        ORDER BY m.client_id, v.position LIMIT $6`,
      [tenantId, roomId, userId, after.clientId, after.position, limit],
    );
  }

  /** How a user reacted in a room, each as JSON, in order of messages and emoji, after `after`. One index range scan. */
  listReactions(
    { tenantId, roomId, userId }: RoomShare,
    after: { seq: number; emoji: string },
    limit: number,
  ): Promise<{ seq: number; emoji: string; json: string }[]> {
    return this.database.query<{ seq: number; emoji: string; json: string }>(
      `SELECT r.seq, r.emoji, json_build_object('roomId', r.room_id, 'messageId', m.id, 'emoji', r.emoji,
              'createdAt', ${iso('r.created_at')})::text AS json
         FROM message_reactions AS r
        CROSS JOIN LATERAL (
           SELECT x.id FROM messages AS x WHERE x.tenant_id = $1 AND x.room_id = $2 AND x.seq = r.seq LIMIT 1) AS m
        WHERE r.tenant_id = $1 AND r.room_id = $2 AND r.user_id = $3 AND (r.seq, r.emoji) > ($4, $5)
        ORDER BY r.seq, r.emoji LIMIT $6`,
      [tenantId, roomId, userId, after.seq, after.emoji, limit],
    );
  }

  /** Which threads of a room a user follows, each as JSON, in order of their roots, after `afterSeq`. One index range scan. */
  listThreads(
    { tenantId, roomId, userId }: RoomShare,
    afterSeq: number,
    limit: number,
  ): Promise<{ seq: number; json: string }[]> {
    return this.database.query<{ seq: number; json: string }>(
      `SELECT t.thread_seq AS seq,
              json_build_object('roomId', t.room_id, 'messageId', m.id, 'readSeq', t.read_seq)::text AS json
         FROM thread_reads AS t
        CROSS JOIN LATERAL (
           SELECT x.id FROM messages AS x WHERE x.tenant_id = $1 AND x.room_id = $2 AND x.seq = t.thread_seq LIMIT 1) AS m
        WHERE t.tenant_id = $1 AND t.room_id = $2 AND t.user_id = $3 AND t.thread_seq > $4
        ORDER BY t.thread_seq LIMIT $5`,
      [tenantId, roomId, userId, afterSeq, limit],
    );
  }
}
