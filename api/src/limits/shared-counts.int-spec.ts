import { afterEach, beforeAll, afterAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { BreakableLink } from '../../test/support/breakable-link.js';
import { testDatabaseUrl } from '../../test/support/environment.js';
import { eventually } from '../../test/support/eventually.js';
import { TestRedis } from '../../test/support/redis-server.js';
import { makeTenant } from '../../test/support/tenant.js';
import { databaseOver } from '../../test/support/open-database.js';
import { RedisLink } from '../cluster/redis-link.js';
import { toDomainError } from '../common/errors/to-domain-error.js';
import { ClusterConfig } from '../config/cluster.config.js';
import { DatabaseConfig } from '../config/database.config.js';
import { createDataSource } from '../database/data-sources.js';
import { RateCountsRepository } from './rate-counts.repository.js';
import { type Counted, SharedCounts } from './shared-counts.js';

let core: DataSource;
let tenantId: string;
const links: RedisLink[] = [];

beforeAll(async () => {
  core = await createDataSource(new DatabaseConfig(testDatabaseUrl()), 'parley_core').initialize();
  tenantId = (await makeTenant()).id;
});
afterEach(() => {
  for (const link of links.splice(0)) link.onApplicationShutdown();
});
afterAll(() => core.destroy());

let made = 0;
const subject = (): Counted => ({ tenantId, name: 'test', subject: `subject ${(made += 1)}` });

/** What one node counts with. */
async function node(redis?: TestRedis, source = core): Promise<SharedCounts> {
  const link = new RedisLink(new ClusterConfig({ REDIS_URL: redis?.url }));
  links.push(link);
  if (redis) await eventually(() => expect(link.state).toBe('ok'));
  return new SharedCounts(link, new RateCountsRepository(databaseOver(source)));
}

const hour = 3_600;
const counts = async (nodes: readonly SharedCounts[], counted: Counted): Promise<number[]> => {
  const all: number[] = [];
  for (const one of nodes) all.push((await one.add(counted, hour)).count);
  return all;
};

describe.each(['the database', 'Redis'])('counts in %s', (where) => {
  let redis: TestRedis | undefined;
  beforeAll(async () => {
    if (where === 'Redis') redis = await TestRedis.make();
  });
  afterAll(() => redis?.kill());

  it('are one for all nodes, each subject for itself, until the stretch is over', async () => {
    const [a, b] = [await node(redis), await node(redis)];
    const [ada, bo] = [subject(), subject()];
    const first = await a.add(ada, hour);
    expect(first.count).toBe(1);
    expect(Math.round(first.msLeft / 60_000)).toBe(60);
    expect(await counts([b, a, b], ada)).toEqual([2, 3, 4]);
    expect(await counts([b], bo)).toEqual([1]);
    expect(await counts([a], { ...ada, name: 'another' })).toEqual([1]);
    const short = { ...subject(), name: 'short' };
    expect((await a.add(short, 1)).count).toBe(1);
    await eventually(async () => expect((await b.add(short, 1)).count).toBe(1));
  });

  it('miss nothing when all count at once', async () => {
    const nodes = [await node(redis), await node(redis)];
    const ada = subject();
    const all = await Promise.all(Array.from({ length: 40 }, (_, n) => (nodes[n % 2] as SharedCounts).add(ada, hour)));
    expect(all.map((one) => one.count).sort((x, y) => x - y)).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  it('give back, and forget, for all nodes', async () => {
    const [a, b] = [await node(redis), await node(redis)];
    const ada = subject();
    await counts([a, b], ada);
    await b.takeBack(ada, hour);
    expect(await counts([a], ada)).toEqual([2]);
    await b.forget(ada, hour);
    await a.takeBack(ada, hour);
    expect(await counts([a, b], ada)).toEqual([1, 2]);
  });
});

describe('a node whose Redis', () => {
  it.each([
    ['is killed', (redis: TestRedis) => redis.kill(), (redis: TestRedis) => redis.start()],
    ['hangs', async (redis: TestRedis) => redis.freeze(), async (redis: TestRedis) => redis.thaw()],
  ])('%s counts by itself, and shares again when it is back', async (_what, end, goOn) => {
    const redis = await TestRedis.make();
    try {
      const [a, b] = [await node(redis), await node(redis)];
      const ada = subject();
      await counts([a, b], ada);
      await end(redis);
      expect(await counts([a, b, a, b], ada)).toEqual([1, 1, 2, 2]);
      await a.takeBack(ada, hour);
      expect(await counts([a], ada)).toEqual([2]);
      await b.forget(ada, hour);
      expect(await counts([b], ada)).toEqual([1]);
      await goOn(redis);
      const later = subject();
      await eventually(async () => {
        const [first = 0, second] = await counts([a, b], later);
        expect(second).toBe(first + 1);
      });
    } finally {
      redis.thaw();
      await redis.kill();
    }
  });
});

describe('a node whose database is away', () => {
  it('counts nothing, and says so: whoever asks refuses', async () => {
    const link = await BreakableLink.to(testDatabaseUrl());
    const config = Object.assign(new DatabaseConfig(link.url), { connectTimeoutMs: 1_000 });
    const source = await createDataSource(config, 'parley_core').initialize();
    try {
      const alone = await node(undefined, source);
      const ada = subject();
      expect(await counts([alone], ada)).toEqual([1]);
      await link.break();
      const failure = await alone.add(ada, hour).catch((error: unknown) => error);
      expect(toDomainError(failure)?.code).toBe('unavailable');
    } finally {
      await source.destroy();
      await link.break();
    }
  });
});
