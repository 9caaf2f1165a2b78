import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { Message } from '../../src/messages/message.schema.js';
import { TestDataDir } from '../support/data-dir.js';
import { testDatabaseUrl, testServerUrl } from '../support/environment.js';
import { rest } from '../support/rest.js';
import { startTestServer, type TestServer } from '../support/test-server.mjs';

let dataDir: TestDataDir;
const servers: TestServer[] = [];
beforeEach(async () => {
  dataDir = await TestDataDir.make();
});
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
  await dataDir.remove();
});

async function start(env: Record<string, string> = {}): Promise<TestServer> {
  const server = await startTestServer({ PARLEY_DATA_DIR: dataDir.path, ...env });
  servers.push(server);
  return server;
}

/** What a server that does not start says, and its exit code. */
async function refusalOf(env: Record<string, string>): Promise<{ code: number; lines: string[] }> {
  const output = await start(env).then(
    () => 'it started',
    (error: Error) => error.message,
  );
  const [first = '', ...lines] = output.trim().split('\n');
  return { code: Number(/ended with (\d+)/.exec(first)?.[1]), lines };
}

describe('a server that can not start says why, in the words of who can mend it, and ends with 1', () => {
  it.each([
    ['PORT', { PORT: 'http' }],
    ['PARLEY_DATADIR', { PARLEY_DATADIR: '/srv' }],
    ['DATABASE_URL', { DATABASE_URL: 'mysql://localhost/parley' }],
  ])('when the value or the name of %s is wrong', async (name, env) => {
    const { code, lines } = await refusalOf(env);
    expect({ code, lines }).toEqual({ code: 1, lines: ['Bad environment:', expect.stringContaining(`  ${name}: `)] });
  });

  it('when the port is taken', async () => {
    const { port } = new URL(testServerUrl());
    await expect(refusalOf({ PORT: port, DATABASE_URL: testDatabaseUrl() })).resolves.toEqual({
      code: 1,
      lines: [`PORT: ${port} is taken on 127.0.0.1; set another PORT`],
    });
  });

  it('when the address is not one of this machine', async () => {
    // 192.0.2.0/24 is for documentation (RFC 5737): no machine has it.
    const { code, lines } = await refusalOf({ HOST: '192.0.2.1', DATABASE_URL: testDatabaseUrl() });
    expect({ code, lines }).toEqual({ code: 1, lines: ['HOST: 192.0.2.1 is no address of this machine'] });
  });

  it('when the data directory can not be made', async () => {
    const { code, lines } = await refusalOf({ PARLEY_DATA_DIR: join(import.meta.filename, 'data') });
    expect({ code, lines }).toEqual({ code: 1, lines: [expect.stringMatching(/^PARLEY_DATA_DIR: ENOTDIR: /)] });
  });

  it('when the database is not there', async () => {
    const { code, lines } = await refusalOf({ DATABASE_URL: 'postgres://ada:s3cret@127.0.0.1:1/parley' });
    expect({ code, lines }).toEqual({
      code: 1,
      lines: ['DATABASE_URL: no connection to 127.0.0.1:1/parley as ada: nothing listens there'],
    });
  });

  it('when the password of the database is wrong', async () => {
    const url = new URL(testDatabaseUrl());
    url.password = 'wrong';
    const { code, lines } = await refusalOf({ DATABASE_URL: url.href });
    expect({ code, lines }).toEqual({
      code: 1,
      lines: [expect.stringMatching(/^DATABASE_URL: .+ password is wrong$/)],
    });
  });

  it('when another server runs on the same data directory, which goes on undisturbed', async () => {
    const first = await start();
    const { code, lines } = await refusalOf({});
    expect(code).toBe(1);
    expect(lines).toEqual([
      expect.stringContaining(`another Parley already runs on the data directory ${dataDir.path}`),
    ]);
    await expect(rest('GET', '/health/ready', { url: first.url })).resolves.toMatchObject({ status: 200 });
  });
});

describe('a server with the embedded database', () => {
  const portOf = (server: TestServer): string => new URL(server.url).port;

  it('has everything again after it was killed: people, rooms, messages and keys', async () => {
    const env = { PARLEY_OPERATOR_KEY: '' };
    const before = await start(env);
    const at = { url: before.url, key: before.demoKey };
    const { body: session } = await rest<Session>('POST', '/v1/auth/guest', { ...at, body: { displayName: 'Ada' } });
    const { body: room } = await rest<{ id: string }>('POST', '/v1/rooms', {
      ...at,
      bearer: session.accessToken,
      body: { type: 'public', name: 'Tea', slug: 'tea' },
    });
    const sent = await rest<Message>('POST', `/v1/rooms/${room.id}/messages`, {
      ...at,
      bearer: session.accessToken,
      body: { clientId: 'c1', text: 'hello' },
    });
    expect(sent.status).toBe(201);
    const operatorKey = (await readFile(join(dataDir.path, 'operator.key'), 'utf8')).trim();
    const postgresPid = await dataDir.postgresPid();

    await before.stop('SIGKILL');
    const after = await start({ ...env, PORT: portOf(before) });

    expect({ url: after.url, demoKey: after.demoKey }).toEqual({ url: before.url, demoKey: before.demoKey });
    expect(await dataDir.postgresPid()).toBe(postgresPid);
    const found = await rest<{ id: string }>('GET', '/v1/rooms/by-slug/tea', at);
    expect(found.body.id).toBe(room.id);
    const history = await rest<{ items: Message[] }>('GET', `/v1/rooms/${room.id}/messages`, at);
    expect(history.body.items).toEqual([sent.body]);
    const own = await rest('GET', '/v1/me', { ...at, bearer: session.accessToken });
    expect(own.body).toMatchObject({ id: session.user.id, displayName: 'Ada' });
    const refreshed = await rest<Session>('POST', '/v1/auth/refresh', {
      ...at,
      body: { refreshToken: session.refreshToken },
    });
    expect(refreshed).toMatchObject({ status: 200, body: { user: session.user } });
    await expect(rest('GET', '/v1/tenants', { url: after.url, bearer: operatorKey })).resolves.toMatchObject({
      status: 200,
    });
  });

  it("keeps the operator's key and the database's password to its own user", async () => {
    await start({ PARLEY_OPERATOR_KEY: '' });
    const modes = await Promise.all(
      ['operator.key', 'postgres.password'].map(async (name) => (await stat(join(dataDir.path, name))).mode & 0o777),
    );
    expect(modes).toEqual([0o600, 0o600]);
    await expect(readFile(join(dataDir.path, 'operator.key'), 'utf8')).resolves.toMatch(/^op_[A-Za-z0-9_-]{43}\n$/);
  });

  it('takes its database with it when it is stopped', async () => {
    const server = await start();
    await expect(dataDir.postgresPid()).resolves.toBeGreaterThan(0);
    await expect(server.stop()).resolves.toBe(0);
    await expect(dataDir.postgresPid()).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
