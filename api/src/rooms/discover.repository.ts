import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type RoomRow, roomColumns } from './room.mapper.js';

/** A public room, and where it stands in the list. */
export interface FoundRoomRow extends RoomRow {
  active_at: Date;
  is_joined: boolean;
  /** 0 the lobby, 1 what is named as asked, above that what is named about so: the more alike, the lower; at most 101. */
  rank: number;
  /** `active_at` in microseconds since the epoch, which a Date cannot hold. */
  active_us: number;
}

/** Where a page of the list goes on. */
export interface FoundRoomPlace {
  rank: number;
  activeUs: number;
  roomId: string;
}

/** What is asked of the list. */
export interface DiscoverRequest {
  tenantId: string;
  /** Whose bans and seats count; null = nobody's. */
  userId: string | null;
  /** In lower case; null = all. */
  part: string | null;
  after: FoundRoomPlace | null;
  limit: number;
}

/**
 * How much of a word must be as it was asked for, from 0 to 1: of six letters two that have changed places still are enough
 * (0.29). The less alike, the later in the list.
 */
const leastAlike = 0.28;

// As the migration `RoomSearch` has it.
const searched = `lower(coalesce(r.name, '') || ' ' || coalesce(r.topic, '') || ' ' || coalesce(r.slug, ''))`;
const asWritten = `${searched} LIKE $4`;
const activeUs = '(extract(epoch FROM h.active_at) * 1000000)::bigint';

/** The statement of a search: what is found, and how it is ranked; $1 tenant, $2 user, $3 limit, then the place, from $5 on. */
const list = (found: string, rank: string): string => `
  SELECT * FROM (
    SELECT ${roomColumns}, h.active_at, ${activeUs} AS active_us, (${rank})::int AS rank,
           (m.left_at IS NULL AND m.user_id IS NOT NULL) AS is_joined
      FROM rooms AS r
      JOIN room_heads AS h ON h.tenant_id = r.tenant_id AND h.room_id = r.id
      LEFT JOIN members AS m ON m.tenant_id = r.tenant_id AND m.room_id = r.id AND m.user_id = $2
     WHERE r.tenant_id = $1 AND r.type = 'public' AND r.deleted_at IS NULL AND r.archived_at IS NULL
       AND (m.ban_until > now()) IS NOT TRUE AND ${found}) AS listed
   WHERE $5::int IS NULL OR rank > $5 OR (rank = $5 AND (active_us, id) < ($6::bigint, $7::uuid))
   ORDER BY rank, active_us DESC, id DESC LIMIT $3`;

/** The columns of the whole list. */
const listed = `${roomColumns}, h.active_at, ${activeUs} AS active_us`;
const isTaken = 'm.left_at IS NULL AND m.user_id IS NOT NULL';

/**
 * The whole list, which is read in its order, as far as a page goes: $1 tenant, $2 user, $3 limit, $4 whether it begins with the
 * lobby, $5 and $6 the place behind which it goes on, or null. Each look-up beside the index is a sub-select with a LIMIT, which no
 * statistics turn into a join that reads a whole table.
 */
const all = `
  SELECT * FROM (
    (SELECT ${listed}, 0 AS rank, (${isTaken}) AS is_joined
       FROM rooms AS r JOIN room_heads AS h ON h.tenant_id = r.tenant_id AND h.room_id = r.id
       LEFT JOIN members AS m ON m.tenant_id = r.tenant_id AND m.room_id = r.id AND m.user_id = $2
      WHERE $4::boolean AND r.tenant_id = $1 AND r.slug = 'lobby' AND r.type = 'public' AND r.deleted_at IS NULL
        AND r.archived_at IS NULL AND (m.ban_until > now()) IS NOT TRUE LIMIT 1)
    UNION ALL
    (SELECT ${listed}, 1 AS rank, (${isTaken}) AS is_joined
       FROM room_heads AS h
      CROSS JOIN LATERAL (
         SELECT * FROM rooms AS x WHERE x.tenant_id = $1 AND x.id = h.room_id AND x.slug IS DISTINCT FROM 'lobby'
            AND x.type = 'public' AND x.deleted_at IS NULL AND x.archived_at IS NULL LIMIT 1) AS r
       LEFT JOIN LATERAL (
         SELECT * FROM members AS x WHERE x.tenant_id = $1 AND x.room_id = h.room_id AND x.user_id = $2 LIMIT 1) AS m ON true
      WHERE h.tenant_id = $1 AND h.is_listed AND (m.ban_until > now()) IS NOT TRUE
        AND h.active_slot <= coalesce('epoch'::timestamp + $5::bigint * interval '1 microsecond', 'infinity')
        AND (h.active_at, h.room_id) < (coalesce('epoch'::timestamptz + $5::bigint * interval '1 microsecond', 'infinity'),
                                        coalesce($6::uuid, 'ffffffff-ffff-ffff-ffff-ffffffffffff'))
      ORDER BY h.active_slot DESC, h.active_at DESC, h.room_id DESC LIMIT $3)) AS page
   ORDER BY rank, active_us DESC, id DESC LIMIT $3`;

const isLobby = `r.slug IS NOT DISTINCT FROM 'lobby'`;
const byPart = list(asWritten, `CASE WHEN ${isLobby} THEN 0 ELSE 1 END`);
const alike = list(
  `(${asWritten} OR $8 <% ${searched})`,
  `CASE WHEN ${asWritten} THEN (CASE WHEN ${isLobby} THEN 0 ELSE 1 END) ELSE 101 - 100 * word_similarity($8, ${searched}) END`,
);

/** What stands for itself in a pattern of LIKE. */
const escaped = (part: string): string => part.replace(/[\\%_]/g, '\\$&');

/** Finds public rooms. */
@Injectable()
export class DiscoverRepository {
  private knowsAlike: Promise<boolean> | undefined;

  constructor(private readonly database: Database) {}

  /** Public rooms that are open: the lobby first, then what has been active last; of a search what fits best first. */
  async list({ tenantId, userId, part, after, limit }: DiscoverRequest): Promise<FoundRoomRow[]> {
    if (part === null) {
      // Behind the lobby is where all others begin.
      const last = after?.rank === 0 ? null : after;
      const place = [after === null, last?.activeUs ?? null, last?.roomId ?? null];
      return this.database.query<FoundRoomRow>(all, [tenantId, userId, limit, ...place]);
    }
    const place = [after?.rank ?? null, after?.activeUs ?? null, after?.roomId ?? null];
    const values = [tenantId, userId, limit, `%${escaped(part)}%`, ...place];
    if (!(await this.canCompare())) return this.database.query<FoundRoomRow>(byPart, values);
    return this.database.coreTransaction(async (manager) => {
      await manager.query(`SELECT set_config('pg_trgm.word_similarity_threshold', $1, true)`, [String(leastAlike)]);
      return manager.query<FoundRoomRow[]>(alike, [...values, part]);
    });
  }

  /** Whether this database can tell what is alike: it has the extension `pg_trgm`, where its user finds it. */
  private canCompare(): Promise<boolean> {
    this.knowsAlike ??= this.database
      .query<{ can: boolean }>(`SELECT to_regoperator('<%(text,text)') IS NOT NULL AS can`, [])
      .then(
        ([row]) => row?.can === true,
        (error: unknown) => {
          this.knowsAlike = undefined;
          throw error;
        },
      );
    return this.knowsAlike;
  }
}
