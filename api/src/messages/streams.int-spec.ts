import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { databaseOver } from '../../test/support/open-database.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { newId } from '../common/ids.js';
import { createMigrationDataSource, migrate } from '../database/migrate.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { StreamsRepository } from './streams.repository.js';

/** A database that no server looks at: it would close what falls silent. */
let scratch: ScratchDatabase;
let core: DataSource;
beforeAll(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  core = await createMigrationDataSource(scratch.url).initialize();
});
afterAll(async () => {
  await core.destroy();
  await scratch.drop();
});

/** A room with its owner, and messages of theirs: one that grows, and one that was sent whole. */
async function makeRoom() {
  const [tenantId, authorId] = [newId(), newId()];
  await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  await core.query(`INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', 'Ada')`, [
    tenantId,
    authorId,
  ]);
  const roomId = await core.transaction((manager) =>
    new RoomsRepository(databaseOver(core)).insert(manager, tenantId, {
      type: 'private',
      slug: null,
      name: 'Room',
      topic: null,
      ownerId: authorId,
    }),
  );
  const [messageId, wholeId] = [newId(), newId()];
  await core.query(
    `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text, streaming, streamed_at)
     VALUES ($1, $2, 1, $4, 1, $3, 'c-1', '', 'text', 'One', true, now()),
            ($1, $2, 2, $5, 2, $3, 'c-2', '', 'text', 'One', false, NULL)`,
    [tenantId, roomId, authorId, messageId, wholeId],
  );
  return { tenantId, roomId, authorId, messageId, wholeId };
}

it('a piece is appended by the author alone, at the end alone, and of two at once one', async () => {
  const { tenantId, roomId, authorId, messageId, wholeId } = await makeRoom();
  const streams = new StreamsRepository(databaseOver(core));
  const key = { tenantId, roomId, messageId };
  const piece = { delta: ' 🙂', offset: 3 };
  expect(await streams.append(key, newId(), piece)).toBeUndefined();
  expect(await streams.append({ ...key, messageId: wholeId }, authorId, piece)).toBeUndefined();
  expect(await streams.append({ ...key, tenantId: newId() }, authorId, piece)).toBeUndefined();
  expect(await streams.append(key, authorId, { ...piece, offset: 2 })).toBeUndefined();
  const both = await Promise.all([streams.append(key, authorId, piece), streams.append(key, authorId, piece)]);
  expect(both.toSorted()).toEqual([5, undefined]);
  expect(await streams.find(key)).toMatchObject({ text: 'One 🙂', length: 5, bytes: 8, streaming: true });
});

it('what nobody writes to any more is found in an index of what grows, and nothing else is', async () => {
  const { messageId, wholeId } = await makeRoom();
  const streams = new StreamsRepository(databaseOver(core));
  const silent = async () => (await streams.listSilent(60, 1_000)).map((one) => one.messageId);
  expect(await silent()).not.toContain(messageId);
  await core.query(`UPDATE messages SET streamed_at = now() - interval '61 seconds' WHERE id = ANY($1)`, [
    [messageId, wholeId],
  ]);
  expect(await silent()).toEqual([messageId]);
  const plan = await core.transaction(async (manager) => {
    await manager.query('SET LOCAL enable_seqscan = off');
    await manager.query('SET LOCAL enable_bitmapscan = off');
    return manager.query<object[]>('EXPLAIN SELECT id FROM messages WHERE streaming AND streamed_at < now() LIMIT 100');
  });
  expect(JSON.stringify(plan)).toContain('Index Scan using messages_streaming');
});
