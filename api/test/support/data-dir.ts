import { chmod, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';

/** A data directory of one test's own, which servers with an embedded database are started on. */
export class TestDataDir {
  private constructor(
    private readonly dir: string,
    readonly path: string,
  ) {}

  static async make(): Promise<TestDataDir> {
    // By this name the next test run finds and ends what a killed one left behind.
    const dir = await realpath(await mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`)));
    // Otherwise only root could enter, and its PostgreSQL would have its cluster elsewhere.
    await chmod(dir, 0o755);
    const path = join(dir, '.parley');
    await mkdir(path);
    return new TestDataDir(dir, path);
  }

  /** The process of the running PostgreSQL. @throws Error ENOENT when none runs */
  async postgresPid(): Promise<number> {
    const [pid] = (await readFile(join(this.path, 'postgres', 'postmaster.pid'), 'utf8')).split('\n');
    return Number(pid);
  }

  /** Ends the PostgreSQL, if a killed server left it running, and removes everything. */
  async remove(): Promise<void> {
    if (await this.postgresPid().catch(() => undefined)) {
      const left = await startEmbeddedPostgres({ dataDir: this.path, log: () => undefined });
      await left.stop();
    }
    await rm(this.dir, { recursive: true, force: true });
  }
}
