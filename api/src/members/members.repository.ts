import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { type MemberRow, memberColumns, type SeatRow } from './member.mapper.js';

/** Names a seat. */
export interface SeatKey {
  tenantId: string;
  roomId: string;
  userId: string;
}

/** What somebody sets for themselves; what is left out stays. */
export interface OwnSettings {
  muted?: boolean | undefined;
  pinned?: boolean | undefined;
  markedUnread?: boolean | undefined;
}

/** The seat that was written; it is there, as its room is locked. */
export function written([row]: readonly MemberRow[]): MemberRow {
  if (!row) throw new Error('a seat was not written');
  return row;
}

const others = 'tenant_id = $1 AND room_id = $2 AND user_id <> $3 AND left_at IS NULL';

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

  /**
   * As `list`, of those whose username or display name begins with `prefix`. Neither reads more than it must: the names that
   * begin so are a range of an index, the members of a small room are looked at one by one.
   */
  listNamed(
    tenantId: string,
    roomId: string,
    prefix: string,
    afterUserId: string | null,
    limit: number,
  ): Promise<MemberRow[]> {
    // '~' sorts after everything that a username may hold, the last code point after everything else. The database folds
    // what is asked as it folds the names.
    return this.database.query<MemberRow>(
      `SELECT ${memberColumns} FROM members AS m JOIN users AS u ON u.tenant_id = m.tenant_id AND u.id = m.user_id
        WHERE m.tenant_id = $1 AND u.tenant_id = $1 AND m.room_id = $2 AND m.left_at IS NULL
          AND ($3::uuid IS NULL OR m.user_id > $3)
          AND ((u.username >= lower($5) AND u.username < lower($5) || '~') OR
               (lower(u.display_name) COLLATE "C" >= lower($5) AND lower(u.display_name) COLLATE "C" < lower($5) || chr(1114111)))
        ORDER BY m.user_id LIMIT $4`,
      [tenantId, roomId, afterUserId, limit, prefix],
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

  /** Some of those who sit in the room, in order of user id, after `afterUserId` (null = from the beginning). */
  async listUserIds(
    tenantId: string,
    roomId: string,
    afterUserId: string | null,
    limit: number,
    within?: EntityManager,
  ): Promise<string[]> {
    const rows = await this.database.query<{ user_id: string }>(
      `SELECT user_id FROM members
        WHERE tenant_id = $1 AND room_id = $2 AND left_at IS NULL AND ($3::uuid IS NULL OR user_id > $3)
        ORDER BY user_id LIMIT $4`,
      [tenantId, roomId, afterUserId, limit],
      within,
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
  async seat(manager: EntityManager, key: SeatKey, position: number, readSeq: number): Promise<MemberRow> {
    const rows = await manager.query<MemberRow[]>(
      `WITH counted AS (UPDATE rooms SET member_count = member_count + 1, position = greatest(position, $4) WHERE tenant_id = $1 AND id = $2)
       INSERT INTO members (tenant_id, room_id, user_id, role, position, read_seq) VALUES ($1, $2, $3, 'member', $4, $5)
       ON CONFLICT (tenant_id, room_id, user_id)
       DO UPDATE SET role = 'member', joined_at = now(), left_at = NULL, position = $4, read_seq = $5
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, position, readSeq],
    );
    return written(rows);
  }

  /** Gives a taken seat up, and counts it. */
  async unseat(manager: EntityManager, key: SeatKey, position: number): Promise<MemberRow> {
    const [rows] = await manager.query<[MemberRow[], number]>(
      `WITH counted AS (UPDATE rooms SET member_count = member_count - 1, position = greatest(position, $4) WHERE tenant_id = $1 AND id = $2)
       UPDATE members SET left_at = now(), position = $4 WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, position],
    );
    return written(rows);
  }

  /** Writes a seat's role. */
  async setRole(manager: EntityManager, key: SeatKey, position: number, role: SeatRow['role']): Promise<MemberRow> {
    const [rows] = await manager.query<[MemberRow[], number]>(
      `UPDATE members SET role = $5, position = $4 WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, position, role],
    );
    return written(rows);
  }

  /** Whether somebody else owns the room. */
  async hasOtherOwner(manager: EntityManager, { tenantId, roomId, userId }: SeatKey): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `SELECT user_id FROM members WHERE ${others} AND role = 'owner' LIMIT 1`,
      [tenantId, roomId, userId],
    );
    return rows.length > 0;
  }

  /** Whether somebody else sits in the room. */
  async hasOthers(manager: EntityManager, { tenantId, roomId, userId }: SeatKey): Promise<boolean> {
    const rows = await manager.query<unknown[]>(`SELECT user_id FROM members WHERE ${others} LIMIT 1`, [
      tenantId,
      roomId,
      userId,
    ]);
    return rows.length > 0;
  }

  /**
   * Who takes the place of the only owner when they go: the moderator who sits longest, or else the member who does, for which
   * all of them are looked at; `undefined` where nobody else sits.
   */
  async findHeir(manager: EntityManager, { tenantId, roomId, userId }: SeatKey): Promise<string | undefined> {
    const [moderator] = await manager.query<{ user_id: string }[]>(
      `SELECT user_id FROM members WHERE ${others} AND role = 'moderator' ORDER BY joined_at, user_id LIMIT 1`,
      [tenantId, roomId, userId],
    );
    if (moderator) return moderator.user_id;
    const [member] = await manager.query<{ user_id: string }[]>(
      `SELECT user_id FROM members WHERE ${others} ORDER BY joined_at, user_id LIMIT 1`,
      [tenantId, roomId, userId],
    );
    return member?.user_id;
  }

  /** Writes what somebody has set for themselves; nobody is told. */
  async arrange(manager: EntityManager, key: SeatKey, settings: OwnSettings): Promise<MemberRow> {
    const [rows] = await manager.query<[MemberRow[], number]>(
      `UPDATE members SET muted = coalesce($4, muted), pinned = coalesce($5, pinned),
              marked_unread = coalesce($6, marked_unread)
        WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3 RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, settings.muted, settings.pinned, settings.markedUnread],
    );
    return written(rows);
  }

  /**
   * Puts a user into the seat of another one, as it was; counts it where they did not sit here before.
   * Who was muted as the other one still is; who did not want to hear of their partner still does not.
   * @param seat what becomes of it where the user sat here too: both in one
   */
  async succeed(
    manager: EntityManager,
    key: SeatKey,
    position: number,
    formerId: string,
    seat: Pick<MemberRow, 'role' | 'joined_at' | 'read_seq'> & { isCounted: boolean },
  ): Promise<MemberRow> {
    const rows = await manager.query<MemberRow[]>(
      `WITH counted AS (
         UPDATE rooms SET member_count = member_count + CASE WHEN $8 THEN 0 ELSE 1 END, position = greatest(position, $4)
          WHERE tenant_id = $1 AND id = $2)
       INSERT INTO members
         (tenant_id, room_id, user_id, position, role, joined_at, read_seq, mute_until, mute_reason, muted, pinned, peer_blocked)
       SELECT $1, $2, $3, $4, $5, $6, $7, f.mute_until, f.mute_reason, f.muted, f.pinned, f.peer_blocked FROM members AS f
        WHERE f.tenant_id = $1 AND f.room_id = $2 AND f.user_id = $9
       ON CONFLICT (tenant_id, room_id, user_id)
       DO UPDATE SET position = $4, role = $5, joined_at = $6, read_seq = greatest(members.read_seq, $7), left_at = NULL,
         mute_until = greatest(members.mute_until, excluded.mute_until), mute_reason = coalesce(members.mute_reason, excluded.mute_reason)
       RETURNING ${memberColumns}`,
      [
        key.tenantId,
        key.roomId,
        key.userId,
        position,
        seat.role,
        seat.joined_at,
        seat.read_seq,
        seat.isCounted,
        formerId,
      ],
    );
    return written(rows);
  }

  /**
   * Notes that a user sat here once, as another one did, and is banned or muted as that one is; nothing where they have a seat.
   * @param position 0 = nobody is told: what took one before keeps it
   */
  async noteFormer(
    manager: EntityManager,
    key: SeatKey,
    formerId: string,
    position: number,
  ): Promise<MemberRow | undefined> {
    const [row] = await manager.query<MemberRow[]>(
      `WITH told AS (UPDATE rooms SET position = greatest(position, $5) WHERE tenant_id = $1 AND id = $2 AND $5 > 0)
       INSERT INTO members
         (tenant_id, room_id, user_id, role, joined_at, left_at, read_seq, position, ban_until, ban_reason, mute_until, mute_reason)
       SELECT $1, room_id, $3, 'member', joined_at, left_at, read_seq, $5, ban_until, ban_reason, mute_until, mute_reason
         FROM members WHERE tenant_id = $1 AND room_id = $2 AND user_id = $4
       ON CONFLICT (tenant_id, room_id, user_id) DO UPDATE SET position = greatest(members.position, excluded.position),
         ban_until = greatest(members.ban_until, excluded.ban_until), ban_reason = coalesce(members.ban_reason, excluded.ban_reason),
         mute_until = greatest(members.mute_until, excluded.mute_until), mute_reason = coalesce(members.mute_reason, excluded.mute_reason)
         WHERE members.left_at IS NOT NULL
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, formerId, position],
    );
    return row;
  }

  /**
   * Takes a room out of somebody's list until its next message: it is out of sight while nothing is newer than what there was
   * when they left.
   * @returns whether it was in sight
   */
  async hide(manager: EntityManager, { tenantId, roomId, userId }: SeatKey): Promise<boolean> {
    const [, count] = await manager.query<[unknown, number]>(
      `UPDATE members AS m SET hidden_at = h.active_at FROM room_heads AS h
        WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.user_id = $3 AND h.tenant_id = m.tenant_id AND h.room_id = m.room_id
          AND (m.hidden_at IS NULL OR m.hidden_at < h.active_at)`,
      [tenantId, roomId, userId],
    );
    return count > 0;
  }
}
