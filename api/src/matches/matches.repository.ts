import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { Asked } from '../common/cache/next-read.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { removal } from '../database/removal.js';
import type { WaitingTicket } from './pairing.js';

/** How long a ticket lives by itself: after that somebody must have asked for it, or have a socket. */
const lifetime = `interval '30 seconds'`;

/** How long somebody waits for a person of the same interests alone. */
const patience = `interval '10 seconds'`;

/** How long a ticket waits for a node that has a socket of its user, once another one had the last that it knew of. */
const grace = `interval '3 seconds'`;

/** How long it is remembered what became of a ticket. */
const memory = `interval '1 day'`;

const isOpen = 'room_id IS NULL AND ended_at IS NULL AND live_until > now()';
const waits = `${isOpen} AND (left_at IS NULL OR left_at > now() - ${grace})`;
const isMet = `${isOpen} AND left_at IS NULL`;
/** Whoever has left for good meets nobody. */
const ofPresent = `CROSS JOIN LATERAL (
           SELECT x.id FROM users AS x
            WHERE x.tenant_id = $1 AND x.id = t.user_id AND x.deleted_at IS NULL LIMIT 1) AS u`;
const countMet = `SELECT count(*)::int AS waiting FROM match_tickets AS t ${ofPresent} WHERE t.tenant_id = $1 AND ${isMet}`;
const isOver = `created_at < now() - ${memory} AND NOT (${waits})`;

/** Most tickets of a tenant that are looked at together. */
export const ticketsAtOnce = 1_000;

/** Names a user of a tenant. */
export interface UserKey {
  tenantId: string;
  userId: string;
}

/** Names a ticket, and whose it is. */
export interface TicketKey extends UserKey {
  ticketId: string;
}

/** Somebody who wants to be queued, with the ticket that they get unless they have one. */
export interface Wish extends TicketKey {
  size: number;
  interests: readonly string[];
}

/** Where a ticket is: the room that it came to, or how many wait for one of its size. */
export type TicketState = { roomId: null; waiting: number } | { roomId: string; waiting: null };

/** Tickets of those who look for strangers. */
@Injectable()
export class MatchesRepository {
  constructor(private readonly database: Database) {}

  /**
   * Queues users of one tenant; who waits already goes on with the ticket that they have.
   * @returns their tickets, by user; of those whose last one is over and has to be ended first, none
   */
  async enqueue(wishes: Asked<Wish>): Promise<ReadonlyMap<string, string>> {
    const [{ tenantId }] = wishes;
    // The first one of each: one statement cannot change a row twice.
    const firsts = new Map(wishes.toReversed().map((wish) => [wish.userId, wish]));
    const rows = await this.database.prepared<{ id: string; user_id: string }>(
      // In the order of their users, so that two nodes do not wait for each other.
      `INSERT INTO match_tickets (tenant_id, id, user_id, size, interests, live_until)
       SELECT $1, w."ticketId", w."userId", w.size, w.interests, now() + ${lifetime}
         FROM json_to_recordset($2::json) AS w("ticketId" uuid, "userId" uuid, size int, interests text[]) ORDER BY w."userId"
       ON CONFLICT (tenant_id, user_id) WHERE room_id IS NULL AND ended_at IS NULL
       DO UPDATE SET live_until = now() + ${lifetime}, left_at = NULL WHERE match_tickets.live_until > now()
         AND (match_tickets.left_at IS NULL OR match_tickets.left_at > now() - ${grace})
       RETURNING id, user_id`,
      [tenantId, JSON.stringify([...firsts.values()])],
      'enqueue_tickets',
    );
    return new Map(rows.map((row) => [row.user_id, row.id]));
  }

  /** Ends a ticket of a user that nobody has asked for in time, or whose sockets are gone. */
  async endExpired({ tenantId, userId }: UserKey): Promise<void> {
    await this.database.query(
      `UPDATE match_tickets SET ended_at = now()
        WHERE tenant_id = $1 AND user_id = $2 AND room_id IS NULL AND ended_at IS NULL AND NOT (${waits})`,
      [tenantId, userId],
    );
  }

  /**
   * Ends tickets of all tenants that nobody can take back any more, so that whoever looks for those that wait does not come by
   * them again and again.
   */
  async endForgotten(): Promise<void> {
    await this.database.query(
      `UPDATE match_tickets SET ended_at = now()
        WHERE room_id IS NULL AND ended_at IS NULL
          AND (live_until < now() - ${lifetime} OR left_at < now() - ${lifetime})`,
      [],
    );
  }

  /** Lets a ticket that waits live on. @returns whether it does */
  async keep({ tenantId, userId }: UserKey, ticketId: string): Promise<boolean> {
    const kept = await this.database.query<unknown>(
      `WITH kept AS (
         UPDATE match_tickets SET live_until = now() + ${lifetime}
          WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND ${waits} RETURNING id)
       SELECT id FROM kept`,
      [tenantId, ticketId, userId],
    );
    return kept.length > 0;
  }

  /** Where tickets of one tenant are, by ticket; those that never were these users' are left out. */
  async find(asked: Asked<TicketKey>): Promise<ReadonlyMap<string, TicketState>> {
    const [{ tenantId }] = asked;
    const rows = await this.database.prepared<TicketState & { id: string }>(
      // Counted once for all who ask.
      `WITH alike AS MATERIALIZED (
         SELECT size, count(*)::int AS waiting FROM match_tickets WHERE tenant_id = $1 AND ${isMet} GROUP BY size)
       SELECT t.id, t.room_id AS "roomId", CASE WHEN t.room_id IS NULL THEN coalesce(a.waiting, 0) END AS waiting
         FROM unnest($2::uuid[], $3::uuid[]) AS asked(ticket, person)
        CROSS JOIN LATERAL (
          SELECT x.id, x.room_id, x.size FROM match_tickets AS x
           WHERE x.tenant_id = $1 AND x.id = asked.ticket AND x.user_id = asked.person LIMIT 1) AS t
         LEFT JOIN alike AS a ON a.size = t.size`,
      [tenantId, asked.map(({ ticketId }) => ticketId), asked.map(({ userId }) => userId)],
      'find_tickets',
    );
    return new Map(rows.map(({ id, ...state }) => [id, state]));
  }

  /**
   * Takes a ticket back, also the second time.
   * @returns whether it is over now, and not matched; `undefined` = it never was this user's
   */
  async withdraw({ tenantId, userId }: UserKey, ticketId: string): Promise<boolean | undefined> {
    const [row] = await this.database.query<{ is_ended: boolean }>(
      `WITH ended AS (
         UPDATE match_tickets SET ended_at = coalesce(ended_at, now())
          WHERE tenant_id = $1 AND id = $2 AND user_id = $3 AND room_id IS NULL RETURNING id)
       SELECT EXISTS (SELECT FROM ended) AS is_ended FROM match_tickets
        WHERE tenant_id = $1 AND id = $2 AND user_id = $3`,
      [tenantId, ticketId, userId],
    );
    return row?.is_ended;
  }

  /**
   * Those that wait and nobody else is matching in this moment, the oldest first; locked until the transaction ends. And how many
   * wait, locked or not, as this saw them.
   */
  async lockWaiting(manager: EntityManager, tenantId: string): Promise<{ tickets: WaitingTicket[]; waiting: number }> {
    // Blocks: whoever is named in `blockedIds`, from either side, is not met.
    const tickets = await this.database.prepared<WaitingTicket & { waiting: number }>(
      `SELECT t.id, t.user_id AS "userId", t.size, t.interests, t.created_at <= now() - ${patience} AS "isPatient",
              coalesce(last.user_ids, '{}') AS "lastPartnerIds", ARRAY(
                SELECT b.blocked_id FROM blocks AS b
                  JOIN match_tickets AS o ON o.tenant_id = b.tenant_id AND o.user_id = b.blocked_id
                   AND o.room_id IS NULL AND o.ended_at IS NULL
                 WHERE b.tenant_id = $1 AND b.user_id = t.user_id) AS "blockedIds",
              (${countMet}) AS waiting
         FROM match_tickets AS t
        ${ofPresent}
         LEFT JOIN LATERAL (
           SELECT array_agg(m.user_id) AS user_ids FROM members AS m
            WHERE m.tenant_id = $1 AND m.user_id <> t.user_id AND m.room_id = (
              SELECT x.room_id FROM match_tickets AS x
               WHERE x.tenant_id = $1 AND x.user_id = t.user_id AND x.room_id IS NOT NULL ORDER BY x.id DESC LIMIT 1)
         ) AS last ON true
        WHERE t.tenant_id = $1 AND ${isMet}
        ORDER BY t.created_at, t.id LIMIT ${ticketsAtOnce} FOR UPDATE OF t SKIP LOCKED`,
      [tenantId],
      'lock_waiting',
      manager,
    );
    return { tickets, waiting: tickets[0]?.waiting ?? (await this.countWaiting(manager, tenantId)) };
  }

  private async countWaiting(manager: EntityManager, tenantId: string): Promise<number> {
    const [row] = await this.database.query<{ waiting: number }>(countMet, [tenantId], manager);
    return row?.waiting ?? 0;
  }

  /** Gives each group of locked tickets a room of its own. @returns the rooms' ids, in the order of the groups */
  async settle(manager: EntityManager, tenantId: string, groups: readonly (readonly WaitingTicket[])[]) {
    const roomIds = groups.map(() => newId());
    const seats = groups.flatMap((group, n) => group.map(({ id, userId }) => ({ id, userId, roomId: roomIds[n] })));
    await this.database.prepared(
      `WITH made AS (
         INSERT INTO rooms (tenant_id, id, type, member_count)
         SELECT $1, r.id, 'match', r.size FROM unnest($2::uuid[], $3::int[]) AS r(id, size)
       ), heads AS (
         INSERT INTO room_heads (tenant_id, room_id, epoch)
         SELECT $1, r.id, r.epoch FROM unnest($2::uuid[], $4::uuid[]) AS r(id, epoch)
       ), seats AS (
         INSERT INTO members (tenant_id, room_id, user_id, role, position)
         SELECT $1, s.room_id, s.user_id, 'member', 0 FROM unnest($5::uuid[], $6::uuid[]) AS s(room_id, user_id)
       )
       UPDATE match_tickets AS t SET room_id = s.room_id
         FROM unnest($5::uuid[], $7::uuid[]) AS s(room_id, ticket_id)
        WHERE t.tenant_id = $1 AND t.id = s.ticket_id`,
      [
        tenantId,
        roomIds,
        groups.map((group) => group.length),
        groups.map(() => newId()),
        seats.map((seat) => seat.roomId),
        seats.map((seat) => seat.userId),
        seats.map((seat) => seat.id),
      ],
      'settle_matches',
      manager,
    );
    return roomIds;
  }

  /** Tenants in which more than one waits. */
  async listBusyTenants(): Promise<string[]> {
    const rows = await this.database.query<{ tenant_id: string }>(
      `SELECT tenant_id FROM match_tickets WHERE ${isMet} GROUP BY tenant_id HAVING count(*) > 1`,
      [],
    );
    return rows.map((row) => row.tenant_id);
  }

  /** Everybody who waits, of whatever tenants. */
  listWaitingUsers(): Promise<UserKey[]> {
    return this.database.query<UserKey>(
      `SELECT tenant_id AS "tenantId", user_id AS "userId" FROM match_tickets WHERE ${waits}`,
      [],
    );
  }

  /** Lets the tickets of these users live on. */
  async extend(users: readonly UserKey[]): Promise<void> {
    await this.database.query(
      `UPDATE match_tickets AS t SET live_until = now() + ${lifetime}
         FROM unnest($1::uuid[], $2::uuid[]) AS asked(tenant, person)
        WHERE t.tenant_id = asked.tenant AND t.user_id = asked.person AND ${waits}`,
      [users.map(({ tenantId }) => tenantId), users.map(({ userId }) => userId)],
    );
  }

  /** Nobody meets these users any more, and their tickets are over in a moment, unless somebody takes them back. */
  async markLeft(users: readonly UserKey[]): Promise<void> {
    await this.database.query(
      `UPDATE match_tickets AS t SET left_at = now()
         FROM unnest($1::uuid[], $2::uuid[]) AS asked(tenant, person)
        WHERE t.tenant_id = asked.tenant AND t.user_id = asked.person AND ${isMet}`,
      [users.map(({ tenantId }) => tenantId), users.map(({ userId }) => userId)],
    );
  }

  /** Whoever was marked so lately, of whatever tenants; with an index of these alone. */
  listLeft(): Promise<UserKey[]> {
    return this.database.query<UserKey>(
      `SELECT tenant_id AS "tenantId", user_id AS "userId" FROM match_tickets WHERE ${isOpen} AND left_at IS NOT NULL`,
      [],
    );
  }

  /** These users are here all the same. */
  async takeBack(users: readonly UserKey[]): Promise<void> {
    await this.database.query(
      `UPDATE match_tickets AS t SET left_at = NULL
         FROM unnest($1::uuid[], $2::uuid[]) AS asked(tenant, person)
        WHERE t.tenant_id = asked.tenant AND t.user_id = asked.person AND ${isOpen}`,
      [users.map(({ tenantId }) => tenantId), users.map(({ userId }) => userId)],
    );
  }

  /** Forgets tickets of all tenants that were made a day ago, and wait no more. @returns how many, at most `limit` */
  async removeOld(limit: number): Promise<number> {
    const rows = await this.database.query(removal('match_tickets', 'tenant_id, id', isOver, 'created_at'), [limit]);
    return rows.length;
  }
}
