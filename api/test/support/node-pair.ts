import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { startNode, type TestNode, untilRedisIs } from './nodes.js';
import { TestRedis } from './redis-server.js';
import type { RawSocket } from './socket.js';

/** Two nodes with one Redis, and what else a suite starts beside them. */
export interface NodePair {
  /** There from the first test on. */
  readonly nodes: readonly [TestNode, TestNode];
  /** Of nodes that have one. */
  readonly redis: TestRedis;
  /** Closed after each test. */
  readonly sockets: RawSocket[];
  /** What was started for the suite has an end, also when the rest could not be started; run from the last to the first. */
  readonly ends: (() => unknown)[];
  /** Starts one more node like the two. */
  start(): Promise<TestNode>;
}

/** What is otherwise about two nodes. */
interface NodePairOptions {
  /** false: they share the database alone. */
  hasRedis?: boolean;
  /** Beside `REDIS_URL`. Called once before the nodes start: what it starts itself, it hands to `ends`. */
  environment?: (ends: NodePair['ends']) => Promise<Record<string, string>>;
}

/** Starts two nodes with one Redis before the tests of a file, or of a `describe`, and ends all of it after them. */
export function givenNodePair({ hasRedis = true, environment }: NodePairOptions = {}): NodePair {
  const ends: NodePair['ends'] = [];
  const sockets: RawSocket[] = [];
  const nodes: TestNode[] = [];
  let redis: TestRedis;
  let env: Record<string, string>;
  const start = async (): Promise<TestNode> => {
    const node = await startNode(env);
    ends.push(() => node.remove());
    return node;
  };
  beforeAll(async () => {
    env = { LOG_LEVEL: 'silent' };
    if (hasRedis) {
      redis = await TestRedis.make();
      ends.push(() => redis.kill());
      env['REDIS_URL'] = redis.url;
    }
    Object.assign(env, await environment?.(ends));
    nodes.push(await start(), await start());
    if (hasRedis) await untilRedisIs('ok', nodes);
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
