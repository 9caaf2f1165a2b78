import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../src/database/embedded/embedded-postgres.js';

/** A PostgreSQL of one suite's own, for what would disturb the others: its roles, and its being away. */
export interface OwnPostgres {
  /** Its user is a superuser. */
  readonly url: string;
  /** Ends it and removes what it wrote. */
  remove(): Promise<void>;
}

/** Starts a PostgreSQL on an empty data directory. */
export async function startOwnPostgres(): Promise<OwnPostgres> {
  // By this name the next test run finds and ends what a killed one left behind.
  const dir = await mkdtemp(join(tmpdir(), `parley-test-${process.pid}-`));
  await chmod(dir, 0o755);
  const postgres: EmbeddedPostgres = await startEmbeddedPostgres({
    dataDir: join(dir, '.parley'),
    log: () => undefined,
  });
  return {
    url: postgres.url,
    async remove() {
      await postgres.stop();
      await rm(postgres.clusterDir, { recursive: true, force: true });
      await rm(dir, { recursive: true, force: true });
    },
  };
}
