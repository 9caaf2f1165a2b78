import { afterEach, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenedRoom } from '../../src/delivery/changes.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import { BreakableLink } from '../support/breakable-link.js';
import { testDatabaseUrl } from '../support/environment.js';
import { eventually } from '../support/eventually.js';
import { rest } from '../support/rest.js';
import { connect, type RawAck, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestUser } from '../support/tenant.js';
import { startTestServer, type TestServer } from '../support/test-server.mjs';

const undos: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of undos.splice(0).reverse()) await undo();
});

async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const dataDir = await mkdtemp(join(tmpdir(), 'parley-stop-'));
  const server = await startTestServer({ DATABASE_URL: testDatabaseUrl(), PARLEY_DATA_DIR: dataDir, ...env });
  undos.push(async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  return server;
}

async function online(url: string, auth: { key: string; token: string }): Promise<RawSocket> {
  const socket = await connect({ url, auth });
  undos.push(async () => socket.close());
  return socket;
}

type Sent = { clientId: string; ack: RawAck<Message> | null };

describe('a server that is told to stop', () => {
  it('ends with 0, and what it acknowledged is there, the rest whole or not at all', async () => {
    const server = await start();
    const tenant = await makeTenant({ url: server.url });
    const people = await Promise.all(
      [1, 2, 3].map(async () => {
        const { token } = await tenant.guest();
        const socket = await online(server.url, { key: tenant.key, token });
        const { data } = await socket.ask<OpenedRoom>('room:open', { slug: 'lobby' });
        return { socket, roomId: data.room.id };
      }),
    );
    const sends = people.flatMap(({ socket, roomId }, who) =>
      Array.from({ length: 40 }, async (_, n): Promise<Sent> => {
        const clientId = `${who}-${n}`;
        const asked = socket.ask<Message>('message:send', { roomId, clientId, text: clientId });
        // Not acknowledged: the connection ended first.
        const ended = new Promise<null>((resolve) => socket.socket.once('disconnect', () => resolve(null)));
        return { clientId, ack: await Promise.race([asked, ended]).catch(() => null) };
      }),
    );
    await Promise.race(sends);
    await expect(server.stop()).resolves.toBe(0);
    const acked = (await Promise.all(sends)).flatMap(({ clientId, ack }) =>
      ack?.ok ? [{ clientId, seq: ack.data.seq, id: ack.data.id }] : [],
    );
    expect(acked.length).toBeGreaterThan(0);

    const next = await start();
    const path = `/v1/rooms/${people[0]?.roomId}/messages`;
    const pages = await Promise.all(
      [0, 100].map((after) =>
        rest<{ items: Message[] }>('GET', `${path}?after=${after}&limit=100`, { url: next.url, key: tenant.key }),
      ),
    );
    const kept = pages.flatMap((page) => page.body.items).map(({ clientId, seq, id }) => ({ clientId, seq, id }));
    expect(kept).toEqual(expect.arrayContaining(acked));
    expect(kept.map((message) => message.seq)).toEqual(kept.map((_, index) => index + 1));
    expect(new Set(kept.map((message) => message.clientId)).size).toBe(kept.length);
  });

  it('writes and answers the reads that it took', async () => {
    const server = await start();
    const tenant = await makeTenant({ url: server.url });
    const people = await Promise.all([1, 2, 3].map(() => tenant.guest()));
    const { id: roomId } = await tenant.lobby();
    const send = (user: TestUser) => user.rest('POST', `/v1/rooms/${roomId}/messages`, { clientId: 'c', text: 'hi' });
    for (const user of people) await send(user);
    const [reader] = people as [TestUser];
    const socket = await online(server.url, { key: tenant.key, token: reader.token });
    const live = socket.ask('read:set', { roomId, seq: 2 });
    const asked = people.slice(1).map((user) => user.rest('PUT', `/v1/rooms/${roomId}/read`, { seq: 3 }));
    const [stopped] = await Promise.all([server.stop(), live, ...asked]);
    expect(stopped).toBe(0);
    expect(await live).toMatchObject({ ok: true, data: { roomId, readSeq: 2 } });
    for (const { status, body } of await Promise.all(asked)) {
      expect([status, body]).toEqual([200, { roomId, readSeq: 3 }]);
    }
  });

  it('tells open sockets when to come back, and does not wait for idle connections', async () => {
    const server = await start();
    const tenant = await makeTenant({ url: server.url });
    const { token } = await tenant.guest();
    const socket = await online(server.url, { key: tenant.key, token });
    // fetch keeps this connection open for its next request.
    await rest('GET', '/health/live', { url: server.url });
    await expect(server.stop()).resolves.toBe(0);
    const told = { name: 'server:draining', payload: { reconnectWithinMs: expect.any(Number) } };
    // It may be heard here a moment after the end of the process is.
    await eventually(() => expect(socket.told).toContainEqual(told));
  });
});

describe('a server whose database goes away', () => {
  it('stays up, says that it is not ready, refuses sends, and serves again when the database is back', async () => {
    const link = await BreakableLink.to(testDatabaseUrl());
    undos.push(() => link.break());
    const server = await start({ DATABASE_URL: link.url, LOG_LEVEL: 'silent' });
    const { url } = server;
    const tenant = await makeTenant({ url });
    const user = await tenant.guest();
    const { id: roomId } = await tenant.lobby();
    const path = `/v1/rooms/${roomId}/messages`;
    const socket = await online(url, { key: tenant.key, token: user.token });
    const send = (clientId: string) => socket.ask<Message>('message:send', { roomId, clientId, text: clientId });
    await expect(send('before')).resolves.toMatchObject({ ok: true, data: { seq: 1 } });

    await link.break();
    await eventually(async () => {
      await expect(rest('GET', '/health/ready', { url })).resolves.toMatchObject({
        status: 503,
        body: { code: 'unavailable', detail: 'The database does not answer' },
      });
    });
    await expect(rest('GET', '/health/live', { url })).resolves.toMatchObject({ status: 200 });
    await expect(user.rest('POST', path, { clientId: 'rest', text: 'during' })).resolves.toMatchObject({
      status: 503,
      body: { code: 'unavailable' },
    });
    await expect(send('during')).resolves.toMatchObject({ ok: false, error: { code: 'unavailable', status: 503 } });

    await link.mend();
    await eventually(async () => {
      await expect(rest('GET', '/health/ready', { url })).resolves.toMatchObject({ status: 200 });
    });
    await expect(send('during')).resolves.toMatchObject({ ok: true, data: { seq: 2 } });
    await expect(user.rest('POST', path, { clientId: 'rest', text: 'during' })).resolves.toMatchObject({
      status: 201,
      body: { seq: 3 },
    });
    await expect(server.stop()).resolves.toBe(0);
  });

  it('waits with a bound for one that swallows what it is asked, and a send repeated later is the first one', async () => {
    const link = await BreakableLink.to(testDatabaseUrl());
    undos.push(() => link.break());
    const { url } = await start({ DATABASE_URL: link.url, LOG_LEVEL: 'silent' });
    const tenant = await makeTenant({ url });
    const user = await tenant.guest();
    const { id: roomId } = await tenant.lobby();
    const socket = await online(url, { key: tenant.key, token: user.token });
    const send = (clientId: string) =>
      socket.socket.timeout(30_000).emitWithAck('message:send', { roomId, clientId, text: clientId }) as Promise<
        RawAck<Message>
      >;
    await expect(send('before')).resolves.toMatchObject({ ok: true, data: { seq: 1 } });

    link.swallow('answers');
    const [first, health, page] = await Promise.all([
      send('lost'),
      rest('GET', '/health/ready', { url }),
      user.rest('GET', `/v1/rooms/${roomId}/messages`),
    ]);
    expect(first).toMatchObject({ ok: false, error: { code: 'unavailable', status: 503 } });
    expect([health.status, page.status]).toEqual([503, 503]);

    link.swallow(undefined);
    await eventually(async () => {
      await expect(send('lost')).resolves.toMatchObject({ ok: true, data: { seq: 2 } });
    });
    await expect(send('after')).resolves.toMatchObject({ ok: true, data: { seq: 3 } });
  });
});
