import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { sqlPlaces, statementsOf } from '../../test/support/sql/statements.js';
import { tablesOf, tenantFault } from '../../test/support/sql/tenant-rule.js';

const src = dirname(dirname(fileURLToPath(import.meta.url)));
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.endsWith('spec.ts'))
  .sort();
const read = (path: string): string => readFileSync(join(src, path), 'utf8');
const tables = tablesOf(
  files
    .filter((path) => path.startsWith('database/migrations/'))
    .map(read)
    .join('\n'),
);

/** What runs before a tenant is known, for the operator, who has none, or for callers of several: each with its reason. */
const withoutTenant = new Map([
  ['TenantsRepository.findIdByPublicKey', 'the public key is what names the tenant'],
  ['TenantsRepository.findIdBySecretKey', 'the hash of the secret key is what names the tenant'],
  ['TenantsRepository.list', 'the operator lists all tenants'],
  ['RevocationsRepository.listSince', 'a node closes sockets of all its tenants, each named by the row'],
  ['AccountRemovalRepository.listUnfinished', 'a node finishes for all tenants, each named by the row'],
  ['AccountRemovalRepository.removeFreeUsernames', 'what is over is removed for all tenants'],
  ['InvitesRepository.removeOver', 'what is over is removed for all tenants'],
  ['MailsRepository.removeExpired', 'what is over is removed for all tenants'],
  ['RateCountsRepository.removeEnded', 'what is over is removed for all tenants'],
  ['ScheduledMessagesRepository.removeCancelled', 'what is over is removed for all tenants'],
  ['SessionsRepository.removeEnded', 'what is over is removed for all tenants'],
  ['SessionsRepository.removeExpired', 'what is over is removed for all tenants'],
  ['SessionsRepository.markSeen', 'each session is named with the tenant of its verified token'],
  ['MatchesRepository.listBusyTenants', 'a node matches for all tenants, each named by the row'],
  ['MatchesRepository.listWaitingUsers', 'a node looks after the tickets of all tenants, each named by the row'],
  ['MatchesRepository.extend', 'each user is named with the tenant of a row of theirs'],
  ['MatchesRepository.endForgotten', 'what is over is ended for all tenants'],
  ['MatchesRepository.markLeft', 'each user is named with the tenant of the socket that is gone'],
  ['MatchesRepository.listLeft', 'a node looks after the tickets of all tenants, each named by the row'],
  ['MatchesRepository.takeBack', 'each user is named with the tenant of a row of theirs'],
  ['MatchesRepository.removeOld', 'what is over is removed for all tenants'],
  ['StreamsRepository.listSilent', 'a node closes messages of all tenants, each named by the row'],
  ['PresenceRepository.listHidden', 'each user is named with the tenant of their socket'],
  ['PresenceRepository.markSeen', 'each user is named with the tenant of their socket'],
  ['PresenceRepository.listSmallRooms', 'each user is named with the tenant of their socket'],
  ['ActivityRepository.listMembers', 'each room is named with the tenant of the frame that told its change'],
  ['ChangesRepository.readHeads', 'each room is named with the tenant of the socket that has it open'],
]);

describe('the SQL of the repositories', () => {
  const repositories = files.filter((path) => path.endsWith('.repository.ts'));
  const statements = repositories.flatMap((path) => statementsOf(path, read));

  it('is made of constants alone, never of input', () => {
    // statementsOf throws where it is not; and no repository is passed over.
    const withSql = new Set(statements.map((statement) => statement.place.split(':')[0]));
    expect([...withSql].sort()).toEqual(repositories);
  });

  it('binds every table it names to the tenant $1', () => {
    const faults = statements
      .filter(({ within }) => !withoutTenant.has(within))
      .flatMap(({ place, within, sql }) => {
        const fault = tenantFault(sql, tables);
        return fault ? [`${place} ${within} ${fault}: ${sql}`] : [];
      });
    expect(faults).toEqual([]);
  });

  it('has no exception that is not needed any more', () => {
    const needed = statements.filter(({ sql }) => tenantFault(sql, tables)).map(({ within }) => within);
    expect([...withoutTenant.keys()].sort()).toEqual([...new Set(needed)].sort());
  });

  it('stands in repositories and in the database folder, nowhere else', () => {
    const elsewhere = files.filter((path) => !path.endsWith('.repository.ts') && !path.startsWith('database/'));
    expect(elsewhere.flatMap((path) => sqlPlaces(path, read))).toEqual([]);
  });
});

describe('the rule about tenants', () => {
  it('knows whose the rows of each table are', () => {
    expect(tables).toEqual(
      expect.arrayContaining([
        { name: 'installation_keys', owner: null },
        { name: 'tenants', owner: 'id' },
        { name: 'messages', owner: 'tenant_id' },
      ]),
    );
  });

  it.each([
    'SELECT id FROM messages WHERE tenant_id = $1 AND seq > $2',
    'SELECT r.id FROM rooms AS r JOIN room_heads AS h ON h.tenant_id = r.tenant_id WHERE r.tenant_id = $1',
    'INSERT INTO messages (tenant_id, id) VALUES ($1, $2)',
    'UPDATE tenants SET name = $2 WHERE id = $1',
    'SELECT value FROM installation_keys',
    'SELECT seq FROM messages WHERE tenant_id = $1 FOR UPDATE',
  ])('lets pass: %s', (sql) => {
    expect(tenantFault(sql, tables)).toBeUndefined();
  });

  it.each([
    'SELECT id FROM messages WHERE id = $1',
    'SELECT id FROM messages WHERE tenant_id = $2',
    'SELECT id FROM messages WHERE tenant_id = $10',
    'SELECT r.id FROM rooms AS r JOIN room_heads AS h ON h.room_id = r.id WHERE r.tenant_id = $1',
    'SELECT id FROM users WHERE tenant_id = $1 AND id IN (SELECT user_id FROM members)',
    'SELECT r.id FROM rooms AS r, members AS m WHERE r.tenant_id = $1',
    'INSERT INTO messages (id, tenant_id) VALUES ($1, $2)',
    'WITH gone AS (DELETE FROM members WHERE room_id = $2) UPDATE rooms SET name = $3 WHERE tenant_id = $1',
  ])('refuses: %s', (sql) => {
    expect(tenantFault(sql, tables)).toBeDefined();
  });
});

describe('the rule about constants', () => {
  const sources: Record<string, string> = {
    'a/columns.ts': `export const columns = 'id, name';`,
    'a/good.repository.ts': `import { columns as all } from './columns.js';
      const limit = 10;
      const from = (table: string): string => \`SELECT \${all} FROM \${table}\`;
      const statement = from('users');
      class Good {
        list(id: string) { return this.database.query(\`\${statement} WHERE tenant_id = $1 LIMIT \${limit + 5}\`, [id]); }
        find(id: string) { return this.one(statement, [id]); }
        private one(sql: string, values: unknown[]) { return this.database.query(sql, values); }
      }`,
    'a/input.repository.ts': `class Bad { find(name: string) { return this.database.query(\`SELECT '\${name}'\`, []); } }`,
    'a/open.repository.ts': `class Bad { run(sql: string) { return this.database.query(sql, []); } }`,
    'a/shadow.repository.ts': `const sql = 'SELECT 1';
      class Bad { find(text: string) { const sql = text; return this.database.query(sql, []); } }`,
    'a/service.ts': `class Service { find() { return this.database.query('SELECT id FROM users', []); } }`,
  };
  const readSource = (path: string): string => sources[path] ?? '';

  it('puts a statement together through files, functions and private methods', () => {
    expect(statementsOf('a/good.repository.ts', readSource)).toEqual([
      {
        within: 'Good.list',
        place: 'a/good.repository.ts:6',
        sql: 'SELECT id, name FROM users WHERE tenant_id = $1 LIMIT 15',
      },
      { within: 'Good.find', place: 'a/good.repository.ts:7', sql: 'SELECT id, name FROM users' },
    ]);
  });

  it.each(['a/input.repository.ts', 'a/open.repository.ts', 'a/shadow.repository.ts'])(
    'refuses what a caller can change: %s',
    (path) => {
      expect(() => statementsOf(path, readSource)).toThrow(/is not made of constants only/);
    },
  );

  it('finds SQL in a service', () => {
    expect(sqlPlaces('a/service.ts', readSource)).toEqual(['a/service.ts:1']);
  });
});
