import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { openDatabase } from '../../test/support/open-database.js';
import { newId } from '../common/ids.js';
import type { Database } from './database.js';

let database: Database;
beforeAll(async () => {
  database = await openDatabase(testDatabaseUrl());
});
afterAll(() => database.onApplicationShutdown());

describe('what is told after a commit', () => {
  it('is told once, in order, when it is committed', async () => {
    const told: string[] = [];
    const done = await database.tenantTransaction(newId(), async (manager) => {
      database.afterCommit(manager, () => told.push('first'));
      await manager.query('SELECT 1');
      database.afterCommit(manager, () => told.push('second'));
      expect(told).toEqual([]);
      return 'done';
    });
    await database.coreTransaction(async (manager) => database.afterCommit(manager, () => told.push('third')));
    expect([done, ...told]).toEqual(['done', 'first', 'second', 'third']);
  });

  it('is never told when it is not', async () => {
    const told: string[] = [];
    const failed = database.tenantTransaction(newId(), async (manager) => {
      database.afterCommit(manager, () => told.push('never'));
      await manager.query('SELECT 1 / 0');
    });
    await expect(failed).rejects.toMatchObject({ code: '22012' });
    expect(told).toEqual([]);
  });
});
