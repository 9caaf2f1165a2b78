import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityManager } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { newAddress, password, register } from '../../test/support/account.js';
import { makeSigner } from '../../test/support/signing.js';
import { makeTenant, type TestTenant } from '../../test/support/tenant.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from './data-sources.js';
import { Database } from './database.js';

/** Tables that belong to the installation; every other table is a tenant's, also one that is made tomorrow. */
const installationTables = ['installation_keys', 'schema_migrations'];
/** Unique columns that name a tenant before it is known, and so can't begin with it. */
const findsTheTenant = ['tenants_public_key_key', 'secret_keys_hash_key'];
/** PostgreSQL's code for a refused row, and for a refused table. */
const refused = { code: '42501' };

interface TenantTable {
  name: string;
  /** The column that says whose a row is. */
  owner: string;
}

let admin: DataSource;
let app: DataSource;
let core: DataSource;
let database: Database;
let tables: TenantTable[];

beforeAll(async () => {
  const config = new DatabaseConfig(testDatabaseUrl());
  let writer: DataSource;
  [admin, app, core, writer] = await Promise.all([
    new DataSource({ type: 'postgres', url: config.url }).initialize(),
    createDataSource(config, 'parley_app').initialize(),
    createDataSource(config, 'parley_core').initialize(),
    createDataSource(config, 'parley_writer').initialize(),
  ]);
  database = new Database(app, core, writer);
  const found = await admin.query<{ name: string }[]>(
    `SELECT relname AS name FROM pg_class
      WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
        AND NOT relname = ANY($1) ORDER BY relname`,
    [installationTables],
  );
  tables = found.map(({ name }) => ({ name, owner: name === 'tenants' ? 'id' : 'tenant_id' }));
});
afterAll(() => Promise.all([admin.destroy(), database.onApplicationShutdown()]));

/** A tenant with a row in every table, so that no check below passes for want of one. */
async function fullTenant(): Promise<TestTenant> {
  const tenant = await makeTenant();
  const { id: roomId } = await tenant.lobby();
  const guest = await tenant.guest();
  await register(tenant, { email: newAddress() });
  const path = `/v1/rooms/${roomId}/messages`;
  const { body: sent } = await guest.rest('POST', path, { clientId: 'c1', text: 'secret' });
  await guest.rest('PATCH', `${path}/${String(sent['id'])}`, { text: 'secret still' });
  await guest.rest('PUT', `${path}/${String(sent['id'])}/reactions/%F0%9F%91%8D`);
  await guest.rest('PUT', `${path}/${String(sent['id'])}/bookmark`);
  await guest.rest('POST', '/v1/matches');
  await makeSigner(tenant);
  await tenant.rest('POST', '/v1/auth/login', { body: { login: 'nobody', password: 'wrong' } });
  const named = await tenant.guest();
  await named.rest('POST', `/v1/rooms/${roomId}/members`);
  await guest.rest('POST', path, { clientId: 'c2', text: 'secret', mentions: [named.id] });
  await named.rest('POST', `${path}/${String(sent['id'])}/report`, { reason: 'secret' });
  await guest.rest('POST', `/v1/rooms/${roomId}/scheduled-messages`, {
    clientId: 'c3',
    text: 'secret',
    sendAt: new Date(Date.now() + 3_600_000).toISOString(),
  });
  await named.rest('POST', path, { clientId: 'c4', text: 'secret', threadId: sent['id'] });
  await guest.rest('PUT', `/v1/me/blocks/${(await tenant.guest()).id}`);
  await guest.rest('PUT', '/v1/rooms/direct', { userId: (await tenant.guest()).id });
  await tenant.rest('POST', `/v1/rooms/${roomId}/invites`, { bearer: tenant.secretKey });
  await (await register(tenant, { username: 'bob' })).rest('DELETE', '/v1/me', { password });
  for (const { name, owner } of tables) {
    const [row] = await admin.query(`SELECT FROM ${name} WHERE ${owner} = $1 LIMIT 1`, [tenant.id]);
    if (!row) throw new Error(`no row of the tenant in ${name}: let fullTenant write one`);
  }
  return tenant;
}

const countOf = async (manager: EntityManager | DataSource, { name, owner }: TenantTable, tenantId: string) => {
  const [row] = await manager.query<{ count: number }[]>(
    `SELECT count(*)::int AS count FROM ${name} WHERE ${owner} = $1`,
    [tenantId],
  );
  return row?.count;
};

/** One of the tenant's own rows, written again in the name of another tenant; without what the database computes by itself. */
async function forge({ name, owner }: TenantTable): Promise<string> {
  const [columns] = await admin.query<[{ given: string }]>(
    `SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS given FROM pg_attribute
      WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`,
    [name],
  );
  return `INSERT INTO ${name} (${columns.given}) SELECT ${columns.given} FROM (
    SELECT (jsonb_populate_record(mine, jsonb_build_object('${owner}', $1::uuid))).* FROM ${name} AS mine LIMIT 1) AS forged`;
}

describe('every table of a tenant', () => {
  it('is found by this test', () => {
    expect(tables.map((table) => table.name)).toEqual(
      expect.arrayContaining(['members', 'messages', 'room_heads', 'rooms', 'sessions', 'tenants', 'users']),
    );
  });

  it('has row level security enabled and forced', async () => {
    const open = await admin.query(
      `SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
          AND NOT (relrowsecurity AND relforcerowsecurity) AND NOT relname = ANY($1)`,
      [installationTables],
    );
    expect(open).toEqual([]);
  });

  it('says in a column that is never null whose its rows are', async () => {
    const columns = await admin.query<{ name: string; owner: string }[]>(
      `SELECT c.relname AS name, a.attname AS owner FROM pg_class AS c JOIN pg_attribute AS a ON a.attrelid = c.oid
        WHERE c.relnamespace = 'public'::regnamespace AND a.attnotnull AND a.atttypid = 'uuid'::regtype`,
    );
    expect(columns).toEqual(expect.arrayContaining(tables));
  });

  it('has that column first in its primary key, and in every other unique key', async () => {
    const keys = await admin.query<{ name: string; key: string; owner: string; isPrimary: boolean }[]>(
      `SELECT c.relname AS name, k.relname AS key, a.attname AS owner, i.indisprimary AS "isPrimary"
         FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid JOIN pg_class AS k ON k.oid = i.indexrelid
         JOIN pg_attribute AS a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
        WHERE c.relnamespace = 'public'::regnamespace AND i.indisunique`,
    );
    for (const { name, owner } of tables) {
      const own = keys.filter((key) => key.name === name && !findsTheTenant.includes(key.key));
      expect(own.filter((key) => key.owner !== owner)).toEqual([]);
      expect(own.filter((key) => key.isPrimary)).toHaveLength(1);
    }
  });

  it('has that column first on both sides of every foreign key', async () => {
    const keys = await admin.query<{ key: string; from: string; to: string; target: string }[]>(
      `SELECT k.conname AS key, f.attname AS from, t.attname AS to, c.relname AS target FROM pg_constraint AS k
         JOIN pg_class AS c ON c.oid = k.confrelid
         JOIN pg_attribute AS f ON f.attrelid = k.conrelid AND f.attnum = k.conkey[1]
         JOIN pg_attribute AS t ON t.attrelid = k.confrelid AND t.attnum = k.confkey[1]
        WHERE k.connamespace = 'public'::regnamespace AND k.contype = 'f'`,
    );
    expect(keys.length).toBeGreaterThan(0);
    const ownerOf = (target: string) => tables.find((table) => table.name === target)?.owner;
    expect(keys.filter((key) => key.from !== 'tenant_id' || key.to !== ownerOf(key.target))).toEqual([]);
  });
});

describe('in a transaction of one tenant', () => {
  let ours: TestTenant;
  let theirs: TestTenant;
  const inOurs = <T>(run: (manager: EntityManager) => Promise<T>) => database.tenantTransaction(ours.id, run);

  beforeAll(async () => {
    [ours, theirs] = await Promise.all([fullTenant(), fullTenant()]);
  });

  it('all own rows are there, and no row of any other tenant', async () => {
    await inOurs(async (manager) => {
      for (const table of tables) {
        expect(await countOf(manager, table, ours.id)).toBe(await countOf(admin, table, ours.id));
        const [others] = await manager.query(
          `SELECT count(*)::int AS count FROM ${table.name} WHERE ${table.owner} <> $1`,
          [ours.id],
        );
        expect({ table: table.name, ...others }).toEqual({ table: table.name, count: 0 });
      }
    });
  });

  it('a row of another tenant is neither changed nor removed', async () => {
    for (const { name, owner } of tables) {
      const change = `UPDATE ${name} SET ${owner} = ${owner} WHERE ${owner} = $1`;
      await expect(inOurs((manager) => manager.query(change, [theirs.id]))).resolves.toEqual([[], 0]);
      // A tenant itself can't be removed by this role at all.
      const removal = inOurs((manager) => manager.query(`DELETE FROM ${name} WHERE ${owner} = $1`, [theirs.id]));
      if (name === 'tenants') await expect(removal).rejects.toMatchObject(refused);
      else await expect(removal).resolves.toEqual([[], 0]);
      expect(await countOf(admin, { name, owner }, theirs.id)).toBeGreaterThan(0);
    }
  });

  it('a row is not moved to another tenant, and none is taken from it', async () => {
    for (const { name, owner } of tables) {
      const give = inOurs((manager) => manager.query(`UPDATE ${name} SET ${owner} = $1`, [theirs.id]));
      await expect(give).rejects.toMatchObject(refused);
      const [, taken] = await inOurs((manager) =>
        manager.query<[unknown, number]>(`UPDATE ${name} SET ${owner} = $1 WHERE ${owner} = $2`, [ours.id, theirs.id]),
      );
      expect({ name, taken }).toEqual({ name, taken: 0 });
    }
  });

  it('a row is not written in the name of another tenant', async () => {
    for (const table of tables) {
      const forged = await forge(table);
      await expect(inOurs((manager) => manager.query(forged, [theirs.id]))).rejects.toMatchObject(refused);
    }
  });

  it('nothing of it is left on the connection, whether it was committed or failed', async () => {
    await inOurs((manager) => manager.query('SELECT 1'));
    await inOurs(() => Promise.reject(new Error('on purpose'))).catch(() => undefined);
    const settings = await Promise.all(
      Array.from({ length: 8 }, () =>
        app.query(`SELECT coalesce(current_setting('parley.tenant_id', true), '') AS id`),
      ),
    );
    expect(new Set(settings.flat().map((row: { id: string }) => row.id))).toEqual(new Set(['']));
  });

  it('the keys of the installation can not be read', async () => {
    await expect(inOurs((manager) => manager.query('SELECT * FROM installation_keys'))).rejects.toMatchObject(refused);
  });
});

describe('outside of a tenant', () => {
  it('the role parley_app sees no row and writes none', async () => {
    const tenant = await fullTenant();
    for (const { name, owner } of tables) {
      await expect(app.query(`SELECT count(*)::int AS count FROM ${name}`)).resolves.toEqual([{ count: 0 }]);
      await expect(app.query(`UPDATE ${name} SET ${owner} = ${owner}`)).resolves.toEqual([[], 0]);
      await expect(app.query(`INSERT INTO ${name} (${owner}) VALUES ($1)`, [tenant.id])).rejects.toThrow();
    }
  });

  it('a tenant that is not there owns nothing', async () => {
    await database.tenantTransaction(newId(), async (manager) => {
      for (const { name } of tables) {
        await expect(manager.query(`SELECT FROM ${name}`)).resolves.toEqual([]);
      }
    });
  });

  it('neither role is one that row level security does not bind', async () => {
    const roles = await admin.query(
      `SELECT rolname, rolsuper, rolbypassrls, rolcanlogin FROM pg_roles WHERE rolname IN ('parley_app', 'parley_core')
        ORDER BY rolname`,
    );
    const bound = { rolsuper: false, rolbypassrls: false, rolcanlogin: false };
    expect(roles).toEqual([
      { rolname: 'parley_app', ...bound },
      { rolname: 'parley_core', ...bound },
    ]);
  });
});
