import type { Environment } from './environment.js';

/** How several nodes find each other, and how long they wait; times in milliseconds. */
export class ClusterConfig {
  /** Redis by which nodes tell each other what happens; `undefined` = this is the only node. */
  readonly redisUrl: string | undefined;
  /** How long a connection to Redis may take to be made. */
  readonly connectTimeoutMs: number = 2_000;
  /** Longest pause before Redis is tried again. */
  readonly maxRetryMs: number = 2_000;
  /** How often a node sends itself a sign of life by way of Redis. */
  readonly beatEveryMs: number = 1_000;
  /** After this long without one, the connections are made anew. */
  readonly silentAfterMs: number = 4_000;
  /** How long opening a room waits for Redis to say that it will pass on what other nodes tell. */
  readonly hearWithinMs: number = 1_000;
  /** Most that waits to be taken by Redis, in bytes; what is beyond is not sent: other nodes find it in the log. */
  readonly maxBytesInFlight: number = 16 * 1024 * 1024;

  constructor(env: Pick<Environment, 'REDIS_URL'>) {
    this.redisUrl = env.REDIS_URL;
  }
}
