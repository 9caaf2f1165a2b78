import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { databaseOver } from '../../test/support/open-database.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { PresenceRepository } from './presence.repository.js';

let core: DataSource;
let repository: PresenceRepository;
const [tenantId, otherTenantId, userId] = [newId(), newId(), newId()];
let roomIds: string[];

beforeAll(async () => {
  core = await createDataSource(new DatabaseConfig(testDatabaseUrl()), 'parley_core').initialize();
  repository = new PresenceRepository(databaseOver(core));
  for (const id of [tenantId, otherTenantId]) {
    await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [id, 'Test', `pk_${id}`]);
    await core.query(`INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', 'Ada')`, [
      id,
      userId,
    ]);
  }
  const made = await core.query<{ id: string }[]>(
    `WITH room AS (
       INSERT INTO rooms (tenant_id, id, type, member_count)
       SELECT $1, gen_random_uuid(), 'private', 1 FROM generate_series(1, 300) RETURNING id
     ), heads AS (
       INSERT INTO room_heads (tenant_id, room_id, epoch) SELECT $1, id, gen_random_uuid() FROM room
     ), seats AS (
       INSERT INTO members (tenant_id, room_id, user_id, role, position) SELECT $1, id, $2, 'member', 0 FROM room
     ) SELECT id FROM room`,
    [tenantId, userId],
  );
  roomIds = made.map(({ id }) => id);
});
afterAll(() => core.destroy());

const list = async (asked: string[], tenant = tenantId) =>
  (await repository.listSmallRooms([{ tenantId: tenant, userId }], asked)).map(({ roomId }) => roomId);

describe('where it is told of somebody who sits in 300 rooms', () => {
  it('is those that are open, and no other one of theirs', async () => {
    const open = roomIds.slice(0, 5);
    expect((await list([...open, newId()])).sort()).toEqual([...open].sort());
    expect(await list([])).toEqual([]);
  });

  it('is at most a hundred, however many are open', async () => {
    expect(await list(roomIds)).toHaveLength(100);
  });

  it('is no room of another tenant, nor one that has grown, was left or removed', async () => {
    expect(await list(roomIds, otherTenantId)).toEqual([]);
    const [large, left, removed, small] = roomIds as [string, string, string, string];
    await core.query('UPDATE rooms SET member_count = 201 WHERE tenant_id = $1 AND id = $2', [tenantId, large]);
    await core.query('UPDATE members SET left_at = now() WHERE tenant_id = $1 AND room_id = $2', [tenantId, left]);
    await core.query('UPDATE rooms SET deleted_at = now() WHERE tenant_id = $1 AND id = $2', [tenantId, removed]);
    expect(await list([large, left, removed, small])).toEqual([small]);
  });
});
