import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { databaseOver } from '../../test/support/open-database.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { toUser, type UserRow } from '../users/user.mapper.js';
import { type MessageRow, messageColumns, toMessage } from './message.mapper.js';
import { MessagesRepository } from './messages.repository.js';

let core: DataSource;
beforeAll(async () => {
  core = await createDataSource(new DatabaseConfig(testDatabaseUrl()), 'parley_core').initialize();
});
afterAll(() => core.destroy());

it('a page of history reads as the mappers would have it', async () => {
  const database = databaseOver(core);
  const [tenantId, userId, subjectId] = [newId(), newId(), newId()];
  await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  await core.query(
    `INSERT INTO users (tenant_id, id, kind, username, display_name, avatar_url)
     VALUES ($1, $2, 'registered', 'ada', 'Ada "A" \\ Łoś', 'https://ada.example/a.webp'),
            ($1, $3, 'guest', NULL, 'Named only', NULL), ($1, gen_random_uuid(), 'guest', NULL, 'Nobody here', NULL)`,
    [tenantId, userId, subjectId],
  );
  const roomId = await core.transaction((manager) =>
    new RoomsRepository(database).insert(manager, tenantId, {
      type: 'public',
      slug: null,
      name: 'Room',
      topic: null,
      ownerId: userId,
    }),
  );
  const [plain, busy, told, sealed] = [newId(), newId(), newId(), newId()];
  await core.query(
    `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text, reply_to_id,
                           reply_to_seq, mentions, created_at, edited_at, deleted_at, pinned_at, reactions, system, streaming,
                           thread_id, thread_seq, thread_count, thread_last_seq)
     VALUES ($1, $2, 1, $4, 1, $3, 'c-1', '', 'text', E'a "quote"\\n\\u2028 \\u0001 👍', NULL, NULL, '{}',
             '2026-11-28T07:56:04.1+00', NULL, NULL, NULL, NULL, NULL, true, NULL, NULL, 12, 3),
            ($1, $2, 2, $5, 7, $3, 'c-2', '', 'system', '', $4, 1, ARRAY[$3, $4]::uuid[],
             '2026-11-28T07:56:04.123999+00', '2026-11-28T23:59:59+00', '2026-11-29T00:00:00.000001+00', '2027-01-01+02',
             jsonb_build_array(jsonb_build_object('emoji', '👍', 'count', 1, 'userIds', jsonb_build_array($3::text))), NULL, false,
             $4, 1, NULL, NULL),
            ($1, $2, 3, $6, 8, $3, 'c-3', '', 'system', '', NULL, NULL, '{}', now(), NULL, NULL, NULL, NULL,
             jsonb_build_object('role', 'owner', 'type', 'role_changed', 'userId', $7::text), false, NULL, NULL, NULL, NULL)`,
    [tenantId, roomId, userId, plain, busy, told, subjectId],
  );
  // Longer than PostgreSQL's lines of Base64 are.
  const bytes = Buffer.from(Array.from({ length: 1_000 }, (_, n) => (n * 7) % 256));
  await core.query(
    `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text, scheme, cipher)
     VALUES ($1, $2, 4, $4, 9, $3, 'c-4', '', 'encrypted', '', 'ours:1', $5)`,
    [tenantId, roomId, userId, sealed, bytes],
  );
  const read = await new MessagesRepository(database).readHistory(tenantId, roomId, null, { after: 0, limit: 10 });
  const rows = await core.query<MessageRow[]>(
    `SELECT ${messageColumns} FROM messages WHERE tenant_id = $1 AND room_id = $2 ORDER BY seq`,
    [tenantId, roomId],
  );
  expect(JSON.parse(read?.page ?? '')).toEqual(rows.map(toMessage));
  expect(rows[3]?.encrypted).toEqual({ scheme: 'ours:1', data: bytes.toString('base64') });
  // Whom a system message is about, too.
  const people = await core.query<UserRow[]>('SELECT * FROM users WHERE tenant_id = $1 AND id = ANY($2) ORDER BY id', [
    tenantId,
    [userId, subjectId],
  ]);
  const shown = JSON.parse(read?.people ?? '') as { id: string }[];
  expect(shown.sort((a, b) => a.id.localeCompare(b.id))).toEqual(people.map(toUser));
  expect([read?.first, read?.last]).toEqual([1, 4]);
});
