import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { openDatabase } from '../../test/support/open-database.js';
import { makeTenant } from '../../test/support/tenant.js';
import { newId } from '../common/ids.js';
import type { Database } from '../database/database.js';
import { ScheduledMessagesRepository } from './scheduled-messages.repository.js';
import type { ScheduledRow } from './scheduled-message.mapper.js';

let admin: DataSource;
let database: Database;
let repository: ScheduledMessagesRepository;
let tenantId: string;
let authorId: string;
let otherId: string;
let roomId: string;

beforeAll(async () => {
  admin = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
  database = await openDatabase(testDatabaseUrl());
  repository = new ScheduledMessagesRepository(database);
});
afterAll(() => Promise.all([admin.destroy(), database.onApplicationShutdown()]));
beforeEach(async () => {
  const tenant = await makeTenant();
  tenantId = tenant.id;
  [authorId, otherId] = [(await tenant.guest()).id, (await tenant.guest()).id];
  roomId = (await tenant.lobby()).id;
});

const ahead = (ms: number): string => new Date(Date.now() + ms).toISOString();
const anHour = 3_600_000;

/** Puts one there, without a job. */
function add(sendAt: string, clientId: string = newId(), by = authorId): Promise<ScheduledRow> {
  return database.tenantTransaction(tenantId, (manager) =>
    repository.insert(manager, tenantId, {
      id: newId(),
      authorId: by,
      roomId,
      clientId,
      bodyHash: 'ab',
      text: 'text',
      replyToId: null,
      replyToSeq: null,
      threadId: null,
      mentions: [],
      sendAt,
    }),
  );
}
const list = async (by = authorId) =>
  (await repository.list({ tenantId, authorId: by, roomId: null }, null, 100)).map(({ id }) => id);
const update = (id: string, sendAt: string | null | undefined) =>
  database.tenantTransaction(tenantId, async (manager) => {
    await repository.lock(manager, tenantId, authorId, id);
    return repository.update(manager, tenantId, id, { text: 'changed', mentions: [otherId], sendAt });
  });

describe('taking a message to send it', () => {
  it('waits for its time', async () => {
    const [due, early] = [await add(ahead(-anHour)), await add(ahead(anHour))];
    expect(await repository.take(tenantId, early.id)).toBeUndefined();
    expect(await repository.take(tenantId, due.id)).toMatchObject({ id: due.id, is_taken: true, tries: 1 });
  });

  it('is done again after a crash, and counted', async () => {
    const { id } = await add(ahead(-anHour));
    await repository.take(tenantId, id);
    expect(await repository.take(tenantId, id)).toMatchObject({ tries: 2 });
  });

  it('passes over what was cancelled or refused, and what is another tenant’s', async () => {
    const [cancelled, refused, there] = [await add(ahead(-1)), await add(ahead(-1)), await add(ahead(-1))];
    await database.tenantTransaction(tenantId, (manager) => repository.cancel(manager, tenantId, cancelled.id));
    await repository.take(tenantId, refused.id);
    await repository.giveBack(tenantId, refused.id, 'muted');
    expect(await repository.take(tenantId, cancelled.id)).toBeUndefined();
    expect(await repository.take(tenantId, refused.id)).toBeUndefined();
    expect(await repository.take(newId(), there.id)).toBeUndefined();
    expect(await repository.take(tenantId, there.id)).toBeDefined();
  });

  it('waits for whoever changes it, and leaves alone what was put off meanwhile', async () => {
    const { id } = await add(ahead(-1));
    let taken: Promise<ScheduledRow | undefined> | undefined;
    await database.tenantTransaction(tenantId, async (manager) => {
      await repository.lock(manager, tenantId, authorId, id);
      taken = repository.take(tenantId, id);
      await repository.update(manager, tenantId, id, { text: 'later', mentions: [], sendAt: ahead(anHour) });
    });
    expect(await taken).toBeUndefined();
    const [row] = await admin.query('SELECT text, is_taken FROM scheduled_messages WHERE id = $1', [id]);
    expect(row).toEqual({ text: 'later', is_taken: false });
  });
});

describe('a message that waits', () => {
  it('is given another time, or the present, and is tried anew then', async () => {
    const { id } = await add(ahead(-1));
    await repository.take(tenantId, id);
    await repository.giveBack(tenantId, id, 'banned');
    expect(await update(id, undefined)).toMatchObject({ text: 'changed', failure: 'banned', tries: 1 });
    const sendAt = ahead(anHour);
    const later = await update(id, sendAt);
    expect(later).toMatchObject({ mentions: [otherId], failure: null, tries: 0, is_taken: false });
    expect(later.send_at.toISOString()).toBe(sendAt);
    await update(id, null);
    expect(await repository.take(tenantId, id)).toMatchObject({ id, tries: 1 });
  });

  it('is listed by its time, after a place, however many have the same', async () => {
    const at = ahead(anHour);
    const ids = [await add(ahead(anHour * 2)), await add(at), await add(at), await add(ahead(60_000))].map(
      ({ id }) => id,
    );
    const [last = '', one = '', two = '', first = ''] = ids;
    const wanted = [first, ...[one, two].sort(), last];
    expect(await list()).toEqual(wanted);
    const place = { sendAtMs: Date.parse(at), id: wanted[1] ?? '' };
    const after = await repository.list({ tenantId, authorId, roomId }, place, 100);
    expect(after.map(({ id }) => id)).toEqual(wanted.slice(2));
    expect(await repository.list({ tenantId, authorId, roomId: newId() }, null, 100)).toEqual([]);
    expect(await list(otherId)).toEqual([]);
  });

  it('is found by an index, however many others have some', async () => {
    const plan = await database.coreTransaction(async (manager) => {
      await manager.query('SET LOCAL enable_seqscan = off');
      await manager.query('SET LOCAL enable_bitmapscan = off');
      const rows = await manager.query<object[]>(
        `EXPLAIN SELECT id FROM scheduled_messages WHERE tenant_id = $1 AND author_id = $2 AND cancelled_at IS NULL
          ORDER BY send_at, id LIMIT 50`,
        [tenantId, authorId],
      );
      return JSON.stringify(rows);
    });
    expect(plan).toContain('scheduled_messages_waiting');
    expect(plan).not.toContain('Sort');
  });

  it('leaves nothing of what it said when it is cancelled', async () => {
    const { id } = await add(ahead(anHour));
    await update(id, undefined);
    await database.tenantTransaction(tenantId, (manager) => repository.cancel(manager, tenantId, id));
    expect(await list()).toEqual([]);
    const [row] = await admin.query('SELECT text, mentions, failure FROM scheduled_messages WHERE id = $1', [id]);
    expect(row).toEqual({ text: '', mentions: [], failure: null });
  });

  it('is passed on with its clientId, unless the other one has used it in the room', async () => {
    const [alone, twice] = [await add(ahead(anHour), 'alone'), await add(ahead(anHour), 'twice')];
    await add(ahead(anHour), 'twice', otherId);
    await database.tenantTransaction(tenantId, (manager) => repository.pass(manager, tenantId, authorId, otherId));
    const rows = await admin.query<{ id: string; client_id: string }[]>(
      'SELECT id, client_id FROM scheduled_messages WHERE author_id = $1',
      [otherId],
    );
    expect(rows).toHaveLength(3);
    const clientIdOf = (wanted: string) => rows.find(({ id }) => id === wanted)?.client_id;
    expect(clientIdOf(alone.id)).toBe('alone');
    expect(clientIdOf(twice.id)).toMatch(/^[0-9a-f-]{36}$/);
    expect(await list()).toEqual([]);
  });

  it('is gone once it was sent, also where it became another one’s meanwhile, and not before it was taken', async () => {
    const { id } = await add(ahead(-anHour));
    await repository.removeSent(tenantId, id);
    expect(await repository.take(tenantId, id)).toBeDefined();
    await database.tenantTransaction(tenantId, (manager) => repository.pass(manager, tenantId, authorId, otherId));
    await repository.removeSent(tenantId, id);
    expect(await admin.query('SELECT FROM scheduled_messages WHERE id = $1', [id])).toEqual([]);
  });

  it('is removed by whom it is of only', async () => {
    const { id } = await add(ahead(anHour));
    expect(await repository.remove(tenantId, id, otherId)).toBe(false);
    expect(await repository.remove(newId(), id, authorId)).toBe(false);
    expect(await repository.remove(tenantId, id, authorId)).toBe(true);
    expect(await repository.remove(tenantId, id, authorId)).toBe(false);
  });
});
