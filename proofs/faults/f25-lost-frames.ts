import { pause } from '../clock.js';
import type { ProxiedConnection } from '../proxy/connection.js';
import { isChanges } from '../proxy/websocket-frames.js';
import type { Fault } from './fault.js';

/**
 * Single live frames vanish on their way to a client, and the connection goes on: a server that puts its frames in order
 * leaves clients no other gap to find.
 */
export const lostFrames: Fault = {
  id: 'F25',
  title: 'Lost frames',
  nodes: 1,
  causes: { gaps: 20 },
  // What was lost last is noticed when the heads are asked for, every 25 s.
  convergeWithinMs: 30_000,
  async inject({ clientProxies }, random, signal) {
    const watch = (connection: ProxiedConnection): void => {
      connection.onFrame = (frame) => (isChanges(frame) && random.chance(0.02) ? 'drop' : 'pass');
    };
    for (const proxy of clientProxies) {
      proxy.onConnection = watch;
      for (const connection of proxy.connections) watch(connection);
    }
    while (!signal.aborted) await pause(60_000, signal);
    for (const proxy of clientProxies) proxy.heal();
  },
};
