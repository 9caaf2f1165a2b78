import { pause } from '../clock.js';
import type { TcpProxy } from '../proxy/proxy.js';
import type { Random } from '../random.js';
import type { Fault } from './fault.js';

/** Resets a tenth of the connections, and lets nobody through for two seconds now and then. */
export const connectionCuts: Fault = {
  id: 'F9',
  title: 'Connection cuts',
  nodes: 1,
  causes: { reconnects: 50, infos: 20 },
  async inject({ clientProxies }, random, signal) {
    for (let second = 0; !signal.aborted; second += 1) {
      await pause(1_000, signal);
      for (const proxy of clientProxies) resetSome(proxy, random);
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

function resetSome(proxy: TcpProxy, random: Random): void {
  for (const connection of proxy.connections) if (random.chance(0.1)) connection.reset();
}
