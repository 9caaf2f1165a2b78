import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type MessageRow, messageColumns } from '../messages/message.mapper.js';
import { type RoomRow, roomColumns } from '../rooms/room.mapper.js';
import type { Head } from './room-change.js';

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
   * @returns the emptied ones in order of position, each with the last clientId of all; fewer than `limit` = that is all
   */
  async emptyMessages(
    manager: EntityManager,
    { tenantId, roomId, authorId }: { tenantId: string; roomId: string; authorId: string },
    { position, after, limit }: { position: number; after: string; limit: number },
  ): Promise<(MessageRow & { last_client_id: string })[]> {
    return manager.query<(MessageRow & { last_client_id: string })[]>(
      `WITH doomed AS (
         SELECT picked.seq, picked.client_id, row_number() OVER (ORDER BY picked.seq) AS nth FROM (
           SELECT seq, client_id FROM messages
            WHERE tenant_id = $1 AND room_id = $2 AND author_id = $3 AND client_id > $4 AND deleted_at IS NULL
            ORDER BY client_id LIMIT $5) AS picked
       ), emptied AS (
         UPDATE messages AS m SET text = '', mentions = '{}', deleted_at = now(), position = $6::bigint + doomed.nth
           FROM doomed WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.seq = doomed.seq RETURNING m.*
       )
       SELECT ${messageColumns}, (SELECT max(client_id) FROM doomed) AS last_client_id FROM emptied ORDER BY position`,
      [tenantId, roomId, authorId, after, limit, position],
    );
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

  async setHeadPosition(manager: EntityManager, tenantId: string, roomId: string, position: number): Promise<void> {
    await manager.query('UPDATE room_heads SET position = $3 WHERE tenant_id = $1 AND room_id = $2', [
      tenantId,
      roomId,
      position,
    ]);
  }
}
