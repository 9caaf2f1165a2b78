import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { maxListedMembers } from '../rooms/room.schema.js';
import type { UserKey } from './user-sockets.js';

/** When somebody was last seen. */
export interface Sighting extends UserKey {
  readonly at: Date;
}

/** Rooms in which it is told of one user: the others read it when they are opened. */
const roomsPerUser = 100;

const namesOf = (users: readonly UserKey[]): [string[], string[]] => [
  users.map(({ tenantId }) => tenantId),
  users.map(({ userId }) => userId),
];

/** What of presence outlives the moment. */
@Injectable()
export class PresenceRepository {
  constructor(private readonly database: Database) {}

  /** Which of these users, of whatever tenants, wish not to be seen. */
  listHidden(users: readonly UserKey[]): Promise<UserKey[]> {
    return this.database.query<UserKey>(
      `SELECT u.tenant_id AS "tenantId", u.id AS "userId" FROM unnest($1::uuid[], $2::uuid[]) AS asked(tenant, person)
         JOIN users AS u ON u.tenant_id = asked.tenant AND u.id = asked.person
        WHERE u.is_invisible`,
      namesOf(users),
    );
  }

  async setHidden({ tenantId, userId }: UserKey, isHidden: boolean): Promise<void> {
    await this.database.query(
      'UPDATE users SET is_invisible = $3 WHERE tenant_id = $1 AND id = $2 AND is_invisible <> $3',
      [tenantId, userId, isHidden],
    );
  }

  /** Notes when users, of whatever tenants, were last seen; never back in time, and once where several nodes noted it. */
  async markSeen(sightings: readonly Sighting[]): Promise<void> {
    await this.database.query(
      `UPDATE users AS u SET last_seen_at = seen.at
         FROM unnest($1::uuid[], $2::uuid[], $3::timestamptz[]) AS seen(tenant, person, at)
        WHERE u.tenant_id = seen.tenant AND u.id = seen.person AND u.deleted_at IS NULL
          AND (u.last_seen_at IS NULL OR u.last_seen_at < seen.at - interval '3 seconds')`,
      [...namesOf(sightings), sightings.map(({ at }) => at)],
    );
  }

  /**
   * Which of these rooms, of whatever tenants, these users sit in where members are listed; of each user so many at most.
   * @param roomIds only these are looked at
   */
  listSmallRooms(users: readonly UserKey[], roomIds: readonly string[]): Promise<(UserKey & { roomId: string })[]> {
    return this.database.query<UserKey & { roomId: string }>(
      `SELECT asked.tenant AS "tenantId", asked.person AS "userId", m.room_id AS "roomId"
         FROM unnest($1::uuid[], $2::uuid[]) AS asked(tenant, person)
        CROSS JOIN LATERAL (
          SELECT s.room_id FROM members AS s JOIN rooms AS r ON r.tenant_id = s.tenant_id AND r.id = s.room_id
           WHERE s.tenant_id = asked.tenant AND s.user_id = asked.person AND s.left_at IS NULL AND s.room_id = ANY($3::uuid[])
             AND r.tenant_id = asked.tenant AND r.member_count <= ${maxListedMembers} AND r.deleted_at IS NULL
           LIMIT ${roomsPerUser}) AS m`,
      [...namesOf(users), roomIds],
    );
  }
}
