import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AskedDatabase, explain } from '../../test/support/plans.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { databaseOver } from '../../test/support/open-database.js';
import { writerOver } from '../../test/support/writer-over.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { migrate } from '../database/migrate.js';
import { ChangesRepository } from '../delivery/changes.repository.js';
import type { Send } from '../delivery/writer.repository.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { MessagesRepository, type Page } from './messages.repository.js';

const messages = 100_000;
/** Users who sit in the room beside the one who writes. */
const others = 2_000;

let scratch: ScratchDatabase;
let core: DataSource;
let tenantId: string;
let roomId: string;
let userId: string;
beforeAll(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  core = await createDataSource(new DatabaseConfig(scratch.url), 'parley_core').initialize();
  [tenantId, userId] = [newId(), newId()];
  await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  await core.query(`INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', 'Ada')`, [
    tenantId,
    userId,
  ]);
  roomId = await core.transaction((manager) =>
    new RoomsRepository(databaseOver(core)).insert(manager, tenantId, {
      type: 'public',
      slug: null,
      name: 'Room',
      topic: null,
      ownerId: userId,
    }),
  );
});
afterAll(async () => {
  await core.destroy();
  await scratch.drop();
});

/** Statements for which a node would not have the time. */
async function asOwner(run: (owner: DataSource) => Promise<unknown>): Promise<void> {
  const owner = await new DataSource({ type: 'postgres', url: scratch.url }).initialize();
  await run(owner).finally(() => owner.destroy());
}

/** Takes the statistics, as autovacuum does from time to time. */
const analyze = (): Promise<void> => asOwner((owner) => owner.query('VACUUM ANALYZE'));

const send = (n: number): Send => ({
  tenantId,
  roomId,
  authorId: userId,
  clientId: `client-${n}`,
  id: newId(),
  bodyHash: '00'.repeat(32),
  text: `text ${n}`,
  encrypted: null,
  replyToId: null,
  threadId: null,
  mentions: [],
  bytes: 100,
});

/** Entries of the indexes that the writer looks things up in, and rows of their tables without one, that were read so far. */
async function entriesRead(): Promise<number> {
  const tables = ['messages', 'members', 'users', 'rooms', 'room_heads', 'tenants'];
  const [row] = await core.query<{ read: number }[]>(
    `SELECT (SELECT sum(idx_tup_read)::int8 FROM pg_stat_user_indexes WHERE relname = ANY ($1))
          + (SELECT sum(seq_tup_read)::int8 FROM pg_stat_user_tables WHERE relname = ANY ($1)) AS read`,
    [tables],
  );
  return row?.read ?? 0;
}

/** Seats of many others in the room. */
const fillRoom = (): Promise<void> =>
  asOwner((owner) =>
    owner.query(
      `WITH others AS (
         INSERT INTO users (tenant_id, id, kind, display_name)
         SELECT $1, gen_random_uuid(), 'guest', 'Other' FROM generate_series(1, $3::int) RETURNING id
       ) INSERT INTO members (tenant_id, room_id, user_id, role, position) SELECT $1, $2, id, 'member', 0 FROM others`,
      [tenantId, roomId, others],
    ),
  );

/** Something is shown of somebody that was not: who is known to the writer is looked up again. */
const rename = (name: string) => core.query('UPDATE users SET display_name = $2 WHERE id = $1', [userId, name]);

describe('the writer', () => {
  it('looks up by index for ever, also when its plan was made while there was next to nothing, the short way and the long', async () => {
    const sources = await Promise.all(
      (['parley_writer', 'parley_core'] as const).map((pool) => {
        const { options } = createDataSource(new DatabaseConfig(scratch.url), pool);
        return new DataSource({ ...options, poolSize: 1 } as typeof options).initialize();
      }),
    );
    try {
      // Whoever waits for locks goes the long way.
      const ways = sources.map((only, at) => {
        const writer = writerOver(databaseOver(only));
        return { only, write: (sends: Send[]) => writer.write(sends, at === 1) };
      });
      let sent = 0;
      const batch = (size: number) => Array.from({ length: size }, () => send(sent++));
      for (const { write } of ways) await write(batch(1));
      await analyze();
      // What is known is not looked up.
      for (const name of ['Ada', 'Ada L.']) {
        await rename(name);
        for (const { write } of [...ways, ...ways]) await write(batch(1));
      }
      await fillRoom();
      for (const { only, write } of ways) {
        for (let n = 0; n < 20; n += 1) await write(batch(100));
        for (const isKnown of [true, false]) {
          if (!isKnown) await rename(`Ada ${sent}`);
          // The connection tells what it counted, and then what the last batch alone needed.
          await only.query('SELECT pg_stat_force_next_flush()');
          const before = await entriesRead();
          await write(batch(100));
          await only.query('SELECT pg_stat_force_next_flush()');
          const read = (await entriesRead()) - before;
          // One entry for each look-up of a clientId, and some for the checks of uniqueness; never 2,000 messages or people for each.
          // The long way, which moves the read pointers of several rooms, may read all seats once until the statistics are taken again.
          expect(read).toBeLessThanOrEqual(only === ways[0]?.only ? 1_000 : 1_000 + others);
        }
      }
    } finally {
      await Promise.all(sources.map((source) => source.destroy()));
    }
  });
});

describe('reading a room of 100,000 messages', () => {
  const recorder = new AskedDatabase();

  beforeAll(async () => {
    await asOwner((owner) =>
      owner.query(
        `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text)
         SELECT $1, $2, n, gen_random_uuid(), n, $3, 'fill-' || n, '', 'text', 'text'
           FROM generate_series((SELECT last_seq + 1 FROM room_heads WHERE tenant_id = $1 AND room_id = $2), $4::int) AS n`,
        [tenantId, roomId, userId, messages],
      ),
    );
    await core.query('UPDATE room_heads SET last_seq = $3, position = $3 WHERE tenant_id = $1 AND room_id = $2', [
      tenantId,
      roomId,
      messages,
    ]);
    await analyze();
  });

  const history = new MessagesRepository(recorder.database);
  const changes = new ChangesRepository(recorder.database);
  const middle = messages / 2;
  const pages: Page[] = [
    { before: Number.MAX_SAFE_INTEGER, limit: 50 },
    { before: middle, limit: 50 },
    { after: middle, limit: 50 },
    { around: middle, limit: 50 },
  ];
  const reads: [string, () => Promise<unknown>][] = [
    ...pages.map((page): [string, () => Promise<unknown>] => [
      `history ${JSON.stringify(page)}`,
      () => history.readHistory(tenantId, roomId, userId, page),
    ]),
    ['the newest page', () => changes.readAfresh({ tenantId, roomId, userIds: [userId] }, 50)],
    [
      'what changed since a position',
      async () => {
        const [head] = await core.query<{ epoch: string }[]>('SELECT epoch FROM room_heads WHERE tenant_id = $1', [
          tenantId,
        ]);
        const since = { epoch: head?.epoch ?? '', position: messages - 200, limit: 301, anchorIds: [newId()] };
        return changes.readSince({ tenantId, roomId, userIds: [userId] }, { ...since, isWhole: true });
      },
    ],
  ];

  it.each(reads)('%s is a range of an index, and no more rows than are wanted', async (_name, read) => {
    recorder.asked.length = 0;
    await read();
    expect(recorder.asked.length).toBeGreaterThan(0);
    for (const { sql, parameters } of recorder.asked) {
      const nodes = await explain(core, sql, parameters);
      const onMessages = nodes.filter((node) => node['Relation Name'] === 'messages');
      expect(onMessages.length).toBeGreaterThan(0);
      for (const node of onMessages) {
        expect(node).toMatchObject({ 'Node Type': expect.stringMatching(/^Index (Only )?Scan$/) });
        expect((node['Actual Rows'] ?? 0) * (node['Actual Loops'] ?? 1)).toBeLessThanOrEqual(301);
        expect(node['Rows Removed by Filter'] ?? 0).toBe(0);
      }
    }
  });
});
