import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { type MessageRow, messageColumns } from './message.mapper.js';
import type { MessageKey } from './message-changes.repository.js';

/** A pinned message, and when that was, in microseconds since the epoch: exact, where a `Date` is not. */
export interface PinnedRow extends MessageRow {
  pinned_at_us: number;
}

/** Where a page of pins begins: behind this one. */
export interface PinPlace {
  readonly pinnedAtUs: number;
  readonly seq: number;
}

/** Pinned messages. Those that write run in a change of the room, under its head's lock. */
@Injectable()
export class PinsRepository {
  constructor(private readonly database: Database) {}

  /** The one that was pinned last first, after a place (null = from the beginning). A range of an index. */
  list(tenantId: string, roomId: string, after: PinPlace | null, limit: number): Promise<PinnedRow[]> {
    return this.database.query<PinnedRow>(
      `SELECT ${messageColumns}, (extract(epoch FROM pinned_at) * 1000000)::bigint AS pinned_at_us FROM messages
        WHERE tenant_id = $1 AND room_id = $2 AND pinned_at IS NOT NULL
          AND ($3::bigint IS NULL OR (pinned_at, seq) < ('epoch'::timestamptz + $3::bigint * interval '1 microsecond', $4::bigint))
        ORDER BY pinned_at DESC, seq DESC LIMIT $5`,
      [tenantId, roomId, after?.pinnedAtUs ?? null, after?.seq ?? null, limit],
    );
  }

  /** How many messages of a room are pinned. */
  async count(manager: EntityManager, tenantId: string, roomId: string): Promise<number> {
    const [row] = await manager.query<{ count: number }[]>(
      `SELECT count(*)::int AS count FROM messages WHERE tenant_id = $1 AND room_id = $2 AND pinned_at IS NOT NULL`,
      [tenantId, roomId],
    );
    return row?.count ?? 0;
  }

  async set(
    manager: EntityManager,
    { tenantId, roomId, seq }: MessageKey,
    position: number,
    isPinned: boolean,
  ): Promise<MessageRow> {
    const [rows] = await manager.query<[MessageRow[], number]>(
      `UPDATE messages SET pinned_at = CASE WHEN $5 THEN statement_timestamp() END, position = $4
        WHERE tenant_id = $1 AND room_id = $2 AND seq = $3 RETURNING ${messageColumns}`,
      [tenantId, roomId, seq, position, isPinned],
    );
    const [row] = rows;
    if (!row) throw new Error('a message was not pinned');
    return row;
  }
}
