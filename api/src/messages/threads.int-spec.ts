import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { AskedDatabase, explain } from '../../test/support/plans.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { writerOver } from '../../test/support/writer-over.js';
import { BookmarksRepository } from '../bookmarks/bookmarks.repository.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import type { Send } from '../delivery/writer.repository.js';
import { Writer } from '../delivery/writer.service.js';
import { Counts } from '../metrics/counts.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import type { Message } from './message.schema.js';
import { ThreadsRepository } from './threads.repository.js';

let scratch: ScratchDatabase;
let core: DataSource;
let only: DataSource;
let database: Database;
let writer: Writer;
const told: Message[] = [];
beforeAll(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  const config = new DatabaseConfig(scratch.url);
  core = await createDataSource(config, 'parley_core').initialize();
  only = await createDataSource(config, 'parley_writer').initialize();
  database = new Database(core, core, only);
  const bus = new Bus();
  bus.on('room.changed', ({ changes }) => void told.push(...changes.messages));
  writer = new Writer(writerOver(database), bus, new Counts());
});
afterAll(async () => {
  await Promise.all([core.destroy(), only.destroy()]);
  await scratch.drop();
});

/** A public room, and people who sit in none. */
async function makeRoom(people: number) {
  const tenantId = newId();
  await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  const userIds = Array.from({ length: people }, newId);
  await core.query(
    `INSERT INTO users (tenant_id, id, kind, display_name) SELECT $1, unnest($2::uuid[]), 'guest', 'Ada'`,
    [tenantId, userIds],
  );
  const roomId = await core.transaction((manager) =>
    new RoomsRepository(database).insert(manager, tenantId, {
      type: 'public',
      slug: null,
      name: 'Room',
      topic: null,
      ownerId: userIds[0] ?? null,
    }),
  );
  const send = async (authorId: string, threadId: string | null, text = 'text', replyToId: string | null = null) => {
    const given: Send = {
      ...{ tenantId, roomId, authorId, clientId: newId(), id: newId(), bodyHash: '00'.repeat(32) },
      ...{ text, encrypted: null, replyToId, threadId, mentions: [], bytes: 100 },
    };
    return (await writer.send(given)).message;
  };
  const rows = async () =>
    core.query<
      { seq: number; thread_seq: number | null; thread_count: number | null; thread_last_seq: number | null }[]
    >(
      `SELECT seq, thread_seq, thread_count, thread_last_seq FROM messages WHERE tenant_id = $1 AND room_id = $2 ORDER BY seq`,
      [tenantId, roomId],
    );
  return { tenantId, roomId, userIds, send, rows };
}

describe('the writer', () => {
  it('counts exactly what hangs on each root when many write at once, and leaves no hole in the log', async () => {
    const { tenantId, roomId, userIds, send, rows } = await makeRoom(5);
    const author = (n: number) => userIds[n % 5] as string;
    const roots = [await send(author(0), null), await send(author(1), null), await send(author(2), null)];
    const sends = Array.from({ length: 200 }, (_, n) =>
      // Every eighth stands in the room itself.
      send(author(n), n % 8 === 0 ? null : (roots[n % 3]?.id ?? null)),
    );
    const sent = await Promise.all(sends);
    const all = await rows();
    expect(all.map(({ seq }) => seq)).toEqual(Array.from({ length: 203 }, (_, at) => at + 1));
    for (const root of roots) {
      const own = sent.filter(({ threadId }) => threadId === root.id);
      const row = all.find(({ seq }) => seq === root.seq);
      expect(own.length).toBeGreaterThan(50);
      expect(row).toEqual({
        seq: root.seq,
        thread_seq: null,
        thread_count: own.length,
        thread_last_seq: Math.max(...own.map(({ seq }) => seq)),
      });
      expect(all.filter(({ thread_seq: of }) => of === root.seq)).toHaveLength(own.length);
    }
    // Whoever wrote last has read it up to there; nobody has read further than the thread goes.
    const pointers = await core.query<{ user_id: string; thread_seq: number; read_seq: number }[]>(
      'SELECT user_id, thread_seq, read_seq FROM thread_reads WHERE tenant_id = $1 AND room_id = $2',
      [tenantId, roomId],
    );
    expect(pointers).toHaveLength(15);
    for (const { user_id: userId, thread_seq: threadSeq, read_seq: readSeq } of pointers) {
      const root = roots.find(({ seq }) => seq === threadSeq);
      const own = sent.filter(({ threadId, authorId }) => threadId === root?.id && authorId === userId);
      expect(readSeq).toBe(Math.max(threadSeq, ...own.map(({ seq }) => seq)));
    }
  });

  it('waits for nobody who just puts a bookmark on the root', async () => {
    const { tenantId, roomId, userIds, send, rows } = await makeRoom(2);
    const [ada, bo] = userIds as [string, string];
    const root = await send(ada, null);
    await core.transaction(async (manager) => {
      await new BookmarksRepository(database).lockMessage(manager, tenantId, roomId, root.id);
      await send(bo, root.id);
    });
    expect((await rows())[0]).toMatchObject({ thread_count: 1, thread_last_seq: 2 });
  });

  it('tells what hangs on a thread like everything else, and its root not at all', async () => {
    const { userIds, send } = await makeRoom(2);
    const [ada, bo] = userIds as [string, string];
    const root = await send(ada, null);
    const sent = await Promise.all([send(bo, root.id), send(ada, null), send(ada, root.id)]);
    expect(sent.map(({ seq }) => seq)).toEqual([2, 3, 4]);
    expect(sent.map(({ threadId, thread }) => [threadId, thread])).toEqual([
      [root.id, null],
      [null, null],
      [root.id, null],
    ]);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(told.filter(({ roomId }) => roomId === root.roomId).map(({ seq }) => seq)).toEqual([1, 2, 3, 4]);
  });

  it('refuses alone what hangs on nothing, and writes what came with it', async () => {
    const { tenantId, roomId, userIds, send, rows } = await makeRoom(1);
    const [ada] = userIds as [string];
    const [root, beside] = [await send(ada, null), await send(ada, null)];
    const inside = await send(ada, root.id);
    const answers = await Promise.allSettled([
      send(ada, inside.id),
      send(ada, newId()),
      send(ada, root.id, 'quotes the room', beside.id),
      send(ada, root.id, 'quotes its root', root.id),
      send(ada, root.id, 'quotes the thread', inside.id),
      send(ada, null, 'plain'),
    ]);
    expect(
      answers.map((one) => (one.status === 'fulfilled' ? one.value.seq : (one.reason as { code: string }).code)),
    ).toEqual(['already_in_thread', 'message_not_found', 'message_not_found', 4, 5, 6]);
    expect(await rows()).toMatchObject([
      { thread_count: 3, thread_last_seq: 5 },
      { thread_count: null },
      { thread_seq: 1 },
      { thread_seq: 1 },
      { thread_seq: 1 },
      { thread_seq: null },
    ]);
    // A plain message is not a byte larger, and touches no pointer.
    const counted = await core.query<{ count: number }[]>(
      'SELECT count(*)::int AS count FROM thread_reads WHERE tenant_id = $1 AND room_id = $2',
      [tenantId, roomId],
    );
    expect(counted).toEqual([{ count: 1 }]);
  });
});

describe('reading threads of a room with 100,000 messages', () => {
  const recorder = new AskedDatabase();
  const threads = new ThreadsRepository(recorder.database);

  it('is ranges and look-ups of indexes, and no more rows than are wanted', async () => {
    const { tenantId, roomId, userIds } = await makeRoom(1);
    const [userId] = userIds as [string];
    const owner = await new DataSource({ type: 'postgres', url: scratch.url }).initialize();
    try {
      // Every fifth message hangs on one of 400 roots, half of all of these on the first.
      await owner.query(
        `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text, thread_id, thread_seq)
         SELECT $1::uuid, $2, n, gen_random_uuid(), n, $3, 'fill-' || n, '', 'text', 'text', CASE WHEN n > 400 AND n % 5 = 0 THEN $1::uuid END,
                CASE WHEN n > 400 AND n % 10 = 0 THEN 1 WHEN n > 400 AND n % 5 = 0 THEN 1 + n / 5 % 400 END
           FROM generate_series(1, 100000) AS n`,
        [tenantId, roomId, userId],
      );
      await owner.query(
        `UPDATE messages AS m SET thread_count = t.count, thread_last_seq = t.seq
           FROM (SELECT thread_seq AS root, count(*) AS count, max(seq) AS seq FROM messages
                  WHERE room_id = $1 AND thread_seq IS NOT NULL GROUP BY 1) AS t
          WHERE m.room_id = $1 AND m.seq = t.root`,
        [roomId],
      );
      await owner.query(
        `INSERT INTO thread_reads SELECT $1, $2, $3, seq, seq FROM messages WHERE room_id = $2 AND thread_last_seq IS NOT NULL`,
        [tenantId, roomId, userId],
      );
      await owner.query('VACUUM ANALYZE');
    } finally {
      await owner.destroy();
    }
    const [root] = await core.query<{ id: string; count: number }[]>(
      'SELECT id, thread_count AS count FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq = 1',
      [tenantId, roomId],
    );
    expect(root?.count).toBeGreaterThan(9_000);
    const asked = { tenantId, roomId, messageId: root?.id ?? '' };
    const bounds: [() => Promise<unknown>, number][] = [
      [() => threads.read(asked, userId, { before: Number.MAX_SAFE_INTEGER, limit: 50 }), 60],
      [() => threads.read(asked, userId, { before: 50_000, limit: 50 }), 60],
      [() => threads.read(asked, userId, { after: 50_000, limit: 50 }), 60],
      [() => threads.findRoot(tenantId, roomId, root?.id ?? ''), 1],
      // All that one follows are put in order; what is unread is counted for the page's, up to a bound.
      [() => threads.list({ tenantId, roomId, userId }, null, 10), 400 + 10 + 10 * 1_000],
    ];
    for (const [read, most] of bounds) {
      recorder.asked.length = 0;
      await read();
      expect(recorder.asked.length).toBe(1);
      for (const { sql, parameters } of recorder.asked) {
        const onMessages = (await explain(core, sql, parameters)).filter(
          (node) => node['Relation Name'] === 'messages',
        );
        expect(onMessages.length).toBeGreaterThan(0);
        let rows = 0;
        for (const node of onMessages) {
          expect(node).toMatchObject({ 'Node Type': expect.stringMatching(/^Index (Only )?Scan$/) });
          expect(node['Rows Removed by Filter'] ?? 0).toBe(0);
          rows += (node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 1);
        }
        expect(rows).toBeLessThanOrEqual(most);
      }
    }
  });
});
