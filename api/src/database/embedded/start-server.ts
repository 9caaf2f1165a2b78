import { open, rename, stat } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { StartupError } from '../../config/environment.js';
import type { Binaries } from './binaries.js';
import { serverArguments } from './cluster.js';
import type { ClusterPlace } from './data-dir.js';
import { removeMisleadingPidFile, untilReady } from './postmaster.js';
import { startDetached } from './run-as.js';

/** A PostgreSQL that accepts connections. */
export interface RunningServer {
  readonly pid: number;
  /** TCP port on 127.0.0.1. */
  readonly port: number;
}

const maxLogBytes = 10 << 20;

/** A port that was free a moment ago; PostgreSQL itself can't be told to take any. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

/** @returns the size of the log, after an over-long one was put aside as `<name>.1` */
async function rotate(logFile: string): Promise<number> {
  const size = (await stat(logFile).catch(() => undefined))?.size ?? 0;
  if (size <= maxLogBytes) return size;
  await rename(logFile, `${logFile}.1`);
  return 0;
}

async function textFrom(logFile: string, offset: number): Promise<string> {
  const file = await open(logFile, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(64 << 10), 0, 64 << 10, offset);
    return buffer.toString('utf8', 0, bytesRead).trim();
  } finally {
    await file.close();
  }
}

/**
 * Starts PostgreSQL on a cluster where none runs, and waits until it accepts connections.
 * @param options.port the port it must have; any free one when left out
 * @returns null when another PostgreSQL of this cluster is just starting or ending: look again in a moment
 * @throws StartupError with what PostgreSQL said, when it does not start
 */
export async function startServer(options: {
  place: ClusterPlace;
  binaries: Binaries;
  logFile: string;
  port?: number;
  log: (line: string) => void;
}): Promise<RunningServer | null> {
  const { place, binaries, logFile, log } = options;
  removeMisleadingPidFile(place.dir);
  for (let attempt = 1; ; attempt += 1) {
    const offset = await rotate(logFile);
    const port = options.port ?? (await freePort());
    const server = await startDetached(binaries.postgres, serverArguments(place.dir, port), logFile, place.account);
    const ready = await untilReady(server.pid, place.dir, log, server.hasExited);
    if (ready) return ready;
    const said = await textFrom(logFile, offset);
    if (/lock file ".*" already exists|pre-existing shared memory block/.test(said)) return null;
    const isPortTaken = /could not bind/.test(said) && options.port === undefined;
    if (!isPortTaken || attempt === 5) {
      throw new StartupError(`PostgreSQL did not start (${logFile}): ${said.split('\n').slice(-4).join('\n')}`);
    }
  }
}
