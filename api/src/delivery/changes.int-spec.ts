import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { databaseOver } from '../../test/support/open-database.js';
import type { UserCaller } from '../common/access/caller.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import type { Database } from '../database/database.js';
import type { Presence } from '../presence/presence.service.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { ChangesRepository } from './changes.repository.js';
import { ChangesService } from './changes.service.js';

let core: DataSource;
let database: Database;
let changes: ChangesService;
let asked: jest.SpiedFunction<Database['query']>;
beforeAll(async () => {
  core = await createDataSource(new DatabaseConfig(testDatabaseUrl()), 'parley_core').initialize();
  database = databaseOver(core);
  changes = new ChangesService(new ChangesRepository(database), { of: () => [] } as Partial<Presence> as Presence);
});
afterAll(() => core.destroy());
beforeEach(() => {
  asked = jest.spyOn(database, 'query');
});
afterEach(() => {
  asked.mockRestore();
});

async function makeTenant(): Promise<string> {
  const id = newId();
  await core.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [id, 'Test', `pk_${id}`]);
  return id;
}

async function makeUsers(tenantId: string, count: number): Promise<UserCaller[]> {
  const ids = Array.from({ length: count }, newId);
  await core.query(
    `INSERT INTO users (tenant_id, id, kind, display_name) SELECT $1, id, 'guest', 'Ada' FROM unnest($2::uuid[]) AS id`,
    [tenantId, ids],
  );
  return ids.map((userId) => ({ kind: 'user', tenantId, userId, userKind: 'guest', sessionId: newId() }));
}

const makeRoom = (tenantId: string, type: 'public' | 'private') =>
  core.transaction((manager) =>
    new RoomsRepository(database).insert(manager, tenantId, {
      type,
      slug: null,
      name: 'Room',
      topic: null,
      ownerId: null,
    }),
  );

async function seat(tenantId: string, roomId: string, users: readonly UserCaller[]): Promise<void> {
  await core.query(
    `INSERT INTO members (tenant_id, room_id, user_id, role, position)
     SELECT $1, $2, id, 'member', 1 FROM unnest($3::uuid[]) AS id`,
    [tenantId, roomId, users.map((user) => user.userId)],
  );
  await core.query('UPDATE rooms SET member_count = member_count + $3, position = 1 WHERE tenant_id = $1 AND id = $2', [
    tenantId,
    roomId,
    users.length,
  ]);
  await core.query('UPDATE room_heads SET position = 1 WHERE tenant_id = $1 AND room_id = $2', [tenantId, roomId]);
}

async function post(tenantId: string, roomId: string, author: UserCaller, seq: number): Promise<void> {
  await core.query(
    `INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text)
     VALUES ($1, $2, $3::bigint, $4, $3::bigint + 1, $5, $6, '', 'text', 'hello')`,
    [tenantId, roomId, seq, newId(), author.userId, newId()],
  );
  await core.query(
    'UPDATE room_heads SET last_seq = $3::bigint, position = $3::bigint + 1 WHERE tenant_id = $1 AND room_id = $2',
    [tenantId, roomId, seq],
  );
}

const settled = <T>(answers: Promise<T>[]) => Promise.allSettled(answers);

describe('a thousand readers of one room at the same time', () => {
  it('read it once, and each sees it by their own seat only', async () => {
    const tenantId = await makeTenant();
    const roomId = await makeRoom(tenantId, 'private');
    const users = await makeUsers(tenantId, 1_000);
    const members = users.slice(0, 150);
    await seat(tenantId, roomId, members);
    await core.query('UPDATE members SET left_at = now() WHERE tenant_id = $1 AND user_id = $2', [
      tenantId,
      members[0]?.userId,
    ]);
    asked.mockClear();
    const answers = await settled(users.map((user) => changes.open(user, roomId, null, 50)));
    expect(asked).toHaveBeenCalledTimes(1);
    for (const [at, answer] of answers.entries()) {
      const isIn = at > 0 && at < members.length;
      expect(answer).toMatchObject(
        isIn
          ? { status: 'fulfilled', value: { member: { userId: users[at]?.userId }, changes: { reset: true } } }
          : { status: 'rejected', reason: { code: 'room_not_found' } },
      );
      if (answer.status === 'fulfilled') expect(answer.value.members).toHaveLength(149);
    }
  });

  it('catch up together: one read for those who open it and one for those who sync, from one position', async () => {
    const tenantId = await makeTenant();
    const roomId = await makeRoom(tenantId, 'public');
    const users = await makeUsers(tenantId, 500);
    await seat(tenantId, roomId, users.slice(0, 3));
    const [ada] = users;
    if (!ada) throw new Error('nobody is there');
    const before = await changes.since(ada, roomId, null, 50);
    await post(tenantId, roomId, ada, 1);
    const standing = { epoch: before.epoch, position: before.position };
    const anchor = { messageId: newId(), position: 1 };
    asked.mockClear();
    const [opened, synced, strangers] = await Promise.all([
      Promise.all(users.map((user) => changes.open(user, roomId, standing, 50))),
      Promise.all(users.map((user) => changes.since(user, roomId, standing, 50))),
      // Their anchor is not there: they alone start afresh.
      Promise.all([1, 2].map(() => changes.since(ada, roomId, { ...standing, anchor }, 50))),
    ]);
    expect(asked).toHaveBeenCalledTimes(3);
    for (const { changes: told, members, users: people } of opened) {
      expect(told).toMatchObject({ after: 1, position: 2, reset: false, messages: [{ seq: 1 }], members: [] });
      expect({ members: members.length, people: people.length }).toEqual({ members: 3, people: 3 });
      expect(told.users.map((user) => user.id)).toEqual([ada.userId]);
    }
    for (const told of synced) expect(told).toEqual(opened[0]?.changes);
    for (const told of strangers) expect(told).toMatchObject({ reset: true, after: 0, position: 2 });
  });

  it('are told of a large room the authors, and of the others only themselves', async () => {
    const tenantId = await makeTenant();
    const roomId = await makeRoom(tenantId, 'public');
    const users = await makeUsers(tenantId, 250);
    await seat(tenantId, roomId, users);
    const [ada] = users;
    if (!ada) throw new Error('nobody is there');
    await post(tenantId, roomId, ada, 1);
    asked.mockClear();
    const answers = await Promise.all(users.map((user) => changes.open(user, roomId, null, 50)));
    expect(asked).toHaveBeenCalledTimes(1);
    for (const [at, answer] of answers.entries()) {
      const own = users[at]?.userId;
      const expected = new Set([ada.userId, own]);
      expect(answer.room.membersListed).toBe(false);
      for (const { members, users: people } of [answer, answer.changes]) {
        expect(new Set(members.map((member) => member.userId))).toEqual(expected);
        expect(new Set(people.map((user) => user.id))).toEqual(expected);
      }
      expect(answer.member?.userId).toBe(own);
    }
  });
});

describe('the heads of all sockets', () => {
  it('are read by one query at a time, each of its own tenant', async () => {
    const tenants = await Promise.all([makeTenant(), makeTenant()]);
    const rooms = await Promise.all(tenants.map((tenantId) => makeRoom(tenantId, 'public')));
    asked.mockClear();
    const answers = await Promise.all(
      Array.from({ length: 400 }, (_, at) => changes.heads(tenants[at % 2] ?? '', [...rooms, newId()])),
    );
    expect(asked.mock.calls.length).toBeLessThanOrEqual(2);
    for (const [at, heads] of answers.entries()) {
      expect(heads).toEqual([{ roomId: rooms[at % 2], epoch: expect.any(String), position: 0 }]);
    }
  });
});
