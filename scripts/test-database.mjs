import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const PREFIX = 'parley-test-';

const embedded = () => import('../api/dist/src/database/embedded/embedded-postgres.js');

async function remove(dir, postgres) {
  await postgres?.stop();
  if (postgres) rmSync(postgres.clusterDir, { recursive: true, force: true });
  rmSync(dir, { recursive: true, force: true });
}

let swept;

/** The embedded PostgreSQL outlives a test run that was killed; this ends those of runs that are gone. */
async function sweep() {
  for (const name of readdirSync(tmpdir())) {
    const pid = Number(/^parley-test-(\d+)-/.exec(name)?.[1] ?? 0);
    if (pid === 0) continue;
    try {
      process.kill(pid, 0);
    } catch (error) {
      if (error.code !== 'ESRCH') continue;
      const dir = join(tmpdir(), name);
      const { startEmbeddedPostgres } = await embedded();
      const left = await startEmbeddedPostgres({ dataDir: join(dir, '.parley'), log: () => undefined }).catch(
        () => null,
      );
      await remove(dir, left);
    }
  }
}

/**
 * Starts an embedded PostgreSQL on an empty directory for one test run. Needs a built api.
 * @returns {Promise<{ url: string, pid: number, stop: () => Promise<void> }>} `pid` of its main process; `stop` ends it and
 *   removes all it wrote
 */
export async function startTestDatabase() {
  // Of several that are started at once, one sweeps for all.
  await (swept ??= sweep());
  const dir = mkdtempSync(join(tmpdir(), `${PREFIX}${process.pid}-`));
  // Otherwise only root could enter, and its PostgreSQL, which runs as another user, would have to go elsewhere.
  chmodSync(dir, 0o755);
  const { startEmbeddedPostgres } = await embedded();
  const postgres = await startEmbeddedPostgres({ dataDir: join(dir, '.parley'), log: () => undefined });
  const pid = Number(readFileSync(join(postgres.clusterDir, 'postmaster.pid'), 'utf8').split('\n', 1)[0]);
  return { url: postgres.url, pid, stop: () => remove(dir, postgres) };
}
