import { mkdir, rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { TcpProxy } from '../proxy/proxy.js';
import { ApiNode, type HealthNote } from './api-node.js';
import { PostgresServer } from './postgres.js';
import { installProofLog } from './proof-log.js';
import { RedisServer } from './redis.js';

/** Everything of a run but its clients: what a fault may break. */
export interface World {
  readonly nodes: readonly ApiNode[];
  /** In front of each node, for clients. */
  readonly clientProxies: readonly TcpProxy[];
  /** Between each node and the database. */
  readonly databaseProxies: readonly TcpProxy[];
  /** Between each node and Redis; none with a single node. */
  readonly redisProxies: readonly TcpProxy[];
  readonly postgres: PostgresServer;
  /** None with a single node. */
  readonly redis: RedisServer | undefined;
  /** The database's superuser, past every proxy; opened anew when it was cut. */
  readonly admin: () => Promise<pg.Client>;
  /** Ends all of it and removes what it wrote. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, Redis and the nodes, with a proxy on every way between them.
 * @param options.logDir where each process's output goes
 * @param options.note told what is wrong with a node
 */
export async function makeWorld(options: {
  root: string;
  nodes: number;
  logDir: string;
  note: (note: HealthNote) => void;
}): Promise<World> {
  const { root, logDir, note } = options;
  await mkdir(logDir, { recursive: true });
  const dir = mkdtempSync(join(tmpdir(), `parley-proofs-${process.pid}-`));
  const ends: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const kept = <T extends { stop(): Promise<unknown> }>(thing: T): T => {
    ends.unshift(() => thing.stop());
    return thing;
  };
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0)) await end().catch(() => undefined);
  };
  try {
    const postgres = kept(await PostgresServer.make(root, dir, logDir));
    const redis = options.nodes > 1 ? kept(await RedisServer.make(logDir)) : undefined;
    const nodes: ApiNode[] = [];
    const [clientProxies, databaseProxies, redisProxies]: TcpProxy[][] = [[], [], []];
    for (let at = 0; at < options.nodes; at += 1) {
      const database = kept(await TcpProxy.start({ host: '127.0.0.1', port: postgres.port }));
      databaseProxies?.push(database);
      const env: Record<string, string> = { DATABASE_URL: withPort(postgres.url, database.port) };
      if (redis) {
        const link = kept(await TcpProxy.start({ host: '127.0.0.1', port: redis.port }));
        redisProxies?.push(link);
        env['REDIS_URL'] = `redis://127.0.0.1:${link.port}`;
      }
      const node = kept(await ApiNode.make({ name: `node-${at + 1}`, root, dir, logDir, env, note }));
      await node.start();
      nodes.push(node);
      clientProxies?.push(kept(await TcpProxy.start({ host: '127.0.0.1', port: node.port })));
    }
    let client: pg.Client | undefined;
    const admin = async (): Promise<pg.Client> => {
      if (client) {
        const alive = await client.query('SELECT 1').catch(() => undefined);
        if (alive) return client;
        client.end().catch(() => undefined);
      }
      client = await postgres.connect();
      return client;
    };
    ends.unshift(async () => client?.end());
    await installProofLog(await admin());
    return {
      nodes,
      clientProxies: clientProxies ?? [],
      databaseProxies: databaseProxies ?? [],
      redisProxies: redisProxies ?? [],
      postgres,
      redis,
      admin,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
