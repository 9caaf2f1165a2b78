import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import type { MessageKey } from './message-changes.repository.js';
import { type MessageRow, messageColumns } from './message.mapper.js';
import { textMaxBytes, textMaxCodePoints } from './message.schema.js';

/** Names a message in its room. */
export interface StreamKey {
  readonly tenantId: string;
  readonly roomId: string;
  readonly messageId: string;
}

/** Whoever begins a message, as they are under the lock on the room's head. */
interface SenderRow {
  /** They have left for good. */
  is_gone: boolean;
  /** How long they must wait where each member writes now and then, in milliseconds; 0 = not at all. */
  delay_ms: number;
  /** What they sent under that clientId before. */
  first: (MessageRow & { body_hash: string }) | null;
}

/** A message that is being written, or was. */
export interface StreamRow extends MessageRow {
  /** Code points, and bytes, that are there. */
  length: number;
  bytes: number;
  /** Whether it ever was only begun. */
  is_streamed: boolean;
  /** Seconds since it was last written to. */
  silent_seconds: number | null;
}

/** What begins. */
interface NewStream {
  readonly id: string;
  readonly authorId: string;
  readonly clientId: string;
  readonly bodyHash: string;
  readonly text: string;
  readonly mentions: readonly string[];
  readonly replyTo: { readonly id: string; readonly seq: number } | null;
  /** The message on whose thread it hangs. */
  readonly root: { readonly id: string; readonly seq: number } | null;
}

/** Messages that grow. What begins and ends takes a position; what comes in between is an update of one row. */
@Injectable()
export class StreamsRepository {
  constructor(private readonly database: Database) {}

  /** Look-ups in indexes. @param paceSeconds least time between two of their messages; 0 = as they like */
  async findSender(
    manager: EntityManager,
    { tenantId, roomId, authorId }: { tenantId: string; roomId: string; authorId: string },
    clientId: string,
    paceSeconds: number,
  ): Promise<SenderRow | undefined> {
    const [row] = await manager.query<SenderRow[]>(
      `SELECT u.deleted_at IS NOT NULL AS is_gone,
              coalesce((SELECT CASE WHEN $5::int > 0
                         THEN greatest(0, ceil(1000 * extract(epoch FROM s.sent_at + make_interval(secs => $5::int) - now()))) END
                          FROM members AS s WHERE s.tenant_id = $1 AND s.room_id = $2 AND s.user_id = $3), 0)::float8 AS delay_ms,
              (SELECT to_jsonb(m) FROM (
                SELECT ${messageColumns}, encode(body_hash, 'hex') AS body_hash FROM messages
                 WHERE tenant_id = $1 AND room_id = $2 AND client_id = $4 AND author_id IN (
                   -- Also by a guest who has become the author since, and whose messages have not all moved yet.
                   SELECT $3::uuid UNION SELECT g.id FROM users AS g
                    WHERE g.tenant_id = $1 AND g.merged_into = $3 AND g.merged_into IS NOT NULL AND g.erased_at IS NULL)
                 LIMIT 1) AS m) AS first
         FROM users AS u WHERE u.tenant_id = $1 AND u.id = $3`,
      [tenantId, roomId, authorId, clientId, paceSeconds],
    );
    return row;
  }

  /** Writes what begins; its author has read it. @param isPaced whether it is noted when they wrote */
  async insert(
    manager: EntityManager,
    { tenantId, roomId }: { tenantId: string; roomId: string },
    { seq, position }: { seq: number; position: number },
    stream: NewStream,
    isPaced: boolean,
  ): Promise<MessageRow> {
    const { id, authorId, clientId, bodyHash, text, mentions, replyTo, root } = stream;
    const [row] = await manager.query<MessageRow[]>(
      `WITH pointer AS (
         UPDATE members SET read_seq = $4, sent_at = CASE WHEN $13::boolean THEN now() ELSE sent_at END
          WHERE tenant_id = $1 AND room_id = $2 AND user_id = $6 AND left_at IS NULL
       )
       INSERT INTO messages (tenant_id, room_id, id, seq, position, author_id, client_id, body_hash, kind, text, mentions,
                             reply_to_id, reply_to_seq, thread_id, thread_seq, streaming, streamed_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), 'text', $9, $10, $11, $12, $14, $15, true, statement_timestamp())
       RETURNING ${messageColumns}`,
      [
        tenantId,
        roomId,
        id,
        seq,
        position,
        authorId,
        clientId,
        bodyHash,
        text,
        mentions,
        replyTo?.id ?? null,
        replyTo?.seq ?? null,
        isPaced,
        root?.id ?? null,
        root?.seq ?? null,
      ],
    );
    if (!row) throw new Error('a message was not begun');
    return row;
  }

  /**
   * Appends to a message that is being written, without the room's lock: no position, no index is touched. Only by its author, who
   * may still write there, and only where exactly so much is there.
   * @returns the code points that are there now; `undefined` = nothing was done, `find` says why
   */
  async append(
    { tenantId, roomId, messageId }: StreamKey,
    authorId: string,
    { delta, offset }: { delta: string; offset: number },
  ): Promise<number | undefined> {
    const [row] = await this.database.query<{ length: number }>(
      `WITH grown AS (
         UPDATE messages AS m SET text = m.text || $5::text, streamed_at = statement_timestamp()
          WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.id = $3 AND m.author_id = $4 AND m.streaming
            AND char_length(m.text) = $6::int AND char_length(m.text) + char_length($5::text) <= $7
            AND octet_length(m.text) + octet_length($5::text) <= $8
            AND EXISTS (
              SELECT FROM members AS s JOIN rooms AS r ON r.tenant_id = s.tenant_id AND r.id = s.room_id
               WHERE s.tenant_id = $1 AND s.room_id = $2 AND s.user_id = $4 AND s.left_at IS NULL
                 AND (s.ban_until > now()) IS NOT TRUE AND (s.mute_until > now()) IS NOT TRUE
                 AND r.deleted_at IS NULL AND r.archived_at IS NULL AND (r.posting = 'everyone' OR s.role <> 'member'))
         RETURNING char_length(m.text) AS length
       ) SELECT length FROM grown`,
      [tenantId, roomId, messageId, authorId, delta, offset, textMaxCodePoints, textMaxBytes],
    );
    return row?.length;
  }

  /** A message that grows, or does no more. @param within a change of the room: nobody appends to it until that is committed */
  async find({ tenantId, roomId, messageId }: StreamKey, within?: EntityManager): Promise<StreamRow | undefined> {
    if (within) {
      await within.query('SELECT FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $3 FOR UPDATE', [
        tenantId,
        roomId,
        messageId,
      ]);
    }
    const [row] = await this.database.query<StreamRow>(
      `SELECT ${messageColumns}, char_length(text) AS length, octet_length(text) AS bytes, streamed_at IS NOT NULL AS is_streamed,
              extract(epoch FROM statement_timestamp() - streamed_at)::float8 AS silent_seconds
         FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $3`,
      [tenantId, roomId, messageId],
      within,
    );
    return row;
  }

  /** Ends a message, with what is left to say. */
  async end(
    manager: EntityManager,
    { tenantId, roomId, seq }: MessageKey,
    position: number,
    delta: string,
  ): Promise<MessageRow> {
    const [rows] = await manager.query<[MessageRow[], number]>(
      `UPDATE messages SET text = text || $5::text, streaming = false, position = $4
        WHERE tenant_id = $1 AND room_id = $2 AND seq = $3 RETURNING ${messageColumns}`,
      [tenantId, roomId, seq, position, delta],
    );
    const [row] = rows;
    if (!row) throw new Error('a message was not ended');
    return row;
  }

  /** Messages of all tenants that nobody has written to for so long: as many as there are in the index of those that grow. */
  async listSilent(afterSeconds: number, limit: number): Promise<StreamKey[]> {
    return this.database.query<StreamKey>(
      `SELECT tenant_id AS "tenantId", room_id AS "roomId", id AS "messageId" FROM messages
        WHERE streaming AND streamed_at < statement_timestamp() - make_interval(secs => $1) LIMIT $2`,
      [afterSeconds, limit],
    );
  }
}
