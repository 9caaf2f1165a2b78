import { chown, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { StartupError } from '../../config/environment.js';
import type { Binaries } from './binaries.js';
import { syncDirectory } from './data-dir.js';
import type { ClusterPlace } from './data-dir.js';
import { run } from './run-as.js';

/** Name of the database, and of the role that owns it and the cluster. */
export const databaseName = 'parley';

/** What an operator may tune in the cluster's postgresql.conf; written when the cluster is made. */
const tunable = {
  shared_buffers: '128MB',
  max_connections: '100',
  max_wal_size: '1GB',
  // Until a table's statistics are first taken any index that begins with the tenant looks as good as the right one. By default that
  // is up to a minute in which people come in by the hundreds, and each look-up reads all of them.
  autovacuum_naptime: '5s',
  // Chat reads are short index scans: parallel workers would only take connections' memory and /dev/shm.
  max_parallel_workers_per_gather: '0',
  jit: 'off',
  log_checkpoints: 'off',
  // Details of errors quote rows, and rows are people's messages and names.
  log_error_verbosity: 'terse',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

/**
 * What Parley promises and therefore sets at every start, above any configuration file: a commit that was answered is
 * on disk, and nobody but a holder of the password on this machine gets in.
 */
const fixed = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  password_encryption: 'scram-sha-256',
  logging_collector: 'off',
};

const hostAccess = `host all all 127.0.0.1/32 scram-sha-256\n`;

const settings = (values: Record<string, string>): string[] =>
  Object.entries(values).flatMap(([name, value]) => ['-c', `${name}=${value}`]);

/** Arguments of the server process. */
export const serverArguments = (clusterDir: string, port: number): string[] => [
  '-D',
  clusterDir,
  '-p',
  String(port),
  ...settings(fixed),
];

/**
 * Half-made clusters of servers that were killed while they made them. Only those whose process is gone: another
 * server may be making one right now.
 */
async function removeAbandoned(place: ClusterPlace): Promise<void> {
  const prefix = `${basename(place.dir)}.new-`;
  for (const name of await readdir(dirname(place.dir))) {
    if (!name.startsWith(prefix)) continue;
    try {
      process.kill(Number(name.slice(prefix.length)), 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') continue;
      await rm(join(dirname(place.dir), name), { recursive: true, force: true });
    }
  }
}

/**
 * Makes a cluster with the empty database `parley` and its only role, `parley`, which has the given password.
 * Everything is made aside and put on disk before it gets its name, so a cluster that has its name is complete.
 *
 * Collation is PostgreSQL's builtin C.UTF-8: order by code point, upper and lower case for all of Unicode, and, unlike
 * that of the operating system's libraries, the same on every machine and after every upgrade, so no index goes bad.
 */
export async function createCluster(place: ClusterPlace, binaries: Binaries, password: string): Promise<void> {
  await removeAbandoned(place);
  const aside = `${place.dir}.new-${process.pid}`;
  const cluster = join(aside, 'cluster');
  const { account } = place;
  try {
    await mkdir(aside, { mode: 0o700 });
    if (account) await chown(aside, account.uid, account.gid);
    const collation = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    // No server listens before pg_hba.conf is replaced; the password is set below, out of sight of a process list.
    const access = [`--username=${databaseName}`, '--auth=trust', '--no-instructions', '--no-sync'];
    await run(binaries.initdb, ['-D', cluster, ...access, ...collation, ...settings(tunable)], account);
    // The file is there and belongs to the account; writing to it changes neither owner nor mode.
    await writeFile(join(cluster, 'pg_hba.conf'), hostAccess);
    const setUp = `ALTER ROLE ${databaseName} PASSWORD '${password}'\nCREATE DATABASE ${databaseName}\n`;
    // Without fsync, because the next step puts all of it on disk at once.
    const single = ['--single', '-D', cluster, ...settings({ exit_on_error: 'on', fsync: 'off' }), 'postgres'];
    await run(binaries.postgres, single, account, setUp);
    await run(binaries.initdb, ['-D', cluster, '--sync-only'], account);
    await rename(cluster, place.dir).catch(async (error: NodeJS.ErrnoException) => {
      // Another server was faster: its cluster is as good, and has the same password.
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
    });
    await syncDirectory(dirname(place.dir));
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/**
 * Refuses a cluster of another major version, whose files these programs can't read.
 * @throws StartupError naming both versions
 */
export async function requireSameMajor(clusterDir: string, binaries: Binaries): Promise<void> {
  const made = (await readFile(join(clusterDir, 'PG_VERSION'), 'utf8')).trim();
  const [brought] = binaries.version.split('.');
  if (made === brought) return;
  throw new StartupError(
    `the database cluster in ${clusterDir} was made by PostgreSQL ${made}, this Parley brings PostgreSQL ${brought}: ` +
      'move the data with pg_dump and pg_restore, or keep the older Parley',
  );
}
