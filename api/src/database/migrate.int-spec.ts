import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { createMigrationDataSource, migrate } from './migrate.js';
import { migrations } from './migrations/index.js';

let scratch: ScratchDatabase;
beforeEach(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
});
afterEach(() => scratch.drop());

async function ask<Row>(sql: string): Promise<Row[]> {
  const dataSource = await new DataSource({ type: 'postgres', url: scratch.url }).initialize();
  return dataSource.query<Row[]>(sql).finally(() => dataSource.destroy());
}

/** Everything that the migrations make: columns, constraints, indexes, policies, rights and functions. */
const describeSchema = (): Promise<{ what: string }[]> =>
  ask(`
    SELECT what FROM (
      SELECT format('%s.%s %s %s %s', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
                    pg_get_expr(d.adbin, d.adrelid)) AS what
        FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        LEFT JOIN pg_attrdef AS d ON d.adrelid = c.oid AND d.adnum = a.attnum
       WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped
      UNION ALL SELECT format('%s %s %s %s', relname, relrowsecurity, relforcerowsecurity, relacl) FROM pg_class
       WHERE relnamespace = 'public'::regnamespace AND relkind <> 'S'
      UNION ALL SELECT format('%s %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
       WHERE connamespace = 'public'::regnamespace
      UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
      UNION ALL SELECT format('%s %s %s %s %s', tablename, policyname, roles, qual, with_check) FROM pg_policies
      UNION ALL SELECT pg_get_functiondef(p.oid) FROM pg_proc AS p
       WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
    ) AS everything ORDER BY what`);

const readKeys = () =>
  ask<{ name: string; value: string }>(
    `SELECT name, encode(value, 'hex') AS value FROM installation_keys ORDER BY name`,
  );
const readApplied = () => ask<{ name: string }>('SELECT name FROM schema_migrations ORDER BY id');

describe('migrations', () => {
  it('all run on an empty database, in their order', async () => {
    await migrate(scratch.url);
    const applied = (await readApplied()).map((row) => row.name);
    expect(applied).toEqual(migrations.map((migration) => migration.name));
    // The server's bundle keeps no names of classes.
    expect(migrations.map((Migration) => new Migration().name)).toEqual(applied);
    const times = applied.map((name) => Number(name.slice(-13)));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('do nothing when they run again: the schema and the shared keys stay', async () => {
    await migrate(scratch.url);
    const before = [await describeSchema(), await readKeys(), await readApplied()];
    await migrate(scratch.url);
    expect([await describeSchema(), await readKeys(), await readApplied()]).toEqual(before);
  });

  it('let the last of them be undone and done again, with the same schema', async () => {
    await migrate(scratch.url);
    const before = await describeSchema();
    const dataSource = await createMigrationDataSource(scratch.url).initialize();
    try {
      await dataSource.undoLastMigration();
      expect(await describeSchema()).not.toEqual(before);
      await dataSource.runMigrations();
    } finally {
      await dataSource.destroy();
    }
    expect(await describeSchema()).toEqual(before);
  });

  it('leave mails no index that nothing looks up', async () => {
    await migrate(scratch.url);
    const indexes = await ask(`SELECT indexname AS name FROM pg_indexes WHERE tablename = 'mails' ORDER BY 1`);
    expect(indexes).toEqual(['mails_expired', 'mails_pkey', 'mails_token', 'mails_user'].map((name) => ({ name })));
  });

  it('undone, one keeps an address that several say is theirs: who confirmed it, else the first', async () => {
    await migrate(scratch.url);
    const tenant = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';
    const user = (n: number, email: string, at: string) =>
      `('${tenant}', '01a1fdf1-0fd7-75c3-b479-00000000000${n}', 'registered', 'user-${n}', '${n}', '${email}', ${at})`;
    await ask(`INSERT INTO tenants (id, name, public_key) VALUES ('${tenant}', 'Test', 'pk_test')`);
    await ask(`INSERT INTO users (tenant_id, id, kind, username, display_name, email, email_verified_at) VALUES
      ${user(1, 'a@example.com', 'NULL')}, ${user(2, 'a@example.com', 'now()')}, ${user(3, 'a@example.com', 'NULL')},
      ${user(4, 'b@example.com', 'NULL')}, ${user(5, 'b@example.com', 'NULL')}`);
    const dataSource = await createMigrationDataSource(scratch.url).initialize();
    try {
      const first = migrations.findIndex(({ name }) => name.startsWith('UnconfirmedAddresses'));
      for (let n = migrations.length; n > first; n -= 1) await dataSource.undoLastMigration();
    } finally {
      await dataSource.destroy();
    }
    expect(await ask('SELECT username, email FROM users WHERE email IS NOT NULL ORDER BY username')).toEqual([
      { username: 'user-2', email: 'a@example.com' },
      { username: 'user-4', email: 'b@example.com' },
    ]);
  });

  it('run once when several nodes start at the same time, and all nodes go on with the same keys', async () => {
    await Promise.all([migrate(scratch.url), migrate(scratch.url), migrate(scratch.url)]);
    expect(await readApplied()).toHaveLength(migrations.length);
    const keys = await readKeys();
    expect(keys.map((key) => key.name)).toEqual(['jwt', 'mail', 'refresh', 'sealing']);
    expect(keys.every((key) => key.value.length === 64)).toBe(true);
    expect(new Set(keys.map((key) => key.value)).size).toBe(keys.length);
  });

  it('leave no lock behind, so that the next node is not held up', async () => {
    await migrate(scratch.url);
    await expect(
      ask(`SELECT pid FROM pg_locks JOIN pg_database AS d ON d.oid = database
      WHERE locktype = 'advisory' AND datname = current_database()`),
    ).resolves.toEqual([]);
  });
});
