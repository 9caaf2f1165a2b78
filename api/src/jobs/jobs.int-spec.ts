import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { openDatabase } from '../../test/support/open-database.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { DatabaseConfig } from '../config/database.config.js';
import type { Database } from '../database/database.js';
import { createMigrationDataSource, migrate } from '../database/migrate.js';
import { JobRunner } from './job-runner.js';
import { Jobs } from './jobs.js';
import { JobsRepository } from './jobs.repository.js';

declare module './jobs.js' {
  interface JobPayloads {
    'test.note': { what: string };
    'test.hang': { what: string };
    'test.tick': object;
  }
}

const tenantId = '01a1fdf1-0fd7-75c3-b479-545cdb8c6744';

let scratch: ScratchDatabase;
let admin: DataSource;
let database: Database;
const nodes: JobRunner[] = [];

beforeEach(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  admin = await createMigrationDataSource(scratch.url).initialize();
  database = await openDatabase(scratch.url);
});
afterEach(async () => {
  await Promise.all(nodes.splice(0).map((node) => node.stop(1_000)));
  await database.onApplicationShutdown();
  await admin.destroy();
  await scratch.drop();
});

/** What one node can do: it notes, as often as it is told to fail it fails first, and it hangs. */
class Node {
  readonly done: string[] = [];
  readonly begun: string[] = [];
  readonly jobs = new Jobs(new JobsRepository(database));
  private readonly runner = new JobRunner(this.jobs, new JobsRepository(database), new DatabaseConfig(scratch.url));

  constructor(failures = 0) {
    let left = failures;
    this.jobs.handle('test.note', ({ what }) => {
      this.begun.push(what);
      if (left-- > 0) return Promise.reject(new Error(`failed at ${what}`));
      this.done.push(what);
      return Promise.resolve();
    });
    this.jobs.handle('test.hang', ({ what }) => {
      this.begun.push(what);
      return new Promise(() => undefined);
    });
  }

  /** Does something by itself, as a line of crontab says. */
  tick(every: string): this {
    this.jobs.handle('test.tick', () => Promise.resolve(void this.done.push('tick')), { every });
    return this;
  }

  /** Puts it under a key. @param runAt left out = now */
  async put(key: string, what: string, runAt?: Date): Promise<void> {
    await database.tenantTransaction(tenantId, (manager) =>
      this.jobs.put(manager, 'test.note', key, { what }, runAt ? { runAt } : {}),
    );
  }

  async remove(...keys: string[]): Promise<void> {
    await database.tenantTransaction(tenantId, (manager) => this.jobs.remove(manager, 'test.note', keys));
  }

  start(): this {
    this.runner.start();
    nodes.push(this.runner);
    return this;
  }

  stop(withinMs: number): Promise<void> {
    return this.runner.stop(withinMs);
  }

  async add(what: string, name: 'test.note' | 'test.hang' = 'test.note'): Promise<void> {
    await database.tenantTransaction(tenantId, (manager) => this.jobs.add(manager, name, { what }));
  }
}

const waiting = () =>
  admin.query<{ attempts: number; locked_by: string | null; last_error: string | null }[]>(
    'SELECT attempts, locked_by, last_error FROM graphile_worker.jobs',
  );

describe('a job', () => {
  it('is done once its transaction is committed, by whichever role it was added, and then gone', async () => {
    const node = new Node().start();
    await node.add('by parley_app');
    await database.coreTransaction((manager) => node.jobs.add(manager, 'test.note', { what: 'by parley_core' }));
    await eventually(() => expect([...node.done].sort()).toEqual(['by parley_app', 'by parley_core']));
    await eventually(async () => expect(await waiting()).toEqual([]));
  });

  it('never was when its transaction fails', async () => {
    const node = new Node().start();
    const failed = database.tenantTransaction(tenantId, async (manager) => {
      await node.jobs.add(manager, 'test.note', { what: 'rolled back' });
      throw new Error('on purpose');
    });
    await expect(failed).rejects.toThrow('on purpose');
    await node.add('after');
    await eventually(() => expect(node.done).toEqual(['after']));
    expect(node.begun).toEqual(['after']);
  });

  it('is not done before its time', async () => {
    const node = new Node().start();
    const runAt = new Date(Date.now() + 3_600_000);
    await database.tenantTransaction(tenantId, (manager) =>
      node.jobs.add(manager, 'test.note', { what: 'later' }, { runAt }),
    );
    await node.add('now');
    await eventually(() => expect(node.done).toEqual(['now']));
    await admin.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
    await eventually(() => expect(node.done).toEqual(['now', 'later']));
  });

  it('with a key is there once: put again it is done then, as it was put last', async () => {
    const node = new Node().start();
    const hour = new Date(Date.now() + 3_600_000);
    await node.put('a', 'first', hour);
    await node.put('b', 'other', hour);
    await node.put('a', 'second');
    await eventually(() => expect(node.done).toEqual(['second']));
    await eventually(async () => expect(await waiting()).toHaveLength(1));
    await node.put('b', 'other, sooner');
    await eventually(() => expect(node.done).toEqual(['second', 'other, sooner']));
  });

  it('with a key that failed, and waits for its next try, is done when it is put again', async () => {
    const node = new Node(1).start();
    await node.put('a', 'fails');
    await eventually(async () => expect(await waiting()).toMatchObject([{ attempts: 1, last_error: 'Error' }]));
    await node.put('a', 'works');
    await eventually(() => expect(node.done).toEqual(['works']));
    await eventually(async () => expect(await waiting()).toEqual([]));
  });

  it('with a key is taken back; one that is not there is no error', async () => {
    const node = new Node().start();
    const hour = new Date(Date.now() + 3_600_000);
    for (const key of ['a', 'b', 'c']) await node.put(key, key, hour);
    await node.remove('a', 'c', 'unknown');
    expect(await waiting()).toHaveLength(1);
    await node.remove();
    await admin.query('UPDATE graphile_worker._private_jobs SET run_at = now()');
    await eventually(() => expect(node.done).toEqual(['b']));
  });

  it('that fails is done again, and what is kept of the failure is its kind alone', async () => {
    const node = new Node(1).start();
    await node.add('at the second time');
    await eventually(async () => expect(await waiting()).toMatchObject([{ attempts: 1, last_error: 'Error' }]));
    await eventually(() => expect(node.done).toEqual(['at the second time']));
    expect(node.begun).toHaveLength(2);
  });

  it('is tried for a day, with pauses that grow', async () => {
    const node = new Node(1_000);
    await node.add('never done');
    const [row] = await admin.query<[{ max_attempts: number }]>('SELECT max_attempts FROM graphile_worker.jobs');
    const pauses = Array.from({ length: row.max_attempts - 1 }, (_, n) => Math.exp(Math.min(n + 1, 10)));
    const hours = pauses.reduce((sum, pause) => sum + pause, 0) / 3_600;
    expect(hours).toBeGreaterThan(24);
    expect(hours).toBeLessThan(36);
  });

  it('is done by one of several nodes', async () => {
    const both = [new Node().start(), new Node().start()];
    const all = Array.from({ length: 30 }, (_, n) => `job ${n}`);
    await Promise.all(all.map((what, n) => (both[n % 2] as Node).add(what)));
    await eventually(async () => expect(await waiting()).toEqual([]));
    expect(both.flatMap(({ done }) => done).sort()).toEqual([...all].sort());
  });

  it('that hangs when its node stops is given back, and done by the next one', async () => {
    const first = new Node().start();
    await first.add('left', 'test.hang');
    await eventually(() => expect(first.begun).toEqual(['left']));
    await first.stop(500);
    expect(await waiting()).toMatchObject([{ attempts: 1, locked_by: null }]);
    const second = new Node().start();
    await eventually(() => expect(second.begun).toEqual(['left']));
  });

  it('of a node that died is freed once nobody can be at it any more', async () => {
    const node = new Node();
    await node.add('held by nobody');
    await admin.query(
      `UPDATE graphile_worker._private_jobs SET locked_by = 'dead', locked_at = now() - interval '80 seconds'`,
    );
    const repository = new JobsRepository(database);
    await repository.tidy([{ name: 'test.note', heldMs: 90_000 }]);
    expect(await waiting()).toMatchObject([{ locked_by: 'dead' }]);
    await repository.tidy([{ name: 'test.note', heldMs: 79_000 }]);
    expect(await waiting()).toMatchObject([{ locked_by: null }]);
    node.start();
    await eventually(() => expect(node.done).toEqual(['held by nobody']));
  });

  it('that was given up is kept for a week', async () => {
    const node = new Node();
    await node.add('given up');
    const repository = new JobsRepository(database);
    const age = (days: number) =>
      admin.query(
        `UPDATE graphile_worker._private_jobs SET attempts = max_attempts, updated_at = now() - make_interval(days => $1)`,
        [days],
      );
    await age(6);
    await repository.tidy([]);
    expect(await waiting()).toHaveLength(1);
    await age(8);
    await repository.tidy([]);
    expect(await waiting()).toEqual([]);
  });

  it('that has a time of its own is done once for all nodes, also when none was there at that time', async () => {
    const time = new Date(Date.now() - 5 * 60_000);
    const every = `${time.getUTCMinutes()} ${time.getUTCHours()} * * *`;
    // Nodes have done it before, and were stopped for an hour.
    await admin.query(
      `INSERT INTO graphile_worker._private_known_crontabs (identifier, known_since, last_execution)
       VALUES ('test.tick', now() - interval '1 week', now() - interval '1 hour')`,
    );
    const both = [new Node().tick(every).start(), new Node().tick(every).start()];
    await eventually(() => expect(both.flatMap(({ done }) => done)).toEqual(['tick']));
    await Promise.all(both.map((node) => node.add('after')));
    await eventually(async () => expect(await waiting()).toEqual([]));
    expect(both.flatMap(({ done }) => done).sort()).toEqual(['after', 'after', 'tick']);
  });

  it('is done after the database was away for a moment', async () => {
    const node = new Node().start();
    await node.add('before');
    await eventually(() => expect(node.done).toEqual(['before']));
    await admin.query(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'parley_jobs'
      AND datname = current_database()`);
    await node.add('after');
    await eventually(() => expect(node.done).toEqual(['before', 'after']), { withinMs: 20_000 });
  });
});

describe('the queue', () => {
  it('is closed to both roles but for its doors', async () => {
    for (const sql of [
      'SELECT * FROM graphile_worker.jobs',
      'SELECT * FROM graphile_worker._private_jobs',
      `SELECT graphile_worker.add_job('x')`,
    ]) {
      await expect(database.query(sql, [])).rejects.toMatchObject({ code: '42501' });
    }
    const tidyAsApp = database.tenantTransaction(tenantId, (manager) =>
      manager.query(`SELECT parley_tidy_jobs('{}', '{}')`),
    );
    await expect(tidyAsApp).rejects.toMatchObject({ code: '42501' });
  });
});
