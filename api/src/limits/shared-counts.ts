import { Injectable } from '@nestjs/common';
import { RedisLink } from '../cluster/redis-link.js';
import { RateCountsRepository } from './rate-counts.repository.js';
import { RedisCounts } from './redis-counts.js';

/** What is counted: what `subject` (a user, an address, an account) of a tenant did of the kind `name`. */
export interface Counted {
  readonly tenantId: string;
  readonly name: string;
  readonly subject: string;
}

/** How often it was done, and when the stretch of time ends, in milliseconds from now. */
export interface Count {
  readonly count: number;
  readonly msLeft: number;
}

/** Most subjects of one kind that a node counts by itself while Redis is away. */
const maxSubjects = 100_000;

/** Counts that all nodes share: in Redis where there is a `REDIS_URL`, else in the database. */
@Injectable()
export class SharedCounts {
  private readonly inRedis = new Map<string, RedisCounts>();

  constructor(
    private readonly redis: RedisLink,
    private readonly repository: RateCountsRepository,
  ) {}

  /** Counts one more, in a stretch of `seconds` that begins with the first. */
  add(counted: Counted, seconds: number): Promise<Count> {
    return this.ofRedis(counted, seconds)?.add(counted) ?? this.repository.add(counted, seconds);
  }

  /** Takes so many back, unless the stretch is over. */
  takeBack(counted: Counted, seconds: number, times = 1): Promise<void> {
    return this.ofRedis(counted, seconds)?.takeBack(counted, times) ?? this.repository.takeBack(counted, times);
  }

  /** @returns how many were counted in a stretch that is not over */
  forget(counted: Counted, seconds: number): Promise<number> {
    return this.ofRedis(counted, seconds)?.forget(counted) ?? this.repository.forget(counted);
  }

  private ofRedis({ name }: Counted, seconds: number): RedisCounts | undefined {
    const client = this.redis.commands;
    if (!client) return undefined;
    let counts = this.inRedis.get(name);
    if (!counts) this.inRedis.set(name, (counts = new RedisCounts(client, name, seconds, maxSubjects)));
    return counts;
  }
}
