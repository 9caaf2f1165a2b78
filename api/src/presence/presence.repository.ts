import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { maxListedMembers } from '../rooms/room.schema.js';
import type { UserKey } from './user-sockets.js';

/** When somebody was last seen. */
export interface Sighting extends UserKey {
  readonly at: Date;
}

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

  /** The rooms of these users, of whatever tenants, in which members are listed. */
  listSmallRooms(users: readonly UserKey[]): Promise<(UserKey & { roomId: string })[]> {
    return this.database.query<UserKey & { roomId: string }>(
      `SELECT m.tenant_id AS "tenantId", m.user_id AS "userId", m.room_id AS "roomId"
         FROM unnest($1::uuid[], $2::uuid[]) AS asked(tenant, person)
         JOIN members AS m ON m.tenant_id = asked.tenant AND m.user_id = asked.person AND m.left_at IS NULL
         JOIN rooms AS r ON r.tenant_id = m.tenant_id AND r.id = m.room_id
        WHERE r.member_count <= ${maxListedMembers} AND r.deleted_at IS NULL`,
      namesOf(users),
    );
  }
}
