import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Problem } from '../../src/common/errors/problem.js';
import { QuietServer } from '../support/quiet-server.js';
import { type RawHttpAnswer, sendRaw } from '../support/raw-http.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

let server: QuietServer;
let tenant: TestTenant;
let ada: TestUser;
let before: Awaited<ReturnType<QuietServer['state']>>;
beforeAll(async () => {
  server = await QuietServer.start();
  tenant = await makeTenant({ url: server.url });
  ada = await tenant.guest('Ada');
  await ada.rest('GET', '/v1/me');
});
beforeEach(async () => {
  before = await server.state();
});
afterEach(async () => {
  expect(await server.state()).toEqual(before);
  expect(await server.isAlive()).toBe(true);
  expect(server.errors()).toEqual([]);
});
afterAll(() => server.stop());

const host = 'Host: 127.0.0.1';
const body = JSON.stringify({ displayName: 'Changed' });
const patch = (...headers: string[]) => [
  'PATCH /v1/me HTTP/1.1',
  host,
  `Authorization: Bearer ${ada.token}`,
  'Content-Type: application/json',
  ...headers,
];

function expectProblem(answer: RawHttpAnswer, status: number, code: string): void {
  expect(answer.status).toBe(status);
  expect(answer.headers).toMatchObject({
    'content-type': 'application/problem+json; charset=utf-8',
    'x-request-id': expect.any(String),
  });
  const problem = JSON.parse(answer.body) as Problem;
  expect(problem).toMatchObject({ code, status, requestId: answer.headers['x-request-id'] });
}

describe('a request that HTTP does not allow', () => {
  it('B18: with two Authorization headers is a bad_request', async () => {
    const twice = ['GET /v1/me HTTP/1.1', host, `Authorization: Bearer ${ada.token}`, 'Authorization: Bearer x'];
    expectProblem(await sendRaw(server.url, ...twice, 'Connection: close', '', ''), 400, 'bad_request');
  });

  it('B18: with 20 KiB of headers, in one or in many, is refused as headers_too_large and closed', async () => {
    const one = `X-Long: ${'x'.repeat(20 * 1_024)}`;
    const many = Array.from({ length: 200 }, (_, n) => `X-Many-${n}: ${'x'.repeat(100)}`);
    for (const headers of [[one], many, [`Authorization: Bearer ${'x'.repeat(20 * 1_024)}`]]) {
      const answer = await sendRaw(server.url, 'GET /v1/me HTTP/1.1', host, ...headers, '', '');
      expectProblem(answer, 431, 'headers_too_large');
      expect(answer.headers['connection']).toBe('close');
    }
  });

  it.each([
    ['both lengths', ['Content-Length: 5', 'Transfer-Encoding: chunked'], '0\r\n\r\nGET /v1/me HTTP/1.1\r\n'],
    ['both lengths, the other way round', ['Transfer-Encoding: chunked', `Content-Length: ${body.length}`], body],
    ['two lengths', [`Content-Length: ${body.length}`, 'Content-Length: 3'], body],
    ['two lengths in one', [`Content-Length: ${body.length}, 3`], body],
    ['a length below zero', ['Content-Length: -1'], body],
    ['a length that is no number', ['Content-Length: 0x10'], body],
    ['a coding nobody knows', ['Transfer-Encoding: xchunked', `Content-Length: ${body.length}`], body],
    ['chunked not as the last', ['Transfer-Encoding: chunked, identity'], '0\r\n\r\n'],
    ['a chunk of no size', ['Transfer-Encoding: chunked'], 'zz\r\nx\r\n0\r\n\r\n'],
    ['a blank before the colon', ['Content-Length : 3'], body],
    ['a folded header', ['X-Folded: a', ' b'], ''],
  ])('B19: of %s is a bad_request, and its connection is closed', async (_what, headers, rest) => {
    // Behind it another request, which must not be read as one.
    const smuggled = `GET /v1/limits HTTP/1.1\r\n${host}\r\nX-Parley-Key: ${tenant.key}\r\n\r\n`;
    const answer = await sendRaw(server.url, ...patch(...headers), '', rest + smuggled);
    expectProblem(answer, 400, 'bad_request');
    expect(answer.text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
  });

  it('B5: with headers named like parts of every object is served like any other', async () => {
    const odd = ['__proto__: x', 'constructor: x', 'toString: x', 'hasOwnProperty: x', '__proto__: y'];
    const answer = await sendRaw(
      server.url,
      'GET /v1/me HTTP/1.1',
      host,
      `Authorization: Bearer ${ada.token}`,
      ...odd,
      'Connection: close',
      '',
      '',
    );
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({ id: ada.id });
  });

  it.each(['GARBAGE', 'GET /v1/me HTTP/9.9', '\x16\x03\x01\x02\x00\x01'])(
    'that is none (%j) is a bad_request',
    async (line) => {
      expectProblem(await sendRaw(server.url, line, host, '', ''), 400, 'bad_request');
    },
  );
});

describe('B20: one request above the rate', () => {
  it('is rate_limited with Retry-After, whatever address its X-Forwarded-For claims', async () => {
    const limited = await makeTenant({ url: server.url, limits: 'default' });
    await limited.settings({ limits: { guestsPerHourPerIp: 3 } });
    const guest = (n: number) =>
      limited.rest<Problem>('POST', '/v1/auth/guest', {
        body: {},
        headers: {
          'X-Forwarded-For': `203.0.113.${n}`,
          Forwarded: `for=203.0.113.${n}`,
          'X-Real-IP': `203.0.113.${n}`,
        },
      });
    for (const n of [1, 2, 3]) expect((await guest(n)).status).toBe(201);
    before = await server.state();
    const refused = await guest(4);
    expect(refused).toMatchObject({ status: 429, body: { code: 'rate_limited', retryAfterMs: expect.any(Number) } });
    expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(0);
  });
});
