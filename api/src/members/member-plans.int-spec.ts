import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { AskedDatabase, explain, type Plan } from '../../test/support/plans.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { migrate } from '../database/migrate.js';
import { MembersRepository } from './members.repository.js';

/** People of the tenant; a fifth of them sit in the large room, a few in the small one. */
const people = 50_000;
const largeRoom = newId();
const smallRoom = newId();
const tenantId = newId();

let scratch: ScratchDatabase;
let core: DataSource;
beforeAll(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  core = await createDataSource(new DatabaseConfig(scratch.url), 'parley_core').initialize();
  await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  await core.query(
    `INSERT INTO users (tenant_id, id, kind, display_name, username)
     SELECT $1, gen_random_uuid(), 'registered', md5(n::text), 'user-' || md5(n || 'name') FROM generate_series(1, $2::int) AS n`,
    [tenantId, people],
  );
  for (const [roomId, every] of [
    [largeRoom, 5],
    [smallRoom, 2_000],
  ] as const) {
    await core.query(`INSERT INTO rooms (tenant_id, id, type, name) VALUES ($1, $2, 'public', 'Room')`, [
      tenantId,
      roomId,
    ]);
    await core.query(
      `INSERT INTO members (tenant_id, room_id, user_id, role, position)
       SELECT $1, $2, id, 'member', 0 FROM (SELECT id, row_number() OVER () AS n FROM users) AS u WHERE n % $3::int = 0`,
      [tenantId, roomId, every],
    );
  }
  const owner = await new DataSource({ type: 'postgres', url: scratch.url }).initialize();
  await owner.query('VACUUM ANALYZE').finally(() => owner.destroy());
}, 120_000);
afterAll(async () => {
  await core.destroy();
  await scratch.drop();
});

/** Rows that a step of a plan looked at, those it threw away too. */
const looked = (plan: Plan): number =>
  ((plan['Actual Rows'] ?? 0) + (plan['Rows Removed by Filter'] ?? 0)) * (plan['Actual Loops'] ?? 1);

async function plansOf(roomId: string, prefix: string): Promise<Plan[]> {
  const asked = new AskedDatabase();
  await new MembersRepository(asked.database).listNamed(tenantId, roomId, prefix, null, 51);
  const { sql = '', parameters = [] } = asked.asked[0] ?? {};
  return explain(core, sql, parameters);
}

describe('a search among the members', () => {
  it('of a room of 10,000 looks at those of that name by the indexes of names, and at no others', async () => {
    const plans = await plansOf(largeRoom, 'abc');
    expect(plans.map((plan) => plan['Index Name'])).toEqual(
      expect.arrayContaining(['users_display_name', 'users_username']),
    );
    for (const plan of plans) expect(looked(plan)).toBeLessThan(100);
  });

  it('of a room of a few looks at these, however many people of the tenant have such a name', async () => {
    for (const prefix of ['a', 'user-']) {
      for (const plan of await plansOf(smallRoom, prefix))
        expect(looked(plan)).toBeLessThanOrEqual(2 * (people / 2_000));
    }
  });

  it('never reads a table from end to end', async () => {
    for (const roomId of [largeRoom, smallRoom]) {
      for (const prefix of ['a', 'abc', 'user-', 'nobody at all']) {
        const plans = await plansOf(roomId, prefix);
        expect(plans.filter((plan) => plan['Node Type'] === 'Seq Scan')).toEqual([]);
      }
    }
  });
});

describe('whether an owner may go', () => {
  it('is known in a room of 10,000 by looking at those who lead it, and at one other', async () => {
    const key = { tenantId, roomId: largeRoom, userId: newId() };
    const { asked, database, manager } = new AskedDatabase();
    const members = new MembersRepository(database);
    await members.hasOtherOwner(manager, key);
    await members.hasOthers(manager, key);
    await members.findHeir(manager, key);
    // The last one, of a room that nobody else leads, is asked only when its owner is gone for good.
    expect(asked).toHaveLength(4);
    for (const { sql, parameters } of asked.slice(0, 3)) {
      for (const plan of await explain(core, sql, parameters)) expect(looked(plan)).toBeLessThan(10);
    }
  });
});
