import { expect } from '@jest/globals';
import { DataSource } from 'typeorm';
import { testDatabaseUrl } from './environment.js';
import { eventually } from './eventually.js';

/**
 * Holds the head of a room, as a slow change would, while `begin` starts changes of it; lets go once the first of them waits for
 * it, and `then` has started what shall come behind that.
 * @returns what both came to
 */
export async function whileRoomIsHeld<First, Then>(
  roomId: string,
  begin: () => Promise<First>,
  then: () => Promise<Then>,
): Promise<[First, Then]> {
  const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl(), poolSize: 2 }).initialize();
  try {
    return await database
      .transaction(async (manager) => {
        const [{ pid }] = await manager.query<[{ pid: number }]>(
          'SELECT pg_backend_pid() AS pid FROM room_heads WHERE room_id = $1 FOR UPDATE',
          [roomId],
        );
        const first = begin();
        await eventually(async () => {
          const waiting = await database.query<unknown[]>(
            'SELECT FROM pg_stat_activity WHERE $1 = ANY (pg_blocking_pids(pid))',
            [pid],
          );
          expect(waiting.length).toBeGreaterThan(0);
        });
        return { first, second: then() };
      })
      .then(({ first, second }) => Promise.all([first, second]));
  } finally {
    await database.destroy();
  }
}
