import { afterEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { BreakableLink } from '../../test/support/breakable-link.js';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { administer } from '../../test/support/scratch-database.js';
import { databaseOver } from '../../test/support/open-database.js';
import { writerOver } from '../../test/support/writer-over.js';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import type { Send } from '../delivery/writer.repository.js';
import { Writer } from '../delivery/writer.service.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { createDataSource } from './data-sources.js';
import { Counts } from '../metrics/counts.js';
import type { Database } from './database.js';

const undos: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo();
});

/** A database behind a link that can be broken, for which nothing waits longer than a second. */
async function start(bounds: Partial<DatabaseConfig> = {}) {
  const link = await BreakableLink.to(testDatabaseUrl());
  undos.push(() => link.break());
  const config = Object.assign(new DatabaseConfig(link.url), {
    corePoolSize: 2,
    connectTimeoutMs: 1_000,
    answerTimeoutMs: 500,
    ...bounds,
  });
  const core = await createDataSource(config, 'parley_core').initialize();
  const database = databaseOver(core);
  undos.push(() => core.destroy());
  return { link, core, database };
}

async function makeRoom(core: DataSource, database: Database) {
  const [tenantId, authorId] = [newId(), newId()];
  await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  await core.query(`INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', 'Ada')`, [
    tenantId,
    authorId,
  ]);
  const room = { type: 'public' as const, slug: null, name: 'Room', topic: null, ownerId: null };
  const roomId = await core.transaction((manager) => new RoomsRepository(database).insert(manager, tenantId, room));
  return (clientId: string): Send => ({
    tenantId,
    roomId,
    authorId,
    clientId,
    id: newId(),
    bodyHash: '00'.repeat(32),
    text: 'hello',
    encrypted: null,
    replyToId: null,
    threadId: null,
    mentions: [],
    bytes: 100,
  });
}

const codeOf = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'done',
    (error: unknown) => toDomainError(error)?.code,
  );

describe('a database that swallows packets', () => {
  it('is given up: what waits is unavailable, and the next query goes over another connection', async () => {
    const { link, database } = await start();
    for (const what of ['requests', 'answers'] as const) {
      link.swallow(what);
      const asked = Array.from({ length: 4 }, () => codeOf(database.query('SELECT 1', [])));
      expect(await Promise.all(asked)).toEqual(Array(4).fill('unavailable'));
      await expect(database.isUp()).resolves.toBe(false);
      link.swallow(undefined);
      // No connection of before is used again: each still has a query before it that nobody answers.
      await eventually(() => expect(codeOf(database.query('SELECT 1', []))).resolves.toBe('done'));
      const more = Array.from({ length: 8 }, () => codeOf(database.query('SELECT 1', [])));
      expect(await Promise.all(more)).toEqual(Array(8).fill('done'));
    }
  });

  it('leaves a commit of which nothing is known: the send is unavailable, sent again it is the first one', async () => {
    const { link, core, database } = await start();
    const send = await makeRoom(core, database);
    const writer = new Writer(writerOver(database), new Bus(), new Counts());
    // With a seat a send is one statement, which is done although nobody hears of it.
    await writer.send(send('seat'));
    const first = send('lost');
    link.swallow('answers');
    await expect(codeOf(writer.send(first))).resolves.toBe('unavailable');
    link.swallow(undefined);
    const again = await eventually(() => writer.send(send('lost')));
    expect(again).toMatchObject({ isNew: false, message: { id: first.id, seq: 2 } });
    await expect(writer.send(send('next'))).resolves.toMatchObject({ isNew: true, message: { seq: 3 } });
  });

  it('loses a connection that is terminated during a statement, and nothing else', async () => {
    const { core, database } = await start({ answerTimeoutMs: 10_000 });
    const sleeping = codeOf(database.prepared('SELECT pg_sleep(30)', [], 'sleep'));
    // Fails, and is tried again, as long as there is none.
    const end = `SELECT 1 / count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                  WHERE state = 'active' AND query = 'SELECT pg_sleep(30)') AS ended`;
    await eventually(() => administer(testDatabaseUrl(), end));
    await expect(sleeping).resolves.toBe('unavailable');
    await expect(database.prepared('SELECT 1 AS one', [], 'one')).resolves.toEqual([{ one: 1 }]);
    expect(core.isInitialized).toBe(true);
  });

  it('rolls a transaction back that it no longer hears of, and frees its locks', async () => {
    const { link, core, database } = await start({ idleInTransactionMs: 300 });
    const send = await makeRoom(core, database);
    const { tenantId, roomId } = send('x');
    const held = database.coreTransaction(async (manager) => {
      await manager.query('SELECT 1 FROM room_heads WHERE tenant_id = $1 AND room_id = $2 FOR UPDATE', [
        tenantId,
        roomId,
      ]);
      link.swallow('requests');
      await manager.query('UPDATE room_heads SET position = 99 WHERE tenant_id = $1 AND room_id = $2', [
        tenantId,
        roomId,
      ]);
    });
    await expect(codeOf(held)).resolves.toBe('unavailable');
    link.swallow(undefined);
    const writer = new Writer(writerOver(database), new Bus(), new Counts());
    await eventually(async () =>
      expect(await writer.send(send('after'))).toMatchObject({ message: { seq: 1, position: 2 } }),
    );
  });
});

describe('a database that goes away', () => {
  it('ends idle connections without an error that nobody catches, and serves again when it is back', async () => {
    const { link, database } = await start();
    await Promise.all([1, 2].map(() => database.query('SELECT pg_sleep(0.05)', [])));
    await link.break();
    await expect(codeOf(database.query('SELECT 1', []))).resolves.toBe('unavailable');
    await link.mend();
    await eventually(() => expect(codeOf(database.query('SELECT 1', []))).resolves.toBe('done'));
  });

  it('makes what it ends unavailable: a backend that is terminated, a statement that takes too long', async () => {
    const { database } = await start({ answerTimeoutMs: 5_000, statementTimeoutMs: 300 });
    const terminated = database.coreTransaction(async (manager) => {
      const [{ pid } = { pid: 0 }] = await manager.query<{ pid: number }[]>('SELECT pg_backend_pid() AS pid');
      await administer(testDatabaseUrl(), `SELECT pg_terminate_backend(${pid})`);
      await manager.query('SELECT 1');
    });
    await expect(codeOf(terminated)).resolves.toBe('unavailable');
    await expect(codeOf(database.query('SELECT pg_sleep(60)', []))).resolves.toBe('unavailable');
    await expect(codeOf(database.query('SELECT 1', []))).resolves.toBe('done');
  });

  it('is told apart from a wrong statement', async () => {
    const { database } = await start();
    await expect(codeOf(database.query('SELECT nothing_of_that_name', []))).resolves.toBeUndefined();
  });
});
