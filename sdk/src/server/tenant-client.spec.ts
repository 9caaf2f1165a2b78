import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createTenantClient } from './tenant-client.js';
import type { TenantClient } from './tenant-client.js';

interface Document {
  paths: Record<
    string,
    Record<string, { operationId: string; security?: Record<string, []>[]; requestBody?: unknown }>
  >;
}
interface Request {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  body: string;
}

const document = JSON.parse(readFileSync(new URL('../../../docs/openapi.json', import.meta.url), 'utf8')) as Document;
const id = '019a0000-0000-7000-8000-000000000001';
const other = '019a0000-0000-7000-8000-000000000002';

let server: Server;
let client: TenantClient;
let requests: Request[];
let status: number;

beforeEach(async () => {
  requests = [];
  status = 200;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      requests.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
      response.writeHead(status, { 'Content-Type': 'application/json', 'X-Request-Id': 'r1' });
      response.end(status < 400 ? '{}' : JSON.stringify({ code: 'unavailable', status }));
      status = 200;
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = createTenantClient({ url: `http://127.0.0.1:${port}/`, secretKey: 'sk_test' });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** The operation of the contract that a request is for. */
function operationOf({ method, url }: Request) {
  const segments = (url.split('?')[0] ?? '').split('/');
  const fits = (path: string): boolean => {
    const parts = path.split('/');
    return parts.length === segments.length && parts.every((part, at) => part.startsWith('{') || part === segments[at]);
  };
  // A part that is written out is meant before one that stands for anything.
  const [found] = Object.keys(document.paths)
    .filter(fits)
    .sort((a, b) => a.split('{').length - b.split('{').length);
  return document.paths[found ?? '']?.[method.toLowerCase()];
}

const roomCalls = (rooms: TenantClient['rooms']): Record<string, () => Promise<unknown>> => ({
  listRooms: () => rooms.list({ query: 'a', limit: 5 }),
  createRoom: () => rooms.create({ type: 'public', name: 'A' }),
  getRoom: () => rooms.get(id),
  getRoomBySlug: () => rooms.bySlug('lobby'),
  updateRoom: () => rooms.update(id, { name: 'B' }),
  deleteRoom: () => rooms.remove(id),
  listMembers: () => rooms.members(id, { limit: 5 }),
  addMember: () => rooms.addMember(id, other),
  removeMember: () => rooms.removeMember(id, other),
  listMessages: () => rooms.messages(id, { around: 5, limit: 5 }),
});

describe('a client of the tenant’s server', () => {
  it('asks for operations that a secret key may, with the key and nothing else of who asks', async () => {
    const { tenant, secretKeys, signingKeys, users, rooms } = client;
    const calls: Record<string, () => Promise<unknown>> = {
      getOwnTenant: () => tenant.get(),
      updateOwnTenant: () => tenant.update({ settings: { guests: 'off' } }),
      createSecretKey: () => secretKeys.create(),
      deleteSecretKey: () => secretKeys.remove(id),
      createSigningKey: () => signingKeys.create({ alg: 'HS256' }),
      listSigningKeys: () => signingKeys.list({ limit: 2 }),
      deleteSigningKey: () => signingKeys.remove(id),
      putExternalUser: () => users.putExternal('a/b ?', { displayName: 'Ada' }),
      getUser: () => users.get(id),
      deleteUser: () => users.remove(id),
      createUserSession: () => users.openSession(id),
      ...roomCalls(rooms),
    };
    for (const [operationId, call] of Object.entries(calls)) {
      await call();
      const request = requests.at(-1) as Request;
      const operation = operationOf(request);
      expect([request.url, operation?.operationId]).toEqual([request.url, operationId]);
      expect(operation?.security).toContainEqual({ secretKey: [] });
      expect(request.headers).toMatchObject({ authorization: 'Bearer sk_test' });
      expect(request.headers).not.toHaveProperty('x-parley-key');
      expect(request.headers).not.toHaveProperty('x-parley-user');
      expect(request.body !== '' || operationId === 'addMember').toBe(operation?.requestBody !== undefined);
    }
    expect(requests).toHaveLength(Object.keys(calls).length);
  });

  it('acts for a user with what a user may', async () => {
    const ada = client.as(id);
    const calls = {
      ...roomCalls(ada.rooms),
      addMember: () => ada.rooms.join(id),
      removeMember: () => ada.rooms.leave(id),
      sendMessage: () => ada.send(id, { text: 'hello' }),
    };
    for (const [operationId, call] of Object.entries(calls)) {
      await call();
      const request = requests.at(-1) as Request;
      const operation = operationOf(request);
      expect([request.url, operation?.operationId]).toEqual([request.url, operationId]);
      expect(operation?.security).toContainEqual({ secretKey: [], actingUser: [] });
      expect(request.headers).toMatchObject({ authorization: 'Bearer sk_test', 'x-parley-user': id });
    }
  });

  it('keeps what comes from outside in its place', async () => {
    await client.users.putExternal('../../tenant?x=1#y', {});
    expect(requests.at(-1)?.url).toBe('/v1/users/external/..%2F..%2Ftenant%3Fx%3D1%23y');
    await client.rooms.get('../tenant');
    expect(requests.at(-1)?.url).toBe('/v1/rooms/..%2Ftenant');
  });

  it('sends a message again under the same clientId when its answer was lost', async () => {
    status = 503;
    await client.as(id).send(id, { text: 'hello' });
    const bodies = requests.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(bodies).toHaveLength(2);
    expect(bodies[0]).toEqual({ text: 'hello', clientId: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(bodies[1]).toEqual(bodies[0]);
    await client.as(id).send(id, { text: 'hello', clientId: 'mine' });
    expect(JSON.parse(requests.at(-1)?.body ?? '')).toEqual({ text: 'hello', clientId: 'mine' });
  });

  it('does not open a session or make a key a second time by itself', async () => {
    for (const call of [() => client.users.openSession(id), () => client.secretKeys.create()]) {
      requests = [];
      status = 503;
      await expect(call()).rejects.toMatchObject({ code: 'unavailable', status: 503, requestId: 'r1' });
      expect(requests).toHaveLength(1);
    }
  });

  it('ends a call with the reason of its signal', async () => {
    const reason = new Error('enough');
    await expect(client.tenant.get({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  it.each([
    ['url', { url: 'chat.example.com', secretKey: 'sk_test' }],
    ['url', { url: 'ftp://chat.example.com', secretKey: 'sk_test' }],
    ['secretKey', { url: 'http://localhost', secretKey: 'pk_test' }],
    ['secretKey', { url: 'http://localhost', secretKey: 'sk_test\n' }],
    ['secretKey', { url: 'http://localhost', secretKey: undefined as unknown as string }],
  ])('is not made with a wrong %s: %j', (name, options) => {
    let error: unknown;
    try {
      createTenantClient(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'ChatError', code: 'validation_failed', errors: [{ path: `/${name}` }] });
  });
});
