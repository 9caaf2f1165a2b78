import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type Connection, progressOf, unsentBytes } from './transports.js';

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** Two ends of a TCP connection. */
async function pair(): Promise<[server: Socket, client: Socket]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  const [accepted] = (await once(server, 'connection')) as [Socket];
  closing.push(
    () => client.destroy(),
    () => accepted.destroy(),
    () => server.close(),
  );
  return [accepted, client];
}

describe('what waits for a connection', () => {
  it('becomes less while the kernel takes one large write', async () => {
    const [server, client] = await pair();
    const websocket = {
      _socket: server,
      get bufferedAmount() {
        return server.writableLength;
      },
    };
    const connection = { writeBuffer: [], transport: { socket: websocket } } as unknown as Connection;
    const bytes = 64 * 1024 * 1024;
    server.write(Buffer.alloc(bytes));
    const before = { unsent: unsentBytes(connection), sent: progressOf(connection).sentBytes };
    for (let read = 0; read < bytes / 2;) {
      const [chunk] = (await once(client, 'data')) as [Buffer];
      read += chunk.length;
    }
    client.pause();
    // Node still has the whole write before it.
    expect(server.writableLength).toBe(bytes);
    expect(unsentBytes(connection)).toBeLessThan(before.unsent);
    expect(progressOf(connection).sentBytes).toBeGreaterThan(before.sent);
    expect(unsentBytes(connection) + progressOf(connection).sentBytes).toBe(bytes);
  });
});
