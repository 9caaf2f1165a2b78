import { io, type Socket } from 'socket.io-client';
import type { Room, Session } from '../../sdk/src/contract/index.js';
import { pause, until } from '../clock.js';
import { must } from '../rest.js';
import { TcpProxy } from '../proxy/proxy.js';
import type { Fault, Scene } from './fault.js';

const readers = 5;
const endWithinMs = 5_000;
const messagesPerSecond = 500;
const text = 'x'.repeat(4_096);
/** Enough to fill what the kernel's buffers swallow on the way, for each reader, and then the bound. */
const floodBytes = 64 * 1024 * 1024;

/** Readers that stop reading, in a room of their own that is written to faster than anybody reads. */
export const slowReaders: Fault = {
  id: 'F14',
  title: 'Slow readers',
  nodes: 1,
  async inject(scene, _random, signal) {
    const proxy = await TcpProxy.start({ host: '127.0.0.1', port: scene.nodes[0]?.port ?? 0 });
    const { slow, writer, roomId } = await gather(scene, proxy);
    try {
      const opened = proxy.connections;
      for (const connection of opened) connection.set('down', { kind: 'stall' });
      await flood(writer, roomId, signal);
      // What the kernels hold comes first; behind it is the end, where the server made one.
      for (const connection of opened) connection.set('down', { kind: 'pass' });
      const left = () => proxy.connections.filter((connection) => opened.includes(connection));
      await until('the readers are cut', () => left().length === 0, endWithinMs).catch(() => {
        scene.broken('node-1', `${left().length} of ${readers} readers that did not read were not cut`);
      });
    } finally {
      for (const socket of [...slow, writer]) socket.disconnect();
      await proxy.stop();
    }
    while (!signal.aborted) await pause(60_000, signal);
  },
};

async function gather({ tenants, nodes }: Scene, proxy: TcpProxy) {
  const [tenant] = tenants;
  const url = nodes[0]?.url ?? '';
  const key = tenant?.publicKey ?? '';
  const { accessToken: token } = await must<Session>(url, 'POST', '/auth/guest', { key, body: {} });
  const body = { type: 'public', name: 'flood' };
  const { id: roomId } = await must<Room>(url, 'POST', '/rooms', { bearer: token, body });
  const connect = async (to: string): Promise<Socket> => {
    const options = { auth: { key, token }, transports: ['websocket'], forceNew: true, reconnection: false };
    const socket = io(to, options);
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('connect_error', reject));
    return socket;
  };
  const slow: Socket[] = [];
  for (let n = 0; n < readers; n += 1) {
    const socket = await connect(`http://127.0.0.1:${proxy.port}`);
    await socket.timeout(10_000).emitWithAck('room:open', { roomId });
    slow.push(socket);
  }
  return { slow, writer: await connect(url), roomId };
}

/** Writes until enough was written or the time is over; what is refused as too much is not repeated. */
async function flood(writer: Socket, roomId: string, signal: AbortSignal): Promise<void> {
  const perTick = messagesPerSecond / 20;
  for (let n = 0; n * text.length < floodBytes && !signal.aborted && writer.connected; n += perTick) {
    const acks = Array.from({ length: perTick }, (_, at) =>
      writer
        .timeout(10_000)
        .emitWithAck('message:send', { roomId, clientId: `flood-${n + at}`, text })
        .catch(() => undefined),
    );
    await Promise.all([pause(50), n % (perTick * 8) === 0 ? Promise.all(acks) : undefined]);
  }
}
