import { pause } from '../clock.js';
import type { ProxiedConnection } from '../proxy/connection.js';
import type { Fault } from './fault.js';

/**
 * Resets a tenth of the connections each second, and lets nobody through for two seconds now and then. What the server
 * said in the last second of a connection is lost with it, as on a line that fails before anybody notices.
 */
export const connectionCuts: Fault = {
  id: 'F9',
  title: 'Connection cuts',
  nodes: 1,
  causes: { reconnects: 50, infos: 20 },
  async inject({ clientProxies }, random, signal) {
    let failing: ProxiedConnection[] = [];
    for (let second = 0; !signal.aborted; second += 1) {
      await pause(1_000, signal);
      for (const connection of failing) connection.reset();
      failing = clientProxies.flatMap((proxy) => proxy.connections).filter(() => random.chance(0.1));
      for (const connection of failing) connection.set('down', { kind: 'swallow' });
      if (second % 8 !== 5) continue;
      for (const proxy of clientProxies) {
        proxy.isClosed = true;
        for (const connection of proxy.connections) if (random.chance(0.5)) connection.reset();
      }
      await pause(2_000, signal);
      for (const proxy of clientProxies) proxy.isClosed = false;
    }
    for (const proxy of clientProxies) proxy.heal();
  },
};
