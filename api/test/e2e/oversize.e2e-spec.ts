import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { maxBodyBytes } from '../../src/config/http.config.js';
import type { Problem } from '../../src/common/errors/problem.js';
import type { History, Message } from '../../src/messages/message.schema.js';
import { QuietServer } from '../support/quiet-server.js';
import { sendRaw } from '../support/raw-http.js';
import { frameOf, opcode, RawWebSocket } from '../support/raw-websocket.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** Node's limit of all headers of a request together, in bytes. */
const maxHeaderBytes = 16 * 1_024;

/** People who send all the time, one message after the other, and note what was acknowledged. */
class Load {
  readonly acknowledged: Message[] = [];
  private isOver = false;
  private readonly running: Promise<void>[];

  constructor(
    readonly sockets: readonly RawSocket[],
    private readonly roomId: string,
  ) {
    this.running = sockets.map((socket, n) => this.run(socket, n));
  }

  /** Resolves when each has sent more. */
  async goesOn(): Promise<void> {
    const from = this.acknowledged.length;
    while (this.acknowledged.length < from + this.sockets.length * 2) await new Promise(setImmediate);
  }

  async stop(): Promise<void> {
    this.isOver = true;
    await Promise.all(this.running);
  }

  private async run(socket: RawSocket, n: number): Promise<void> {
    for (let count = 0; !this.isOver; count += 1) {
      const clientId = `load-${n}-${count}`;
      const { ok, data, error } = await socket.ask<Message>('message:send', {
        roomId: this.roomId,
        clientId,
        text: clientId,
      });
      if (!ok) throw new Error(`a send was refused: ${JSON.stringify(error)}`);
      this.acknowledged.push(data);
    }
  }
}

let server: QuietServer;
let tenant: TestTenant;
let ada: TestUser;
let roomId: string;
let load: Load;
beforeAll(async () => {
  server = await QuietServer.start();
  tenant = await makeTenant({ url: server.url });
  await tenant.settings({ limits: { connectionsPerUser: null } });
  ada = await tenant.guest('Ada');
  roomId = (await tenant.lobby()).id;
  const senders = await Promise.all([1, 2, 3].map(() => tenant.guest()));
  const sockets = senders.map(({ token }) => connect({ url: server.url, auth: { key: tenant.key, token } }));
  load = new Load(await Promise.all(sockets), roomId);
});
afterAll(async () => {
  await load.stop();
  for (const { socket } of load.sockets) socket.disconnect();
  await server.stop();
});

let messages = 0;
const message = (text: string) => ({ clientId: `big-${(messages += 1)}`, text });
const send = (body: unknown) => ada.rest<Problem>('POST', `/v1/rooms/${roomId}/messages`, body);

/** A body of so many bytes that would be taken if it were shorter. */
const bodyOf = (bytes: number): string => JSON.stringify(message('x')).padEnd(bytes);

describe('F22: while others send', () => {
  it.each([
    ['at the limit', maxBodyBytes, 201, undefined],
    ['one byte above it', maxBodyBytes + 1, 413, 'payload_too_large'],
    ['a hundred times too long', maxBodyBytes * 100, 413, 'payload_too_large'],
  ])('a body %s', async (_what, bytes, status, code) => {
    const answer = await send(bodyOf(bytes));
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    await load.goesOn();
  });

  it.each([
    ['at the limit', maxBodyBytes, 'taken'],
    ['one byte above it', maxBodyBytes + 1, 1009],
    ['a hundred times too long', maxBodyBytes * 100, 1009],
  ])('a frame %s', async (_what, bytes, expected) => {
    const socket = await RawWebSocket.connect(server.url, { key: tenant.key, token: ada.token });
    const command = `421${JSON.stringify(['message:send', { roomId, ...message('x') }])}`;
    socket.bytes(frameOf(opcode.text, Buffer.from(command.padEnd(bytes))));
    if (expected === 'taken') await socket.hears(/^431\[\{"ok":true/);
    else expect(await socket.ended).toEqual({ code: expected });
    socket.close();
    await load.goesOn();
  });

  it.each([
    ['under the limit', maxHeaderBytes - 1_500, 200],
    ['above it', maxHeaderBytes + 1, 431],
    ['a hundred times too long', maxHeaderBytes * 100, 431],
  ])('headers %s', async (_what, bytes, status) => {
    const answer = await sendRaw(
      server.url,
      'GET /v1/me HTTP/1.1',
      'Host: 127.0.0.1',
      `Authorization: Bearer ${ada.token}`,
      'Connection: close',
      `X-Long: ${'x'.repeat(bytes)}`,
      '',
      '',
    );
    // Who sends on and on is cut, and may then not see the answer any more.
    expect([status, ...(bytes > maxHeaderBytes * 10 ? [0] : [])]).toContain(answer.status);
    await load.goesOn();
  });

  it.each<[string, string, string, (length: number) => Record<string, unknown>, number]>([
    ['text', 'POST', '/v1/rooms/:room/messages', (length) => message('x'.repeat(length)), 10_000],
    ['clientId', 'POST', '/v1/rooms/:room/messages', (length) => ({ clientId: 'x'.repeat(length), text: 'x' }), 64],
    ['name', 'POST', '/v1/rooms', (length) => ({ type: 'public', name: 'x'.repeat(length) }), 80],
    ['slug', 'POST', '/v1/rooms', (length) => ({ type: 'public', name: 'x', slug: 'x'.repeat(length) }), 64],
    ['topic', 'POST', '/v1/rooms', (length) => ({ type: 'public', name: 'x', topic: 'x'.repeat(length) }), 500],
    ['displayName', 'PATCH', '/v1/me', (length) => ({ displayName: 'x'.repeat(length) }), 64],
    ['about', 'PATCH', '/v1/me', (length) => ({ about: 'x'.repeat(length) }), 500],
    [
      'mentions',
      'POST',
      '/v1/rooms/:room/messages',
      (length) => ({ ...message('x'), mentions: Array(length).fill(ada.id) }),
      50,
    ],
  ])(
    'the field %s at its limit, one above it and a hundred times as long',
    async (field, method, path, make, limit) => {
      const ask = (length: number) => ada.rest<Problem>(method, path.replace(':room', roomId), make(length));
      expect((await ask(limit)).status).toBeLessThan(300);
      expect((await ask(limit + 1)).body.errors?.[0]?.path).toBe(`/${field}`);
      const far = await ask(limit * 100);
      expect(far.body.code).toBe(limit * 100 > maxBodyBytes ? 'payload_too_large' : 'validation_failed');
      await load.goesOn();
    },
  );

  it('nobody else noticed: every send was stored once, in order, and every socket is still open', async () => {
    await load.stop();
    for (const { socket } of load.sockets) expect(socket.connected).toBe(true);
    const stored: Message[] = [];
    for (let after = 0, more = true; more;) {
      const { body } = await ada.rest<History>('GET', `/v1/rooms/${roomId}/messages?after=${after}&limit=100`);
      stored.push(...body.items);
      after = body.items.at(-1)?.seq ?? 0;
      more = body.hasAfter;
    }
    const sent = stored.filter(({ clientId }) => clientId.startsWith('load-'));
    const byClientId = (a: Message, b: Message) => (a.clientId < b.clientId ? -1 : 1);
    expect(sent.sort(byClientId)).toEqual([...load.acknowledged].sort(byClientId));
    expect(load.acknowledged.length).toBeGreaterThan(50);
    expect(stored.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(stored.map((_, n) => n + 1));
    expect([await server.isAlive(), server.errors()]).toEqual([true, []]);
  });
});
