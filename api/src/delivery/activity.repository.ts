import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { maxListedMembers } from '../rooms/room.schema.js';

/** A room, and those of whom it matters in a large room whether they sit in it. */
export interface ActiveRoomQuestion {
  readonly tenantId: string;
  readonly roomId: string;
}

/** Members of active rooms. */
@Injectable()
export class ActivityRepository {
  constructor(private readonly database: Database) {}

  /**
   * Who sits in these rooms, of whatever tenants: of small ones everybody, of large ones those of `users`; not who blocks the
   * other of a direct room, which is out of their sight. One statement; look-ups and ranges of an index.
   * @param users by tenant: those who are connected here
   * @returns user ids by place of the room
   */
  async listMembers(
    rooms: readonly ActiveRoomQuestion[],
    users: ReadonlyMap<string, ReadonlySet<string>>,
  ): Promise<Map<number, string[]>> {
    const tenants = [...users.keys()];
    const rows = await this.database.query<{ place: number; user_ids: string[] }>(
      `SELECT a.place::int - 1 AS place, m.user_ids
         FROM unnest($1::uuid[], $2::uuid[], $3::int[]) WITH ORDINALITY AS a(tenant, room, nth, place)
        CROSS JOIN LATERAL (
           SELECT x.member_count <= ${maxListedMembers} AS is_small FROM rooms AS x
            WHERE x.tenant_id = a.tenant AND x.id = a.room AND x.deleted_at IS NULL LIMIT 1) AS r
        CROSS JOIN LATERAL (
           SELECT array_agg(seated.user_id) AS user_ids FROM (
             (SELECT x.user_id FROM members AS x
               WHERE r.is_small AND x.tenant_id = a.tenant AND x.room_id = a.room AND x.left_at IS NULL AND NOT x.peer_blocked
               LIMIT ${maxListedMembers + 100})
             UNION ALL
             (SELECT x.user_id FROM members AS x
               WHERE NOT r.is_small AND x.tenant_id = a.tenant AND x.room_id = a.room AND x.left_at IS NULL
                 AND x.user_id = ANY((SELECT c.ids FROM unnest($4::text[]) WITH ORDINALITY AS c(ids, nth)
                                       WHERE c.nth = a.nth LIMIT 1)::uuid[]))) AS seated) AS m
        WHERE m.user_ids IS NOT NULL`,
      [
        rooms.map(({ tenantId }) => tenantId),
        rooms.map(({ roomId }) => roomId),
        rooms.map(({ tenantId }) => tenants.indexOf(tenantId) + 1),
        tenants.map((tenantId) => `{${[...(users.get(tenantId) ?? [])].join(',')}}`),
      ],
    );
    return new Map(rows.map(({ place, user_ids }) => [place, user_ids]));
  }
}
