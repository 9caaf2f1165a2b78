import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { testDatabaseUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { connect, type RawSocket } from '../../api/test/support/socket.js';
import { makeTenant, type TestUser } from '../../api/test/support/tenant.js';
import { startTestServer, type TestServer } from '../../api/test/support/test-server.mjs';
import type { OpenedRoom } from '../../sdk/src/contract/index.js';
import type { ProxiedConnection } from '../proxy/connection.js';
import { TcpProxy } from '../proxy/proxy.js';

/** Only the statement that reads a room for a reader names this. */
const snapshotMark = 'AS room_position';

let link: TcpProxy;
let dataDir: string;
let server: TestServer;
let author: TestUser;
let readerId: string;
let writer: RawSocket;
let reader: RawSocket;
beforeEach(async () => {
  const database = new URL(testDatabaseUrl());
  link = await TcpProxy.start({ host: database.hostname, port: Number(database.port) });
  database.host = `127.0.0.1:${link.port}`;
  dataDir = await mkdtemp(join(tmpdir(), 'parley-opening-'));
  server = await startTestServer({ DATABASE_URL: database.href, PARLEY_DATA_DIR: dataDir });
  const tenant = await makeTenant({ url: server.url });
  author = await tenant.guest();
  const { id, token } = await tenant.guest();
  readerId = id;
  writer = await connect({ url: server.url, auth: { key: tenant.key, token: author.token } });
  reader = await connect({ url: server.url, auth: { key: tenant.key, token } });
});
afterEach(async () => {
  reader.close();
  writer.close();
  await server.stop();
  await link.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** Keeps back the answer of the database to each reading of a room, from the moment when it is asked for. */
function holdSnapshots(): ProxiedConnection[] {
  const held: ProxiedConnection[] = [];
  const watchFor = (connection: ProxiedConnection): void => {
    connection.onUp = (bytes) => {
      if (!bytes.includes(snapshotMark)) return;
      held.push(connection);
      connection.set('down', { kind: 'stall' });
    };
  };
  for (const connection of link.connections) watchFor(connection);
  link.onConnection = watchFor;
  return held;
}

/** Lets those answers go, and all that come. */
function passSnapshots(): void {
  link.onConnection = undefined;
  for (const connection of link.connections) {
    connection.onUp = undefined;
    connection.set('down', { kind: 'pass' });
  }
}

const write = (roomId: string, text: string) => writer.ask('message:send', { roomId, clientId: text, text });

describe('the one change of a room between the reading of it and the subscription', () => {
  it.each([
    { who: 'by a reader who knows nothing of it', before: [] },
    { who: 'by a reader who comes back', before: ['before'] },
  ])('is told together with the opening $who', async ({ before }) => {
    const { body } = await author.rest<{ id: string }>('POST', '/v1/rooms', { type: 'public', name: 'Silent' });
    const roomId = body.id;
    const first = await reader.ask<OpenedRoom>('room:open', { roomId });
    await reader.ask('room:close', { roomId });
    for (const text of before) await write(roomId, text);
    const { epoch, position } = first.data.changes;
    const standing = before.length > 0 ? { epoch, position } : {};

    const held = holdSnapshots();
    const opening = reader.ask<OpenedRoom>('room:open', { roomId, ...standing });
    await eventually(() => expect(held.length).toBe(1));
    expect(await write(roomId, 'only')).toMatchObject({ ok: true });
    passSnapshots();
    const { data } = await opening;
    // Before its answer, on the same connection: later the nodes' comparison of heads would bring it, too.
    const told = [...data.changes.messages, ...reader.frames.flatMap(({ messages }) => messages)];
    expect(told.map(({ text }) => text)).toEqual([...before, 'only']);
  });
});

describe('a ban between the reading of a room and the subscription', () => {
  it.each<[string, string, (roomId: string) => unknown, (roomId: string) => unknown]>([
    [
      'an opening',
      'room:open',
      (roomId) => ({ roomId }),
      () => ({ ok: false, error: { code: 'banned', status: 403 } }),
    ],
    [
      'a catching up',
      'sync',
      (roomId) => ({ rooms: [{ roomId, epoch: 'x', position: 0 }] }),
      (roomId) => ({ ok: true, data: { changes: [], gone: [roomId] } }),
    ],
  ])('turns %s into a refusal, and nothing after it is told', async (_, command, input, refusal) => {
    const { body } = await author.rest<{ id: string }>('POST', '/v1/rooms', { type: 'public', name: 'Silent' });
    const roomId = body.id;
    await write(roomId, 'before');
    const held = holdSnapshots();
    const opening = reader.ask(command, input(roomId));
    await eventually(() => expect(held.length).toBe(1));
    expect((await author.rest('PUT', `/v1/rooms/${roomId}/bans/${readerId}`)).status).toBe(200);
    passSnapshots();
    expect(await opening).toMatchObject(refusal(roomId) as object);
    expect(await write(roomId, 'after')).toMatchObject({ ok: true });
    expect((await reader.ask('heads', {})).data).toEqual({ heads: [] });
    expect(reader.frames).toEqual([]);
  });
});
