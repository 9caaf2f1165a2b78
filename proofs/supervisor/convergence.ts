import type pg from 'pg';
import { pause } from '../clock.js';
import { readHeads } from './proof-log.js';
import type { WorkerProcess } from './worker-process.js';

const lookEveryMs = 250;

/**
 * Begins no new operation, and waits until those under way are settled and every client stands where its rooms do, or the
 * time is over: what is shown then is judged.
 */
export async function converged(workers: readonly WorkerProcess[], client: pg.Client, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (Date.now() < deadline) {
    const unsettled = await Promise.all(workers.map((worker) => worker.ask('unsettled')));
    if (unsettled.every((count) => count === 0) && (await areAtHead(workers, client))) return;
    await pause(lookEveryMs);
  }
}

async function areAtHead(workers: readonly WorkerProcess[], client: pg.Client): Promise<boolean> {
  const heads = new Map((await readHeads(client)).map((head) => [head.roomId, head]));
  const standings = (await Promise.all(workers.map((worker) => worker.ask('standings')))).flat();
  return standings.every(({ roomId, isConnected, epoch, position }) => {
    const head = heads.get(roomId);
    return isConnected && head?.epoch === epoch && head?.position === position;
  });
}
