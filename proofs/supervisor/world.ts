import { chmod, mkdir, rm } from 'node:fs/promises';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type pg from 'pg';
import { MailSink } from '../../api/test/support/mail-sink.js';
import { TcpProxy } from '../proxy/proxy.js';
import { repository } from '../repository.js';
import { ApiNode, type HealthNote } from './api-node.js';
import type { Database } from './database.js';
import { EmbeddedDatabase } from './embedded-database.js';
import { PostgresServer } from './postgres.js';
import { installProofLog } from './proof-log.js';
import { RedisServer } from './redis.js';

/** Everything of a run but its clients: what a fault may break. */
export interface World {
  readonly nodes: readonly ApiNode[];
  /** In front of each node, for clients. */
  readonly clientProxies: readonly TcpProxy[];
  /** Between each node and the database; none where it is the node's own. */
  readonly databaseProxies: readonly TcpProxy[];
  /** Between each node and Redis; none with a single node. */
  readonly redisProxies: readonly TcpProxy[];
  readonly postgres: Database;
  /** None with a single node. */
  readonly redis: RedisServer | undefined;
  /** Where the nodes bring mails; none where they write them into files. */
  readonly mailServer: MailSink | undefined;
  /** The database's superuser, past every proxy; opened anew when it was cut. */
  readonly admin: () => Promise<pg.Client>;
  /** Ends all of it and removes what it wrote. */
  stop(): Promise<void>;
}

/**
 * Starts PostgreSQL, Redis and the nodes, with a proxy on every way between them.
 * @param options.isEmbedded lets the one node bring its own database, as `npm start` does
 * @param options.hasMailServer gives the nodes a mail server
 * @param options.clockShiftsMs how far each node's clock is off
 * @param options.logDir where each process's output goes
 * @param options.note told what is wrong with a node
 */
export async function makeWorld(options: {
  root: string;
  nodes: number;
  isEmbedded: boolean;
  hasMailServer?: boolean;
  clockShiftsMs?: readonly number[];
  logDir: string;
  note: (note: HealthNote) => void;
}): Promise<World> {
  const { root, isEmbedded, logDir, note } = options;
  await mkdir(logDir, { recursive: true });
  const dir = mkdtempSync(join(tmpdir(), `parley-proofs-${process.pid}-`));
  // PostgreSQL may run as another user than we do.
  await chmod(dir, 0o755);
  const ends: (() => Promise<unknown>)[] = [() => rm(dir, { recursive: true, force: true })];
  const kept = <T extends { stop(): Promise<unknown> }>(thing: T): T => {
    ends.unshift(() => thing.stop());
    return thing;
  };
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0)) await end().catch(() => undefined);
  };
  try {
    let postgres = isEmbedded ? undefined : kept<Database>(await PostgresServer.make(root, dir, logDir));
    // When the node has ended: it may have left its database behind.
    if (isEmbedded) ends.unshift(async () => postgres?.stop());
    const redis = options.nodes > 1 ? kept(await RedisServer.make(logDir)) : undefined;
    const mailServer = options.hasMailServer ? kept(await MailSink.start()) : undefined;
    const nodes: ApiNode[] = [];
    const [clientProxies, databaseProxies, redisProxies]: TcpProxy[][] = [[], [], []];
    for (let at = 0; at < options.nodes; at += 1) {
      const env = clockEnv(options.clockShiftsMs?.[at]);
      if (mailServer) env['SMTP_URL'] = mailServer.url;
      if (postgres) {
        const link = kept(await TcpProxy.start({ host: '127.0.0.1', port: postgres.port }));
        databaseProxies?.push(link);
        env['DATABASE_URL'] = withPort(postgres.url, link.port);
      }
      if (redis) {
        const link = kept(await TcpProxy.start({ host: '127.0.0.1', port: redis.port }));
        redisProxies?.push(link);
        env['REDIS_URL'] = `redis://127.0.0.1:${link.port}`;
      }
      const node = kept(await ApiNode.make({ name: `node-${at + 1}`, root, dir, logDir, env, note }));
      await node.start();
      postgres ??= await EmbeddedDatabase.of(root, node.dataDir);
      nodes.push(node);
      clientProxies?.push(kept(await TcpProxy.start({ host: '127.0.0.1', port: node.port })));
    }
    if (!postgres) throw new Error('there is no node');
    const { admin, end } = adminOf(postgres);
    ends.unshift(end);
    await installProofLog(await admin());
    return {
      nodes,
      clientProxies: clientProxies ?? [],
      databaseProxies: databaseProxies ?? [],
      redisProxies: redisProxies ?? [],
      postgres,
      redis,
      mailServer,
      admin,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Lets a node have a clock of its own. */
function clockEnv(shiftMs: number | undefined): Record<string, string> {
  if (shiftMs === undefined) return {};
  const preload = pathToFileURL(join(repository, 'proofs', 'supervisor', 'shifted-clock.mjs')).href;
  return { NODE_OPTIONS: `--import ${preload}`, PROOFS_CLOCK_SHIFT_MS: String(shiftMs) };
}

/** One connection of the superuser, opened anew when it was cut. */
function adminOf(postgres: Database): { admin: World['admin']; end: () => Promise<void> } {
  let client: pg.Client | undefined;
  return {
    async admin() {
      if (client) {
        const alive = await client.query('SELECT 1').catch(() => undefined);
        if (alive) return client;
        client.end().catch(() => undefined);
      }
      client = await postgres.connect();
      return client;
    },
    end: async () => client?.end(),
  };
}

function withPort(url: string, port: number): string {
  const changed = new URL(url);
  changed.port = String(port);
  return changed.href;
}
