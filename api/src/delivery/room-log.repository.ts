import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
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
