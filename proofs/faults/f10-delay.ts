import { pause } from '../clock.js';
import type { Mode } from '../proxy/pipe.js';
import type { ProxiedConnection } from '../proxy/connection.js';
import type { Fault } from './fault.js';

const slowest = 3_000;

export const delay: Fault = {
  id: 'F10',
  title: 'Delay',
  nodes: 1,
  async inject({ clientProxies }, random, signal) {
    const late = (connection: ProxiedConnection): void => {
      const mode: Mode = { kind: 'delay', ms: () => random.between(200, slowest) };
      connection.set('up', mode);
      connection.set('down', mode);
    };
    for (const proxy of clientProxies) {
      proxy.onConnection = late;
      for (const connection of proxy.connections) late(connection);
    }
    while (!signal.aborted) await pause(60_000, signal);
    for (const proxy of clientProxies) proxy.heal();
    // What is on its way still comes late.
    await pause(slowest);
  },
};
