import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import type { UserRow } from '../users/user.mapper.js';
import type { SessionEndCode } from './auth.events.js';
import type { RotationState } from './session-rotation.js';

/** A session as every request needs it. */
export interface SessionState {
  userId: string;
  userKind: UserRow['kind'];
  generation: number;
  isConfirmed: boolean;
  isLive: boolean;
}

/** A live session, locked. */
export interface LockedSession extends RotationState {
  userId: string;
}

/** Sessions of users. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /** One look-up by key for each; those that are not there are left out. */
  async findStates(tenantId: string, sessionIds: readonly string[]): Promise<ReadonlyMap<string, SessionState>> {
    const rows = await this.database.query<SessionState & { id: string }>(
      `SELECT s.id, s.user_id AS "userId", u.kind AS "userKind", s.generation, s.confirmed_at IS NOT NULL AS "isConfirmed",
              s.ended_at IS NULL AND s.expires_at > now() AS "isLive"
         FROM sessions AS s JOIN users AS u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
        WHERE s.tenant_id = $1 AND s.id = ANY($2::uuid[])`,
      [tenantId, sessionIds],
    );
    return new Map(rows.map(({ id, ...state }) => [id, state]));
  }

  /** Notes that the newest generation arrived at its user; nothing when it was noted, or is not the newest, already. */
  async confirm(tenantId: string, sessionId: string, generation: number): Promise<void> {
    await this.database.query(
      `UPDATE sessions SET confirmed_at = clock_timestamp()
        WHERE tenant_id = $1 AND id = $2 AND generation = $3 AND confirmed_at IS NULL`,
      [tenantId, sessionId, generation],
    );
  }

  /** A new session of generation 1. */
  async insert(
    manager: EntityManager,
    tenantId: string,
    sessionId: string,
    userId: string,
    lifeDays: number,
  ): Promise<void> {
    await manager.query(
      `INSERT INTO sessions (tenant_id, id, user_id, expires_at) VALUES ($1, $2, $3, now() + make_interval(days => $4))`,
      [tenantId, sessionId, userId, lifeDays],
    );
  }

  /** The session, if it lives, locked against other refreshes until the transaction ends. */
  async lock(manager: EntityManager, tenantId: string, sessionId: string): Promise<LockedSession | undefined> {
    const [row] = await manager.query<LockedSession[]>(
      `SELECT user_id AS "userId", generation,
              extract(epoch FROM clock_timestamp() - confirmed_at)::float8 * 1000 AS "confirmedMsAgo",
              extract(epoch FROM clock_timestamp() - previous_confirmed_at)::float8 * 1000 AS "previousConfirmedMsAgo"
         FROM sessions WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL AND expires_at > now() FOR UPDATE`,
      [tenantId, sessionId],
    );
    return row;
  }

  /** Makes `generation` the newest: the one before it has just been used. Under `lock`. */
  async rotate(
    manager: EntityManager,
    tenantId: string,
    sessionId: string,
    generation: number,
    lifeDays: number,
  ): Promise<void> {
    await manager.query(
      `UPDATE sessions SET generation = $3, confirmed_at = NULL,
              previous_confirmed_at = coalesce(confirmed_at, clock_timestamp()),
              last_seen_at = now(), expires_at = now() + make_interval(days => $4)
        WHERE tenant_id = $1 AND id = $2`,
      [tenantId, sessionId, generation, lifeDays],
    );
  }

  /** Ends a live session. */
  async end(manager: EntityManager, tenantId: string, sessionId: string, code: SessionEndCode): Promise<void> {
    await manager.query(
      `UPDATE sessions SET ended_at = now(), end_reason = $3 WHERE tenant_id = $1 AND id = $2 AND ended_at IS NULL`,
      [tenantId, sessionId, code],
    );
  }

  /**
   * Ends all live sessions of a user.
   * @param keptId one that stays; null = none does
   * @returns their ids
   */
  async endAll(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    code: SessionEndCode,
    keptId: string | null = null,
  ): Promise<string[]> {
    const rows = await manager.query<{ id: string }[]>(
      `WITH ended AS (
         UPDATE sessions SET ended_at = now(), end_reason = $3
          WHERE tenant_id = $1 AND user_id = $2 AND ended_at IS NULL AND id IS DISTINCT FROM $4::uuid RETURNING id
       ) SELECT id FROM ended`,
      [tenantId, userId, code, keptId],
    );
    return rows.map((row) => row.id);
  }
}
