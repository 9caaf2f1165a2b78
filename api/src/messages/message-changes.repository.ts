import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { type MessageRow, messageColumns } from './message.mapper.js';

/** Earlier texts that are kept of one message, at most: the latest ones. */
const versionsPerMessage = 100;

/** Names a message in its room. */
export interface MessageKey {
  readonly tenantId: string;
  readonly roomId: string;
  readonly seq: number;
}

/** The key of a tenant's message. */
export const keyOf = (tenantId: string, { room_id: roomId, seq }: Pick<MessageRow, 'room_id' | 'seq'>): MessageKey => ({
  tenantId,
  roomId,
  seq,
});

/** A message as it is under the lock on its room's head. */
export interface LockedMessageRow extends MessageRow {
  /** Seconds since it was sent, by the database's clock. */
  age_seconds: number;
}

/** What a message said until it was edited. */
export interface MessageVersionRow {
  position: number;
  text: string;
  mentions: string[];
  written_at: Date;
  replaced_at: Date;
}

/** Changes of messages that are there. Those that write run in a change of the room, under its head's lock. */
@Injectable()
export class MessageChangesRepository {
  constructor(private readonly database: Database) {}

  /** A message of a room, deleted or not; a look-up in an index. */
  async find(
    tenantId: string,
    roomId: string,
    messageId: string,
    within?: EntityManager,
  ): Promise<LockedMessageRow | undefined> {
    const [row] = await this.database.query<LockedMessageRow>(
      `SELECT ${messageColumns}, extract(epoch FROM statement_timestamp() - created_at)::float8 AS age_seconds
         FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $3`,
      [tenantId, roomId, messageId],
      within,
    );
    return row;
  }

  /** Writes another text, and keeps the one before, in place of the oldest one where enough are kept. */
  async edit(
    manager: EntityManager,
    { tenantId, roomId, seq }: MessageKey,
    position: number,
    { text, mentions }: { text: string; mentions: readonly string[] },
  ): Promise<MessageRow> {
    const [rows] = await manager.query<[MessageRow[], number]>(
      `WITH kept AS (
         INSERT INTO message_versions (tenant_id, room_id, seq, position, text, mentions, written_at, replaced_at)
         SELECT $1, room_id, seq, $4, text, mentions, coalesce(edited_at, created_at), statement_timestamp()
           FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq = $3
       ), dropped AS (
         -- Without the one that is kept just now, which this does not see.
         DELETE FROM message_versions AS v USING (
           SELECT position FROM message_versions WHERE tenant_id = $1 AND room_id = $2 AND seq = $3
            ORDER BY position DESC OFFSET $7 - 1) AS old
          WHERE v.tenant_id = $1 AND v.room_id = $2 AND v.seq = $3 AND v.position = old.position)
       UPDATE messages SET text = $5, mentions = $6, edited_at = statement_timestamp(), position = $4
        WHERE tenant_id = $1 AND room_id = $2 AND seq = $3 RETURNING ${messageColumns}`,
      [tenantId, roomId, seq, position, text, mentions, versionsPerMessage],
    );
    const [row] = rows;
    if (!row) throw new Error('a message was not edited');
    return row;
  }

  /**
   * Members whom the message names now count it, unless they have read it.
   * @returns whose lists tell it: those who do, and the room where it is named, which stands for all of them
   */
  async addMentions(
    manager: EntityManager,
    { tenantId, roomId, seq }: MessageKey,
    authorId: string,
    userIds: readonly string[],
  ): Promise<string[]> {
    const rows = await manager.query<{ user_id: string }[]>(
      `WITH added AS (
         INSERT INTO unread_mentions (tenant_id, user_id, room_id, seq)
         SELECT $1, user_id, room_id, $3 FROM members
          WHERE tenant_id = $1 AND room_id = $2 AND user_id = ANY($5::uuid[]) AND user_id <> $4 AND left_at IS NULL
            AND read_seq < $3
         ON CONFLICT (tenant_id, user_id, room_id, seq) DO NOTHING RETURNING user_id
       ) SELECT user_id FROM added UNION SELECT $2 WHERE $2 = ANY($5::uuid[])`,
      [tenantId, roomId, seq, authorId, userIds],
    );
    return rows.map((row) => row.user_id);
  }

  /**
   * Users whom the message names no more count it no more; nor does the account that a guest among them has become.
   * @returns whose lists tell it: those who did, and the room where it was named
   */
  async removeMentions(
    manager: EntityManager,
    { tenantId, roomId, seq }: MessageKey,
    userIds: readonly string[],
  ): Promise<string[]> {
    const rows = await manager.query<{ user_id: string }[]>(
      `WITH named AS (
         SELECT named.id FROM unnest($4::uuid[]) AS named(id)
         UNION SELECT u.merged_into FROM users AS u
          WHERE u.tenant_id = $1 AND u.id = ANY($4::uuid[]) AND u.merged_into IS NOT NULL
       ), removed AS (
         DELETE FROM unread_mentions
          WHERE tenant_id = $1 AND room_id = $2 AND seq = $3 AND user_id IN (SELECT id FROM named) RETURNING user_id
       ) SELECT user_id FROM removed UNION SELECT $2 WHERE $2 = ANY($4::uuid[])`,
      [tenantId, roomId, seq, userIds],
    );
    return rows.map((row) => row.user_id);
  }

  /** What a message said before, the latest first, up to before the one that the edit at `before` replaced. */
  listVersions(
    { tenantId, roomId, seq }: MessageKey,
    before: number | null,
    limit: number,
  ): Promise<MessageVersionRow[]> {
    return this.database.query<MessageVersionRow>(
      `SELECT position, text, mentions, written_at, replaced_at FROM message_versions
        WHERE tenant_id = $1 AND room_id = $2 AND seq = $3 AND ($4::bigint IS NULL OR position < $4)
        ORDER BY position DESC LIMIT $5`,
      [tenantId, roomId, seq, before, limit],
    );
  }
}
