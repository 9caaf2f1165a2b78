import { pause } from '../clock.js';
import type { ProxiedConnection } from '../proxy/connection.js';
import { isMessageAck } from '../proxy/websocket-frames.js';
import type { Random } from '../random.js';
import type { Fault } from './fault.js';

/** A clientId is kept for ever, not for some days. */
const age = `UPDATE messages SET created_at = created_at - interval '400 days' WHERE created_at > now() - interval '1 day'`;

/** Acknowledgements of sends and changes get lost, and soon the connection, too; the node is restarted in between. */
export const lostAcks: Fault = {
  id: 'F17',
  title: 'Lost acks',
  nodes: 1,
  causes: { reconnects: 50, infos: 10 },
  async inject({ clientProxies, nodes, admin }, random, signal) {
    const watch = (connection: ProxiedConnection): void => {
      connection.onFrame = (frame) => (isMessageAck(frame) && random.chance(0.3) ? lose(connection, random) : 'pass');
    };
    for (const proxy of clientProxies) {
      proxy.onConnection = watch;
      for (const connection of proxy.connections) watch(connection);
    }
    while (!signal.aborted) {
      await pause(random.between(3_000, 5_000), signal);
      await (await admin()).query(age);
      if (signal.aborted) break;
      const node = random.pick(nodes);
      await node.stop();
      await node.start();
    }
    for (const proxy of clientProxies) proxy.heal();
  },
};

function lose(connection: ProxiedConnection, random: Random): 'drop' {
  setTimeout(() => connection.reset(), random.between(100, 1_000));
  return 'drop';
}
