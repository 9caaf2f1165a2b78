import type pg from 'pg';
import { pause, until } from '../clock.js';
import type { Fault, Scene } from './fault.js';

const lockedMs = 10_000;
const fullMs = 5_000;

export const locks: Fault = {
  id: 'F6',
  title: 'Locks, no connections',
  nodes: 1,
  convergeWithinMs: 15_000,
  async inject(scene, random, signal) {
    while (!signal.aborted) {
      await lockRoom(scene, random.pick(scene.tenants).rooms.hot, signal);
      await pause(1_000, signal);
      if (!signal.aborted) await fill(scene, signal);
      await pause(1_000, signal);
    }
  },
};

/** Holds a room's head as a transaction does that does not come to its end. */
async function lockRoom({ postgres }: Scene, roomId: string, signal: AbortSignal): Promise<void> {
  const client = await postgres.connect('proofs-lock');
  try {
    await client.query('BEGIN');
    await client.query('SELECT FROM room_heads WHERE room_id = $1 FOR UPDATE', [roomId]);
    await pause(lockedMs, signal);
    await client.query('ROLLBACK');
  } finally {
    await client.end();
  }
}

/** Takes every connection that is left, and one that the pools let go of whenever there is one. */
async function fill({ postgres, nodes }: Scene, signal: AbortSignal): Promise<void> {
  const taken: pg.Client[] = [];
  try {
    const deadline = Date.now() + fullMs;
    while (Date.now() < deadline && !signal.aborted) {
      const client = await postgres.connect('proofs-fill').catch(() => undefined);
      if (client) taken.push(client);
      else await pause(100, signal);
    }
  } finally {
    await Promise.all(taken.map((client) => client.end().catch(() => undefined)));
  }
  const isReady = async (): Promise<boolean> =>
    (await fetch(`${nodes[0]?.url}/health/ready`).catch(() => undefined))?.status === 200;
  await until('the node is ready again', isReady, 15_000);
}
