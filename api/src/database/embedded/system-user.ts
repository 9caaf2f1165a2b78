import { StartupError } from '../../config/environment.js';
import { run, succeeds } from './run-as.js';
import type { Account } from './run-as.js';

/** True when this process may, and for PostgreSQL must, run programs as somebody else. */
export const isRoot = (): boolean => process.getuid?.() === 0;

async function lookUp(name: string): Promise<Account | undefined> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', name]), run('id', ['-g', name])]);
    // An alias of root would be refused by PostgreSQL just the same.
    return Number(uid) > 0 ? { uid: Number(uid), gid: Number(gid) } : undefined;
  } catch {
    return undefined;
  }
}

const makeAccount = 'id -u parley || useradd --system --user-group --no-create-home --shell /usr/sbin/nologin parley';

/**
 * The account that a root server runs PostgreSQL as: `parley`, made when it is missing; where accounts can't be made,
 * an existing `postgres`, else `nobody`.
 * @throws StartupError when there is none of them
 */
export async function systemUser(): Promise<Account> {
  const existing = await lookUp('parley');
  if (existing) return existing;
  // One at a time: of two that run at once, `useradd` lets the second give the account another id, under the first one's feet.
  const isMade = await succeeds('flock', ['-w', '30', '/etc', 'sh', '-c', makeAccount]);
  // Without `flock`, or where somebody does not let go of the lock.
  if (!isMade) await succeeds('sh', ['-c', makeAccount]);
  for (const name of ['parley', 'postgres', 'nobody']) {
    const account = await lookUp(name);
    if (account) return account;
  }
  throw new StartupError(
    'PostgreSQL does not run as root and there is no other account for it: make one with `useradd --system parley`, ' +
      'start Parley as another user, or set DATABASE_URL',
  );
}
