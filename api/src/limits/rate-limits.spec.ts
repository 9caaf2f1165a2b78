import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { RedisLink } from '../cluster/redis-link.js';
import { ClusterConfig } from '../config/cluster.config.js';
import type { Database } from '../database/database.js';
import { RateCountsRepository } from './rate-counts.repository.js';
import { RateLimits } from './rate-limits.js';
import { SharedCounts } from './shared-counts.js';

/** Counts whose database fails at everything. */
const failing = () => {
  const database = { query: () => Promise.reject(new Error('away')) } as unknown as Database;
  return new SharedCounts(
    new RedisLink(new ClusterConfig({ REDIS_URL: undefined })),
    new RateCountsRepository(database),
  );
};

describe('rate limits', () => {
  let limits: RateLimits;
  beforeEach(() => {
    jest.useFakeTimers();
    limits = new RateLimits(failing());
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  const send = (limit: number | null, subject = 'ada', tenant = 'a') =>
    limits.consume('messagesPerMinute', tenant, subject, limit);
  const refused = { code: 'rate_limited' };

  it('let the limit pass and refuse one more, until the minute is over', async () => {
    for (let count = 0; count < 3; count += 1) await send(3);
    jest.advanceTimersByTime(20_000);
    await expect(send(3)).rejects.toMatchObject({ ...refused, retryAfterMs: 40_000 });
    jest.advanceTimersByTime(40_000);
    await expect(send(3)).resolves.toBeUndefined();
  });

  it('act at once when they change', async () => {
    for (let count = 0; count < 3; count += 1) await send(5);
    await expect(send(2)).rejects.toMatchObject(refused);
    await expect(send(100)).resolves.toBeUndefined();
    await expect(send(null)).resolves.toBeUndefined();
  });

  it('count every subject of every tenant apart', async () => {
    await send(1);
    await expect(send(1)).rejects.toMatchObject(refused);
    await expect(send(1, 'bo')).resolves.toBeUndefined();
    await expect(send(1, 'ada', 'b')).resolves.toBeUndefined();
    await expect(limits.consume('changesPerMinute', 'a', 'ada', 1)).resolves.toBeUndefined();
  });

  it('refuse when nobody can count, and ask nobody where there is no limit', async () => {
    const logIn = (limit: number | null) => limits.consume('loginAttemptsPerHour', 'a', 'ada', limit);
    await expect(logIn(20)).rejects.toThrow('away');
    await expect(logIn(null)).resolves.toBeUndefined();
  });

  it('allow nothing when they are 0, and start anew when they are cleared', async () => {
    await expect(send(0)).rejects.toMatchObject(refused);
    await limits.clear('messagesPerMinute', 'a', 'ada');
    await expect(send(1)).resolves.toBeUndefined();
  });
});
