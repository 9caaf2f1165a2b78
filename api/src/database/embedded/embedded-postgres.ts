import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { StartupError } from '../../config/environment.js';
import { usableBinaries } from './binaries.js';
import type { Binaries } from './binaries.js';
import { createCluster, databaseName, requireSameMajor } from './cluster.js';
import { clusterPassword, findCluster, openDataDir, sharedDir } from './data-dir.js';
import type { ClusterPlace } from './data-dir.js';
import { claim } from './ownership.js';
import type { Ownership } from './ownership.js';
import { programOf, runningPostmaster, stopPostmaster, untilGone, untilReady } from './postmaster.js';
import { startServer } from './start-server.js';
import type { RunningServer } from './start-server.js';
import { isRoot } from './system-user.js';

/** The PostgreSQL of a data directory, owned by this process until {@link EmbeddedPostgres.stop} or its end. */
export interface EmbeddedPostgres {
  /** `postgres://parley:<password>@127.0.0.1:<port>/parley`; stays the same until `stop`, also when it had to be restarted. */
  readonly url: string;
  /** True when it was running already, left by a server that was killed. */
  readonly adopted: boolean;
  /** Real path of the cluster's directory. */
  readonly clusterDir: string;
  /** Fast shutdown; resolves when PostgreSQL is gone. Harmless when called twice. */
  stop(): Promise<void>;
}

/** How long a start waits for another server to let go: one that was killed a moment ago has an answer on its way. */
const claimWithinMs = 3_000;
const stoppingWithinMs = 30_000;
const answerWithinMs = 60_000;
const retryMs = 50;
const restartDelaysMs = [0, 200, 1_000, 5_000];

interface Found extends RunningServer {
  readonly adopted: boolean;
}

interface Owned extends Found {
  readonly ownership: Ownership;
}

class Supervisor implements EmbeddedPostgres {
  private owned!: Owned;
  private regaining: Promise<void> | undefined;
  private stopped: Promise<void> | undefined;
  private readonly stopping = new AbortController();

  constructor(
    private readonly dataDir: string,
    private readonly place: ClusterPlace,
    private readonly binaries: Binaries,
    private readonly password: string,
    private readonly log: (line: string) => void,
  ) {}

  get clusterDir(): string {
    return this.place.dir;
  }

  get adopted(): boolean {
    return this.owned.adopted;
  }

  get url(): string {
    return this.urlAt(this.owned.port);
  }

  async open(): Promise<this> {
    this.hold(await this.acquire());
    return this;
  }

  stop(): Promise<void> {
    this.stopped ??= (async () => {
      this.stopping.abort();
      await this.regaining;
      // Ownership is kept until it is gone, so that no other server adopts what is about to end.
      await stopPostmaster(this.owned.pid, this.place.dir);
      await this.owned.ownership.release();
    })();
    return this.stopped;
  }

  private get logFile(): string {
    return join(this.dataDir, 'postgres.log');
  }

  private urlAt(port: number): string {
    return `postgres://${databaseName}:${this.password}@127.0.0.1:${port}/${databaseName}`;
  }

  private hold(owned: Owned): void {
    this.owned = owned;
    owned.ownership.onLost(() => {
      if (!this.stopping.signal.aborted) this.regaining = this.regain(owned.port);
    });
  }

  /** PostgreSQL ended or cut our connection (it does so to all when one of its processes dies): get it back. */
  private async regain(port: number): Promise<void> {
    const { signal } = this.stopping;
    for (let attempt = 0; ; attempt += 1) {
      await delay(restartDelaysMs[attempt] ?? restartDelaysMs.at(-1), undefined, { ref: false, signal }).catch(
        () => undefined,
      );
      if (signal.aborted) return;
      try {
        this.hold(await this.acquire(port));
        this.log(`PostgreSQL was interrupted and is back (process ${this.owned.pid})`);
        return;
      } catch (error) {
        this.log(`PostgreSQL was interrupted and is not back yet: ${(error as Error).message}`);
      }
    }
  }

  /** Finds the running PostgreSQL, or starts it, and becomes its only owner. */
  private async acquire(port?: number): Promise<Owned> {
    const deadline = Date.now() + claimWithinMs;
    for (;;) {
      const server = await this.findOrStart(port);
      const claimed = server && (await this.claimOrStop(server));
      if (claimed && 'heldBy' in claimed) {
        if (Date.now() > deadline) {
          throw new StartupError(
            `another Parley already runs on the data directory ${this.dataDir} (${claimed.heldBy}): ` +
              'stop it, or set PARLEY_DATA_DIR to another directory',
          );
        }
      } else if (server && claimed) {
        if (!server.adopted || this.isOurProgram(server.pid)) return { ...server, ownership: claimed };
        this.log('The running PostgreSQL is from another installation of Parley: restarting it');
        await stopPostmaster(server.pid, this.place.dir);
        await claimed.release();
        continue;
      }
      if (Date.now() > deadline + answerWithinMs) {
        throw new StartupError(`the PostgreSQL of ${this.place.dir} runs and does not let us in: see ${this.logFile}`);
      }
      await delay(retryMs);
    }
  }

  /** What was started in vain must not stay behind. */
  private async claimOrStop(server: Found): ReturnType<typeof claim> {
    try {
      return await claim(this.urlAt(server.port));
    } catch (error) {
      if (!server.adopted) await stopPostmaster(server.pid, this.place.dir);
      throw error;
    }
  }

  private async findOrStart(port?: number): Promise<Found | null> {
    const { dir } = this.place;
    const running = runningPostmaster(dir);
    if (!running) {
      const { place, binaries, log, logFile } = this;
      const started = await startServer({ place, binaries, logFile, port, log });
      return started && { ...started, adopted: false };
    }
    const ready = await untilReady(running.pid, dir, this.log);
    if (ready) return { ...ready, adopted: true };
    if (!(await untilGone(running.pid, dir, stoppingWithinMs))) {
      throw new StartupError(`the PostgreSQL of ${dir} (process ${running.pid}) is being shut down and does not end`);
    }
    return null;
  }

  /** False when the program on disk is another one than the process runs: after an upgrade its libraries don't match. */
  private isOurProgram(pid: number): boolean {
    const program = programOf(pid);
    return program === undefined || program === realpathSync(this.binaries.postgres);
  }
}

/**
 * Starts, or adopts, the PostgreSQL of a data directory. It outlives this process when that is killed, and is then
 * adopted by the next start; one that dies is started again on the same port.
 * @param options.dataDir Parley's data directory (`.parley`), made when missing; the cluster is in it, or where
 *   {@link findCluster} says
 * @param options.log told, a line each, what takes time or is found somewhere else than expected
 * @throws StartupError with one line for the operator: another server owns it, no program for this platform, cluster of
 *   another user or PostgreSQL version, or what PostgreSQL said when it did not start
 */
export async function startEmbeddedPostgres(options: {
  dataDir: string;
  log: (line: string) => void;
}): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataDir = await openDataDir(options.dataDir);
  const place = await findCluster(dataDir, log);
  const binaries = await usableBinaries(place.account, isRoot() ? sharedDir : dataDir, log);
  const password = await clusterPassword(dataDir);
  if (!place.exists) {
    log(`Making the database cluster in ${place.dir}`);
    await createCluster(place, binaries, password);
  }
  await requireSameMajor(place.dir, binaries);
  return new Supervisor(dataDir, place, binaries, password, log).open();
}
