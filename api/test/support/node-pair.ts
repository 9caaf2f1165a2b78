import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { startNode, type TestNode, untilRedisIs } from './nodes.js';
import { TestRedis } from './redis-server.js';
import type { RawSocket } from './socket.js';

/** Two nodes with one Redis, and what else a suite starts beside them. */
export interface NodePair {
  /** There from the first test on. */
  readonly nodes: readonly [TestNode, TestNode];
  readonly redis: TestRedis;
  /** Closed after each test. */
  readonly sockets: RawSocket[];
  /** What was started for the suite has an end, also when the rest could not be started; run from the last to the first. */
  readonly ends: (() => unknown)[];
  /** Starts one more node with the same Redis. */
  start(): Promise<TestNode>;
}

/** Starts two nodes with one Redis before the tests of a file, and ends all of it after them. */
export function givenNodePair(): NodePair {
  const ends: NodePair['ends'] = [];
  const sockets: RawSocket[] = [];
  const nodes: TestNode[] = [];
  let redis: TestRedis;
  const start = async (): Promise<TestNode> => {
    const node = await startNode({ REDIS_URL: redis.url, LOG_LEVEL: 'silent' });
    ends.push(() => node.remove());
    return node;
  };
  beforeAll(async () => {
    redis = await TestRedis.make();
    ends.push(() => redis.kill());
    nodes.push(await start(), await start());
    await untilRedisIs('ok', nodes);
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });
  afterAll(async () => {
    for (const end of ends.reverse()) await end();
  });
  return {
    nodes: nodes as unknown as NodePair['nodes'],
    get redis() {
      return redis;
    },
    sockets,
    ends,
    start,
  };
}
