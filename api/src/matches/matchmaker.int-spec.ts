import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { openDatabase } from '../../test/support/open-database.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import type { Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import { MatchesRepository } from './matches.repository.js';
import { Matchmaker } from './matchmaker.js';

let scratch: ScratchDatabase;
let database: Database;
let admin: DataSource;
beforeAll(async () => {
  scratch = await makeScratchDatabase(testDatabaseUrl());
  await migrate(scratch.url);
  database = await openDatabase(scratch.url);
  admin = await new DataSource({ type: 'postgres', url: scratch.url }).initialize();
});
afterAll(async () => {
  await admin.destroy();
  await database.onApplicationShutdown();
  await scratch.drop();
});

/** Counts how often it is looked at who waits. */
class CountedTickets extends MatchesRepository {
  looks = 0;

  override lockWaiting(...given: Parameters<MatchesRepository['lockWaiting']>) {
    this.looks += 1;
    return super.lockWaiting(...given);
  }
}

/** Two who wait, in the hands of another node. */
async function twoInOtherHands() {
  const tenantId = newId();
  await admin.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  const tickets = new CountedTickets(database);
  const ids: string[] = [];
  for (let n = 0; n < 2; n += 1) {
    const [userId, ticketId] = [newId(), newId()];
    await admin.query(`INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', 'Somebody')`, [
      tenantId,
      userId,
    ]);
    await tickets.enqueue([{ tenantId, userId, ticketId, size: 2, interests: [] }]);
    ids.push(ticketId);
  }
  const other = admin.createQueryRunner();
  await other.startTransaction();
  await other.query('SELECT FROM match_tickets WHERE tenant_id = $1 FOR UPDATE', [tenantId]);
  const matchmaker = new Matchmaker(tickets, database, new Bus());
  return { tenantId, ids, tickets, other, matchmaker };
}

const letGo = async (other: QueryRunner): Promise<void> => {
  await other.commitTransaction();
  await other.release();
};

describe('who is in the hands of another node', () => {
  it('is told what became of them when that node is done, and no earlier', async () => {
    const { tenantId, tickets, other, matchmaker } = await twoInOtherHands();
    let isTold = false;
    const told = matchmaker.match(tenantId).finally(() => (isTold = true));
    await eventually(() => expect(tickets.looks).toBeGreaterThan(2));
    expect(isTold).toBe(false);
    await other.query('UPDATE match_tickets SET ended_at = now() WHERE tenant_id = $1', [tenantId]);
    await letGo(other);
    expect(await told).toEqual(new Map());
  });

  it('is matched where that node did not', async () => {
    const { tenantId, ids, tickets, other, matchmaker } = await twoInOtherHands();
    const told = matchmaker.match(tenantId);
    await eventually(() => expect(tickets.looks).toBeGreaterThan(1));
    await letGo(other);
    expect([...(await told).keys()].sort()).toEqual(ids.sort());
  });
});
