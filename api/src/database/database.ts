import { setTimeout as delay } from 'node:timers/promises';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { QueryResultRow } from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { clientOf, poolOf } from './pool-of.js';

/** Injection tokens of the pools. */
export const appDataSource = Symbol('app data source');
export const coreDataSource = Symbol('core data source');
export const writerDataSource = Symbol('writer data source');

/** A database that has not answered by then is not there for those who wait for it, in milliseconds. */
const answerWithinMs = 2_000;

/** Runs SQL: as `parley_core` for the hot paths, as `parley_app` inside one tenant for everything else. */
@Injectable()
export class Database implements OnApplicationShutdown {
  private asking: Promise<boolean> | undefined;
  /** What is told once a running transaction is committed. */
  private readonly toTell = new WeakMap<EntityManager, (() => void)[]>();

  constructor(
    @Inject(appDataSource) private readonly app: DataSource,
    @Inject(coreDataSource) private readonly core: DataSource,
    @Inject(writerDataSource) private readonly writer: DataSource,
  ) {}

  /**
   * One statement on the tenant-spanning role. It must say `tenant_id = $1` (a lint checks), with a tenant id from a
   * verified credential or a row.
   * @param within the transaction to run it in; left out = on a connection of its own
   */
  query<Row>(sql: string, parameters: unknown[], within?: EntityManager): Promise<Row[]> {
    return (within ?? this.core).query<Row[]>(sql, parameters);
  }

  /**
   * As `query`, for the statements that run most: parsed once for each connection, and planned once where PostgreSQL finds that as good.
   * @param name names the statement, and no other one
   * @param on `writer`: the one connection of the writer's batches, which wait for no lock; or the transaction to run it in
   */
  async prepared<Row extends QueryResultRow>(
    sql: string,
    parameters: unknown[],
    name: string,
    on: 'core' | 'writer' | EntityManager = 'core',
  ): Promise<Row[]> {
    const statement = { name, text: sql, values: parameters };
    if (typeof on !== 'string') return (await (await clientOf(on)).query<Row>(statement)).rows;
    // Not the pool's own query: that lets go of a connection whose statement failed, whatever it failed of.
    const client = await poolOf(this[on]).connect();
    let isLost = false;
    try {
      return (await client.query<Row>(statement)).rows;
    } catch (error) {
      isLost = toDomainError(error)?.code === 'unavailable';
      throw error;
    } finally {
      client.release(isLost);
    }
  }

  /** A transaction on the tenant-spanning role; for changes to rooms, whose every statement names the tenant. */
  coreTransaction<T>(run: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.telling(this.core, run);
  }

  /** A transaction that can see and write this tenant's rows only. */
  tenantTransaction<T>(tenantId: string, run: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.telling(this.app, async (manager) => {
      await manager.query(`SELECT set_config('parley.tenant_id', $1, true)`, [tenantId]);
      return run(manager);
    });
  }

  /**
   * Tells others of something once the running transaction is committed, and never when it is not.
   * @param manager of `tenantTransaction` or `coreTransaction`
   */
  afterCommit(manager: EntityManager, tell: () => void): void {
    const toTell = this.toTell.get(manager);
    if (!toTell) throw new Error('not in a transaction of the database');
    toTell.push(tell);
  }

  private async telling<T>(source: DataSource, run: (manager: EntityManager) => Promise<T>): Promise<T> {
    const toTell: (() => void)[] = [];
    const result = await source.transaction((manager) => {
      this.toTell.set(manager, toTell);
      return run(manager);
    });
    for (const tell of toTell) tell();
    return result;
  }

  /** Whether the database answers, within two seconds; asked once at a time, however many want to know. */
  isUp(): Promise<boolean> {
    // A question that was swallowed keeps nobody from asking again.
    this.asking ??= Promise.race([this.answers(), delay(answerWithinMs, false, { ref: false })]).finally(
      () => (this.asking = undefined),
    );
    return this.asking;
  }

  /** How the connections are used. */
  pools(): { role: string; busy: number; idle: number; waiting: number }[] {
    return Object.entries({ parley_app: this.app, parley_core: this.core, parley_writer: this.writer }).map(
      ([role, source]) => {
        const { totalCount, idleCount, waitingCount } = poolOf(source);
        return { role, busy: totalCount - idleCount, idle: idleCount, waiting: waitingCount };
      },
    );
  }

  private answers(): Promise<boolean> {
    return this.core.query('SELECT 1').then(
      () => true,
      () => false,
    );
  }

  /** Lets go of all connections; of those that do not answer any more without a farewell. */
  async onApplicationShutdown(): Promise<void> {
    const closed = Promise.all([this.app, this.core, this.writer].map((source) => source.destroy()));
    await Promise.race([closed, delay(answerWithinMs, undefined, { ref: false })]);
  }
}
