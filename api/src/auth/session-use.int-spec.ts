import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { makeTenant } from '../../test/support/tenant.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { Database } from '../database/database.js';
import { SessionUse } from './session-use.js';
import { SessionsRepository } from './sessions.repository.js';

let core: DataSource;
let sessions: SessionsRepository;
beforeAll(async () => {
  core = await createDataSource(new DatabaseConfig(testDatabaseUrl()), 'parley_core').initialize();
  sessions = new SessionsRepository(new Database(core, core));
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
});
