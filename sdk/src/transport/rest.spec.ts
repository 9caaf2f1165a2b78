import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ChatError } from '../errors.js';
import { createRest, path } from './rest.js';
import type { Rest, RestRequest } from './rest.js';

let server: Server;
let rest: Rest;
let closing: AbortController;
let requests: { method?: string; url?: string; headers: IncomingMessage['headers']; body: string }[];
let respond: (response: ServerResponse, count: number) => void;

beforeEach(async () => {
  requests = [];
  closing = new AbortController();
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      requests.push({ method: request.method, url: request.url, headers: request.headers, body });
      respond(response, requests.length);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  rest = createRest(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`,
    { 'X-Parley-Key': 'pk_1' },
    closing.signal,
  );
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const json = (response: ServerResponse, status: number, body: unknown, headers = {}) =>
  response.writeHead(status, { 'Content-Type': 'application/problem+json', ...headers }).end(JSON.stringify(body));

describe('a request', () => {
  it('names the tenant, the caller and what it asks for', async () => {
    respond = (response) => json(response, 201, { id: 'x' });
    const request = {
      method: 'POST',
      path: '/rooms',
      query: { limit: 2, cursor: undefined },
      body: { name: 'ä' },
    } as const;
    await expect(rest(request, 'jwt')).resolves.toEqual({ id: 'x' });
    expect(requests[0]).toMatchObject({
      method: 'POST',
      url: '/base/v1/rooms?limit=2',
      headers: { 'x-parley-key': 'pk_1', authorization: 'Bearer jwt', 'content-type': 'application/json' },
      body: '{"name":"ä"}',
    });
  });

  it('cannot be led to another path by an id', () => {
    expect(path`/rooms/${'../tenants?a=1'}/members`).toBe('/rooms/..%2Ftenants%3Fa%3D1/members');
  });

  it.each([204, 202])('answers nothing for %i without a body', async (status) => {
    respond = (response) => response.writeHead(status).end();
    await expect(rest({ method: 'DELETE', path: '/rooms/1' })).resolves.toBeUndefined();
  });

  it('is not taken for answered by an empty 200', async () => {
    respond = (response) => response.writeHead(200).end();
    await expect(rest({ method: 'GET', path: '/rooms/1' })).rejects.toMatchObject({ code: 'bad_answer' });
  });

  it('rejects with the problem that the server describes', async () => {
    const errors = [{ path: '/name', message: 'too long' }];
    respond = (response) => json(response, 400, { code: 'validation_failed', status: 400, requestId: 'r', errors });
    const failed = rest({ method: 'POST', path: '/rooms', body: {} });
    await expect(failed).rejects.toBeInstanceOf(ChatError);
    await expect(failed).rejects.toMatchObject({ code: 'validation_failed', status: 400, requestId: 'r', errors });
  });

  it('says how long to wait, and leaves that to the caller', async () => {
    respond = (response) => json(response, 429, { code: 'rate_limited' }, { 'Retry-After': '7' });
    const limited = { code: 'rate_limited', retryable: true, retryAfterMs: 7_000 };
    await expect(rest({ method: 'GET', path: '/rooms' })).rejects.toMatchObject(limited);
    expect(requests.length).toBe(1);
  });

  it('is repeated when the server is unavailable for a moment and nothing can be done twice by that', async () => {
    respond = (response, count) =>
      count < 3 ? json(response, 503, { code: 'unavailable' }) : json(response, 200, 'ok');
    await expect(rest({ method: 'GET', path: '/rooms' })).resolves.toBe('ok');
    expect(requests.length).toBe(3);
  });

  it.each<RestRequest>([
    { method: 'POST', path: '/auth/guest' },
    { method: 'PUT', path: '/me/password', isRepeatable: false },
  ])('that would be another one the second time is not repeated: $method $path', async (request) => {
    respond = (response) => response.destroy();
    await expect(rest(request)).rejects.toMatchObject({ code: 'network' });
    expect(requests.length).toBe(1);
  });

  it('takes an error page of something in between for what it is', async () => {
    respond = (response) => response.writeHead(404).end('<html>');
    await expect(rest({ method: 'GET', path: '/rooms' })).rejects.toMatchObject({ code: 'bad_answer', status: 404 });
    respond = (response) => response.writeHead(200).end('<html>');
    await expect(rest({ method: 'GET', path: '/rooms' })).rejects.toMatchObject({ code: 'bad_answer', status: 200 });
    respond = (response) => response.writeHead(502).end('<html>');
    await expect(rest({ method: 'POST', path: '/rooms' })).rejects.toMatchObject({
      code: 'unavailable',
      retryable: true,
    });
  });

  it('ends with the reason of its signal, also between two tries', async () => {
    const patience = new AbortController();
    respond = (response) => {
      json(response, 503, { code: 'unavailable', retryAfterMs: 60_000 });
      setImmediate(() => patience.abort(new Error('enough')));
    };
    await expect(rest({ method: 'GET', path: '/rooms', signal: patience.signal })).rejects.toThrow('enough');
  });

  it('ends when the chat is closed', async () => {
    respond = () => closing.abort(new ChatError({ code: 'closed' }));
    await expect(rest({ method: 'GET', path: '/rooms' })).rejects.toMatchObject({ code: 'closed' });
  });
});
