import { pause } from '../clock.js';
import type { Direction } from '../proxy/connection.js';
import { type Fault, halfOpenConvergeWithinMs } from './fault.js';

/**
 * Every few seconds one direction of some connections dies without a word, for good: nobody heals it, whoever hangs on
 * such a connection finds out by itself.
 */
export const halfOpen = (id: string, title: string, direction: Direction, causes: Fault['causes']): Fault => ({
  id,
  title,
  nodes: 1,
  causes,
  convergeWithinMs: halfOpenConvergeWithinMs,
  async inject({ clientProxies }, random, signal) {
    while (!signal.aborted) {
      for (const connection of clientProxies.flatMap((proxy) => proxy.connections)) {
        if (random.chance(0.2)) connection.set(direction, { kind: 'swallow' });
      }
      await pause(random.between(4_000, 8_000), signal);
    }
  },
});
