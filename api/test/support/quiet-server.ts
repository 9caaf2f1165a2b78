import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from './environment.js';
import { eventually } from './eventually.js';
import { makeScratchDatabase, type ScratchDatabase } from './scratch-database.js';
import { startTestServer, type TestServer } from './test-server.mjs';

/** How many rows a table has, and a hash of them all. */
export interface TableState {
  rows: number;
  hash: string;
}

interface Table {
  name: string;
  /** What names the tenant of a row; null where rows belong to none. */
  tenant_column: string | null;
}

/** A row without what the server notes by itself, whatever becomes of a request: who was seen when, what is cleared up. */
const row = `md5((to_jsonb(t) - '{last_seen_at,erased_at,live_until}'::text[])::text)`;

/** A server with a database of its own, which nobody else writes to: whatever changes was done by its one caller. */
export class QuietServer {
  private constructor(
    private readonly server: TestServer,
    private readonly scratch: ScratchDatabase,
    private readonly database: DataSource,
    private readonly tables: readonly Table[],
    /** Where it writes mails, and people's pictures. */
    readonly dataDir: string,
  ) {}

  /** @param env what the server is started with beside its database */
  static async start(env: Record<string, string> = {}): Promise<QuietServer> {
    const scratch = await makeScratchDatabase(testDatabaseUrl());
    const dataDir = await mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`));
    // What it would keep for a while would be there, too.
    const folders = { PARLEY_DATA_DIR: dataDir, TMPDIR: dataDir };
    const server = await startTestServer({ DATABASE_URL: scratch.url, ...folders, ...env });
    const database = await new DataSource({ type: 'postgres', url: scratch.url, poolSize: 2 }).initialize();
    const tables = await database.query<Table[]>(
      `SELECT relname AS name, CASE WHEN relname = 'tenants' THEN 'id' ELSE attname END AS tenant_column
       FROM pg_class LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attname = 'tenant_id'
       WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace AND relname <> 'rate_counts' ORDER BY relname`,
    );
    return new QuietServer(server, scratch, database, tables, dataDir);
  }

  /** Without trailing slash. */
  get url(): string {
    return this.server.url;
  }

  get pid(): number {
    return this.server.pid;
  }

  /**
   * Every table once all that was begun is done, without what the server notes by itself; with `tenantId` only that
   * tenant's rows.
   */
  async state(tenantId?: string): Promise<Record<string, TableState>> {
    await this.jobsDone();
    const tables = this.tables.filter((table) => tenantId === undefined || table.tenant_column !== null);
    const selects = tables.map(
      ({ name, tenant_column }) =>
        `SELECT '${name}' AS name, count(*)::int AS rows, md5(coalesce(string_agg(${row}, '' ORDER BY ${row}), '')) AS hash
         FROM ${name} t ${tenantId === undefined ? '' : `WHERE ${tenant_column} = $1`}`,
    );
    const found = await this.database.query<(TableState & { name: string })[]>(
      selects.join(' UNION ALL '),
      tenantId === undefined ? [] : [tenantId],
    );
    return Object.fromEntries(found.map(({ name, rows, hash }) => [name, { rows, hash }]));
  }

  /** Waits until every job is done whose time has come. */
  async jobsDone(): Promise<void> {
    await eventually(async () => {
      const due = await this.query('SELECT FROM graphile_worker.jobs WHERE run_at <= now()');
      if (due.length > 0) throw new Error(`${due.length} jobs are not done`);
    });
  }

  /** Runs one statement on its database, past the server. */
  query<Row = Record<string, unknown>>(sql: string, parameters: unknown[] = []): Promise<Row[]> {
    return this.database.query<Row[]>(sql, parameters);
  }

  /** Whether the process that was started still runs and answers. */
  async isAlive(): Promise<boolean> {
    process.kill(this.pid, 0);
    return (await fetch(`${this.url}/health/ready`)).status === 200;
  }

  /** Memory that the server's process holds, in bytes. */
  async residentBytes(): Promise<number> {
    const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(this.pid)]);
    return Number(stdout) * 1_024;
  }

  /** Everything that it has written to its folders, whole or half, in order. */
  async files(): Promise<string[]> {
    return (await readdir(this.dataDir, { recursive: true })).sort();
  }

  /** How many files and connections its process has open. */
  async openDescriptors(): Promise<number> {
    return (await readdir(`/proc/${this.pid}/fd`)).length;
  }

  /** What it logged as an error: nothing that a client sends may end in one. */
  errors(): string[] {
    return this.server
      .output()
      .split('\n')
      .filter((line) => /"level":(50|60)/.test(line) || /unhandled|uncaught/i.test(line));
  }

  async stop(): Promise<void> {
    await this.server.stop();
    await this.database.destroy();
    await this.scratch.drop();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}
