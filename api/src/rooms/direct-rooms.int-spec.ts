import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { BlocksRepository } from '../blocks/blocks.repository.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { Database } from '../database/database.js';
import { UsersRepository } from '../users/users.repository.js';
import { DirectRoomsRepository } from './direct-rooms.repository.js';

/** What two nodes have: pools of their own on one database. */
let sources: DataSource[];
let nodes: Database[];
beforeAll(async () => {
  const config = new DatabaseConfig(testDatabaseUrl());
  const roles = ['parley_app', 'parley_core', 'parley_app', 'parley_core'] as const;
  sources = await Promise.all(roles.map((role) => createDataSource(config, role).initialize()));
  const [app1, core1, app2, core2] = sources as [DataSource, DataSource, DataSource, DataSource];
  nodes = [new Database(app1, core1, core1), new Database(app2, core2, core2)];
});
afterAll(() => Promise.all(sources.map((source) => source.destroy())));

const anyCore = (): DataSource => sources[1] as DataSource;

async function makePeople(count: number): Promise<{ tenantId: string; userIds: string[] }> {
  const tenantId = newId();
  await anyCore().query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  const userIds = Array.from({ length: count }, newId);
  await anyCore().query(
    `INSERT INTO users (tenant_id, id, kind, display_name) SELECT $1, id, 'guest', 'Ada' FROM unnest($2::uuid[]) AS id`,
    [tenantId, userIds],
  );
  return { tenantId, userIds };
}

/** As the service makes it: with both held. */
const make = (database: Database, tenantId: string, userId: string, otherId: string) =>
  database.tenantTransaction(tenantId, async (manager) => {
    await new UsersRepository(database).lockPresent(manager, tenantId, [userId, otherId]);
    return new DirectRoomsRepository(database).insert(manager, tenantId, userId, otherId);
  });

const countOf = async (table: string, tenantId: string): Promise<number> => {
  const [row] = await anyCore().query<[{ count: number }]>(
    `SELECT count(*)::int AS count FROM ${table} WHERE tenant_id = $1`,
    [tenantId],
  );
  return row.count;
};

describe('direct rooms', () => {
  it('are one for each pair, however many of two nodes make them at once, and leave nothing half made', async () => {
    const { tenantId, userIds } = await makePeople(4);
    const pairs = userIds.flatMap((one) =>
      userIds.filter((other) => other !== one).map((other) => [one, other] as const),
    );
    const asked = nodes.flatMap((node) =>
      Array.from({ length: 5 }, () => pairs.map(([a, b]) => make(node, tenantId, a, b))),
    );
    const made = (await Promise.all(asked.flat())).filter((roomId) => roomId !== undefined);
    expect(made).toHaveLength(6);
    const counts = await Promise.all(
      ['rooms', 'room_heads', 'direct_rooms', 'members'].map((table) => countOf(table, tenantId)),
    );
    expect(counts).toEqual([6, 6, 6, 12]);
    const [node] = nodes as [Database];
    for (const [a, b] of pairs) expect(made).toContain(await new DirectRoomsRepository(node).find(tenantId, a, b));
  });

  it('know of a block, whichever of the two was first', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { tenantId, userIds } = await makePeople(2);
      const [ada = '', bo = ''] = userIds;
      const [first, second] = nodes as [Database, Database];
      const block = first.tenantTransaction(tenantId, async (manager) => {
        const blocks = new BlocksRepository(first);
        await new UsersRepository(first).lockPresent(manager, tenantId, [ada, bo]);
        await blocks.insert(manager, tenantId, ada, bo);
        return blocks.markSeat(manager, tenantId, ada, bo, true);
      });
      const room = second.tenantTransaction(tenantId, async (manager) => {
        await new UsersRepository(second).lockPresent(manager, tenantId, [ada, bo]);
        if (await new BlocksRepository(second).stands(tenantId, bo, ada, manager)) return undefined;
        return new DirectRoomsRepository(second).insert(manager, tenantId, bo, ada);
      });
      const [marked, made] = await Promise.all([block, room]);
      expect(marked).toBe(made);
    }
  });
});
