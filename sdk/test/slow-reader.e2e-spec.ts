import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BareSocket } from '../../api/test/support/bare-socket.js';
import { testDatabaseUrl } from '../../api/test/support/environment.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import { startTestServer } from '../../api/test/support/test-server.mjs';
import type { TestServer } from '../../api/test/support/test-server.mjs';
import { makeChat, until, watch } from './support/chats.js';
import { TcpProxy } from './support/tcp-proxy.js';

let server: TestServer;
let proxy: TcpProxy;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-slow-'));
  server = await startTestServer({ DATABASE_URL: testDatabaseUrl(), PARLEY_DATA_DIR: dataDir, LOG_LEVEL: 'info' });
  proxy = await TcpProxy.start(server.url);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe('a reader who cannot keep up', () => {
  it('is cut by the server, comes back by itself and is where the room is', async () => {
    const tenant = await makeTenant({ url: server.url });
    const chat = makeChat({ key: tenant.key, url: proxy.url });
    const reader = watch(chat.room({ slug: 'lobby' }));
    await until(reader, ({ status }) => status === 'ready');
    const statuses: string[] = [];
    chat.connection.subscribe(({ status }) => statuses.push(status));

    const { token } = await tenant.guest();
    const writer = await BareSocket.connect(server.url.replace('localhost', '127.0.0.1'), { key: tenant.key, token });
    const { id: roomId } = await tenant.lobby();
    const filler = 'x'.repeat(4_096);
    const isCut = () => server.output().includes('a reader that is too slow was cut');
    proxy.stall(true);
    let sent = 0;
    const send = async (): Promise<void> => {
      // The kernels between the two take megabytes before anything waits at the server.
      while (!isCut() && sent < 16_000) {
        const ack = await writer.ask('message:send', { roomId, clientId: `${(sent += 1)}`, text: filler });
        expect(ack.ok).toBe(true);
      }
    };
    await Promise.all(Array.from({ length: 30 }, send));
    expect(isCut()).toBe(true);
    proxy.stall(false);

    await writer.ask('message:send', { roomId, clientId: 'last', text: 'the last one' });
    const { items } = await until(reader, (timeline) => timeline.items.at(-1)?.text === 'the last one', 40_000);
    const seqs = items.map(({ seq }) => seq);
    expect(seqs).toEqual(seqs.map((_, n) => sent + 1 - (seqs.length - 1) + n));
    expect(statuses).toContain('offline');
    expect(chat.connection.get().status).toBe('online');
    writer.reset();
  }, 120_000);
});
