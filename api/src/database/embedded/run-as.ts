import { execFile, spawn } from 'node:child_process';
import { open } from 'node:fs/promises';

/** The account that PostgreSQL runs as when that is not the server's own: it refuses to run as root. */
export interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Environment of every PostgreSQL program: nothing of ours, because PG* variables, LD_LIBRARY_PATH or a locale would
 * change what it does, and because secrets in our environment are none of its business.
 */
const environment = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

// The account may not be able to enter the server's working directory, so programs start in one that everybody can.
const options = (account: Account | undefined) => ({ cwd: '/', env: environment, ...account });

/**
 * Runs a program to its end.
 * @param input what it reads from standard input
 * @returns its standard output
 * @throws Error with the end of what it printed, when it can't be started or exits with another code than 0
 */
export function run(program: string, args: readonly string[], account?: Account, input = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(program, args, { ...options(account), maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = `${stdout}\n${stderr}`.trim().split('\n').slice(-5).join('\n');
      reject(new Error(`${program} failed (${error.code ?? error.signal}): ${said || error.message}`));
    });
    // A program that ends without reading what it was given is judged by its exit code, not by the broken pipe.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input);
  });
}

/** Like {@link run}, for a question: true when the program could be started and exited with 0. */
export const succeeds = (program: string, args: readonly string[], account?: Account): Promise<boolean> =>
  run(program, args, account).then(
    () => true,
    () => false,
  );

/** A program that was started to outlive this process. */
export interface Detached {
  readonly pid: number;
  /** True once it ended; it is no child to wait for after this process ended. */
  readonly hasExited: () => boolean;
}

/**
 * Starts a program in a session of its own, so that neither the end of this process nor Ctrl-C in its terminal ends it.
 * @param logFile both its outputs are added to this file (mode 0600); opened by us, so the account need not reach it
 * @throws Error when it can't be started at all
 */
export async function startDetached(
  program: string,
  args: readonly string[],
  logFile: string,
  account?: Account,
): Promise<Detached> {
  const log = await open(logFile, 'a', 0o600);
  try {
    const child = spawn(program, args, { ...options(account), detached: true, stdio: ['ignore', log.fd, log.fd] });
    let exited = false;
    child.once('exit', () => (exited = true));
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.unref();
    return { pid: child.pid as number, hasExited: () => exited };
  } finally {
    await log.close();
  }
}
