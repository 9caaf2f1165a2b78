import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { writerOver } from '../../test/support/writer-over.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { Database } from '../database/database.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import type { Changes } from './changes.schema.js';
import type { Send } from './writer.repository.js';
import { Counts } from '../metrics/counts.js';
import { Writer } from './writer.service.js';

let core: DataSource;
let only: DataSource;
let database: Database;
let writer: Writer;
const told: { roomId: string; changes: Changes }[] = [];
beforeAll(async () => {
  const config = new DatabaseConfig(testDatabaseUrl());
  core = await createDataSource(config, 'parley_core').initialize();
  only = await createDataSource(config, 'parley_writer').initialize();
  database = new Database(core, core, only);
  const bus = new Bus();
  bus.on('room.changed', ({ changes }) => void told.push({ roomId: changes.roomId, changes }));
  writer = new Writer(writerOver(database), bus, new Counts());
});
afterAll(() => Promise.all([core.destroy(), only.destroy()]));

async function makeTenant(): Promise<string> {
  const id = newId();
  await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [id, 'Test', `pk_${id}`]);
  return id;
}

async function makeUser(tenantId: string): Promise<string> {
  const id = newId();
  await core.query(`INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', 'Ada')`, [
    tenantId,
    id,
  ]);
  return id;
}

const makeRoom = (tenantId: string, type: 'public' | 'private' = 'public', ownerId: string | null = null) =>
  core.transaction((manager) =>
    new RoomsRepository(database).insert(manager, tenantId, { type, slug: null, name: 'Room', topic: null, ownerId }),
  );

const send = (tenantId: string, roomId: string, authorId: string, given: Partial<Send> = {}): Send => ({
  tenantId,
  roomId,
  authorId,
  clientId: newId(),
  id: newId(),
  bodyHash: '00'.repeat(32),
  text: 'hello',
  encrypted: null,
  replyToId: null,
  threadId: null,
  mentions: [],
  bytes: 100,
  ...given,
});

const framesOf = (roomId: string) => told.filter((one) => one.roomId === roomId).map((one) => one.changes);

describe('the writer', () => {
  it('writes what comes at once in one commit and tells it in one frame, with the seats that it took', async () => {
    const tenantId = await makeTenant();
    const [ada, bo] = [await makeUser(tenantId), await makeUser(tenantId)];
    const roomId = await makeRoom(tenantId);
    const authors = [ada, bo, ada, ada, bo];
    const sent = await Promise.all(authors.map((author) => writer.send(send(tenantId, roomId, author))));
    expect(sent.map(({ message }) => message.seq)).toEqual([1, 2, 3, 4, 5]);
    expect(sent.map(({ hasJoined }) => hasJoined)).toEqual([true, true, false, false, false]);
    // Whoever waits for an answer has it before the readers are told.
    expect(framesOf(roomId)).toEqual([]);
    const frame = await eventually(() => framesOf(roomId)[0] ?? Promise.reject(new Error('nothing was told')));
    expect(framesOf(roomId)).toHaveLength(1);
    expect(frame).toMatchObject({ after: 0, position: 7, room: { memberCount: 2, lastSeq: 5, position: 7 } });
    expect(frame?.messages).toEqual(sent.map(({ message }) => message));
    expect(frame?.members.map((seat) => [seat.userId, seat.position])).toEqual([
      [ada, 1],
      [bo, 3],
    ]);
    const rows = await core.query<{ user_id: string; read_seq: number }[]>(
      'SELECT user_id, read_seq FROM members WHERE tenant_id = $1 AND room_id = $2 ORDER BY position',
      [tenantId, roomId],
    );
    expect(rows).toEqual([
      { user_id: ada, read_seq: 4 },
      { user_id: bo, read_seq: 5 },
    ]);
  });

  it('answers one clientId once, also when it comes twice in one moment', async () => {
    const tenantId = await makeTenant();
    const ada = await makeUser(tenantId);
    const roomId = await makeRoom(tenantId);
    const same = { clientId: 'same' };
    const [first, second, other] = await Promise.allSettled([
      writer.send(send(tenantId, roomId, ada, same)),
      writer.send(send(tenantId, roomId, ada, same)),
      writer.send(send(tenantId, roomId, ada, { ...same, bodyHash: '01'.repeat(32) })),
    ]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { isNew: true, message: { seq: 1 } } });
    expect(second).toMatchObject({ status: 'fulfilled', value: { isNew: false, message: { seq: 1 } } });
    expect(other).toMatchObject({ status: 'rejected', reason: { code: 'client_id_reused' } });
    await eventually(() => expect(framesOf(roomId)).toHaveLength(1));
  });

  it('answers once what a guest sent who has become the author since, as long as it is the guest’s', async () => {
    const tenantId = await makeTenant();
    const [guest, ada] = [await makeUser(tenantId), await makeUser(tenantId)];
    const roomId = await makeRoom(tenantId);
    await writer.send(send(tenantId, roomId, ada));
    const first = send(tenantId, roomId, guest);
    await writer.send(first);
    await core.query('UPDATE users SET deleted_at = now(), merged_into = $2 WHERE id = $1', [guest, ada]);
    const { clientId } = first;
    const again = await writer.send(send(tenantId, roomId, ada, { clientId }));
    expect(again).toMatchObject({ isNew: false, message: { id: first.id, seq: 2 } });
    const reused = writer.send(send(tenantId, roomId, ada, { clientId, bodyHash: '11'.repeat(32) }));
    await expect(reused).rejects.toMatchObject({ code: 'client_id_reused' });
    expect((await writer.send(send(tenantId, roomId, ada))).message.seq).toBe(3);
  });

  it('takes every clientId for what it says', async () => {
    const tenantId = await makeTenant();
    const ada = await makeUser(tenantId);
    const roomId = await makeRoom(tenantId);
    const clientIds = ['null', 'NULL', '-', '.', '1e5', 'a-b_c.d'];
    const sent = await Promise.all(clientIds.map((clientId) => writer.send(send(tenantId, roomId, ada, { clientId }))));
    expect(sent.map(({ message }) => message.clientId)).toEqual(clientIds);
    const again = await writer.send(send(tenantId, roomId, ada, { clientId: 'null' }));
    expect(again).toMatchObject({ isNew: false, message: { seq: 1 } });
  });

  it('refuses what may not be written, and writes the rest of its batch', async () => {
    const tenantId = await makeTenant();
    const [ada, eve] = [await makeUser(tenantId), await makeUser(tenantId)];
    const [open, closed] = [await makeRoom(tenantId), await makeRoom(tenantId, 'private', ada)];
    const foreign = await makeRoom(await makeTenant());
    const results = await Promise.allSettled([
      writer.send(send(tenantId, closed, eve)),
      writer.send(send(tenantId, closed, ada)),
      writer.send(send(tenantId, foreign, ada)),
      writer.send(send(tenantId, newId(), ada)),
      writer.send(send(tenantId, open, ada, { replyToId: newId() })),
      // What the schema would have refused stands for whatever else a row can be poisoned by.
      writer.send(send(tenantId, open, ada, { text: 'NUL \0' })),
      writer.send(send(tenantId, open, ada)),
    ]);
    expect(
      results.map((result) =>
        result.status === 'fulfilled' ? result.value.message.seq : (result.reason as { code: string }).code,
      ),
    ).toEqual(['room_not_found', 1, 'room_not_found', 'room_not_found', 'message_not_found', '22021', 1]);
  });

  it('finds out what is not plain in the batch of one room', async () => {
    const tenantId = await makeTenant();
    const [ada, bo] = [await makeUser(tenantId), await makeUser(tenantId)];
    const roomId = await makeRoom(tenantId);
    const both = () => Promise.all([ada, bo].map((author) => writer.send(send(tenantId, roomId, author))));
    await both();
    expect((await both()).map(({ message, hasJoined }) => [message.seq, message.position, hasJoined])).toEqual([
      [3, 5, false],
      [4, 6, false],
    ]);
    const [row] = await core.query<object[]>(
      `SELECT h.last_seq, h.position, min(m.read_seq) AS read_seq FROM room_heads AS h JOIN members AS m USING (tenant_id, room_id)
        WHERE tenant_id = $1 AND room_id = $2 GROUP BY 1, 2`,
      [tenantId, roomId],
    );
    expect(row).toEqual({ last_seq: 4, position: 6, read_seq: 3 });

    const once = send(tenantId, roomId, ada);
    await writer.send(once);
    // Its author is known by now: that it was written is found by the index.
    await writer.send(send(tenantId, roomId, ada));
    const repeated = await Promise.all([writer.send(once), writer.send(send(tenantId, roomId, bo))]);
    expect(repeated.map(({ message, isNew }) => [message.seq, isNew])).toEqual([
      [5, false],
      [7, true],
    ]);
    const reused = { ...once, bodyHash: '01'.repeat(32) };
    await expect(writer.send(reused)).rejects.toMatchObject({ code: 'client_id_reused' });

    await core.query('UPDATE members SET left_at = now() WHERE tenant_id = $1 AND user_id = $2', [tenantId, bo]);
    expect(await both()).toMatchObject([{ hasJoined: false }, { hasJoined: true }]);

    await core.query('UPDATE rooms SET archived_at = now() WHERE tenant_id = $1', [tenantId]);
    await expect(writer.send(send(tenantId, roomId, ada))).rejects.toMatchObject({ code: 'forbidden' });
    await core.query('UPDATE rooms SET deleted_at = now() WHERE tenant_id = $1', [tenantId]);
    await expect(writer.send(send(tenantId, roomId, ada))).rejects.toMatchObject({ code: 'room_not_found' });
  });

  it('finds out what was taken from somebody whom it knows: their seat, leave to write, the room, and themselves', async () => {
    const tenantId = await makeTenant();
    const [ada, bo] = [await makeUser(tenantId), await makeUser(tenantId)];
    const roomId = await makeRoom(tenantId);
    const write = (author: string) => writer.send(send(tenantId, roomId, author));
    // The first one takes a seat, the second one is looked up, the third one is known.
    const makeKnown = async () => {
      for (const author of [ada, bo, ada, bo, ada, bo]) await write(author);
    };
    const changeSeat = (change: string) =>
      core.query(`UPDATE members SET ${change} WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3`, [
        tenantId,
        roomId,
        bo,
      ]);
    const changeRoom = (change: string) =>
      core.query(`UPDATE rooms SET ${change} WHERE tenant_id = $1 AND id = $2`, [tenantId, roomId]);
    const refused = (author: string) =>
      write(author).then(
        () => 'written',
        (error: { code: string }) => error.code,
      );

    await makeKnown();
    await changeSeat(`mute_until = 'infinity'`);
    expect([await refused(ada), await refused(bo)]).toEqual(['written', 'muted']);
    await changeSeat('mute_until = NULL');
    await makeKnown();
    await changeSeat(`left_at = now(), ban_until = 'infinity'`);
    expect([await refused(ada), await refused(bo)]).toEqual(['written', 'banned']);
    await changeSeat('ban_until = NULL');
    await makeKnown();
    await changeSeat('left_at = now()');
    expect(await write(bo)).toMatchObject({ hasJoined: true });
    for (const [change, code] of [
      [`posting = 'moderators'`, 'forbidden'],
      ['slow_mode_seconds = 60', 'slow_mode'],
      ['archived_at = now()', 'forbidden'],
    ] as const) {
      await makeKnown();
      await changeRoom(change);
      // Whoever has not written yet while the room is slow may do so once.
      if (code === 'slow_mode') await write(ada);
      expect([change, await refused(ada)]).toEqual([change, code]);
      await changeRoom(`posting = 'everyone', slow_mode_seconds = 0, archived_at = NULL`);
    }
    await makeKnown();
    await core.query('UPDATE users SET deleted_at = now() WHERE id = $1', [bo]);
    expect([await refused(ada), await refused(bo)]).toEqual(['written', 'invalid_token']);
    await changeRoom('deleted_at = now()');
    expect(await refused(ada)).toBe('room_not_found');
  });

  it('shows whom it knows as they are', async () => {
    const tenantId = await makeTenant();
    const [ada, bo] = [await makeUser(tenantId), await makeUser(tenantId)];
    const roomId = await makeRoom(tenantId);
    const both = () => Promise.all([ada, bo].map((author) => writer.send(send(tenantId, roomId, author))));
    for (let n = 0; n < 3; n += 1) await both();
    await core.query('UPDATE users SET display_name = $2 WHERE id = $1', [ada, 'Ada Lovelace']);
    await both();
    const frames = await eventually(() => {
      const all = framesOf(roomId);
      expect(all).toHaveLength(4);
      return all;
    });
    const shown = frames.map(({ users }) => users.map(({ id, displayName }) => [id, displayName]));
    const before = [
      [ada, 'Ada'],
      [bo, 'Ada'],
    ];
    expect(shown).toEqual([before, before, before, [[ada, 'Ada Lovelace'], before[1]]]);
  });

  it('writes what is encrypted beside what is not, as it came, and answers it again', async () => {
    const tenantId = await makeTenant();
    const [ada, bo] = [await makeUser(tenantId), await makeUser(tenantId)];
    const roomId = await makeRoom(tenantId);
    await Promise.all([ada, bo].map((author) => writer.send(send(tenantId, roomId, author))));
    const bytes = Buffer.from(Array.from({ length: 24 * 1024 }, (_, n) => (n * 31) % 256));
    const sealed = { scheme: 'null', data: bytes.toString('base64') };
    const once = send(tenantId, roomId, ada, { text: '', encrypted: sealed });
    const short = send(tenantId, roomId, bo, { text: '', encrypted: { scheme: 'a/b:1.0_x-y', data: 'AA==' } });
    const sent = await Promise.all([once, send(tenantId, roomId, bo), short].map((one) => writer.send(one)));
    expect(sent.map(({ message: { seq, kind, text, encrypted } }) => [seq, kind, text, encrypted])).toEqual([
      [3, 'encrypted', '', sealed],
      [4, 'text', 'hello', null],
      [5, 'encrypted', '', short.encrypted],
    ]);
    const again = await writer.send({ ...once, id: newId() });
    expect(again).toEqual({ message: sent[0]?.message, isNew: false, hasJoined: false });
    const [row] = await core.query<object[]>('SELECT scheme, cipher FROM messages WHERE tenant_id = $1 AND seq = 3', [
      tenantId,
    ]);
    expect(row).toEqual({ scheme: 'null', cipher: bytes });
  });

  it('notes of whoever comes back in the batch that they are named there, and that their thread goes on', async () => {
    const tenantId = await makeTenant();
    const [ada, bo] = [await makeUser(tenantId), await makeUser(tenantId)];
    const roomId = await makeRoom(tenantId);
    const root = await writer.send(send(tenantId, roomId, bo));
    await writer.send(send(tenantId, roomId, ada));
    await core.query('UPDATE members SET left_at = now() WHERE tenant_id = $1 AND user_id = $2', [tenantId, bo]);
    await core.query('DELETE FROM thread_reads WHERE tenant_id = $1', [tenantId]);
    const sent = await Promise.all([
      writer.send(send(tenantId, roomId, bo)),
      writer.send(send(tenantId, roomId, ada, { mentions: [bo] })),
      writer.send(send(tenantId, roomId, ada, { threadId: root.message.id })),
    ]);
    expect(sent.map(({ message, hasJoined }) => [message.seq, hasJoined])).toEqual([
      [3, true],
      [4, false],
      [5, false],
    ]);
    const named = await core.query('SELECT user_id, seq FROM unread_mentions WHERE tenant_id = $1', [tenantId]);
    expect(named).toEqual([{ user_id: bo, seq: 4 }]);
    const followed = await core.query(
      'SELECT user_id, read_seq FROM thread_reads WHERE tenant_id = $1 AND thread_seq = 1 ORDER BY read_seq',
      [tenantId],
    );
    expect(followed).toEqual([
      { user_id: bo, read_seq: 1 },
      { user_id: ada, read_seq: 5 },
    ]);
  });

  it('holds no room up for one that is locked, and keeps that one’s order', async () => {
    const tenantId = await makeTenant();
    const ada = await makeUser(tenantId);
    const [locked, free] = [await makeRoom(tenantId), await makeRoom(tenantId)];
    const holder = core.createQueryRunner();
    await holder.startTransaction();
    await holder.query('SELECT FROM room_heads WHERE tenant_id = $1 AND room_id = $2 FOR UPDATE', [tenantId, locked]);
    const waiting = [1, 2, 3].map((n) => writer.send(send(tenantId, locked, ada, { text: String(n) })));
    for (let n = 1; n <= 3; n += 1) expect((await writer.send(send(tenantId, free, ada))).message.seq).toBe(n);
    waiting.push(writer.send(send(tenantId, locked, ada, { text: '4' })));
    expect(framesOf(locked)).toEqual([]);
    await holder.commitTransaction();
    await holder.release();
    const sent = await Promise.all(waiting);
    expect(sent.map(({ message }) => [message.text, message.seq])).toEqual([
      ['1', 1],
      ['2', 2],
      ['3', 3],
      ['4', 4],
    ]);
    await eventually(() => expect(framesOf(locked).flatMap((frame) => frame.messages)).toHaveLength(4));
  });
});
