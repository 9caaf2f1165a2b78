import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import type { SeatRow } from '../members/member.mapper.js';
import { type RoomRow, roomColumns } from './room.mapper.js';
import type { Room } from './room.schema.js';

/** A room as one user finds it: with their seat, if they ever had one. */
export interface RoomWithSeat extends RoomRow {
  /** `has_sat`: a row of somebody who was banned or muted, and never took the seat, says no. */
  seat: (SeatRow & { is_muted: boolean; has_sat: boolean }) | null;
  is_deleted: boolean;
}

/** What a new room starts with. */
export interface NewRoom {
  type: Room['type'];
  slug: string | null;
  name: string | null;
  topic: string | null;
  /** Gets the owner's seat; null = a room without an owner. */
  ownerId: string | null;
}

/** A room's own fields, as far as people change them. */
export type RoomFields = Pick<Room, 'name' | 'slug' | 'topic' | 'posting' | 'slowModeSeconds'> & { archived: boolean };

/** Rooms with the seat of the user $3; to be followed by which ones. */
export const withSeat = `SELECT ${roomColumns}, r.deleted_at IS NOT NULL AS is_deleted,
    CASE WHEN m.user_id IS NULL THEN NULL
         ELSE jsonb_build_object('role', m.role, 'left_at', m.left_at, 'read_seq', m.read_seq,
                                 'has_sat', m.left_at IS NULL OR m.joined_at < m.left_at,
                                 'is_banned', (m.ban_until > now()) IS TRUE, 'is_muted', (m.mute_until > now()) IS TRUE) END AS seat
  FROM rooms AS r
  JOIN room_heads AS h ON h.tenant_id = r.tenant_id AND h.room_id = r.id
  LEFT JOIN members AS m ON m.tenant_id = r.tenant_id AND m.room_id = r.id AND m.user_id = $3`;

/** Rooms and their heads. */
@Injectable()
export class RoomsRepository {
  constructor(private readonly database: Database) {}

  /** The room with the seat of `userId` in it (null: nobody's); one index look-up each. */
  async find(tenantId: string, roomId: string, userId: string | null): Promise<RoomWithSeat | undefined> {
    const [row] = await this.database.query<RoomWithSeat>(
      `${withSeat} WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL`,
      [tenantId, roomId, userId],
    );
    return row;
  }

  /** Like `find`, and also a room that was removed: whoever could remove it may do so twice. */
  async findEvenDeleted(tenantId: string, roomId: string, userId: string | null): Promise<RoomWithSeat | undefined> {
    const [row] = await this.database.query<RoomWithSeat>(`${withSeat} WHERE r.tenant_id = $1 AND r.id = $2`, [
      tenantId,
      roomId,
      userId,
    ]);
    return row;
  }

  async findBySlug(tenantId: string, slug: string, userId: string | null): Promise<RoomWithSeat | undefined> {
    const [row] = await this.database.query<RoomWithSeat>(
      `${withSeat} WHERE r.tenant_id = $1 AND r.slug = $2 AND r.deleted_at IS NULL`,
      [tenantId, slug, userId],
    );
    return row;
  }

  /** The id alone, the same for whoever asks. */
  async findIdBySlug(tenantId: string, slug: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ id: string }>(
      'SELECT id FROM rooms WHERE tenant_id = $1 AND slug = $2 AND deleted_at IS NULL',
      [tenantId, slug],
    );
    return row?.id;
  }

  /** Makes a room with seq and position 0, and its owner's seat. The caller's transaction may be on either role. */
  async insert(manager: EntityManager, tenantId: string, room: NewRoom): Promise<string> {
    const id = newId();
    await manager.query(
      `WITH room AS (
         INSERT INTO rooms (tenant_id, id, type, slug, name, topic, created_by, member_count)
         VALUES ($1, $2, $3, $4, $5, $6, $7, CASE WHEN $7::uuid IS NULL THEN 0 ELSE 1 END)
       ), head AS (
         INSERT INTO room_heads (tenant_id, room_id, epoch) VALUES ($1, $2, $8)
       )
       INSERT INTO members (tenant_id, room_id, user_id, role, position)
       SELECT $1, $2, $7, 'owner', 0 WHERE $7::uuid IS NOT NULL`,
      [tenantId, id, room.type, room.slug, room.name, room.topic, room.ownerId, newId()],
    );
    return id;
  }

  /** The public room that every tenant starts with. */
  async insertLobby(manager: EntityManager, tenantId: string): Promise<void> {
    await this.insert(manager, tenantId, { type: 'public', slug: 'lobby', name: 'Lobby', topic: null, ownerId: null });
  }

  /** Writes a room's own fields; under the head's lock. */
  async update(
    manager: EntityManager,
    tenantId: string,
    roomId: string,
    { name, slug, topic, posting, slowModeSeconds, archived }: RoomFields,
  ): Promise<void> {
    await manager.query(
      `UPDATE rooms SET name = $3, slug = $4, topic = $5, posting = $6, slow_mode_seconds = $7,
              archived_at = CASE WHEN $8::boolean THEN coalesce(archived_at, now()) END
        WHERE tenant_id = $1 AND id = $2`,
      [tenantId, roomId, name, slug, topic, posting, slowModeSeconds, archived],
    );
  }

  /**
   * Gives a room another picture, or none (`avatar` null); under the head's lock.
   * @returns which uploaded one it had before; null = none
   */
  async setAvatar(
    manager: EntityManager,
    tenantId: string,
    roomId: string,
    avatar: { id: string; url: string } | null,
  ): Promise<string | null> {
    const [row] = await manager.query<{ avatar_id: string | null }[]>(
      `WITH old AS (
         SELECT id, avatar_id FROM rooms WHERE tenant_id = $1 AND id = $2
       ), changed AS (
         UPDATE rooms SET avatar_id = $3, avatar_url = $4 FROM old WHERE rooms.tenant_id = $1 AND rooms.id = old.id
       ) SELECT avatar_id FROM old`,
      [tenantId, roomId, avatar?.id ?? null, avatar?.url ?? null],
    );
    return row?.avatar_id ?? null;
  }

  /** Those of the uploaded pictures that are still some room's; a removed one has none. */
  async listAvatarIds(tenantId: string, avatarIds: readonly string[]): Promise<string[]> {
    const rows = await this.database.query<{ avatar_id: string }>(
      `SELECT r.avatar_id FROM rooms AS r
        WHERE r.tenant_id = $1 AND r.avatar_id = ANY($2::uuid[]) AND r.deleted_at IS NULL`,
      [tenantId, avatarIds],
    );
    return rows.map((row) => row.avatar_id);
  }

  /**
   * Takes a room away from everybody; its rows stay until retention removes them.
   * @returns whether it was still there
   */
  async markDeleted(manager: EntityManager, tenantId: string, roomId: string): Promise<boolean> {
    const [, count] = await manager.query<[unknown, number]>(
      'UPDATE rooms SET deleted_at = now() WHERE tenant_id = $1 AND id = $2 AND deleted_at IS NULL',
      [tenantId, roomId],
    );
    return count > 0;
  }
}
