import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { explain, type Plan } from '../../test/support/plans.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { databaseOver } from '../../test/support/open-database.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import type { Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { UsersRepository } from '../users/users.repository.js';
import { DiscoverRepository } from './discover.repository.js';
import { RoomsRepository } from './rooms.repository.js';

const rooms = 10_000;
const users = 10_000;

let scratch: ScratchDatabase;
let owner: DataSource;
let core: DataSource;
/** The first one is asked about; the others are as large. */
const tenantIds = [newId(), newId(), newId()];
const [tenantId = ''] = tenantIds;

beforeAll(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  owner = await new DataSource({ type: 'postgres', url: scratch.url }).initialize();
  core = await createDataSource(new DatabaseConfig(scratch.url), 'parley_core').initialize();
  // Filled by the owner: a node would not have the time for it on a machine that is busy.
  for (const id of tenantIds) {
    await owner.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [id, 'Test', id]);
    await owner.query(
      `INSERT INTO users (tenant_id, id, kind, display_name, username)
       SELECT $1, gen_random_uuid(), 'registered', 'Ada', 'user-' || n FROM generate_series(1, $2::int) AS n`,
      [id, users],
    );
    await owner.query(
      `WITH room AS (
         INSERT INTO rooms (tenant_id, id, type, name, topic)
         SELECT $1, gen_random_uuid(), 'public', md5(n::text) || ' ' || n, 'About ' || md5(n || 'topic')
           FROM generate_series(1, $2::int) AS n RETURNING id
       ) INSERT INTO room_heads (tenant_id, room_id, epoch, active_at, active_slot)
         SELECT $1, id, gen_random_uuid(), at, date_bin('10 seconds', at AT TIME ZONE 'UTC', timestamp '2000-01-01')
           FROM (SELECT id, now() - row_number() OVER () * interval '1 second' AS at FROM room) AS made`,
      [id, rooms],
    );
  }
  await owner.query(
    `INSERT INTO members (tenant_id, room_id, user_id, role, position)
     SELECT r.tenant_id, r.id, u.id, 'member', 0 FROM rooms AS r
       JOIN LATERAL (SELECT id FROM users AS u WHERE u.tenant_id = r.tenant_id LIMIT 3) AS u ON true`,
  );
  await owner.query('VACUUM ANALYZE');
}, 120_000);
afterAll(async () => {
  await Promise.all([owner.destroy(), core.destroy()]);
  await scratch.drop();
});

/** What PostgreSQL does for the last statement that `ask` runs. */
async function plansOf(ask: (database: Database) => Promise<unknown>): Promise<Plan[]> {
  const asked: { sql: string; parameters: unknown[] }[] = [];
  const explained = databaseOver(core);
  const note = (sql: string, parameters: unknown[]) => {
    asked.push({ sql, parameters });
    return core.query<never[]>(sql, parameters);
  };
  explained.query = note;
  explained.coreTransaction = (run) => run({ query: note } as never);
  await ask(explained);
  const { sql = '', parameters } = asked.at(-1) ?? {};
  return core.transaction(async (manager) => {
    await manager.query(`SELECT set_config('pg_trgm.word_similarity_threshold', '0.28', true)`);
    return explain(manager, sql, parameters ?? []);
  });
}

const list = (part: string | null) => (database: Database) =>
  new DiscoverRepository(database).list({ tenantId, userId: newId(), part, after: null, limit: 51 });

describe('among 10,000 rooms of a tenant, and as many of others', () => {
  it('a search reads the rooms that fit by an index, and nothing of the others', async () => {
    const name = (
      await core.query<[{ name: string }]>('SELECT name FROM rooms WHERE tenant_id = $1 LIMIT 1', [tenantId])
    )[0].name;
    const plans = await plansOf(list(name));
    expect(plans.map((plan) => plan['Index Name'])).toContain('rooms_search');
    expect(plans.filter((plan) => plan['Node Type'] === 'Seq Scan')).toEqual([]);
    for (const plan of plans) expect((plan['Actual Rows'] ?? 0) * (plan['Actual Loops'] ?? 1)).toBeLessThan(rooms / 2);
  });

  it.each([
    ['the first page', null],
    ['a page in the middle', { rank: 1, activeUs: (Date.now() - 5_000_000) * 1_000, roomId: newId() }],
    ['the page behind the lobby', { rank: 0, activeUs: 0, roomId: newId() }],
  ])('%s of the list is a range of an index: what is read and sorted is about a page', async (_which, after) => {
    const ask = (database: Database) =>
      new DiscoverRepository(database).list({ tenantId, userId: newId(), part: null, after, limit: 51 });
    expect(await ask(databaseOver(core))).toHaveLength(51);
    const plans = await plansOf(ask);
    expect(plans.map((plan) => plan['Index Name'])).toContain('room_heads_listed');
    expect(plans.filter((plan) => plan['Node Type'] === 'Seq Scan')).toEqual([]);
    // A sort says what comes out of it: what goes in is what the nodes below it read.
    for (const plan of plans) expect((plan['Actual Rows'] ?? 0) * (plan['Actual Loops'] ?? 1)).toBeLessThan(200);
  });

  it('the list knows which rooms are open, however they are made, archived and removed', async () => {
    const listed = (id: string) =>
      owner
        .query<[{ is_listed: boolean }]>('SELECT is_listed FROM room_heads WHERE tenant_id = $1 AND room_id = $2', [
          tenantId,
          id,
        ])
        .then(([head]) => head.is_listed);
    const repository = new RoomsRepository(databaseOver(core));
    const make = (type: 'public' | 'private') =>
      core.transaction((manager) =>
        repository.insert(manager, tenantId, { type, slug: null, name: 'Listed', topic: null, ownerId: null }),
      );
    const [open, closed] = [await make('public'), await make('private')];
    expect([await listed(open), await listed(closed)]).toEqual([true, false]);
    const fields = { name: 'Listed', slug: null, topic: null, posting: 'everyone', slowModeSeconds: 0 } as const;
    for (const archived of [true, false]) {
      for (const id of [open, closed]) {
        await core.transaction((manager) => repository.update(manager, tenantId, id, { ...fields, archived }));
      }
      expect([await listed(open), await listed(closed)]).toEqual([!archived, false]);
    }
    for (const id of [open, closed]) await core.transaction((manager) => repository.markDeleted(manager, tenantId, id));
    expect([await listed(open), await listed(closed)]).toEqual([false, false]);
  });

  it('people are found by the beginning of their username, as a range of an index', async () => {
    const plans = await plansOf((database) =>
      new UsersRepository(database).listByUsername(tenantId, 'user-99', null, newId(), 51),
    );
    const onUsers = plans.filter((plan) => plan['Relation Name'] === 'users');
    expect(onUsers).toMatchObject([{ 'Node Type': 'Index Scan', 'Index Name': 'users_username' }]);
    expect(onUsers[0]?.['Actual Rows']).toBeLessThanOrEqual(51);
  });
});

describe('a database without pg_trgm', () => {
  it('finds rooms by what is written in them', async () => {
    const database = databaseOver(core);
    await owner.query('DROP EXTENSION pg_trgm CASCADE');
    const [room] = await core.query<[{ name: string }]>('SELECT name FROM rooms WHERE tenant_id = $1 LIMIT 1', [
      tenantId,
    ]);
    const find = (part: string) =>
      new DiscoverRepository(database).list({ tenantId, userId: null, part, after: null, limit: 51 });
    expect((await find(room.name)).map(({ name }) => name)).toEqual([room.name]);
    expect(await find('nowhere at all')).toEqual([]);
    await owner.query('CREATE EXTENSION pg_trgm');
  });
});
