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

/**
 * Notes every row that is written, whoever commits it and when, but for what the server notes by itself, whatever becomes of a
 * request: who was seen when, what is cleared up. Messages that are being written never fall silent, for then the server would end
 * them by itself. As its owner, so that row level security binds the table and not the note.
 */
const noteWrites = `
  CREATE SCHEMA notes;
  CREATE TABLE notes.written (table_name text NOT NULL, tenant_id text);
  CREATE FUNCTION notes.note() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
    DECLARE
      noise text[] := '{last_seen_at,erased_at,live_until}';
      found jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
    BEGIN
      IF TG_OP = 'UPDATE' AND to_jsonb(OLD) - noise = found - noise THEN RETURN NULL; END IF;
      -- A ticket that is over, and that the server ends.
      IF TG_TABLE_NAME = 'match_tickets' AND TG_OP = 'UPDATE' AND (to_jsonb(OLD) ->> 'live_until')::timestamptz < now() - interval '30 seconds'
        THEN RETURN NULL; END IF;
      INSERT INTO notes.written VALUES (TG_TABLE_NAME, CASE TG_TABLE_NAME WHEN 'tenants' THEN found ->> 'id' ELSE found ->> 'tenant_id' END);
      RETURN NULL;
    END $$;
  CREATE FUNCTION notes.keep_open() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.streaming THEN NEW.streamed_at := 'infinity'; END IF;
      RETURN NEW;
    END $$;
  CREATE TRIGGER keep_open BEFORE INSERT OR UPDATE ON messages FOR EACH ROW EXECUTE FUNCTION notes.keep_open();
  DO $$
    DECLARE one regclass;
    BEGIN
      FOR one IN SELECT oid FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'rate_counts' LOOP
        EXECUTE format('CREATE TRIGGER note AFTER INSERT OR UPDATE OR DELETE ON %s FOR EACH ROW EXECUTE FUNCTION notes.note()', one);
      END LOOP;
    END $$`;

/** A server with a database of its own, which nobody else writes to: whatever changes was done by its one caller. */
export class QuietServer {
  /** Rows written so far, by tenant and table. */
  private readonly written = new Map<string, number>();

  private constructor(
    private readonly server: TestServer,
    private readonly scratch: ScratchDatabase,
    private readonly database: DataSource,
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
    await database.query(noteWrites);
    return new QuietServer(server, scratch, database, dataDir);
  }

  /** Without trailing slash. */
  get url(): string {
    return this.server.url;
  }

  get pid(): number {
    return this.server.pid;
  }

  /**
   * How many rows of each table were written so far, once all that was begun is done, without what the server notes by itself;
   * with `tenantId` only that tenant's. Equal to an earlier one: nothing was written in between, not even to be taken back.
   */
  async state(tenantId?: string): Promise<Record<string, number>> {
    await this.jobsDone();
    const [notes] = await this.database.query<[{ table_name: string; tenant_id: string | null }[], number]>(
      'DELETE FROM notes.written RETURNING table_name, tenant_id',
    );
    for (const { table_name: table, tenant_id: owner } of notes) {
      const key = `${owner ?? ''} ${table}`;
      this.written.set(key, (this.written.get(key) ?? 0) + 1);
    }
    const sums: Record<string, number> = {};
    for (const [key, count] of this.written) {
      const [owner, table = ''] = key.split(' ');
      if (tenantId === undefined || owner === tenantId) sums[table] = (sums[table] ?? 0) + count;
    }
    return sums;
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
