import { execFileSync } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type pg from 'pg';
import type * as Binaries from '../../api/src/database/embedded/binaries.js';
import type * as Cluster from '../../api/src/database/embedded/cluster.js';
import type * as DataDir from '../../api/src/database/embedded/data-dir.js';
import type * as Embedded from '../../api/src/database/embedded/embedded-postgres.js';
import { until } from '../clock.js';
import { connectTo, type Database } from './database.js';
import { partOf } from './embedded-database.js';
import { freePort } from './ports.js';
import { Program } from './program.js';

/** A PostgreSQL of the run's own, with the settings that Parley ships, which can be killed and started again. */
export class PostgresServer implements Database {
  private program: Program | undefined;

  private constructor(
    readonly url: string,
    readonly port: number,
    private readonly command: ConstructorParameters<typeof Program>[0],
    private readonly logFile: string,
  ) {}

  /**
   * Makes a cluster and starts it.
   * @param root the built project under test, whose programs and settings are used
   * @param dir an empty folder for it, which other users of this machine can pass through
   * @param logDir where its output goes
   */
  static async make(root: string, dir: string, logDir: string): Promise<PostgresServer> {
    const dataDir = join(dir, 'postgres');
    await mkdir(dataDir, { recursive: true });
    const quiet = { dataDir, log: () => undefined };
    // Once in the product's own way, which makes the cluster; from then on by hand, for it brings back what we kill.
    const { startEmbeddedPostgres } = await partOf<typeof Embedded>(root, 'embedded-postgres');
    const first = await startEmbeddedPostgres(quiet);
    const url = new URL(first.url);
    await first.stop();
    const { findCluster, sharedDir } = await partOf<typeof DataDir>(root, 'data-dir');
    const { usableBinaries } = await partOf<typeof Binaries>(root, 'binaries');
    const { serverArguments } = await partOf<typeof Cluster>(root, 'cluster');
    const place = await findCluster(dataDir, quiet.log);
    const binaries = await usableBinaries(place.account, place.account ? sharedDir : dataDir, quiet.log);
    const port = await freePort();
    url.port = String(port);
    const server = new PostgresServer(
      url.href,
      port,
      {
        file: binaries.postgres,
        args: serverArguments(place.dir, port),
        options: { cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' }, ...place.account },
      },
      join(logDir, 'postgres.log'),
    );
    await server.start().catch(async (error: unknown) => {
      await server.stop();
      throw error;
    });
    return server;
  }

  get pid(): number {
    return this.program?.pid ?? 0;
  }

  async start(): Promise<void> {
    await until('PostgreSQL starts', () => this.tryToStart(), 60_000);
  }

  /** SIGKILL to the postmaster and then to each of its processes, as a crash of the machine's memory would end them. */
  async kill(): Promise<void> {
    const { program } = this;
    if (!program) return;
    const backends = childrenOf(program.pid);
    await program.end('SIGKILL');
    // A new one is refused while one of these lives.
    for (const pid of backends) killIfThere(pid);
    await until('its processes end', () => backends.every((pid) => !isThere(pid)), 20_000);
  }

  async stop(): Promise<void> {
    await this.program?.end('SIGINT', 20_000);
  }

  connect(name?: string): Promise<pg.Client> {
    return connectTo(this.url, name);
  }

  private async tryToStart(): Promise<boolean> {
    if (!this.program?.isRunning) {
      this.program = new Program(
        this.command,
        this.logFile,
        () => undefined,
        () => undefined,
      );
    }
    try {
      const client = await this.connect();
      await client.end();
      return true;
    } catch {
      return false;
    }
  }
}

function childrenOf(pid: number): number[] {
  const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n');
  return lines
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => parent === pid)
    .flatMap(([child]) => child ?? []);
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
