import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type MessageRow, messageColumns, sealedBytes } from '../messages/message.mapper.js';
import type { SystemEvent } from '../messages/message.schema.js';
import { type RoomRow, roomColumns } from '../rooms/room.mapper.js';
import type { Head } from './room-change.js';

/** In which ten seconds a room was last active, as Discover's index has it; see the migrations `ListedRooms` and `KnownAuthors`. */
const activeSlot = `date_bin('10 seconds', now() AT TIME ZONE 'UTC', timestamp '2000-01-01')`;

/** Whose place in a room becomes whose. */
interface Succession {
  readonly tenantId: string;
  readonly roomId: string;
  readonly fromId: string;
  readonly toId: string;
}

/** An entry that the server writes. */
interface SystemEntry {
  readonly id: string;
  readonly seq: number;
  readonly position: number;
  readonly authorId: string;
  readonly system: SystemEvent;
}

/** A message that was just deleted, of one or of many. */
export interface EmptiedRow extends MessageRow {
  /** The last clientId of all that were. */
  last_client_id: string;
  /** For whom one of all that were counted as a mention, the room's id for everybody; null = for nobody. */
  heard_ids: string[] | null;
}

/**
 * The statement that deletes messages; $1 tenant, $2 room, $3 the position before. What they said before goes too, and how others
 * reacted, and nobody counts them any more as mentions: neither whom they name nor the account that a guest among those has become.
 * @param picked seq, client_id and mentions of messages that are not deleted yet, locked so that whoever puts a bookmark on one is
 *   waited for
 */
const emptied = (picked: string): string => `
  WITH doomed AS MATERIALIZED (
    SELECT picked.*, row_number() OVER (ORDER BY picked.seq) AS nth FROM (${picked}) AS picked
  ), versions AS (
    DELETE FROM message_versions AS v USING doomed WHERE v.tenant_id = $1 AND v.room_id = $2 AND v.seq = doomed.seq
  ), reacted AS (
    DELETE FROM message_reactions AS r USING doomed WHERE r.tenant_id = $1 AND r.room_id = $2 AND r.seq = doomed.seq
  ), named AS MATERIALIZED (
    SELECT doomed.seq, named.id FROM doomed CROSS JOIN LATERAL unnest(doomed.mentions) AS named(id)
  ), heard AS (
    DELETE FROM unread_mentions AS u USING (
      SELECT named.seq, named.id FROM named
      UNION SELECT named.seq, x.merged_into FROM named JOIN users AS x ON x.tenant_id = $1 AND x.id = named.id
       WHERE x.merged_into IS NOT NULL) AS hearer
     WHERE u.tenant_id = $1 AND u.room_id = $2 AND u.user_id = hearer.id AND u.seq = hearer.seq RETURNING u.user_id
  ), emptied AS (
    UPDATE messages AS m SET text = '', mentions = '{}', pinned_at = NULL, reactions = NULL, system = NULL, streaming = false, scheme = NULL, cipher = NULL, deleted_at = statement_timestamp(), position = $3::bigint + doomed.nth
      FROM doomed WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.seq = doomed.seq RETURNING m.*
  )
  SELECT ${messageColumns}, (SELECT max(client_id) FROM doomed) AS last_client_id,
         (SELECT array_agg(id) FROM (
           SELECT user_id AS id FROM heard UNION SELECT id FROM named WHERE id = $2) AS x) AS heard_ids
    FROM emptied ORDER BY position`;

const emptyOneStatement = emptied(`
  SELECT seq, client_id, mentions FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq = $4 AND deleted_at IS NULL
     FOR UPDATE`);

const emptySomeStatement = emptied(`
  SELECT seq, client_id, mentions FROM messages
   WHERE tenant_id = $1 AND room_id = $2 AND author_id = $4 AND client_id > $5 AND deleted_at IS NULL
   ORDER BY client_id LIMIT $6 FOR UPDATE`);

/** The SQL around one change of a room. */
@Injectable()
export class RoomLogRepository {
  /**
   * Locks the room's head for this transaction. What is read afterwards is at least as new as the lock, since every
   * statement takes a snapshot of its own.
   */
  async lockHead(manager: EntityManager, tenantId: string, roomId: string): Promise<Head | undefined> {
    const [row] = await manager.query<{ last_seq: number; position: number; epoch: string }[]>(
      'SELECT last_seq, position, epoch FROM room_heads WHERE tenant_id = $1 AND room_id = $2 FOR UPDATE',
      [tenantId, roomId],
    );
    return row && { lastSeq: row.last_seq, position: row.position, epoch: row.epoch };
  }

  async findRoom(manager: EntityManager, tenantId: string, roomId: string): Promise<RoomRow | undefined> {
    const [row] = await manager.query<RoomRow[]>(
      `SELECT ${roomColumns} FROM rooms AS r
         JOIN room_heads AS h ON h.tenant_id = r.tenant_id AND h.room_id = r.id
        WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL`,
      [tenantId, roomId],
    );
    return row;
  }

  /**
   * Empties messages of one author that are not deleted yet, in order of their clientIds, after `after`; each takes the
   * next position. One index range scan.
   * @returns the emptied ones in order of position; fewer than `limit` = that is all
   */
  async emptyMessages(
    manager: EntityManager,
    { tenantId, roomId, authorId }: { tenantId: string; roomId: string; authorId: string },
    { position, after, limit }: { position: number; after: string; limit: number },
  ): Promise<EmptiedRow[]> {
    const rows = await manager.query<EmptiedRow[]>(emptySomeStatement, [
      tenantId,
      roomId,
      position,
      authorId,
      after,
      limit,
    ]);
    return this.withoutBookmarks(manager, tenantId, rows);
  }

  /** Empties one message, which takes the position after `position`; nothing when it is deleted already. Look-ups in indexes. */
  async emptyMessage(
    manager: EntityManager,
    { tenantId, roomId }: { tenantId: string; roomId: string },
    seq: number,
    position: number,
  ): Promise<EmptiedRow[]> {
    const rows = await manager.query<EmptiedRow[]>(emptyOneStatement, [tenantId, roomId, position, seq]);
    return this.withoutBookmarks(manager, tenantId, rows);
  }

  /**
   * Nobody finds again what was just deleted. In a statement of its own: whoever put a bookmark meanwhile held the message, and this
   * one sees it.
   */
  private async withoutBookmarks(manager: EntityManager, tenantId: string, rows: EmptiedRow[]): Promise<EmptiedRow[]> {
    if (rows.length > 0) {
      const ids = rows.map((row) => row.id);
      await manager.query('DELETE FROM bookmarks WHERE tenant_id = $1 AND message_id = ANY($2::uuid[])', [
        tenantId,
        ids,
      ]);
    }
    return rows;
  }

  /**
   * Writes an entry of the server's into the log; whoever did what it tells has read it. Its id is its clientId too, and no body
   * has its hash: whoever sends something under that clientId is told that it was used.
   */
  async insertSystem(
    manager: EntityManager,
    { tenantId, roomId }: { tenantId: string; roomId: string },
    { id, seq, position, authorId, system }: SystemEntry,
  ): Promise<MessageRow> {
    const [row] = await manager.query<MessageRow[]>(
      `WITH pointer AS (
         UPDATE members SET read_seq = $4 WHERE tenant_id = $1 AND room_id = $2 AND user_id = $6 AND left_at IS NULL
       )
       INSERT INTO messages (tenant_id, room_id, id, client_id, seq, position, author_id, body_hash, kind, text, system)
       VALUES ($1, $2, $3, ($3::uuid)::text, $4, $5, $6, '', 'system', '', $7) RETURNING ${messageColumns}`,
      [tenantId, roomId, id, seq, position, authorId, JSON.stringify(system)],
    );
    if (!row) throw new Error('an entry was not written');
    return row;
  }

  /** The newest message of a room; an index look-up. */
  async findNewest(manager: EntityManager, tenantId: string, roomId: string): Promise<MessageRow | undefined> {
    const [row] = await manager.query<MessageRow[]>(
      `SELECT ${messageColumns} FROM messages WHERE tenant_id = $1 AND room_id = $2 ORDER BY seq DESC LIMIT 1`,
      [tenantId, roomId],
    );
    return row;
  }

  /**
   * Makes another user the author of messages, in order of their clientIds: as many as a frame takes. Each takes the next
   * position; a clientId that the other one used here already becomes another one. Index range scans, also where the database
   * has no statistics yet: a plan that computes the picked ones again for each message ran for minutes.
   * @returns them, in order of position
   */
  async moveMessages(
    manager: EntityManager,
    { tenantId, roomId, fromId, toId }: Succession,
    { position, limit, maxBytes }: { position: number; limit: number; maxBytes: number },
  ): Promise<MessageRow[]> {
    return manager.query<MessageRow[]>(
      `WITH first AS (
         SELECT seq, client_id, octet_length(text) + ${sealedBytes()} AS bytes FROM messages
          WHERE tenant_id = $1 AND room_id = $2 AND author_id = $3 ORDER BY client_id LIMIT $6
       ), summed AS (
         SELECT seq, client_id, sum(bytes) OVER (ORDER BY client_id) - bytes AS bytes_before FROM first
       ), picked AS MATERIALIZED (
         SELECT s.seq, row_number() OVER (ORDER BY s.seq) AS nth, coalesce((
             SELECT x.client_id FROM messages AS x
              WHERE x.tenant_id = $1 AND x.room_id = $2 AND x.author_id = $4 AND x.client_id >= s.client_id
              ORDER BY x.client_id LIMIT 1) = s.client_id, false) AS is_used
           FROM summed AS s WHERE s.bytes_before < $7
       ), moved AS (
         UPDATE messages AS m SET author_id = $4, position = $5::bigint + picked.nth,
                client_id = CASE WHEN picked.is_used THEN gen_random_uuid()::text ELSE m.client_id END
           FROM picked WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.seq = picked.seq RETURNING m.*
       )
       SELECT ${messageColumns} FROM moved ORDER BY position`,
      [tenantId, roomId, fromId, toId, position, limit, maxBytes],
    );
  }

  /** Gives what mentions one user, and is unread, to another one. */
  async passMentions(manager: EntityManager, { tenantId, roomId, fromId, toId }: Succession): Promise<void> {
    await manager.query(
      `WITH passed AS (
         DELETE FROM unread_mentions WHERE tenant_id = $1 AND user_id = $3 AND room_id = $2 RETURNING seq
       )
       INSERT INTO unread_mentions (tenant_id, user_id, room_id, seq) SELECT $1, $4, $2, seq FROM passed
       ON CONFLICT (tenant_id, user_id, room_id, seq) DO NOTHING`,
      [tenantId, roomId, fromId, toId],
    );
  }

  /** Gives another user the threads that one follows; of two pointers in one thread the further one stays. */
  async passThreads(manager: EntityManager, { tenantId, roomId, fromId, toId }: Succession): Promise<void> {
    await manager.query(
      `WITH passed AS (
         DELETE FROM thread_reads WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3 RETURNING thread_seq, read_seq
       )
       INSERT INTO thread_reads (tenant_id, room_id, user_id, thread_seq, read_seq)
       SELECT $1, $2, $4, thread_seq, read_seq FROM passed
       ON CONFLICT (tenant_id, room_id, user_id, thread_seq) DO UPDATE SET read_seq = greatest(thread_reads.read_seq, excluded.read_seq)`,
      [tenantId, roomId, fromId, toId],
    );
  }

  /** Makes a direct room the one of another user and the partner, unless the two have one, or are the same. */
  async passPair(manager: EntityManager, { tenantId, roomId, fromId, toId }: Succession): Promise<void> {
    await manager.query(
      `WITH pair AS (
         SELECT CASE WHEN low_id = $3 THEN high_id ELSE low_id END AS partner_id FROM direct_rooms
          WHERE tenant_id = $1 AND room_id = $2 AND $3 IN (low_id, high_id)
       )
       UPDATE direct_rooms AS d SET low_id = least($4, p.partner_id), high_id = greatest($4, p.partner_id)
         FROM pair AS p
        WHERE d.tenant_id = $1 AND d.room_id = $2 AND p.partner_id <> $4 AND NOT EXISTS (
          SELECT FROM direct_rooms AS x
           WHERE x.tenant_id = $1 AND x.low_id = least($4, p.partner_id) AND x.high_id = greatest($4, p.partner_id))`,
      [tenantId, roomId, fromId, toId],
    );
    // The two may want nothing of each other, whoever the guest was.
    await manager.query(
      `UPDATE members AS m SET peer_blocked = true
         FROM direct_rooms AS d JOIN blocks AS b ON b.tenant_id = d.tenant_id
          AND b.user_id IN (d.low_id, d.high_id) AND b.blocked_id IN (d.low_id, d.high_id)
        WHERE d.tenant_id = $1 AND d.room_id = $2 AND b.tenant_id = $1
          AND m.tenant_id = $1 AND m.room_id = d.room_id AND m.user_id = b.user_id AND NOT m.peer_blocked`,
      [tenantId, roomId],
    );
  }

  /**
   * Archives a direct room of somebody who took over another one's seat in it, where it is one too many: they have one with
   * the same partner already, or would be alone in it.
   * @returns whether it was archived now
   */
  async archiveTwin(manager: EntityManager, { tenantId, roomId, fromId, toId }: Succession): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `WITH partner AS (
         SELECT p.user_id FROM members AS p JOIN users AS u ON u.tenant_id = p.tenant_id AND u.id = p.user_id
          WHERE p.tenant_id = $1 AND p.room_id = $2 AND p.user_id NOT IN ($3, $4) AND u.merged_into IS DISTINCT FROM $4
       ), twin AS (
         SELECT p.user_id FROM partner AS p
           JOIN members AS own ON own.tenant_id = $1 AND own.user_id = $4 AND own.room_id <> $2
           JOIN rooms AS o ON o.tenant_id = $1 AND o.id = own.room_id
           JOIN members AS theirs ON theirs.tenant_id = $1 AND theirs.room_id = o.id AND theirs.user_id = p.user_id
          WHERE o.type = 'direct' AND o.deleted_at IS NULL AND o.archived_at IS NULL
       ), archived AS (
         UPDATE rooms AS r SET archived_at = now()
          WHERE r.tenant_id = $1 AND r.id = $2 AND r.archived_at IS NULL
            AND (EXISTS (SELECT FROM twin) OR NOT EXISTS (SELECT FROM partner)) RETURNING r.id
       ) SELECT id FROM archived`,
      [tenantId, roomId, fromId, toId],
    );
    return rows.length > 0;
  }

  /** Nothing can be written in the room any more. */
  async archive(manager: EntityManager, tenantId: string, roomId: string): Promise<void> {
    await manager.query(
      'UPDATE rooms SET archived_at = coalesce(archived_at, now()) WHERE tenant_id = $1 AND id = $2',
      [tenantId, roomId],
    );
  }

  async setRoomPosition(manager: EntityManager, tenantId: string, roomId: string, position: number): Promise<void> {
    await manager.query('UPDATE rooms SET position = $3 WHERE tenant_id = $1 AND id = $2', [
      tenantId,
      roomId,
      position,
    ]);
  }

  /** Moves a room's head on; with a new message the room is active. */
  async setHead(
    manager: EntityManager,
    { tenantId, roomId }: { tenantId: string; roomId: string },
    { lastSeq, position }: Head,
  ): Promise<void> {
    await manager.query(
      `UPDATE room_heads SET position = $3, last_seq = $4, active_at = CASE WHEN last_seq < $4 THEN now() ELSE active_at END,
              active_slot = CASE WHEN last_seq < $4 THEN ${activeSlot} ELSE active_slot END
        WHERE tenant_id = $1 AND room_id = $2`,
      [tenantId, roomId, position, lastSeq],
    );
  }
}
