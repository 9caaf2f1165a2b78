import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';
import { buildOwner, startOwner } from './test-support/other-process.js';
import type { Owner } from './test-support/other-process.js';

let dir: string;
let ownerFile: string;
const started: EmbeddedPostgres[] = [];
const owners: Owner[] = [];

const start = async (): Promise<EmbeddedPostgres> => {
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, '.parley'), log: () => undefined });
  started.push(postgres);
  return postgres;
};

const startOther = async (): Promise<Owner> => {
  const owner = await startOwner(ownerFile, join(dir, '.parley'));
  owners.push(owner);
  return owner;
};

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  // PostgreSQL may be ended under a connection that is closing already.
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

async function eventually<T>(attempt: () => Promise<T>, withinMs = 10_000): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}

const pidOf = async (clusterDir: string): Promise<number> =>
  Number((await readFile(join(clusterDir, 'postmaster.pid'), 'utf8')).split('\n')[0]);

const modeOf = async (path: string): Promise<string> => ((await stat(path)).mode & 0o777).toString(8);

beforeAll(() => {
  ownerFile = join(import.meta.dirname, '../../../../node_modules/.cache/parley', `owner-${process.pid}.mjs`);
  buildOwner(ownerFile);
});
afterAll(() => rm(ownerFile));

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'parley-embedded-'));
});

afterEach(async () => {
  const others = owners.splice(0);
  for (const owner of others) await owner.kill();
  // What a killed owner left can be stopped by whoever adopts it.
  if (others.length > 0 && started.length === 0) await start();
  const all = started.splice(0);
  for (const postgres of all) await postgres.stop();
  // Only now: one cluster may have been started several times.
  for (const { clusterDir } of all) await rm(clusterDir, { recursive: true, force: true });
  await rm(dir, { recursive: true, force: true });
});

describe('the embedded PostgreSQL', () => {
  it('starts on an empty directory and answers, durable and closed to everybody else', async () => {
    const { url, adopted, clusterDir } = await start();
    expect(adopted).toBe(false);
    expect(url).toMatch(/^postgres:\/\/parley:[0-9a-f]{32}@127\.0\.0\.1:\d+\/parley$/);
    const names = ['fsync', 'synchronous_commit', 'full_page_writes', 'listen_addresses', 'unix_socket_directories'];
    const settings = await query<{ name: string; setting: string }>(
      url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('${names.join("','")}')`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      synchronous_commit: 'on',
      full_page_writes: 'on',
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
    });
    await expect(query(url.replace(/:[0-9a-f]{32}@/, ':wrong@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    await expect(query(url.replace(/:[0-9a-f]{32}@/, '@'), 'SELECT 1')).rejects.toThrow();
    expect(await modeOf(clusterDir)).toBe('700');
    expect(await modeOf(join(dir, '.parley', 'postgres.password'))).toBe('600');
    expect(await modeOf(join(dir, '.parley', 'postgres.log'))).toBe('600');
  });

  it('folds the case of every script and sorts by code point', async () => {
    const { url } = await start();
    const [row] = await query(url, `SELECT lower('ÅNGSTRÖM ΔΕΛΤΑ ЖУК') AS folded, 'Z' < 'a' AS by_code_point`);
    expect(row).toEqual({ folded: 'ångström δελτα жук', by_code_point: true });
  });

  it('keeps what was written when it is stopped and started again', async () => {
    const first = await start();
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await expect(query(first.url, 'SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const second = await start();
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('lives on when its server is killed, and the next server adopts it', async () => {
    const killed = await startOther();
    await query(killed.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await pidOf(killed.clusterDir);
    await killed.kill();
    expect(await query(killed.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
    const next = await start();
    expect(next.adopted).toBe(true);
    expect(next.url).toBe(killed.url);
    expect(await pidOf(next.clusterDir)).toBe(pid);
  });

  it('refuses a second server on the same directory and names the first', async () => {
    const first = await startOther();
    await expect(start()).rejects.toThrow(
      new RegExp(
        `^another Parley already runs on the data directory .*process ${first.process.pid}\\b.*PARLEY_DATA_DIR`,
      ),
    );
    expect(await query(first.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('is made once when two servers start on an empty directory at the same moment', async () => {
    const results = await Promise.allSettled([startOther(), startOther()]);
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [winner] = owners;
    expect(await query(winner?.url ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    const refused = results.find((result) => result.status === 'rejected');
    expect(String(refused?.reason)).toContain('another Parley already runs');
  });

  it('is not hindered by the pid file of a crash whose pid belongs to another program now', async () => {
    const first = await start();
    const { uid, gid } = await stat(first.clusterDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pidFile = join(first.clusterDir, 'postmaster.pid');
    const content = await readFile(pidFile, 'utf8');
    await first.stop();
    // PostgreSQL minds only processes that its own user could signal.
    const account = process.getuid?.() === 0 ? { uid, gid } : {};
    const stranger = spawn('sleep', ['60'], { cwd: '/', stdio: 'ignore', ...account });
    await once(stranger, 'spawn');
    await writeFile(pidFile, content.replace(/^\d+/, String(stranger.pid)));
    try {
      const next = await start();
      expect(next.adopted).toBe(false);
      expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      expect(stranger.exitCode).toBeNull();
    } finally {
      stranger.kill();
    }
  });

  it('does not stay behind when its password was changed by somebody', async () => {
    const first = await start();
    await first.stop();
    await writeFile(join(dir, '.parley', 'postgres.password'), 'another\n');
    await expect(start()).rejects.toThrow('postgres.password in the data directory');
    expect(existsSync(join(first.clusterDir, 'postmaster.pid'))).toBe(false);
  });

  it('comes back on the same address when PostgreSQL itself is killed', async () => {
    const postgres = await start();
    await query(postgres.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const pid = await pidOf(postgres.clusterDir);
    process.kill(pid, 'SIGKILL');
    await eventually(async () => {
      expect(await query(postgres.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
      expect(await pidOf(postgres.clusterDir)).not.toBe(pid);
    });
    // It is owned again: a second server is refused as before.
    await eventually(() => expect(startOther()).rejects.toThrow('another Parley already runs'));
  });
});
