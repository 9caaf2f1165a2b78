import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BareSocket, Refused } from '../../api/test/support/bare-socket.js';
import { testDatabaseUrl } from '../../api/test/support/environment.js';
import { eventually } from '../../api/test/support/eventually.js';
import { makeTenant } from '../../api/test/support/tenant.js';
import type { TestTenant, TestUser } from '../../api/test/support/tenant.js';
import { startTestServer } from '../../api/test/support/test-server.mjs';
import type { TestServer } from '../../api/test/support/test-server.mjs';
import type { Changes } from '../src/contract/index.js';
import { backoffMs } from '../src/waiting.js';

const clientCount = 2_000;

let server: TestServer;
let dataDir: string;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'parley-storm-'));
  server = await startTestServer({ DATABASE_URL: testDatabaseUrl(), PARLEY_DATA_DIR: dataDir });
});
afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A client that does what the SDK does: comes back with its backoff, and catches up from where it stands. */
class Client {
  position = 0;
  /** Frames that did not follow what it has. */
  gaps = 0;
  socket: BareSocket | undefined;
  /** Why it was not let in, time and again. */
  readonly refusals: string[] = [];
  #epoch: string | undefined;

  constructor(
    private readonly tenant: TestTenant,
    private readonly user: TestUser,
  ) {}

  async connect(): Promise<void> {
    const url = server.url.replace('localhost', '127.0.0.1');
    const socket = await BareSocket.connect(url, { key: this.tenant.key, token: this.user.token });
    // What comes before the answer is applied after it.
    const held: Changes[] = [];
    socket.onEvent = (name, payload) => void (name === 'changes' && held.push(payload as Changes));
    const standing = this.#epoch === undefined ? {} : { epoch: this.#epoch, position: this.position };
    const { data } = await socket.ask<{ changes: Changes }>('room:open', { slug: 'lobby', ...standing });
    this.#epoch = data.changes.epoch;
    this.position = data.changes.position;
    for (const frame of held) this.#take(frame);
    socket.onEvent = (name, payload) => void (name === 'changes' && this.#take(payload as Changes));
    this.socket = socket;
  }

  #take({ after, position }: Changes): void {
    if (after === this.position) this.position = position;
    else if (position > this.position) this.gaps += 1;
  }

  /** Is cut, and comes back. */
  async cut(): Promise<void> {
    this.socket?.reset();
    this.socket = undefined;
    for (let attempt = 0; !this.socket; attempt += 1) {
      const asked = this.refusals.length;
      await delay(backoffMs(attempt));
      await this.connect().catch((error: unknown) => {
        this.refusals.push(error instanceof Refused ? error.problem.code : String(error));
        return error instanceof Refused ? delay(error.problem.retryAfterMs ?? 0) : undefined;
      });
      if (this.refusals.length > asked + 10) return;
    }
  }
}

describe('two thousand clients that are cut at once', () => {
  it('all come back to where the room stands, and those who were not cut notice nothing', async () => {
    const tenant = await makeTenant({ url: server.url });
    await tenant.settings({ limits: { connectionsPerUser: null } });
    const users = await Promise.all(Array.from({ length: 40 }, () => tenant.guest()));
    const clients = Array.from({ length: clientCount }, (_, n) => new Client(tenant, users[n % 40] as TestUser));
    const arriving = clients.values();
    const arrive = async (): Promise<void> => {
      for (const client of arriving) await client.connect();
    };
    await Promise.all(Array.from({ length: 50 }, arrive));

    const healthy = await Promise.all(
      Array.from({ length: 5 }, async () => {
        const client = new Client(tenant, await tenant.guest());
        await client.connect();
        return client;
      }),
    );
    const { id: roomId } = await tenant.lobby();
    let isOver = false;
    const failed: unknown[] = [];
    const senders = healthy.map(async ({ socket }, who) => {
      for (let n = 1; !isOver; n += 1) {
        const ack = await socket?.ask('message:send', { roomId, clientId: `${who}-${n}`, text: `${who}-${n}` });
        if (!ack?.ok) failed.push(ack?.error);
        await delay(100);
      }
    });

    await Promise.all(clients.map((client) => client.cut()));
    isOver = true;
    await Promise.all(senders);
    expect(failed).toEqual([]);
    // Only who waited too long behind the others may have been sent away, with a time to come back.
    expect(new Set(clients.flatMap(({ refusals }) => refusals).filter((code) => code !== 'overloaded'))).toEqual(
      new Set(),
    );
    const head = (await healthy[0]?.socket?.ask<{ heads: { position: number }[] }>('heads', {}))?.data.heads[0];
    expect(head?.position).toBeGreaterThan(healthy.length);
    await eventually(() => {
      expect(new Set([...clients, ...healthy].map(({ position }) => position))).toEqual(new Set([head?.position]));
    });
    expect([...clients, ...healthy].filter(({ gaps }) => gaps > 0)).toEqual([]);
    for (const { socket } of [...clients, ...healthy]) socket?.reset();
  }, 180_000);
});
