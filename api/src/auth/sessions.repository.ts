import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { removal } from '../database/removal.js';
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
  /** How many live sessions the user has with it, at most. */
  maxLive: number;
}

/** A session as its user sees it. */
export interface OpenSessionRow {
  id: string;
  device: string | null;
  created_at: Date;
  last_seen_at: Date;
}

/**
 * When a session is over that is used now, and then no more: at the end of the day so many days from now. A day in which it
 * is renewed often changes no indexed column but once.
 */
const endOfLife = (days: string) => `date_trunc('day', now()) + make_interval(days => ${days} + 1)`;

/**
 * How long a session is kept that is over: nodes read which ones ended, its access tokens may still log out, and whoever
 * asks twice to end it is told the same.
 */
const keptAfterEnd = `interval '30 days'`;

/** Sessions of users. */
@Injectable()
export class SessionsRepository {
  constructor(private readonly database: Database) {}

  /** One look-up by key for each; those that are not there are left out. */
  async findStates(tenantId: string, sessionIds: readonly string[]): Promise<ReadonlyMap<string, SessionState>> {
    // Sub-selects with a LIMIT: no statistics turn them into a join that begins with all users of the tenant.
    const rows = await this.database.prepared<SessionState & { id: string }>(
      `SELECT s.*, u.kind AS "userKind" FROM unnest($2::uuid[]) AS asked(id)
        CROSS JOIN LATERAL (
          SELECT x.id, x.user_id AS "userId", x.generation, x.confirmed_at IS NOT NULL AS "isConfirmed",
                 x.ended_at IS NULL AND x.expires_at > now() AS "isLive"
            FROM sessions AS x WHERE x.tenant_id = $1 AND x.id = asked.id LIMIT 1) AS s
        CROSS JOIN LATERAL (SELECT x.kind FROM users AS x WHERE x.tenant_id = $1 AND x.id = s."userId" LIMIT 1) AS u`,
      [tenantId, sessionIds],
      'session_states',
    );
    return new Map(rows.map(({ id, ...state }) => [id, state]));
  }

  /** Notes that the newest generation arrived at its user; nothing when it was noted, or is not the newest, already. */
  async confirm(tenantId: string, sessionId: string, generation: number): Promise<void> {
    await this.database.prepared(
      `UPDATE sessions SET confirmed_at = clock_timestamp()
        WHERE tenant_id = $1 AND id = $2 AND generation = $3 AND confirmed_at IS NULL`,
      [tenantId, sessionId, generation],
      'confirm_session',
    );
  }

  /**
   * A new session of generation 1; of the user's others those end that were not used for longest, where they are too many.
   * Whoever deletes the user meanwhile is waited for, or waits and ends it.
   * @returns the ids of those that ended; `undefined` when the user is not there to have a session
   */
  async insert(
    manager: EntityManager,
    tenantId: string,
    { id, userId, device, isVouched, lifeDays, maxLive }: NewSession,
  ): Promise<string[] | undefined> {
    // One that somebody holds is in use, and not the one to end. The user is held first, as by whoever deletes them.
    const [row] = await manager.query<[{ isOpen: boolean; endedIds: string[] }]>(
      `WITH owner AS (
         SELECT id FROM users WHERE tenant_id = $1 AND id = $3 AND deleted_at IS NULL FOR SHARE
       ), surplus AS (
         SELECT s.id FROM sessions AS s JOIN owner ON owner.id = s.user_id
          WHERE s.tenant_id = $1 AND s.ended_at IS NULL AND s.expires_at > now()
          ORDER BY s.last_seen_at DESC, s.id DESC OFFSET $6
       ), held AS (
         SELECT id FROM sessions
          WHERE tenant_id = $1 AND id IN (SELECT id FROM surplus) AND ended_at IS NULL
          ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
       ), ended AS (
         UPDATE sessions SET ended_at = now(), end_reason = 'revoked' FROM held
          WHERE sessions.tenant_id = $1 AND sessions.id = held.id RETURNING sessions.id
       ), opened AS (
         INSERT INTO sessions (tenant_id, id, user_id, device, expires_at, is_vouched)
         SELECT $1, $2, owner.id, $4, ${endOfLife('$5')}, $7 FROM owner RETURNING id
       )
       SELECT EXISTS (SELECT FROM opened) AS "isOpen", ARRAY(SELECT id FROM ended) AS "endedIds"`,
      [tenantId, id, userId, device, lifeDays, maxLive - 1, isVouched],
    );
    return row.isOpen ? row.endedIds : undefined;
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

  /**
   * Makes `generation` the newest: the one before it has just been used, on `device` (null: as before). Under `lock`.
   * @param isVouched whether the tenant itself renews it; once it did, it is one that it vouches for
   */
  async rotate(
    manager: EntityManager,
    tenantId: string,
    sessionId: string,
    {
      generation,
      lifeDays,
      device,
      isVouched,
    }: { generation: number; lifeDays: number; device: string | null; isVouched: boolean },
  ): Promise<void> {
    await manager.query(
      `UPDATE sessions SET generation = $3, confirmed_at = NULL,
              previous_confirmed_at = coalesce(confirmed_at, clock_timestamp()),
              last_seen_at = now(), expires_at = ${endOfLife('$4')}, device = coalesce($5, device),
              is_vouched = is_vouched OR $6
        WHERE tenant_id = $1 AND id = $2`,
      [tenantId, sessionId, generation, lifeDays, device, isVouched],
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
    // In order of their ids, so that of two who do so at once none waits for what the other waits for.
    const rows = await manager.query<{ id: string }[]>(
      `WITH held AS (
         SELECT id FROM sessions
          WHERE tenant_id = $1 AND user_id = $2 AND ended_at IS NULL AND id IS DISTINCT FROM $4::uuid
          ORDER BY id FOR NO KEY UPDATE
       ), ended AS (
         UPDATE sessions SET ended_at = now(), end_reason = $3 FROM held
          WHERE sessions.tenant_id = $1 AND sessions.id = held.id RETURNING sessions.id
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

  /**
   * Notes when these live sessions were in use, where no later use than a minute before that is noted. It waits for nobody:
   * a row that somebody holds is being renewed or ended, and says so itself.
   */
  async markSeen(sessions: readonly { tenantId: string; sessionId: string; msAgo: number }[]): Promise<void> {
    await this.database.query(
      `WITH held AS (
         SELECT s.tenant_id, s.id, seen.at
           FROM unnest($1::uuid[], $2::uuid[], $3::float8[]) AS given(tenant, id, ms_ago)
          CROSS JOIN LATERAL (SELECT now() - given.ms_ago * interval '1 millisecond' AS at) AS seen
           JOIN sessions AS s ON s.tenant_id = given.tenant AND s.id = given.id
          WHERE s.ended_at IS NULL AND s.last_seen_at < seen.at - interval '1 minute'
          ORDER BY s.tenant_id, s.id FOR NO KEY UPDATE OF s SKIP LOCKED
       ) UPDATE sessions AS s SET last_seen_at = held.at FROM held WHERE s.tenant_id = held.tenant_id AND s.id = held.id`,
      [
        sessions.map((session) => session.tenantId),
        sessions.map((session) => session.sessionId),
        sessions.map((session) => session.msAgo),
      ],
    );
  }

  /** Forgets on what a user was logged in, who has left for good. After their sessions were ended. */
  async forgetDevices(manager: EntityManager, tenantId: string, userId: string): Promise<void> {
    await manager.query(
      'UPDATE sessions SET device = NULL WHERE tenant_id = $1 AND user_id = $2 AND device IS NOT NULL',
      [tenantId, userId],
    );
  }

  /**
   * Removes sessions of all tenants that ended long ago. A token of theirs is refused as one of no session: what ends a
   * session whose token was used twice is the row of a live one, and stays.
   * @param limit how many, at most
   * @returns how many
   */
  async removeEnded(limit: number): Promise<number> {
    const rows = await this.database.query(
      removal('sessions', 'tenant_id, id', `ended_at < now() - ${keptAfterEnd}`, 'ended_at'),
      [limit],
    );
    return rows.length;
  }

  /** The same of those that were not used until their time was up. */
  async removeExpired(limit: number): Promise<number> {
    const rows = await this.database.query(
      removal('sessions', 'tenant_id, id', `ended_at IS NULL AND expires_at < now() - ${keptAfterEnd}`, 'expires_at'),
      [limit],
    );
    return rows.length;
  }
}
