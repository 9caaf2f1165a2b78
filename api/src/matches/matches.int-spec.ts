import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
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
  const tenantId = await givenTenant();
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

/** Somebody of a tenant, and a ticket of theirs. */
async function queue(
  tenantId: string,
  size: number,
  ago: string,
  isGone = false,
): Promise<{ id: string; userId: string }> {
  const [userId, id] = [newId(), newId()];
  await admin.query(
    `INSERT INTO users (tenant_id, id, kind, display_name, deleted_at)
     VALUES ($1, $2, 'guest', 'Somebody', CASE WHEN $3 THEN now() END)`,
    [tenantId, userId, isGone],
  );
  await admin.query(
    `INSERT INTO match_tickets (tenant_id, id, user_id, size, interests, live_until)
     VALUES ($1, $2, $3, $4, '{}', now() - $5::interval)`,
    [tenantId, id, userId, size, ago],
  );
  return { id, userId };
}

async function givenTenant(): Promise<string> {
  const tenantId = newId();
  await admin.query('INSERT INTO tenants (id, name, public_key) VALUES ($1, $2, $3)', [tenantId, 'Test', tenantId]);
  return tenantId;
}

describe('a ticket that nobody asked for any more', () => {
  it('is ended, once nobody can take it back, and the others are not', async () => {
    const tenantId = await givenTenant();
    const over = await queue(tenantId, 2, '31 seconds');
    for (const ago of ['15 seconds', '-20 seconds']) await queue(tenantId, 2, ago);
    await new MatchesRepository(database).endForgotten();
    const ended = await admin.query('SELECT id FROM match_tickets WHERE tenant_id = $1 AND ended_at IS NOT NULL', [
      tenantId,
    ]);
    expect(ended).toEqual([{ id: over.id }]);
  });
});

describe('how many wait', () => {
  it('is told of those who look for as many, to each who asks', async () => {
    const tenantId = await givenTenant();
    const pairs = [await queue(tenantId, 2, '-20 seconds'), await queue(tenantId, 2, '-20 seconds')];
    const three = await queue(tenantId, 3, '-20 seconds');
    const over = await queue(tenantId, 4, '1 second');
    const asked = [...pairs, three, over].map(({ id, userId }) => ({ tenantId, userId, ticketId: id }));
    const [first, ...others] = asked;
    if (!first) throw new Error('nobody waits');
    const found = await new MatchesRepository(database).find([first, ...others]);
    expect(asked.map(({ ticketId }) => found.get(ticketId))).toEqual(
      [2, 2, 1, 0].map((waiting) => ({ roomId: null, waiting })),
    );
  });

  it('counts nobody who has left for good: no look goes on for them', async () => {
    const tenantId = await givenTenant();
    const { id } = await queue(tenantId, 2, '-20 seconds');
    await queue(tenantId, 2, '-20 seconds', true);
    const look = (manager: EntityManager) => new MatchesRepository(database).lockWaiting(manager, tenantId);
    const { tickets, waiting } = await database.coreTransaction(look);
    expect([tickets.map((ticket) => ticket.id), waiting]).toEqual([[id], 1]);
  });
});

describe('whom somebody blocks', () => {
  it('is looked at as far as they wait, too', async () => {
    const tenantId = await givenTenant();
    const [ada, bo] = [await queue(tenantId, 2, '-20 seconds'), await queue(tenantId, 2, '-20 seconds')];
    const away = await queue(tenantId, 2, '31 seconds');
    await new MatchesRepository(database).endForgotten();
    for (const { userId } of [bo, away])
      await admin.query('INSERT INTO blocks (tenant_id, user_id, blocked_id) VALUES ($1, $2, $3)', [
        tenantId,
        ada.userId,
        userId,
      ]);
    const look = (manager: EntityManager) => new MatchesRepository(database).lockWaiting(manager, tenantId);
    const { tickets } = await database.coreTransaction(look);
    expect(tickets.map(({ blockedIds }) => blockedIds)).toEqual([[bo.userId], []]);
  });
});

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
