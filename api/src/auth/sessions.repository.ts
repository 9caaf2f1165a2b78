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

/** What a session begins with. */
export interface NewSession {
  id: string;
  userId: string;
  /** On what it was opened; null = not known. */
  device: string | null;
  /** Whether the tenant itself opened it, or vouches for its user. */
  isVouched: boolean;
  lifeDays: number;
}

/** A session as its user sees it. */
export interface OpenSessionRow {
  id: string;
  device: string | null;
  created_at: Date;
  last_seen_at: Date;
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

  /**
   * A new session of generation 1. Whoever deletes the user meanwhile is waited for, or waits and ends it.
   * @returns whether the user is there to have one
   */
  async insert(
    manager: EntityManager,
    tenantId: string,
    { id, userId, device, isVouched, lifeDays }: NewSession,
  ): Promise<boolean> {
    const rows = await manager.query<unknown[]>(
      `WITH owner AS (SELECT id FROM users WHERE tenant_id = $1 AND id = $3 AND deleted_at IS NULL FOR SHARE)
       INSERT INTO sessions (tenant_id, id, user_id, device, expires_at, is_vouched)
       SELECT $1, $2, owner.id, $4, now() + make_interval(days => $5), $6 FROM owner RETURNING id`,
      [tenantId, id, userId, device, lifeDays, isVouched],
    );
    return rows.length > 0;
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

  /** Makes `generation` the newest: the one before it has just been used, on `device` (null: as before). Under `lock`. */
  async rotate(
    manager: EntityManager,
    tenantId: string,
    sessionId: string,
    { generation, lifeDays, device }: { generation: number; lifeDays: number; device: string | null },
  ): Promise<void> {
    await manager.query(
      `UPDATE sessions SET generation = $3, confirmed_at = NULL,
              previous_confirmed_at = coalesce(confirmed_at, clock_timestamp()),
              last_seen_at = now(), expires_at = now() + make_interval(days => $4), device = coalesce($5, device)
        WHERE tenant_id = $1 AND id = $2`,
      [tenantId, sessionId, generation, lifeDays, device],
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

  /** Whether it is a live session that the tenant neither opened nor vouches for the user of. */
  async isUnvouched(tenantId: string, sessionId: string): Promise<boolean> {
    const rows = await this.database.query(
      `SELECT FROM sessions AS s JOIN users AS u ON u.tenant_id = s.tenant_id AND u.id = s.user_id
        WHERE s.tenant_id = $1 AND s.id = $2 AND s.ended_at IS NULL AND s.expires_at > now()
          AND NOT s.is_vouched AND u.kind <> 'external'`,
      [tenantId, sessionId],
    );
    return rows.length > 0;
  }

  /** Whose session it is or was; `undefined` when there is none. */
  async findOwner(tenantId: string, sessionId: string): Promise<string | undefined> {
    const [row] = await this.database.query<{ user_id: string }>(
      'SELECT user_id FROM sessions WHERE tenant_id = $1 AND id = $2',
      [tenantId, sessionId],
    );
    return row?.user_id;
  }

  /** Live sessions of a user, newest first, before the session `beforeId`. */
  listLive(tenantId: string, userId: string, beforeId: string | null, limit: number): Promise<OpenSessionRow[]> {
    return this.database.query<OpenSessionRow>(
      `SELECT id, device, created_at, last_seen_at FROM sessions
        WHERE tenant_id = $1 AND user_id = $2 AND ended_at IS NULL AND expires_at > now()
          AND ($3::uuid IS NULL OR id < $3)
        ORDER BY id DESC LIMIT $4`,
      [tenantId, userId, beforeId, limit],
    );
  }

  /** Notes that these live sessions are in use, where that is not noted within the last minute. */
  async markSeen(sessions: readonly { tenantId: string; sessionId: string }[]): Promise<void> {
    await this.database.query(
      `UPDATE sessions AS s SET last_seen_at = now() FROM unnest($1::uuid[], $2::uuid[]) AS seen(tenant, id)
        WHERE s.tenant_id = seen.tenant AND s.id = seen.id AND s.ended_at IS NULL
          AND s.last_seen_at < now() - interval '1 minute'`,
      [sessions.map((session) => session.tenantId), sessions.map((session) => session.sessionId)],
    );
  }
}
