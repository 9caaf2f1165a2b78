import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Changes, OpenedRoom, Synced } from '../../src/delivery/changes.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import type { Room } from '../../src/rooms/room.schema.js';
import { BareSocket } from '../support/bare-socket.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';
import { startTestServer, type TestServer } from '../support/test-server.mjs';

let server: TestServer;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-slow-'));
  server = await startTestServer({ DATABASE_URL: testDatabaseUrl(), PARLEY_DATA_DIR: dataDir, LOG_LEVEL: 'info' });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

const cuts = () => server.output().split('a reader that is too slow was cut').length - 1;
const residentMib = () =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))?.[1] ?? NaN) / 1024;

/** A new guest with the lobby open, who keeps count of what arrives. */
async function reader(tenant: TestTenant) {
  const { token } = await tenant.guest();
  const socket = await BareSocket.connect(server.url.replace('localhost', '127.0.0.1'), { key: tenant.key, token });
  const { data } = await socket.ask<OpenedRoom>('room:open', { slug: 'lobby' });
  const seen = { position: data.changes.position, messages: 0, gaps: 0 };
  socket.onEvent = (name, payload) => {
    if (name !== 'changes') return;
    const { after, position, messages } = payload as Changes;
    if (after !== seen.position) seen.gaps += 1;
    seen.position = position;
    seen.messages += messages.length;
  };
  return { socket, seen, roomId: data.room.id };
}

describe('readers of a busy room who do not read', () => {
  it('are cut, take no memory without bound, and cost the others nothing', async () => {
    const tenant = await makeTenant({ url: server.url });
    const slow = await Promise.all([1, 2, 3, 4, 5].map(() => reader(tenant)));
    const fast = await Promise.all([1, 2, 3].map(() => reader(tenant)));
    const beforeMib = residentMib();
    for (const { socket } of slow) socket.tcp.pause();
    const text = 'x'.repeat(4_096);
    // The kernels of both sides take megabytes before the server has to keep anything.
    const most = (64 * 1024 * 1024) / text.length;
    let sent = 0;
    const send = async ({ socket, roomId }: (typeof fast)[number]): Promise<void> => {
      while (cuts() < slow.length && sent < most) {
        const ack = await socket.ask<Message>('message:send', { roomId, clientId: `${(sent += 1)}`, text });
        expect(ack.ok).toBe(true);
      }
    };
    await Promise.all(fast.flatMap((one) => Array.from({ length: 10 }, () => send(one))));
    expect(cuts()).toBe(slow.length);
    expect(residentMib() - beforeMib).toBeLessThan(256);
    for (const { seen } of fast) {
      await eventually(() => expect({ ...seen, position: 0 }).toEqual({ position: 0, messages: sent, gaps: 0 }));
    }
    for (const { socket } of slow) {
      socket.tcp.resume();
      await socket.closed;
    }
    for (const { socket } of fast) socket.reset();
  });

  it('are cut by polling too, once nothing has moved for ten seconds', async () => {
    const tenant = await makeTenant({ url: server.url });
    const { token } = await tenant.guest();
    const path = `${server.url}/socket.io/?EIO=4&transport=polling`;
    const poll = async (query: string, body?: string) => {
      const response = await fetch(`${path}${query}`, body === undefined ? {} : { method: 'POST', body });
      return { status: response.status, text: await response.text() };
    };
    const { sid } = JSON.parse((await poll('')).text.slice(1)) as { sid: string };
    await poll(`&sid=${sid}`, `40${JSON.stringify({ key: tenant.key, token })}`);
    expect((await poll(`&sid=${sid}`)).text).toMatch(/^40/);
    await poll(`&sid=${sid}`, '420["room:open",{"slug":"lobby"}]');
    expect((await poll(`&sid=${sid}`)).text).toMatch(/^430/);
    const before = cuts();
    const writer = await reader(tenant);
    const { ok } = await writer.socket.ask('message:send', { roomId: writer.roomId, clientId: '1', text: 'x' });
    expect(ok).toBe(true);
    await eventually(() => expect(cuts()).toBe(before + 1), { withinMs: 20_000 });
    expect((await poll(`&sid=${sid}`)).status).toBe(400);
    writer.socket.reset();
  });
});

describe('a reader on a slow network', () => {
  it('catches up with many rooms full of large messages by an answer that it can take', async () => {
    const tenant = await makeTenant({ url: server.url });
    const { socket } = await reader(tenant);
    const writer = await tenant.guest();
    const fill = async (): Promise<Room> => {
      const { body: room } = await writer.rest<Room>('POST', '/v1/rooms', { type: 'public', name: 'Full' });
      const text = 'x'.repeat(9_900);
      const send = (clientId: number) =>
        writer.rest('POST', `/v1/rooms/${room.id}/messages`, { clientId: `${clientId}`, text });
      await Promise.all(Array.from({ length: 25 }, (_, n) => send(n)));
      return room;
    };
    const rooms: Room[] = [];
    for (let n = 0; n < 6; n += 1) rooms.push(...(await Promise.all([1, 2, 3, 4, 5].map(fill))));
    const { data } = await socket.ask<Synced>('sync', {
      rooms: rooms.map(({ id, epoch }) => ({ roomId: id, epoch, position: 0 })),
    });
    // Of 7.5 MB: two rooms, those that were being read by then, and the newest message of the others.
    expect(JSON.stringify(data).length).toBeLessThan(2 * 1024 * 1024);
    expect(data.changes.map(({ roomId }) => roomId).sort()).toEqual(rooms.map(({ id }) => id).sort());
    const newest = data.changes.map(({ messages }) => messages.at(-1)?.seq);
    expect(newest).toEqual(rooms.map(() => 25));
    expect(data.changes.filter(({ messages }) => messages.length === 25).length).toBeGreaterThanOrEqual(2);
    socket.reset();
  });
});

describe('a connection that says nothing', () => {
  it('is closed, by websocket and by polling, whose client need not even ask', async () => {
    const { text } = await fetch(`${server.url}/socket.io/?EIO=4&transport=polling`).then(async (response) => ({
      text: await response.text(),
    }));
    const { sid } = JSON.parse(text.slice(1)) as { sid: string };
    const silent = await BareSocket.open(server.url.replace('localhost', '127.0.0.1'));
    await silent.closed;
    const pong = () =>
      fetch(`${server.url}/socket.io/?EIO=4&transport=polling&sid=${sid}`, { method: 'POST', body: '3' });
    await eventually(async () => expect((await pong()).status).toBe(400));
  });
});
