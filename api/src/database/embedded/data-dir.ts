import { createHash, randomBytes } from 'node:crypto';
import { chmod, chown, link, mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../../config/environment.js';
import { succeeds } from './run-as.js';
import type { Account } from './run-as.js';
import { runningPostmaster, stopPostmaster } from './postmaster.js';
import { isRoot, systemUser } from './system-user.js';

/** Where the clusters and programs of a root server go when PostgreSQL's account can't reach the data directory. */
export const sharedDir = '/var/lib/parley';

/** What a server leaves in its data directory before it makes a cluster. */
const ownNames = /^(postgres\.|operator\.key$|mail$|files$)/;

/** Where a cluster is, or will be made, and who runs it. */
export interface ClusterPlace {
  /** Real path. */
  readonly dir: string;
  readonly exists: boolean;
  /** Undefined: PostgreSQL runs as the server does. */
  readonly account: Account | undefined;
}

/** Writes a small file whole or not at all, mode 0600, on disk when this returns; an existing one wins. */
async function writeOnce(path: string, content: string): Promise<void> {
  const aside = `${path}.new-${process.pid}`;
  const file = await open(aside, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await link(aside, path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
  });
  await rm(aside);
}

const readIfThere = (path: string): Promise<string | undefined> =>
  readFile(path, 'utf8').then(
    (text) => text.trim(),
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    },
  );

/** Puts what was written about a directory's entries on disk. */
export async function syncDirectory(dir: string): Promise<void> {
  const handle = await open(dir, 'r');
  await handle.sync().finally(() => handle.close());
}

/**
 * Makes the data directory, closed to everybody else, when it is missing. Root's can be passed through, not listed, since
 * PostgreSQL runs as another user and has its cluster inside; every file in it is closed by itself.
 * @returns its real path
 */
export async function openDataDir(path: string): Promise<string> {
  await mkdir(path, { recursive: true, mode: isRoot() ? 0o711 : 0o700 });
  return realpath(path);
}

/**
 * The password of the cluster, made at the first start and kept in `<dataDir>/postgres.password` (0600).
 * 32 hexadecimal digits, so that it stands in a URL as it is.
 */
export async function clusterPassword(dataDir: string): Promise<string> {
  const path = join(dataDir, 'postgres.password');
  const existing = await readIfThere(path);
  if (existing) return existing;
  await writeOnce(path, `${randomBytes(16).toString('hex')}\n`);
  return readFile(path, 'utf8').then((text) => text.trim());
}

/** Tries, as that account, what PostgreSQL will do there: pass through all folders above and write. */
async function canWriteIn(dataDir: string, account: Account): Promise<boolean> {
  const probe = join(dataDir, `probe-${process.pid}`);
  try {
    await mkdir(probe, { mode: 0o700 });
    await chown(probe, account.uid, account.gid);
    return await succeeds('sh', ['-c', ': > "$1/file"', 'sh', probe], account);
  } catch {
    // A file system may refuse to give a directory away even to root.
    return false;
  } finally {
    await rm(probe, { recursive: true, force: true });
  }
}

const statOf = (path: string) =>
  stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });

/** A cluster that is there belongs to the account that made it, and is run as that one for ever. */
async function existingCluster(dir: string): Promise<ClusterPlace | undefined> {
  const owner = await statOf(dir);
  if (!owner) return undefined;
  const { uid, gid } = owner;
  if (!isRoot() && uid !== process.getuid?.()) {
    throw new StartupError(
      `the database cluster in ${dir} belongs to the user ${uid}: start Parley as that user or as root`,
    );
  }
  const account = isRoot() ? { uid, gid } : undefined;
  if (account && !(await succeeds('test', ['-x', dir], account))) {
    throw new StartupError(
      `the database cluster in ${dir} can't be reached any more by the user ${uid} that it belongs to: let that user ` +
        'pass through the folders above it (chmod o+x)',
    );
  }
  return { dir: await realpath(dir), exists: true, account };
}

/** A cluster of a data directory that was deleted since, at the same path: kept, but never mixed up with the new one. */
async function setAside(dir: string, log: (line: string) => void): Promise<void> {
  if (!(await statOf(dir))) return;
  const running = runningPostmaster(dir);
  if (running) await stopPostmaster(running.pid, dir);
  const kept = `${dir}.old-${new Date().toISOString().replaceAll(/[:.]/g, '-')}`;
  await rename(dir, kept);
  log(`${dir} held the database of an earlier data directory of this path, which was deleted; it is kept as ${kept}`);
}

/**
 * Finds the cluster of a data directory, or the place for a new one: `<dataDir>/postgres`, or, when a root server's
 * PostgreSQL can't work there, `/var/lib/parley/<hash of the data directory's path>`, which is written down in
 * `<dataDir>/postgres.location` and found by that later, also when the folder was renamed.
 * @param dataDir real path of the data directory
 * @throws StartupError when there is a cluster that this user can't run
 */
export async function findCluster(dataDir: string, log: (line: string) => void): Promise<ClusterPlace> {
  const inside = join(dataDir, 'postgres');
  const pointer = join(dataDir, 'postgres.location');
  const moved = await readIfThere(pointer);
  const found = await existingCluster(moved ?? inside);
  if (found) {
    if (moved) log(`The database cluster of ${dataDir} is in ${moved}`);
    return found;
  }
  if (!isRoot()) return { dir: inside, exists: false, account: undefined };

  const account = await systemUser();
  // A directory that holds other things than ours keeps its mode.
  if ((await readdir(dataDir)).every((name) => ownNames.test(name))) {
    await chown(dataDir, 0, account.gid);
    await chmod(dataDir, 0o710);
  }
  if (!moved && (await canWriteIn(dataDir, account))) return { dir: inside, exists: false, account };

  const hash = createHash('sha256').update(dataDir).digest('hex').slice(0, 32);
  const dir = moved ?? join(sharedDir, hash);
  await mkdir(sharedDir, { recursive: true, mode: 0o755 });
  if (!moved) {
    await setAside(dir, log);
    await writeOnce(pointer, `${dir}\n`);
  }
  log(`PostgreSQL's own user can't reach ${dataDir}: the database cluster is in ${dir}`);
  return { dir, exists: false, account };
}
