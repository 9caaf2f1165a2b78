import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';

/** The rooms of two people. */
@Injectable()
export class DirectRoomsRepository {
  constructor(private readonly database: Database) {}

  /** The one room of two people, in whatever order they are named. One index look-up. */
  async find(tenantId: string, userId: string, otherId: string, within?: EntityManager): Promise<string | undefined> {
    const [row] = await this.database.query<{ room_id: string }>(
      `SELECT room_id FROM direct_rooms
        WHERE tenant_id = $1 AND low_id = least($2::uuid, $3::uuid) AND high_id = greatest($2::uuid, $3::uuid)`,
      [tenantId, userId, otherId],
      within,
    );
    return row?.room_id;
  }

  /**
   * Makes the room of two people with both seats; under `UsersRepository.lockPresent` of both.
   * @returns its id; `undefined` when there is one already
   */
  async insert(manager: EntityManager, tenantId: string, userId: string, otherId: string): Promise<string | undefined> {
    const [row] = await manager.query<{ room_id: string }[]>(
      `WITH pair AS (
         INSERT INTO direct_rooms (tenant_id, low_id, high_id, room_id)
         VALUES ($1, least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), $4)
         ON CONFLICT (tenant_id, low_id, high_id) DO NOTHING RETURNING room_id
       ), room AS (
         INSERT INTO rooms (tenant_id, id, type, created_by, member_count) SELECT $1, room_id, 'direct', $2, 2 FROM pair
       ), head AS (
         INSERT INTO room_heads (tenant_id, room_id, epoch) SELECT $1, room_id, $5 FROM pair
       ), seats AS (
         INSERT INTO members (tenant_id, room_id, user_id, role, position)
         SELECT $1, room_id, seated, 'member', 0 FROM pair, unnest(ARRAY[$2, $3]::uuid[]) AS seated
       )
       SELECT room_id FROM pair`,
      [tenantId, userId, otherId, newId(), newId()],
    );
    return row?.room_id;
  }

  /** Puts a room that somebody left back in their sight. @returns whether it was out of it */
  async show(tenantId: string, roomId: string, userId: string): Promise<boolean> {
    const rows = await this.database.query(
      `WITH shown AS (
         UPDATE members AS m SET hidden_at = NULL
          WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.user_id = $3 AND m.hidden_at IS NOT NULL RETURNING m.room_id
       ) SELECT room_id FROM shown`,
      [tenantId, roomId, userId],
    );
    return rows.length > 0;
  }
}
