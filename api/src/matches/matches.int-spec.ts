import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type QueryRunner } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { openDatabase } from '../../test/support/open-database.js';
import { makeScratchDatabase, type ScratchDatabase } from '../../test/support/scratch-database.js';
import type { UserCaller } from '../common/access/caller.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import type { Database } from '../database/database.js';
import { migrate } from '../database/migrate.js';
import type { RateLimits } from '../limits/rate-limits.js';
import { MatchesRepository } from './matches.repository.js';
import { MatchesService } from './matches.service.js';
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

/** Tickets that another node takes in hand as soon as it was seen that two wait. */
class TakenTickets extends MatchesRepository {
  other: QueryRunner | undefined;
  /** How often it was looked at who waits and is not in other hands. */
  looks = 0;

  override async find(...given: Parameters<MatchesRepository['find']>) {
    const found = await super.find(...given);
    const [[{ tenantId }]] = given;
    const isCrowd = [...found.values()].some(({ waiting }) => waiting === 2);
    if (isCrowd && !this.other) {
      this.other = admin.createQueryRunner();
      await this.other.startTransaction();
      await this.other.query('SELECT FROM match_tickets WHERE tenant_id = $1 FOR UPDATE', [tenantId]);
    }
    return found;
  }

  override lockWaiting(...given: Parameters<MatchesRepository['lockWaiting']>) {
    this.looks += 1;
    return super.lockWaiting(...given);
  }

  /** The other node is done. @param statement what it did with them, given the tenant */
  async letGo(statement: string, parameters: unknown[]): Promise<void> {
    await this.other?.query(statement, parameters);
    await this.other?.commitTransaction();
    await this.other?.release();
  }
}

/** One waits; another one asks, and both are in the hands of another node then. */
async function twoInOtherHands() {
  const tenantId = newId();
  await admin.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  const tickets = new TakenTickets(database);
  // What a tenant's server does for people is not counted.
  const service = new MatchesService(tickets, new Matchmaker(tickets, database, new Bus()), {} as RateLimits);
  const guest = async (): Promise<UserCaller> => {
    const userId = newId();
    await admin.query(`INSERT INTO users (tenant_id, id, kind, display_name) VALUES ($1, $2, 'guest', 'Somebody')`, [
      tenantId,
      userId,
    ]);
    return { kind: 'user', tenantId, userId, userKind: 'guest', sessionId: null };
  };
  expect((await service.find(await guest(), undefined)).ticket.status).toBe('waiting');
  let isAnswered = false;
  const answer = service.find(await guest(), undefined).finally(() => (isAnswered = true));
  await eventually(() => expect(tickets.looks).toBeGreaterThan(2));
  expect(isAnswered).toBe(false);
  return { tenantId, tickets, answer };
}

describe('who is in the hands of another node', () => {
  it('is told that they met there, once that node is done', async () => {
    const { tenantId, tickets, answer } = await twoInOtherHands();
    const roomId = newId();
    await admin.query(`INSERT INTO rooms (tenant_id, id, type) VALUES ($1, $2, 'match')`, [tenantId, roomId]);
    await tickets.letGo('UPDATE match_tickets SET room_id = $2 WHERE tenant_id = $1', [tenantId, roomId]);
    expect((await answer).ticket).toMatchObject({ status: 'matched', roomId });
  });

  it('is matched here where that node did not', async () => {
    const { tickets, answer } = await twoInOtherHands();
    await tickets.letGo('SELECT 1', []);
    expect((await answer).ticket.status).toBe('matched');
  });
});
