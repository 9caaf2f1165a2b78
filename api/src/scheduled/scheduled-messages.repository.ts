import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { ErrorCode } from '../common/errors/catalogue.js';
import { Database } from '../database/database.js';
import { removal } from '../database/removal.js';
import { scheduledColumns, type ScheduledRow } from './scheduled-message.mapper.js';

/** What a new scheduled message is made of. */
export interface NewScheduled {
  readonly id: string;
  readonly authorId: string;
  readonly roomId: string;
  readonly clientId: string;
  /** SHA-256 of what was asked for, in hexadecimal. */
  readonly bodyHash: string;
  readonly text: string;
  readonly replyToId: string | null;
  readonly replyToSeq: number | null;
  readonly threadId: string | null;
  readonly mentions: readonly string[];
  /** ISO 8601, UTC. */
  readonly sendAt: string;
}

/** A row with the hash of what was asked for, in hexadecimal. */
export interface HashedRow extends ScheduledRow {
  hash: string;
}

/** Where a page of a list begins: behind this one. */
export interface ScheduledPlace {
  readonly sendAtMs: number;
  readonly id: string;
}

/** Whose a list is, and of which room; null = of all. */
export interface Listed {
  readonly tenantId: string;
  readonly authorId: string;
  readonly roomId: string | null;
}

/** Messages that wait for their time. */
@Injectable()
export class ScheduledMessagesRepository {
  constructor(private readonly database: Database) {}

  /** What an author scheduled under a clientId in a room, cancelled or not; gone once it was sent. */
  async findByClientId(
    tenantId: string,
    { authorId, roomId, clientId }: Pick<NewScheduled, 'authorId' | 'roomId' | 'clientId'>,
    within?: EntityManager,
  ): Promise<HashedRow | undefined> {
    const [row] = await this.database.query<HashedRow>(
      `SELECT ${scheduledColumns}, encode(body_hash, 'hex') AS hash FROM scheduled_messages
        WHERE tenant_id = $1 AND author_id = $2 AND room_id = $3 AND client_id = $4`,
      [tenantId, authorId, roomId, clientId],
      within,
    );
    return row;
  }

  /**
   * The hash of what an author sent under a clientId in a room, also as a guest who became them and whose messages have not all
   * moved yet; in hexadecimal. Look-ups in an index.
   */
  async findSentHash(
    tenantId: string,
    { authorId, roomId, clientId }: Pick<NewScheduled, 'authorId' | 'roomId' | 'clientId'>,
    within?: EntityManager,
  ): Promise<string | undefined> {
    const [row] = await this.database.query<{ hash: string }>(
      `SELECT encode(m.body_hash, 'hex') AS hash FROM messages AS m
        WHERE m.tenant_id = $1 AND m.room_id = $3 AND m.client_id = $4 AND (m.author_id = $2 OR m.author_id IN (
                SELECT u.id FROM users AS u WHERE u.tenant_id = $1 AND u.merged_into = $2))
        LIMIT 1`,
      [tenantId, authorId, roomId, clientId],
      within,
    );
    return row?.hash;
  }

  /** How many an author has, those that were refused among them. */
  async count(manager: EntityManager, tenantId: string, authorId: string): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM scheduled_messages
        WHERE tenant_id = $1 AND author_id = $2 AND cancelled_at IS NULL`,
      [tenantId, authorId],
    );
    return row?.count ?? 0;
  }

  async insert(manager: EntityManager, tenantId: string, scheduled: NewScheduled): Promise<ScheduledRow> {
    const [row] = await manager.query<ScheduledRow[]>(
      `INSERT INTO scheduled_messages (tenant_id, id, author_id, room_id, client_id, body_hash, text, reply_to_id, reply_to_seq,
                                       thread_id, mentions, send_at)
       VALUES ($1, $2, $3, $4, $5, decode($6, 'hex'), $7, $8, $9, $10, $11, $12) RETURNING ${scheduledColumns}`,
      [
        tenantId,
        scheduled.id,
        scheduled.authorId,
        scheduled.roomId,
        scheduled.clientId,
        scheduled.bodyHash,
        scheduled.text,
        scheduled.replyToId,
        scheduled.replyToSeq,
        scheduled.threadId,
        scheduled.mentions,
        scheduled.sendAt,
      ],
    );
    if (!row) throw new Error('a message was not scheduled');
    return row;
  }

  /** The soonest first, after a place (null = from the beginning). An author has few, and a range of an index holds them. */
  list({ tenantId, authorId, roomId }: Listed, after: ScheduledPlace | null, limit: number): Promise<ScheduledRow[]> {
    return this.database.query<ScheduledRow>(
      `SELECT ${scheduledColumns} FROM scheduled_messages
        WHERE tenant_id = $1 AND author_id = $2 AND ($3::uuid IS NULL OR room_id = $3) AND cancelled_at IS NULL
          AND ($4::bigint IS NULL OR (send_at, id) > ('epoch'::timestamptz + $4::bigint * interval '1 millisecond', $5::uuid))
        ORDER BY send_at, id LIMIT $6`,
      [tenantId, authorId, roomId, after?.sendAtMs ?? null, after?.id ?? null, limit],
    );
  }

  /** One of an author's, cancelled ones too, locked until the transaction ends: it is not taken meanwhile. */
  async lock(
    manager: EntityManager,
    tenantId: string,
    authorId: string,
    scheduledId: string,
  ): Promise<ScheduledRow | undefined> {
    const [row] = await manager.query<ScheduledRow[]>(
      `SELECT ${scheduledColumns} FROM scheduled_messages WHERE tenant_id = $1 AND id = $2 AND author_id = $3 FOR UPDATE`,
      [tenantId, scheduledId, authorId],
    );
    return row;
  }

  /** Changes one that is locked. @param sendAt undefined = as it is, and refused if it was; null = now */
  async update(
    manager: EntityManager,
    tenantId: string,
    scheduledId: string,
    { text, mentions, sendAt }: { text: string; mentions: readonly string[]; sendAt: string | null | undefined },
  ): Promise<ScheduledRow> {
    const [rows] = await manager.query<[ScheduledRow[], number]>(
      `UPDATE scheduled_messages SET text = $3, mentions = $4,
              send_at = CASE WHEN $5 THEN coalesce($6, date_trunc('milliseconds', now())) ELSE send_at END,
              failure = CASE WHEN $5 THEN NULL ELSE failure END, tries = CASE WHEN $5 THEN 0 ELSE tries END
        WHERE tenant_id = $1 AND id = $2 RETURNING ${scheduledColumns}`,
      [tenantId, scheduledId, text, mentions, sendAt !== undefined, sendAt ?? null],
    );
    const [row] = rows;
    if (!row) throw new Error('a scheduled message was not changed');
    return row;
  }

  /** Leaves of one that is locked no more than that it was there. */
  async cancel(manager: EntityManager, tenantId: string, scheduledId: string): Promise<void> {
    await manager.query(
      `UPDATE scheduled_messages SET cancelled_at = now(), text = '', mentions = '{}', reply_to_id = NULL, reply_to_seq = NULL, thread_id = NULL,
              failure = NULL
        WHERE tenant_id = $1 AND id = $2 AND cancelled_at IS NULL`,
      [tenantId, scheduledId],
    );
  }

  /**
   * Takes one whose time has come, for sending it: from now on its author does not change it. Also one that was taken before: by
   * whom does not matter, as it can be sent once only.
   */
  async take(tenantId: string, scheduledId: string): Promise<ScheduledRow | undefined> {
    const [row] = await this.database.query<ScheduledRow>(
      `WITH taken AS (
         UPDATE scheduled_messages SET is_taken = true, tries = tries + 1
          WHERE tenant_id = $1 AND id = $2 AND cancelled_at IS NULL AND failure IS NULL AND send_at <= now() RETURNING *
       ) SELECT ${scheduledColumns} FROM taken`,
      [tenantId, scheduledId],
    );
    return row;
  }

  /** Gives one back that was taken and not sent. @param failure why it will not be; null = it is tried again */
  async giveBack(tenantId: string, scheduledId: string, failure: ErrorCode | null): Promise<void> {
    await this.database.query(
      `UPDATE scheduled_messages SET is_taken = false, failure = $3 WHERE tenant_id = $1 AND id = $2 AND is_taken`,
      [tenantId, scheduledId, failure],
    );
  }

  /** Removes one that was taken and is sent, whoever has become its author meanwhile. */
  async removeSent(tenantId: string, scheduledId: string): Promise<void> {
    await this.database.query('DELETE FROM scheduled_messages WHERE tenant_id = $1 AND id = $2 AND is_taken', [
      tenantId,
      scheduledId,
    ]);
  }

  /** Removes one whose author is gone. @returns whether it was there, by that author */
  async remove(tenantId: string, scheduledId: string, authorId: string): Promise<boolean> {
    const rows = await this.database.query(
      `WITH removed AS (
         DELETE FROM scheduled_messages WHERE tenant_id = $1 AND id = $2 AND author_id = $3 RETURNING 1
       ) SELECT FROM removed`,
      [tenantId, scheduledId, authorId],
    );
    return rows.length > 0;
  }

  /** Removes all of somebody who leaves for good. @returns their ids */
  async removeAll(manager: EntityManager, tenantId: string, authorId: string): Promise<string[]> {
    const [rows] = await manager.query<[{ id: string }[], number]>(
      'DELETE FROM scheduled_messages WHERE tenant_id = $1 AND author_id = $2 RETURNING id',
      [tenantId, authorId],
    );
    return rows.map(({ id }) => id);
  }

  /** Makes another user the author of all of them; a clientId that the other one has in the same room already becomes another one. */
  async pass(manager: EntityManager, tenantId: string, fromId: string, toId: string): Promise<void> {
    await manager.query(
      `UPDATE scheduled_messages AS s SET author_id = $3,
              client_id = CASE WHEN EXISTS (
                SELECT FROM scheduled_messages AS x
                 WHERE x.tenant_id = $1 AND x.author_id = $3 AND x.room_id = s.room_id AND x.client_id = s.client_id)
                THEN gen_random_uuid()::text ELSE s.client_id END
        WHERE s.tenant_id = $1 AND s.author_id = $2`,
      [tenantId, fromId, toId],
    );
  }

  /** What somebody scheduled, in order of ids, after `afterId`. */
  listAll(tenantId: string, authorId: string, afterId: string | null, limit: number): Promise<ScheduledRow[]> {
    return this.database.query<ScheduledRow>(
      `SELECT ${scheduledColumns} FROM scheduled_messages
        WHERE tenant_id = $1 AND author_id = $2 AND cancelled_at IS NULL AND ($3::uuid IS NULL OR id > $3)
        ORDER BY id LIMIT $4`,
      [tenantId, authorId, afterId, limit],
    );
  }

  /** Forgets those of all tenants that were cancelled a day ago. @returns how many, at most `limit` */
  async removeCancelled(limit: number): Promise<number> {
    const rows = await this.database.query(
      removal('scheduled_messages', 'tenant_id, id', `cancelled_at < now() - interval '1 day'`, 'cancelled_at'),
      [limit],
    );
    return rows.length;
  }
}
