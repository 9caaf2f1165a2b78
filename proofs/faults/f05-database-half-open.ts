import { pause } from '../clock.js';
import type { Direction } from '../proxy/connection.js';
import type { TcpProxy } from '../proxy/proxy.js';
import type { Fault } from './fault.js';

const longMs = 30_000;
const shortMs = 5_000;

/** What of a connection was swallowed stays so: as with a host that vanished, nobody ever says that it is dead. */
export const databaseHalfOpen: Fault = {
  id: 'F5',
  title: 'Database half-open',
  nodes: 1,
  causes: { infos: 20 },
  // The node itself gives up on what does not answer, and then the clients find their way.
  convergeWithinMs: 25_000,
  async inject({ databaseProxies, seconds }, random, signal) {
    let ms = seconds * 1_000 > longMs * 1.5 ? longMs : shortMs;
    // Down first: what was asked is done, and its answer lost, as after a COMMIT.
    for (let direction: Direction = 'down'; !signal.aborted; direction = direction === 'down' ? 'up' : 'down') {
      for (const proxy of databaseProxies) swallow(proxy, direction);
      await pause(ms, signal);
      for (const proxy of databaseProxies) proxy.onConnection = undefined;
      ms = shortMs;
      await pause(random.between(4_000, 8_000), signal);
    }
  },
};

function swallow(proxy: TcpProxy, direction: Direction): void {
  proxy.setAll(direction, { kind: 'swallow' });
  proxy.onConnection = (connection) => connection.set(direction, { kind: 'swallow' });
}
