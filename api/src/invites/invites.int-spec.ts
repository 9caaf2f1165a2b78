import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { databaseOver } from '../../test/support/open-database.js';
import { newId } from '../common/ids.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import type { Database } from '../database/database.js';
import { RoomsRepository } from '../rooms/rooms.repository.js';
import { newInviteCode } from './invite-code.js';
import { InvitesRepository } from './invites.repository.js';

/** What two nodes have: pools of their own on one database. */
let sources: DataSource[];
let nodes: Database[];
beforeAll(async () => {
  const config = new DatabaseConfig(testDatabaseUrl());
  sources = await Promise.all([1, 2].map(() => createDataSource(config, 'parley_core').initialize()));
  nodes = sources.map((core) => databaseOver(core));
});
afterAll(() => Promise.all(sources.map((source) => source.destroy())));

async function makeInvite(
  maxUses: number,
  expiresAt: string | null = null,
): Promise<{ tenantId: string; code: string }> {
  const [tenantId, code] = [newId(), newInviteCode()];
  const [database] = nodes as [Database];
  await database.coreTransaction(async (manager) => {
    await manager.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
    const room = { type: 'private', slug: null, name: 'Room', topic: null, ownerId: null } as const;
    const roomId = await new RoomsRepository(database).insert(manager, tenantId, room);
    const invite = { roomId, code, createdBy: null, expiresAt, maxUses };
    await new InvitesRepository(database).insert(manager, tenantId, invite);
  });
  return { tenantId, code };
}

const spend = (database: Database, tenantId: string, code: string): Promise<boolean> =>
  database.coreTransaction((manager) => new InvitesRepository(database).spend(manager, tenantId, code));

describe('the uses of an invite', () => {
  it('are spent once each, however many come at once on two nodes', async () => {
    const { tenantId, code } = await makeInvite(7);
    const spent = await Promise.all(
      nodes.flatMap((node) => Array.from({ length: 15 }, () => spend(node, tenantId, code))),
    );
    expect(spent.filter((isSpent) => isSpent)).toHaveLength(7);
    const [node] = nodes as [Database];
    expect(await new InvitesRepository(node).find(tenantId, code)).toMatchObject({
      uses: 7,
      max_uses: 7,
      stands: true,
    });
  });

  it('are not spent of another tenant’s, nor once it is over or revoked', async () => {
    const [node] = nodes as [Database];
    const invites = new InvitesRepository(node);
    const [over, revoked] = [await makeInvite(1, '2020-01-01T00:00:00Z'), await makeInvite(1)];
    await node.coreTransaction((manager) => invites.revoke(manager, revoked.tenantId, revoked.code));
    for (const { tenantId, code } of [over, revoked, { tenantId: over.tenantId, code: revoked.code }]) {
      expect(await spend(node, tenantId, code)).toBe(false);
    }
    expect(await invites.find(over.tenantId, revoked.code)).toBeUndefined();
  });
});
