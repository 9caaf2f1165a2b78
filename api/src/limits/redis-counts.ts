import { setTimeout as delay } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import { forgetPoints, takePointsBack } from './points.js';
import type { Count, Counted } from './shared-counts.js';
import { SubjectCounts } from './subject-counts.js';

/** Never reached: the limiter only counts, and each call brings the limit of the moment. */
const points = Number.MAX_SAFE_INTEGER;

/** How long a count waits for Redis, in milliseconds. */
const answerWithinMs = 500;

const keyOf = ({ tenantId, subject }: Counted): string => `${tenantId} ${subject}`;

/**
 * Counts of one kind in Redis, which all nodes share. While Redis is away each node counts by itself, so that a limit
 * holds on every node still: never more than the limit times the number of nodes.
 */
export class RedisCounts {
  private readonly limiter: RateLimiterRedis;
  /** For when Redis is away; bounded, as the insurance of rate-limiter-flexible is not. */
  private readonly own: SubjectCounts;

  constructor(redis: Redis, name: string, seconds: number, maxSubjects: number) {
    this.limiter = new RateLimiterRedis({
      storeClient: redis,
      rejectIfRedisNotReady: true,
      keyPrefix: `parley:limit:${name}`,
      points,
      duration: seconds,
    });
    this.own = new SubjectCounts(seconds, maxSubjects);
  }

  /** Counts one more; the stretch begins with the first. */
  add(counted: Counted): Promise<Count> {
    const key = keyOf(counted);
    return this.ask(
      async () => {
        const { consumedPoints, msBeforeNext } = await this.limiter.consume(key);
        return { count: consumedPoints, msLeft: msBeforeNext };
      },
      () => this.own.add(key),
    );
  }

  /** Takes so many back, unless the stretch is over. */
  takeBack(counted: Counted, times: number): Promise<void> {
    const key = keyOf(counted);
    return this.ask(
      () => takePointsBack(this.limiter, key, times),
      () => this.own.takeBack(key, times),
    );
  }

  /** @returns how many were counted in a stretch that is not over */
  async forget(counted: Counted): Promise<number> {
    const key = keyOf(counted);
    // What was counted here while Redis was away goes in any case.
    const here = await this.own.forget(key);
    return this.ask(
      () => forgetPoints(this.limiter, key),
      () => Promise.resolve(here),
    );
  }

  private async ask<T>(shared: () => Promise<T>, alone: () => Promise<T>): Promise<T> {
    const given = new AbortController();
    const late = delay(answerWithinMs, undefined, { ref: false, signal: given.signal }).then(() => {
      throw new Error('Redis does not answer');
    });
    const asked = shared();
    // Whichever of the two comes too late is nobody's concern.
    for (const one of [late, asked]) one.catch(() => undefined);
    try {
      return await Promise.race([asked, late]);
    } catch {
      return alone();
    } finally {
      given.abort();
    }
  }
}
