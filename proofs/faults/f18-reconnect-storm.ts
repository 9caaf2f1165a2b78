import { io, type Socket } from 'socket.io-client';
import type { Room, Session } from '../../sdk/src/contract/index.js';
import { pause, until } from '../clock.js';
import { must } from '../rest.js';
import type { Fault, Scene } from './fault.js';

const clients = 2_000;
const atOnce = 50;
const backWithinMs = 30_000;

/** Many clients of a quiet room are cut in one moment, while the usual load goes on. */
export const reconnectStorm: Fault = {
  id: 'F18',
  title: 'Reconnect storm',
  nodes: 2,
  causes: { reconnects: 50 },
  convergeWithinMs: 30_000,
  async inject(scene, random, signal) {
    const crowd = await gather(scene, signal);
    const areBack = (): boolean => crowd.every(({ connected }) => connected);
    try {
      while (!signal.aborted) {
        for (const proxy of scene.clientProxies) proxy.cut();
        await pause(1_000);
        const begun = Date.now();
        await until('the crowd is back', areBack, backWithinMs * 2).catch(() => undefined);
        const ms = Date.now() - begun;
        if (ms > backWithinMs)
          scene.broken('all', `${clients} clients were not back within ${backWithinMs} ms but ${ms}`);
        await pause(random.between(3_000, 6_000), signal);
      }
    } finally {
      for (const socket of crowd) socket.disconnect();
    }
  },
};

/** Clients as the SDK is one: websocket, full jitter, the room opened on every connection. */
async function gather({ tenants, nodes, clientProxies }: Scene, signal: AbortSignal): Promise<Socket[]> {
  const [tenant] = tenants;
  const url = nodes[0]?.url ?? '';
  const key = tenant?.publicKey ?? '';
  const { accessToken: token } = await must<Session>(url, 'POST', '/auth/guest', { key, body: {} });
  const { id: roomId } = await must<Room>(url, 'GET', '/rooms/by-slug/lobby', { key });
  const crowd: Socket[] = [];
  const join = async (at: number): Promise<void> => {
    const socket = io(`http://127.0.0.1:${clientProxies[at % clientProxies.length]?.port}`, {
      auth: { key, token },
      transports: ['websocket'],
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 5_000,
      randomizationFactor: 1,
    });
    crowd.push(socket);
    // A refused handshake is not tried again by itself.
    socket.on('connect_error', () => socket.active || setTimeout(() => socket.connect(), 500 + Math.random() * 2_000));
    socket.on('connect', () => socket.emit('room:open', { roomId }, () => undefined));
    await until('a client connects', () => socket.connected, 30_000, signal);
  };
  for (let at = 0; at < clients && !signal.aborted; at += atOnce) {
    await Promise.all(Array.from({ length: atOnce }, (_, n) => join(at + n)));
  }
  return crowd;
}
