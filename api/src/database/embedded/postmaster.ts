import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** The main process of a running PostgreSQL, as its `postmaster.pid` tells it. */
export interface Postmaster {
  readonly pid: number;
  /** TCP port on 127.0.0.1; null in the first moment of a start, when it is not written yet. */
  readonly port: number | null;
  readonly status: 'starting' | 'ready' | 'stopping';
}

const pollMs = 5;

/**
 * True when this process is a live PostgreSQL of that cluster, and not one that was given the same pid later.
 * A process that ended but was not yet collected by its parent counts as gone.
 */
function isPostgresOf(pid: number, clusterDir: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives, but belongs to somebody else.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  try {
    if (process.platform !== 'linux') {
      const command = execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' });
      return command.includes('postgres') && command.includes(clusterDir);
    }
    // PostgreSQL makes its cluster the working directory; a replaced program shows as "postgres (deleted)".
    const [program] = basename(readlinkSync(`/proc/${pid}/exe`)).split(' ');
    return program === 'postgres' && readlinkSync(`/proc/${pid}/cwd`) === clusterDir;
  } catch {
    return false;
  }
}

/** The program a process runs; undefined where the system does not tell, and for one that was replaced on disk `… (deleted)`. */
export function programOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/exe`);
  } catch {
    return undefined;
  }
}

/**
 * What `postmaster.pid` of a cluster says.
 * @returns null when there is no such file; `isLive` false when the process it names is gone or another program
 */
function readPidFile(clusterDir: string): { isLive: boolean; postmaster: Postmaster } | null {
  let lines: string[];
  try {
    lines = readFileSync(join(clusterDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  // Lines: pid, directory, start time, port, socket directory, address, shared memory key, status.
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  const word = lines[7]?.trim();
  const status = word === 'ready' || word === 'stopping' ? word : 'starting';
  const isLive = Number.isInteger(pid) && pid > 0 && isPostgresOf(pid, clusterDir);
  return { isLive, postmaster: { pid, port: port > 0 ? port : null, status } };
}

/** The running PostgreSQL of a cluster, or null. */
export function runningPostmaster(clusterDir: string): Postmaster | null {
  const file = readPidFile(clusterDir);
  return file?.isLive ? file.postmaster : null;
}

/**
 * Removes a `postmaster.pid` whose pid now belongs to another program. PostgreSQL itself only sees that the process
 * lives, and would refuse to start; a pid file whose process is gone it replaces by itself.
 */
export function removeMisleadingPidFile(clusterDir: string): void {
  const file = readPidFile(clusterDir);
  if (!file || file.isLive || !(file.postmaster.pid > 0)) return;
  try {
    process.kill(file.postmaster.pid, 0);
  } catch {
    return;
  }
  rmSync(join(clusterDir, 'postmaster.pid'), { force: true });
}

/**
 * Waits until PostgreSQL accepts connections; after a crash it first recovers, which may take minutes.
 * @param hasExited asked at each turn, for a process that is our own child
 * @returns its pid and port, or null when it ended, or is ending, instead
 */
export async function untilReady(
  pid: number,
  clusterDir: string,
  log: (line: string) => void,
  hasExited = () => !isPostgresOf(pid, clusterDir),
): Promise<{ pid: number; port: number } | null> {
  const begun = Date.now();
  let nextNoteMs = 3_000;
  while (!hasExited()) {
    const file = readPidFile(clusterDir);
    if (file?.isLive && file.postmaster.pid === pid) {
      const { status, port } = file.postmaster;
      if (status === 'ready' && port !== null) return { pid, port };
      if (status === 'stopping') return null;
    }
    if (Date.now() - begun > nextNoteMs) {
      log('PostgreSQL is still starting; after a crash it first recovers what was committed');
      nextNoteMs += 10_000;
    }
    await delay(pollMs);
  }
  return null;
}

/** Waits until a PostgreSQL is gone. @returns false when it still lives after `withinMs` */
export async function untilGone(pid: number, clusterDir: string, withinMs: number): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  while (isPostgresOf(pid, clusterDir)) {
    if (Date.now() > deadline) return false;
    await delay(pollMs);
  }
  return true;
}

/**
 * Stops a PostgreSQL: a fast shutdown (sessions end, a checkpoint is written); if that takes longer than 20 s an
 * immediate one, which loses nothing that was committed but makes the next start recover.
 */
export async function stopPostmaster(pid: number, clusterDir: string): Promise<void> {
  for (const [signal, withinMs] of [
    ['SIGINT', 20_000],
    ['SIGQUIT', 5_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isPostgresOf(pid, clusterDir)) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    if (await untilGone(pid, clusterDir, withinMs)) return;
  }
}
