import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource, EntityManager } from 'typeorm';
import { BreakableLink } from '../../test/support/breakable-link.js';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { makeTenant } from '../../test/support/tenant.js';
import { databaseOver } from '../../test/support/open-database.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { SessionUse } from './session-use.js';
import { SessionsRepository } from './sessions.repository.js';

let core: DataSource;
let sessions: SessionsRepository;
beforeAll(async () => {
  core = await createDataSource(new DatabaseConfig(testDatabaseUrl()), 'parley_core').initialize();
  sessions = new SessionsRepository(databaseOver(core));
});
afterAll(() => core.destroy());

/** A session that was last seen so long ago, and how often its row was written since. */
async function session(secondsAgo: number) {
  const tenant = await makeTenant();
  await tenant.guest();
  const [row] = await core.query<{ id: string }[]>('SELECT id FROM sessions WHERE tenant_id = $1', [tenant.id]);
  const at = { tenantId: tenant.id, sessionId: row?.id ?? '' };
  const letRest = (seconds: number) =>
    core.query(`UPDATE sessions SET last_seen_at = now() - make_interval(secs => $2) WHERE tenant_id = $1`, [
      tenant.id,
      seconds,
    ]);
  await letRest(secondsAgo);
  const isSeen = async () => {
    const [seen] = await core.query<{ seen: boolean }[]>(
      `SELECT last_seen_at > now() - interval '50 seconds' AS seen FROM sessions WHERE tenant_id = $1`,
      [tenant.id],
    );
    return seen?.seen;
  };
  return { at, letRest, isSeen };
}

describe('the use of a session', () => {
  it('is written once in a minute, however often it is used and on however many nodes', async () => {
    const [a, b] = [new SessionUse(sessions), new SessionUse(sessions)];
    const { at, letRest, isSeen } = await session(55);
    const use = async (node: SessionUse, inMs = 0) => {
      for (let times = 0; times < 3; times += 1) node.note(at.tenantId, at.sessionId);
      await node.write(performance.now() + inMs);
    };
    await use(a);
    expect(await isSeen()).toBe(false);
    await letRest(70);
    await use(a);
    expect(await isSeen()).toBe(false);
    await use(b);
    expect(await isSeen()).toBe(true);
    await letRest(70);
    // The node forgets what it noted a minute ago, and notes it anew.
    await a.write(performance.now() + 60_000);
    await use(a);
    expect(await isSeen()).toBe(true);
  });

  it('is written later, and as of when it was, when the database is away', async () => {
    const link = await BreakableLink.to(testDatabaseUrl());
    const source = await createDataSource(new DatabaseConfig(link.url), 'parley_core').initialize();
    try {
      const node = new SessionUse(new SessionsRepository(databaseOver(source)));
      const { at, isSeen } = await session(7_200);
      node.note(at.tenantId, at.sessionId);
      await link.break();
      await expect(node.write(performance.now())).rejects.toThrow();
      expect(await isSeen()).toBe(false);
      await link.mend();
      // An hour later.
      await eventually(() => node.write(performance.now() + 3_600_000));
      const [row] = await core.query<[{ minutes: number }]>(
        'SELECT round(extract(epoch FROM now() - last_seen_at) / 60)::int AS minutes FROM sessions WHERE tenant_id = $1',
        [at.tenantId],
      );
      expect(row.minutes).toBe(60);
    } finally {
      await source.destroy();
      await link.break();
    }
  });
});

describe('many sessions of one user', () => {
  /** As many as that, not seen for long, in order of their ids. */
  async function manySessions(count: number) {
    const tenant = await makeTenant();
    const { id: userId } = await tenant.guest();
    await core.query(
      `INSERT INTO sessions (tenant_id, id, user_id, expires_at, last_seen_at)
       SELECT tenant_id, gen_random_uuid(), user_id, expires_at, now() - interval '1 hour'
         FROM sessions, generate_series(2, $2) WHERE tenant_id = $1`,
      [tenant.id, count],
    );
    const rows = await core.query<{ id: string }[]>('SELECT id FROM sessions WHERE tenant_id = $1 ORDER BY id', [
      tenant.id,
    ]);
    const seen = rows.map(({ id }) => ({ tenantId: tenant.id, sessionId: id, msAgo: 0 }));
    return { tenantId: tenant.id, userId, seen };
  }
  const endAll = (tenantId: string, userId: string, manager: EntityManager) =>
    sessions.endAll(manager, tenantId, userId, 'revoked');

  it('can be noted as used while somebody who holds one of them ends them all', async () => {
    const { tenantId, userId, seen } = await manySessions(2);
    const [first, second] = seen;
    const marking = await core.transaction(async (manager) => {
      await sessions.lock(manager, tenantId, second?.sessionId ?? '');
      let isOver = false;
      const marked = sessions.markSeen(first && second ? [first, second] : []).finally(() => (isOver = true));
      marked.catch(() => undefined);
      // It has written the first one by the time that it waits for the second, if it waits.
      await eventually(async () => {
        const waiting = await core.query(
          `SELECT FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND query LIKE '%unnest($1::uuid[], $2::uuid[]%' AND datname = current_database()`,
        );
        expect(isOver || waiting.length > 0).toBe(true);
      });
      expect(await endAll(tenantId, userId, manager)).toHaveLength(2);
      return marked;
    });
    expect(marking).toBeUndefined();
  });

  it('are ended by one of several who do so at once, and noted meanwhile, without a deadlock', async () => {
    for (let round = 0; round < 10; round += 1) {
      const { tenantId, userId, seen } = await manySessions(300);
      // So that the rows stand in another order than their ids.
      for (const some of [seen.filter((_, n) => n % 3 === 0), seen.filter((_, n) => n % 2 === 0)]) {
        await sessions.markSeen(some.reverse());
      }
      await core.query(`UPDATE sessions SET last_seen_at = now() - interval '1 hour' WHERE tenant_id = $1`, [tenantId]);
      const [, , ...ended] = await Promise.all([
        sessions.markSeen([...seen].reverse()),
        sessions.markSeen(seen),
        ...[1, 2, 3].map(() => core.transaction((manager) => endAll(tenantId, userId, manager))),
      ]);
      expect(ended.flat().sort()).toEqual(seen.map(({ sessionId }) => sessionId).sort());
    }
  });
});
