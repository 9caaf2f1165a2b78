import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { type MemberRow, memberColumns } from './member.mapper.js';

/** Seats. Those that write run in a change of the room, under its head's lock. */
@Injectable()
export class MembersRepository {
  constructor(private readonly database: Database) {}

  /** Seated members in order of user id, after `afterUserId`. */
  list(tenantId: string, roomId: string, afterUserId: string | null, limit: number): Promise<MemberRow[]> {
    return this.database.query<MemberRow>(
      `SELECT ${memberColumns} FROM members
        WHERE tenant_id = $1 AND room_id = $2 AND left_at IS NULL AND ($3::uuid IS NULL OR user_id > $3)
        ORDER BY user_id LIMIT $4`,
      [tenantId, roomId, afterUserId, limit],
    );
  }

  /** The seat of one user, taken or left. */
  async find(tenantId: string, roomId: string, userId: string, within?: EntityManager): Promise<MemberRow | undefined> {
    const [row] = await this.database.query<MemberRow>(
      `SELECT ${memberColumns} FROM members WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3`,
      [tenantId, roomId, userId],
      within,
    );
    return row;
  }

  /** Everybody who sits in the room. */
  async listUserIds(tenantId: string, roomId: string): Promise<string[]> {
    const rows = await this.database.query<{ user_id: string }>(
      'SELECT user_id FROM members WHERE tenant_id = $1 AND room_id = $2 AND left_at IS NULL',
      [tenantId, roomId],
    );
    return rows.map((row) => row.user_id);
  }

  /** The rooms somebody sits in, the latest joined first; at most `limit`. */
  async listRoomIds(tenantId: string, userId: string, limit: number): Promise<string[]> {
    const rows = await this.database.query<{ room_id: string }>(
      `SELECT room_id FROM members WHERE tenant_id = $1 AND user_id = $2 AND left_at IS NULL
        ORDER BY joined_at DESC LIMIT $3`,
      [tenantId, userId, limit],
    );
    return rows.map((row) => row.room_id);
  }

  /** Takes a seat, for the first time or again, read up to `readSeq`, and counts it. */
  async seat(
    manager: EntityManager,
    key: { tenantId: string; roomId: string; userId: string },
    position: number,
    readSeq: number,
  ): Promise<MemberRow> {
    const [row] = await manager.query<MemberRow[]>(
      `WITH counted AS (UPDATE rooms SET member_count = member_count + 1, position = greatest(position, $4) WHERE tenant_id = $1 AND id = $2)
       INSERT INTO members (tenant_id, room_id, user_id, role, position, read_seq) VALUES ($1, $2, $3, 'member', $4, $5)
       ON CONFLICT (tenant_id, room_id, user_id)
       DO UPDATE SET role = 'member', joined_at = now(), left_at = NULL, position = $4, read_seq = $5
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, position, readSeq],
    );
    if (!row) throw new Error('a seat was not written');
    return row;
  }

  /** Gives a taken seat up, and counts it. */
  async unseat(
    manager: EntityManager,
    key: { tenantId: string; roomId: string; userId: string },
    position: number,
  ): Promise<MemberRow> {
    const [rows] = await manager.query<[MemberRow[], number]>(
      `WITH counted AS (UPDATE rooms SET member_count = member_count - 1, position = greatest(position, $4) WHERE tenant_id = $1 AND id = $2)
       UPDATE members SET left_at = now(), position = $4 WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, position],
    );
    const [row] = rows;
    if (!row) throw new Error('a seat was not given up');
    return row;
  }

  /**
   * Puts a user into the seat of another one, as it was; counts it where they did not sit here before.
   * @param seat what becomes of it where the user sat here too: both in one
   */
  async succeed(
    manager: EntityManager,
    key: { tenantId: string; roomId: string; userId: string },
    position: number,
    seat: Pick<MemberRow, 'role' | 'joined_at' | 'read_seq'> & { isCounted: boolean },
  ): Promise<MemberRow> {
    const [row] = await manager.query<MemberRow[]>(
      `WITH counted AS (
         UPDATE rooms SET member_count = member_count + CASE WHEN $8 THEN 0 ELSE 1 END, position = greatest(position, $4)
          WHERE tenant_id = $1 AND id = $2)
       INSERT INTO members (tenant_id, room_id, user_id, position, role, joined_at, read_seq) VALUES ($1, $2, $3, $4, $5, $6, $7)
       ON CONFLICT (tenant_id, room_id, user_id)
       DO UPDATE SET position = $4, role = $5, joined_at = $6, read_seq = $7, left_at = NULL
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, position, seat.role, seat.joined_at, seat.read_seq, seat.isCounted],
    );
    if (!row) throw new Error('a seat was not written');
    return row;
  }

  /** Notes that a user sat here once, as another one did; nothing where they have a seat, taken or left. */
  async noteFormer(
    manager: EntityManager,
    key: { tenantId: string; roomId: string; userId: string },
    formerId: string,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO members (tenant_id, room_id, user_id, role, joined_at, left_at, read_seq, position)
       SELECT $1, room_id, $3, 'member', joined_at, left_at, read_seq, 0 FROM members
        WHERE tenant_id = $1 AND room_id = $2 AND user_id = $4 ON CONFLICT DO NOTHING`,
      [key.tenantId, key.roomId, key.userId, formerId],
    );
  }
}
