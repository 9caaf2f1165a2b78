import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { type MemberRow, memberColumns } from './member.mapper.js';
import { type SeatKey, written } from './members.repository.js';

/** What keeps somebody out of a room, or from writing in it. */
export type SanctionKind = 'ban' | 'mute';

/** How long it lasts, null = without end, and what it is for. */
export interface Sanction {
  until: Date | string | null;
  reason: string | null;
}

/** A user with their ban or mute. */
export interface SanctionedRow extends Sanction {
  user_id: string;
}

const ended = (kind: SanctionKind): string =>
  `UPDATE members SET ${kind}_until = NULL, ${kind}_reason = NULL, position = $4
    WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3 RETURNING ${memberColumns}`;
const endBanStatement = ended('ban');
const endMuteStatement = ended('mute');

const sanctioned = (kind: SanctionKind): string =>
  `SELECT user_id, nullif(${kind}_until, 'infinity') AS until, ${kind}_reason AS reason FROM members
    WHERE tenant_id = $1 AND room_id = $2 AND ${kind}_until > now() AND ($3::uuid IS NULL OR user_id > $3)
    ORDER BY user_id LIMIT $4`;
const bansStatement = sanctioned('ban');
const mutesStatement = sanctioned('mute');

/** Bans and mutes, which stand on the seat. Those that write run in a change of the room, under its head's lock. */
@Injectable()
export class SanctionsRepository {
  constructor(private readonly database: Database) {}

  /** Who is banned or muted now, in order of user id, after `afterUserId`. */
  list(
    tenantId: string,
    roomId: string,
    kind: SanctionKind,
    afterUserId: string | null,
    limit: number,
  ): Promise<SanctionedRow[]> {
    const parameters = [tenantId, roomId, afterUserId, limit];
    return kind === 'ban'
      ? this.database.query<SanctionedRow>(bansStatement, parameters)
      : this.database.query<SanctionedRow>(mutesStatement, parameters);
  }

  /**
   * Keeps a user out, who need not have a seat, and gives up the seat that they have.
   * @param until null = without end
   */
  async ban(manager: EntityManager, key: SeatKey, position: number, { until, reason }: Sanction): Promise<MemberRow> {
    const rows = await manager.query<MemberRow[]>(
      `WITH counted AS (
         UPDATE rooms SET position = greatest(position, $4), member_count = member_count - (
                  SELECT count(*) FROM members WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3 AND left_at IS NULL)
          WHERE tenant_id = $1 AND id = $2)
       INSERT INTO members (tenant_id, room_id, user_id, role, position, left_at, ban_until, ban_reason)
       VALUES ($1, $2, $3, 'member', $4, now(), coalesce($5::timestamptz, 'infinity'), $6)
       ON CONFLICT (tenant_id, room_id, user_id) DO UPDATE SET
         role = 'member', position = $4, left_at = coalesce(members.left_at, now()), ban_until = excluded.ban_until, ban_reason = $6
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, position, until, reason],
    );
    return written(rows);
  }

  /**
   * Keeps a user from writing, who need not have a seat.
   * @param until null = without end
   */
  async mute(manager: EntityManager, key: SeatKey, position: number, { until, reason }: Sanction): Promise<MemberRow> {
    const rows = await manager.query<MemberRow[]>(
      `INSERT INTO members (tenant_id, room_id, user_id, role, position, left_at, mute_until, mute_reason)
       VALUES ($1, $2, $3, 'member', $4, now(), coalesce($5::timestamptz, 'infinity'), $6)
       ON CONFLICT (tenant_id, room_id, user_id) DO UPDATE SET
         position = $4, mute_until = excluded.mute_until, mute_reason = $6
       RETURNING ${memberColumns}`,
      [key.tenantId, key.roomId, key.userId, position, until, reason],
    );
    return written(rows);
  }

  /** Ends a ban or a mute. */
  async pardon(manager: EntityManager, key: SeatKey, position: number, kind: SanctionKind): Promise<MemberRow> {
    const parameters = [key.tenantId, key.roomId, key.userId, position];
    const [rows] =
      kind === 'ban'
        ? await manager.query<[MemberRow[], number]>(endBanStatement, parameters)
        : await manager.query<[MemberRow[], number]>(endMuteStatement, parameters);
    return written(rows);
  }
}
