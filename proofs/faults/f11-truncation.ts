import { pause } from '../clock.js';
import type { Fault } from './fault.js';

export const truncation: Fault = {
  id: 'F11',
  title: 'Truncation',
  nodes: 1,
  causes: { reconnects: 50, infos: 10 },
  async inject({ clientProxies }, random, signal) {
    while (!signal.aborted) {
      await pause(500, signal);
      for (const connection of clientProxies.flatMap((proxy) => proxy.connections)) {
        if (!random.chance(0.05)) continue;
        const bytes = random.between(1, 4_096);
        connection.set(random.pick(['up', 'down']), { kind: 'truncate', bytes, end: random.pick(['fin', 'reset']) });
      }
    }
    // A connection that is to end after some more bytes may be one that carries none for long.
    for (const proxy of clientProxies) proxy.heal();
  },
};
