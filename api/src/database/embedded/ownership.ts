import { Socket } from 'node:net';
import pg from 'pg';
import { StartupError } from '../../config/environment.js';

/** Two-part key of the session advisory lock that says which server owns a cluster ("parl", 1). */
const lockKey = [0x7061726c, 1] as const;

/** What can go wrong on the way to a server that is just starting, stopping or recovering, and is worth another try. */
const passingFaults = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', '57P01', '57P02', '57P03', '53300']);

/** Ownership of a cluster: it lasts as long as one connection, and so ends with its process, however that ends. */
export interface Ownership {
  /** Called once, when the connection is lost without {@link Ownership.release}. */
  onLost(listener: () => void): void;
  release(): Promise<void>;
}

/**
 * Tries once to become the only server on a cluster.
 * @returns the ownership; `{ heldBy }`, a description of the server that has it; or null when PostgreSQL could not be
 *   asked just now and should be in a moment
 * @throws StartupError when the password is wrong; Error when PostgreSQL refuses for good for another reason
 */
export async function claim(url: string): Promise<Ownership | { heldBy: string } | null> {
  const socket = new Socket();
  const client = new pg.Client({
    stream: () => socket,
    connectionString: url,
    application_name: `Parley server, process ${process.pid}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
  });
  let isLost = false;
  let listener: (() => void) | undefined;
  const lose = () => {
    if (isLost) return;
    isLost = true;
    listener?.();
  };
  client.on('error', lose);
  client.on('end', lose);
  try {
    await client.connect();
    const { rows } = await client.query<{ is_ours: boolean }>('SELECT pg_try_advisory_lock($1, $2) AS is_ours', [
      ...lockKey,
    ]);
    if (!rows[0]?.is_ours) {
      const holder = await client.query<{ name: string }>(
        `SELECT application_name || ', connected since ' || to_char(backend_start, 'YYYY-MM-DD HH24:MI:SS TZ') AS name
           FROM pg_locks JOIN pg_stat_activity USING (pid)
          WHERE locktype = 'advisory' AND granted AND classid = $1 AND objid = $2`,
        [...lockKey],
      );
      await client.end();
      return { heldBy: holder.rows[0]?.name ?? 'a server that is just ending' };
    }
  } catch (error) {
    await client.end().catch(() => undefined);
    const { code, message } = error as { code?: string; message: string };
    if ((code && passingFaults.has(code)) || /^(Connection terminated|timeout expired)/.test(message)) return null;
    if (code === '28P01') {
      throw new StartupError('postgres.password in the data directory is not the password of the embedded PostgreSQL');
    }
    throw error;
  }
  // Holding a cluster is no reason for a process to go on living.
  socket.unref();
  return {
    onLost(added) {
      listener = added;
      if (isLost) added();
    },
    async release() {
      listener = undefined;
      await client.end().catch(() => undefined);
    },
  };
}
