import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { testDatabaseUrl } from './environment.js';
import { eventually } from './eventually.js';
import { rest } from './rest.js';
import { startTestServer, type TestServer } from './test-server.mjs';

/** A node, and how to take away what it used. */
export interface TestNode extends TestServer {
  /** Ends it, if it still runs, and removes its files. */
  remove(): Promise<void>;
}

/** Starts one node on the run's database. @param env beside the database and its own data directory */
export async function startNode(
  env: Record<string, string> = {},
  options: { watcher?: string } = {},
): Promise<TestNode> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-node-'));
  const server = await startTestServer({ DATABASE_URL: testDatabaseUrl(), PARLEY_DATA_DIR: dataDir, ...env }, options);
  return {
    ...server,
    async remove() {
      await server.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What a node says about its Redis. */
export async function redisState(url: string): Promise<unknown> {
  const { status, body } = await rest<{ redis: string }>('GET', '/health/ready', { url });
  return status === 200 ? body.redis : status;
}

/** Waits until each node says so of its Redis. */
export async function untilRedisIs(state: 'ok' | 'down', nodes: readonly TestServer[]): Promise<void> {
  for (const { url } of nodes) {
    await eventually(async () => expect(await redisState(url)).toBe(state), { withinMs: 20_000 });
  }
}
