import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { databaseOver } from '../../test/support/open-database.js';
import { AskedDatabase, explain } from '../../test/support/plans.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { migrate } from '../database/migrate.js';
import { RoomLogRepository } from '../delivery/room-log.repository.js';
import { type BookmarkPlace, BookmarksRepository } from './bookmarks.repository.js';

/** Bookmarks of the one user, rooms of the tenant, and messages in each. */
const [mine, rooms, messages] = [1_000, 2_000, 20];

let scratch: ScratchDatabase;
let core: DataSource;
const [tenantId, userId, authorId] = [newId(), newId(), newId()];

beforeAll(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  core = await createDataSource(new DatabaseConfig(scratch.url), 'parley_core').initialize();
  // Without the bounds of the server's own connections.
  const owner = await new DataSource({ type: 'postgres', url: scratch.url }).initialize();
  await owner.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  await owner.query(
    `INSERT INTO users (tenant_id, id, kind, display_name)
     SELECT $1, id, 'guest', 'Ada' FROM (
       SELECT unnest($2::uuid[]) AS id UNION ALL SELECT gen_random_uuid() FROM generate_series(1, 2000)) AS people`,
    [tenantId, [userId, authorId]],
  );
  await owner.query(
    `WITH made AS (
       INSERT INTO rooms (tenant_id, id, type, member_count) SELECT $1, gen_random_uuid(), 'private', 2 FROM generate_series(1, $3::int)
       RETURNING id
     ), heads AS (
       INSERT INTO room_heads (tenant_id, room_id, epoch, last_seq, position) SELECT $1, id, gen_random_uuid(), $4, $4 FROM made
     ), seats AS (
       INSERT INTO members (tenant_id, room_id, user_id, role, position) SELECT $1, id, seated, 'member', 0 FROM made, unnest(ARRAY[$2::uuid, $5::uuid]) AS seated
     )
     INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text)
     SELECT $1, id, seq, gen_random_uuid(), seq, $5, seq::text, '', 'text', 'text' FROM made, generate_series(1, $4::int) AS seq`,
    [tenantId, userId, rooms, messages, authorId],
  );
  // The user's, and those of a crowd on the same messages.
  await owner.query(
    `INSERT INTO bookmarks (tenant_id, user_id, message_id, room_id, created_at)
     SELECT $1, u.id, m.id, m.room_id, now() - m.seq * interval '1 second'
       FROM (SELECT id FROM users WHERE tenant_id = $1 ORDER BY id = ANY($3::uuid[]) DESC, id LIMIT 52) AS u
      CROSS JOIN (
        SELECT id, room_id, seq FROM messages WHERE tenant_id = $1 AND seq <= 5 ORDER BY room_id, seq LIMIT $2) AS m`,
    [tenantId, mine, [userId, authorId]],
  );
  await owner.query('VACUUM ANALYZE').finally(() => owner.destroy());
}, 120_000);
afterAll(async () => {
  await core.destroy();
  await scratch.drop();
});

const lookUps = /^(Index|Index Only|Bitmap Heap|Bitmap Index) Scan$/;

/** What was asked of the database, as nodes that read a table. */
async function readsOf({ asked }: AskedDatabase) {
  const plans = await Promise.all(asked.map(({ sql, parameters }) => explain(core, sql, parameters)));
  return plans.flat().filter((node) => node['Relation Name'] !== undefined || node['Index Name'] !== undefined);
}

describe('bookmarks, of somebody who has 1,000 among 52,000 on 40,000 messages', () => {
  const repository = (): BookmarksRepository => new BookmarksRepository(databaseOver(core));

  it('are read page by page from a range of an index, and of all else only what a page shows', async () => {
    const place = (row: { bookmarked_at_us: number; message: { id: string } }): BookmarkPlace => ({
      bookmarkedAtUs: row.bookmarked_at_us,
      messageId: row.message.id,
    });
    const [middle] = (await repository().list(tenantId, userId, null, 500)).slice(-1);
    for (const after of [null, middle ? place(middle) : null]) {
      const recorder = new AskedDatabase();
      await new BookmarksRepository(recorder.database).list(tenantId, userId, after, 51);
      const reads = await readsOf(recorder);
      expect(reads.filter((node) => !lookUps.test(node['Node Type']))).toEqual([]);
      const rowsOf = (relation: string): number =>
        reads
          .filter((node) => node['Relation Name'] === relation)
          .reduce((sum, node) => sum + (node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 1), 0);
      // At most their own, which are put in order; nobody else's.
      expect(rowsOf('bookmarks')).toBeLessThanOrEqual(mine);
      for (const relation of ['messages', 'rooms', 'room_heads']) expect(rowsOf(relation)).toBe(51);
    }
  });

  it('are walked through whole, none twice and none left out, in order', async () => {
    const seen: string[] = [];
    let after: BookmarkPlace | null = null;
    for (;;) {
      const page = await repository().list(tenantId, userId, after, 100);
      seen.push(...page.map(({ message }) => message.id));
      const last = page.at(-1);
      if (!last) break;
      after = { bookmarkedAtUs: last.bookmarked_at_us, messageId: last.message.id };
    }
    const [row] = await core.query<{ ids: string[] }[]>(
      `SELECT array_agg(message_id ORDER BY created_at DESC, message_id DESC) AS ids FROM bookmarks
        WHERE tenant_id = $1 AND user_id = $2`,
      [tenantId, userId],
    );
    expect(seen).toHaveLength(mine);
    expect(seen).toEqual(row?.ids);
  });

  it('are told by their ids from an index, and exported by a range of one', async () => {
    const recorder = new AskedDatabase();
    const asked = new BookmarksRepository(recorder.database);
    await asked.listIds(tenantId, userId);
    await asked.listExported(tenantId, userId, null, 100);
    await asked.listExported(tenantId, userId, newId(), 100);
    expect(recorder.asked).toHaveLength(3);
    const reads = await readsOf(recorder);
    expect(reads.filter((node) => !lookUps.test(node['Node Type']))).toEqual([]);
    for (const node of reads) expect(node['Rows Removed by Filter'] ?? 0).toBe(0);
    expect(await repository().listIds(tenantId, userId)).toHaveLength(mine);
  });

  it('go with a deleted message by an index', async () => {
    const [message] = await core.query<{ room_id: string; seq: number }[]>(
      `SELECT room_id, seq FROM messages AS m WHERE tenant_id = $1
          AND EXISTS (SELECT FROM bookmarks AS b WHERE b.tenant_id = $1 AND b.message_id = m.id) LIMIT 1`,
      [tenantId],
    );
    const countOf = async () => {
      const [row] = await core.query<{ count: number }[]>(
        'SELECT count(*)::int AS count FROM bookmarks WHERE tenant_id = $1',
        [tenantId],
      );
      return row?.count ?? 0;
    };
    const before = await countOf();
    const at = { tenantId, roomId: message?.room_id ?? '' };
    await core.transaction(async (manager) => {
      const statements: { sql: string; parameters: unknown[] }[] = [];
      const watched = {
        query: (sql: string, parameters: unknown[]) => {
          statements.push({ sql, parameters });
          return manager.query<unknown>(sql, parameters);
        },
      } as unknown as typeof manager;
      await new RoomLogRepository().emptyMessage(watched, at, message?.seq ?? 0, messages);
      const removal = statements.find(({ sql }) => sql.startsWith('DELETE FROM bookmarks'));
      const nodes = await explain(manager, removal?.sql ?? '', removal?.parameters ?? []);
      const reads = nodes.filter((node) => node['Node Type'].includes('Scan'));
      expect(reads.length).toBeGreaterThan(0);
      expect(reads.filter((node) => !lookUps.test(node['Node Type']))).toEqual([]);
    });
    // One of each of the users.
    expect(await countOf()).toBe(before - 52);
  });
});
