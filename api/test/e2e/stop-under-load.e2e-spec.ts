import { mkdtemp, rm } from 'node:fs/promises';
import { connect as connectTcp, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import { BareSocket, Refused } from '../support/bare-socket.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { rest } from '../support/rest.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';
import { startTestServer, type TestServer } from '../support/test-server.mjs';

const undos: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo();
});

async function start(): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-stop-'));
  const server = await startTestServer({ DATABASE_URL: testDatabaseUrl(), PARLEY_DATA_DIR: dataDir });
  undos.push(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return server;
}

/** What became of a send: acknowledged with its place, refused with a code, or cut before anything was known. */
type Outcome = { clientId: string } & ({ seq: number; id: string } | { refused: string } | { isCut: true });

/** Connections that would hold a server up: a request that never ends, and one kept alive after its answer. */
function hang(url: URL, count: number): Socket[] {
  return Array.from({ length: count }, (_, n) => {
    const tcp = connectTcp(Number(url.port), url.hostname).on('error', () => undefined);
    const head = 'GET /health/live HTTP/1.1\r\nHost: x\r\n';
    tcp.write(n % 2 === 0 ? head : `${head}\r\n`);
    tcp.resume();
    return tcp;
  });
}

async function idle(url: string, tenant: TestTenant, count: number): Promise<BareSocket[]> {
  const users = await Promise.all(Array.from({ length: 20 }, () => tenant.guest()));
  const sockets: BareSocket[] = [];
  const numbers = Array(count).keys();
  const open = async (): Promise<void> => {
    for (const n of numbers) {
      sockets.push(await BareSocket.connect(url, { key: tenant.key, token: users[n % 20]?.token ?? '' }));
    }
  };
  await Promise.all(Array.from({ length: 50 }, open));
  return sockets;
}

describe('a busy server that is told to stop', () => {
  it('drops nothing that it took on, and ends with 0, however many hang on to it', async () => {
    const server = await start();
    const url = server.url.replace('localhost', '127.0.0.1');
    const tenant = await makeTenant({ url });
    await tenant.settings({ limits: { connectionsPerUser: null } });
    const idlers = await idle(url, tenant, 2_000);
    let told = 0;
    for (const socket of idlers) socket.onEvent = (name) => void (told += name === 'server:draining' ? 1 : 0);
    const hung = hang(new URL(url), 20);

    const outcomes: Outcome[] = [];
    const send = async (socket: BareSocket, roomId: string, who: string): Promise<void> => {
      for (let n = 1; ; n += 1) {
        const clientId = `${who}-${n}`;
        const ack = await socket
          .ask<Message>('message:send', { roomId, clientId, text: clientId })
          .catch(() => undefined);
        if (!ack) return void outcomes.push({ clientId, isCut: true });
        outcomes.push(
          ack.ok ? { clientId, seq: ack.data.seq, id: ack.data.id } : { clientId, refused: ack.error.code },
        );
      }
    };
    const senders = await Promise.all(
      Array.from({ length: 6 }, async (_, who) => {
        const { token } = await tenant.guest();
        const socket = await BareSocket.connect(url, { key: tenant.key, token });
        const { data } = await socket.ask<OpenedRoom>('room:open', { slug: 'lobby' });
        return {
          roomId: data.room.id,
          work: Array.from({ length: 8 }, (__, n) => send(socket, data.room.id, `${who}.${n}`)),
        };
      }),
    );
    await eventually(() => expect(outcomes.length).toBeGreaterThan(200));

    const stopped = server.stop();
    const late = tenant.guest();
    await eventually(async () => {
      await expect(rest('GET', '/health/ready', { url })).resolves.toMatchObject({
        status: 503,
        body: { code: 'unavailable', detail: 'This server is about to stop' },
      });
    });
    const atTheDoor = BareSocket.connect(url, { key: tenant.key, token: (await late).token });
    await expect(atTheDoor).rejects.toThrow(Refused);
    await expect(atTheDoor).rejects.toMatchObject({
      problem: { code: 'unavailable', retryAfterMs: expect.any(Number) },
    });

    expect(await stopped).toBe(0);
    await Promise.all(senders.flatMap(({ work }) => work));
    await Promise.all(idlers.map((socket) => socket.closed));
    expect(told).toBe(idlers.length);
    const refused = outcomes.flatMap((outcome) => ('refused' in outcome ? [outcome.refused] : []));
    expect(refused.filter((code) => code !== 'unavailable')).toEqual([]);

    const next = await start();
    const kept = new Map((await history(next.url, tenant, senders[0]?.roomId ?? '')).map((one) => [one.clientId, one]));
    const acked = outcomes.flatMap((outcome) => ('seq' in outcome ? [outcome] : []));
    expect(acked.length).toBeGreaterThan(200);
    for (const { clientId, seq, id } of acked) expect(kept.get(clientId)).toMatchObject({ seq, id });
    for (const outcome of outcomes) if ('refused' in outcome) expect(kept.has(outcome.clientId)).toBe(false);
    for (const tcp of hung) tcp.destroy();
  }, 120_000);
});

/** The whole log of a room, oldest first; its seqs are 1 to n. */
async function history(url: string, tenant: TestTenant, roomId: string): Promise<Message[]> {
  const messages: Message[] = [];
  for (;;) {
    const path = `/v1/rooms/${roomId}/messages?after=${messages.length}&limit=100`;
    const { body } = await rest<{ items: Message[]; hasAfter: boolean }>('GET', path, { url, key: tenant.key });
    messages.push(...body.items);
    expect(body.items.map(({ seq }) => seq)).toEqual(
      body.items.map((_, n) => messages.length - body.items.length + n + 1),
    );
    if (!body.hasAfter) return messages;
  }
}
