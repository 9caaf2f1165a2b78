import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { AskedDatabase, explain } from '../../test/support/plans.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { databaseOver } from '../../test/support/open-database.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { migrate } from '../database/migrate.js';
import { MyRoomsRepository } from './my-rooms.repository.js';

/** Rooms that the one user sits in, all rooms of the tenant, and messages in each. */
const [mine, rooms, messages] = [1_000, 3_000, 50];

let scratch: ScratchDatabase;
let core: DataSource;
const [tenantId, userId, otherId] = [newId(), newId(), newId()];

beforeAll(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  core = await createDataSource(new DatabaseConfig(scratch.url), 'parley_core').initialize();
  // Without the bounds of the server's own connections.
  const owner = await new DataSource({ type: 'postgres', url: scratch.url }).initialize();
  await owner.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  await owner.query(
    `INSERT INTO users (tenant_id, id, kind, display_name)
     SELECT $1, id, 'guest', 'Ada' FROM (
       SELECT unnest($2::uuid[]) AS id UNION ALL SELECT gen_random_uuid() FROM generate_series(1, 2000)) AS people`,
    [tenantId, [userId, otherId]],
  );
  await owner.query(
    `WITH made AS (
       INSERT INTO rooms (tenant_id, id, type, member_count)
       SELECT $1, gen_random_uuid(), CASE WHEN n % 2 = 0 THEN 'direct' ELSE 'private' END, 2 FROM generate_series(1, $4::int) AS n
       RETURNING id
     ), numbered AS (SELECT id, row_number() OVER () AS n FROM made
     ), heads AS (
       INSERT INTO room_heads (tenant_id, room_id, epoch, last_seq, position, active_at)
       SELECT $1, id, gen_random_uuid(), $5, $5, now() - n * interval '1 second' FROM numbered
     ), seats AS (
       INSERT INTO members (tenant_id, room_id, user_id, role, position, read_seq)
       SELECT $1, id, seated, 'member', 0, 10 FROM numbered, unnest(ARRAY[$2::uuid, $6::uuid]) AS seated
        WHERE n <= $3::int OR seated <> $2
     )
     INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text, mentions)
     SELECT $1, id, seq, gen_random_uuid(), seq, $6, seq::text, '', 'text', 'text',
            CASE WHEN seq IN (5, 45) THEN ARRAY[id] ELSE '{}' END FROM numbered, generate_series(1, $5::int) AS seq`,
    [tenantId, userId, mine, rooms, messages, otherId],
  );
  // A crowd in the private rooms.
  await owner.query(
    `INSERT INTO members (tenant_id, room_id, user_id, role, position)
     SELECT $1, r.id, u.id, 'member', 0 FROM rooms AS r
      CROSS JOIN LATERAL (
        SELECT id FROM users WHERE tenant_id = $1 AND id <> ALL($2) AND id > r.id ORDER BY id LIMIT 20) AS u
      WHERE r.tenant_id = $1 AND r.type = 'private'`,
    [tenantId, [userId, otherId]],
  );
  await owner.query(
    `INSERT INTO unread_mentions (tenant_id, user_id, room_id, seq)
     SELECT $1, $2, room_id, seq FROM members, generate_series(1, 20) AS seq WHERE tenant_id = $1 AND user_id = $2`,
    [tenantId, userId],
  );
  await owner.query('VACUUM ANALYZE').finally(() => owner.destroy());
}, 120_000);
afterAll(async () => {
  await core.destroy();
  await scratch.drop();
});

describe('my rooms, for who sits in 1,000 of 3,000 with 150,000 messages', () => {
  const repository = (): MyRoomsRepository => new MyRoomsRepository(databaseOver(core));

  it('are one statement that reads no table whole, and of rooms, messages and mentions only what it shows', async () => {
    const [place] = (await repository().list(tenantId, userId, null, 500)).slice(-1);
    const recorder = new AskedDatabase();
    const middle = { activeAtUs: place?.active_at_us ?? 0, roomId: place?.room.id ?? '' };
    for (const after of [null, middle]) {
      await new MyRoomsRepository(recorder.database).list(tenantId, userId, after, 51);
    }
    expect(recorder.asked).toHaveLength(2);
    for (const { sql, parameters } of recorder.asked) {
      const nodes = await explain(core, sql, parameters);
      const reads = nodes.filter((node) => node['Relation Name'] !== undefined || node['Index Name'] !== undefined);
      const scans = reads.map((node) => `${node['Node Type']} ${node['Relation Name'] ?? ''}`);
      expect(scans.filter((scan) => !/^(Index|Index Only|Bitmap Heap|Bitmap Index) Scan/.test(scan))).toEqual([]);
      const rowsOf = (relation: string): number =>
        nodes
          .filter((node) => node['Relation Name'] === relation)
          .reduce((sum, node) => sum + (node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 1), 0);
      expect(rowsOf('room_heads')).toBe(mine);
      expect(rowsOf('rooms')).toBe(51);
      // The newest of each, and those that name everybody and are unread.
      expect(rowsOf('messages')).toBe(51 + 51);
      expect(nodes.map((node) => node['Index Name'])).toContain('messages_room_mention');
      expect(rowsOf('unread_mentions')).toBe(510);
    }
  });

  it('are walked through page by page, none twice and none left out, in order', async () => {
    const seen: string[] = [];
    let after: { activeAtUs: number; roomId: string } | null = null;
    for (;;) {
      const page = await repository().list(tenantId, userId, after, 100);
      seen.push(...page.map(({ room }) => room.id));
      const last = page.at(-1);
      if (!last) break;
      expect(last).toMatchObject({ mention_count: 11, room: { last_seq: messages }, seat: { read_seq: 10 } });
      expect(page.every(({ room, peer }) => (peer?.id === otherId) === (room.type === 'direct'))).toBe(true);
      after = { activeAtUs: last.active_at_us, roomId: last.room.id };
    }
    expect(seen).toHaveLength(mine);
    expect(new Set(seen).size).toBe(mine);
    const [row] = await core.query<{ ids: string[] }[]>(
      `SELECT array_agg(h.room_id ORDER BY h.active_at DESC, h.room_id DESC) AS ids FROM room_heads AS h
         JOIN members AS m ON m.tenant_id = h.tenant_id AND m.room_id = h.room_id WHERE h.tenant_id = $1 AND m.user_id = $2`,
      [tenantId, userId],
    );
    expect(seen).toEqual(row?.ids);
  });
});

describe('a direct room that was left', () => {
  it('is hidden until something newer is written in it', async () => {
    const repository = new MyRoomsRepository(databaseOver(core));
    const [first] = await repository.list(tenantId, userId, null, 1);
    const roomId = first?.room.id;
    await core.query(
      `UPDATE members AS m SET hidden_at = h.active_at FROM room_heads AS h
        WHERE m.tenant_id = $1 AND m.user_id = $2 AND m.room_id = $3 AND h.tenant_id = $1 AND h.room_id = $3`,
      [tenantId, userId, roomId],
    );
    expect((await repository.list(tenantId, userId, null, 1))[0]?.room.id).not.toBe(roomId);
    await core.query('UPDATE room_heads SET active_at = now() WHERE tenant_id = $1 AND room_id = $2', [
      tenantId,
      roomId,
    ]);
    expect((await repository.list(tenantId, userId, null, 1))[0]?.room.id).toBe(roomId);
  });
});
