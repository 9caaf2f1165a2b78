import { request } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { Tenant } from '../../src/tenants/tenant.schema.js';
import type { Problem } from '../../src/common/errors/problem.js';
import { unknownId, useEmptyLobby } from '../support/empty-lobby.js';
import { testServerUrl } from '../support/environment.js';
import { rest } from '../support/rest.js';
import { makeTenant } from '../support/tenant.js';

const lobby = useEmptyLobby();
const messages = () => `/v1/rooms/${lobby.roomId}/messages`;

/** Refused with this code (and, if given, naming this field), with nothing written. */
async function expectRefused(
  ask: () => Promise<{ status: number; headers: Headers; body: unknown }>,
  status: number,
  code: string,
  path?: string,
): Promise<void> {
  const before = await lobby.server.state();
  const { status: got, headers, body } = await ask();
  const problem = body as Problem;
  expect({ got, code: problem.code }).toEqual({ got: status, code });
  expect(headers.get('Content-Type')).toMatch(/^application\/problem\+json/);
  expect(problem).toMatchObject({ type: `urn:parley:error:${code}`, status, requestId: headers.get('X-Request-Id') });
  if (path !== undefined) expect(problem.errors?.map((error) => error.path)).toContain(path);
  expect(await lobby.server.state()).toEqual(before);
}

const send = (body: unknown, headers: Record<string, string> = {}) =>
  rest('POST', messages(), { bearer: lobby.ada.token, body, headers });

/** A body without Content-Length. */
function sendChunked(bytes: number): Promise<{ status: number; code: string }> {
  return new Promise((resolve, reject) => {
    const chunked = request(`${testServerUrl()}${messages()}`, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${lobby.ada.token}`,
        'Transfer-Encoding': 'chunked',
      },
    });
    chunked.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, code: (JSON.parse(text) as Problem).code }));
    });
    chunked.write('{"text":"');
    for (let written = 0; written < bytes; written += 1_000) chunked.write('x'.repeat(1_000));
    chunked.end('"}');
  });
}

describe('a bad request', () => {
  it('B1: unfinished JSON is malformed_json', () => expectRefused(() => send('{"text":'), 400, 'malformed_json'));

  it('B2: JSON under another media type is unsupported_media_type', () =>
    expectRefused(
      () => send('{"clientId":"1","text":"x"}', { 'Content-Type': 'text/plain' }),
      415,
      'unsupported_media_type',
    ));

  it('B3: a body above the limit is payload_too_large, also without a length', async () => {
    const tooLong = JSON.stringify({ clientId: '1', text: '' });
    await expectRefused(
      () => send(tooLong.slice(0, -2) + 'x'.repeat(262_145 - tooLong.length) + '"}'),
      413,
      'payload_too_large',
    );
    expect(await sendChunked(300_000)).toEqual({ status: 413, code: 'payload_too_large' });
  });

  it('B4: an unknown field is named', () =>
    expectRefused(() => send({ clientId: '1', text: 'x', isAdmin: true }), 400, 'validation_failed', '/isAdmin'));

  it('B4: a body or a query where none is taken is refused, and its fields are named', async () => {
    const asServer = { bearer: lobby.tenant.secretKey };
    await expectRefused(
      () => rest('POST', '/v1/tenant/keys', { ...asServer, body: { x: 1 } }),
      400,
      'validation_failed',
      '/x',
    );
    await expectRefused(() => lobby.ada.rest('GET', '/v1/me?zzz=1'), 400, 'validation_failed', '/zzz');
    await expectRefused(() => lobby.ada.rest('PATCH', '/v1/me?zzz=1', {}), 400, 'validation_failed', '/zzz');
    for (const body of [{ everywhere: true }, [1], 'null', 7]) {
      await expectRefused(() => lobby.ada.rest('POST', '/v1/auth/logout', body), 400, 'validation_failed');
    }
    expect((await rest<Tenant>('GET', '/v1/tenant', asServer)).body.secretKeys).toHaveLength(1);
    const bo = await lobby.tenant.guest();
    expect((await bo.rest('POST', '/v1/auth/logout', {})).status).toBe(204);
  });

  it('who may not call at all is told so before the input is looked at', () =>
    expectRefused(() => rest('GET', '/v1/me?zzz=1'), 401, 'unauthenticated'));

  it.each(['__proto__', 'constructor', 'prototype'])('B5: the key %s is refused like any unknown one', async (key) => {
    await expectRefused(
      () => send(`{"clientId":"1","text":"x","${key}":{"x":1}}`),
      400,
      'validation_failed',
      `/${key}`,
    );
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  it('B5: a header named __proto__ is ignored', async () => {
    const { status } = await rest('GET', '/v1/me', { bearer: lobby.ada.token, headers: { __proto__x: '1' } });
    expect(status).toBe(200);
  });

  it('B6: arrays nested 10,000 deep are malformed_json', () =>
    expectRefused(() => send('['.repeat(10_000) + ']'.repeat(10_000)), 400, 'malformed_json'));

  it.each([
    ['nothing', ''],
    ['blanks', ' \n\t '],
    ['characters of no width', '\u200b\u200d\ufeff'],
    ['10,001 letters', 'x'.repeat(10_001)],
    ['10,001 emoji', '🙂'.repeat(10_001)],
    ['5,001 letters with a mark each', 'e\u0301'.repeat(5_001)],
    ['more than 32 KiB', '漢'.repeat(10_000 + 1)],
    ['U+0000', 'a\0b'],
  ])('B7 to B9: a text of %s is refused', (_what, text) =>
    expectRefused(() => send({ clientId: '1', text }), 400, 'validation_failed', '/text'),
  );

  it('B9: a name with U+0000 is refused', () =>
    expectRefused(
      () => lobby.ada.rest('PATCH', '/v1/me', { displayName: 'A\0' }),
      400,
      'validation_failed',
      '/displayName',
    ));

  it('B10: a lone surrogate is refused, and bytes that are no UTF-8 are malformed_json', async () => {
    await expectRefused(() => send('{"clientId":"1","text":"\\ud800"}'), 400, 'validation_failed', '/text');
    const response = await fetch(`${testServerUrl()}${messages()}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${lobby.ada.token}` },
      body: Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]),
    });
    expect([response.status, ((await response.json()) as Problem).code]).toEqual([400, 'malformed_json']);
  });

  it.each(['x'.repeat(300), '%00', '..%2f..%2f', unknownId.toUpperCase(), 'null'])(
    'B11: the id %s in a path is unknown',
    (id) => expectRefused(() => lobby.ada.rest('GET', `/v1/rooms/${id}`), 404, 'room_not_found'),
  );

  it.each(['%00', 'a%00', 'A', 'x'.repeat(65), '%20', "'--"])('B11: the slug %s in a path is unknown', (slug) =>
    expectRefused(() => lobby.ada.rest('GET', `/v1/rooms/by-slug/${slug}`), 404, 'room_not_found'),
  );

  it("B12: another tenant's room answers like one that never was", async () => {
    const other = await makeTenant();
    const foreign = (await other.lobby()).id;
    const paths = ['', '/messages', '/changes', '/members'];
    for (const path of paths) {
      const there = await lobby.ada.rest<Problem>('GET', `/v1/rooms/${foreign}${path}`);
      const nowhere = await lobby.ada.rest<Problem>('GET', `/v1/rooms/${unknownId}${path}`);
      expect(there.status).toBe(404);
      expect({ ...there.body, requestId: '' }).toEqual({ ...nowhere.body, requestId: '' });
    }
    await expectRefused(
      () => lobby.ada.rest('POST', `/v1/rooms/${foreign}/messages`, { clientId: '1', text: 'x' }),
      404,
      'room_not_found',
    );
    await expectRefused(() => lobby.ada.rest('POST', `/v1/rooms/${foreign}/members`), 404, 'room_not_found');
    const stranger = await other.guest();
    await expectRefused(() => lobby.ada.rest('GET', `/v1/users/${stranger.id}`), 404, 'user_not_found');
  });

  it.each([undefined, '', 'x'.repeat(65), 'a b', 'ä', 7])('B13: the clientId %p is refused', (clientId) =>
    expectRefused(() => send({ clientId, text: 'x' }), 400, 'validation_failed', '/clientId'),
  );

  it('B14: a reply to, a mention of, and an attachment that is not there are refused', async () => {
    await expectRefused(() => send({ clientId: '1', text: 'x', replyTo: unknownId }), 404, 'message_not_found');
    await expectRefused(() => send({ clientId: '1', text: 'x', replyTo: 'x' }), 404, 'message_not_found');
    await expectRefused(() => send({ clientId: '1', text: 'x', mentions: [unknownId] }), 404, 'user_not_found');
    await expectRefused(() => send({ clientId: '1', text: 'x', attachmentIds: [unknownId] }), 404, 'upload_not_found');
  });

  it.each([
    'limit=0',
    'limit=-1',
    'limit=1e9',
    'limit=NaN',
    'limit=',
    'limit=101',
    'limit=1&limit=2',
    'limit[$gt]=1',
    'x=1',
  ])('B15: the query %s is refused', (query) =>
    expectRefused(() => lobby.ada.rest('GET', `${messages()}?${query}`), 400, 'validation_failed'),
  );

  it.each(['before=-1', 'after=1.5', 'around=x', 'before=1&after=1', 'before=9007199254740993'])(
    'B15, B17: the seq in %s is refused',
    (query) => expectRefused(() => lobby.ada.rest('GET', `${messages()}?${query}`), 400, 'validation_failed'),
  );

  it.each(['after=1', 'epoch=x', 'epoch=x&after=-1', 'epoch=x&after=1&anchorId=y'])(
    'the position %s is refused',
    (query) =>
      expectRefused(
        () => lobby.ada.rest('GET', `/v1/rooms/${lobby.roomId}/changes?${query}`),
        400,
        'validation_failed',
      ),
  );

  it('B15: garbage for a cursor, and the cursor of another list, are refused', async () => {
    await lobby.ada.rest('POST', '/v1/rooms', { type: 'public', name: 'One' });
    await lobby.ada.rest('POST', '/v1/rooms', { type: 'public', name: 'Two' });
    const { body } = await lobby.ada.rest<{ nextCursor: string }>('GET', '/v1/rooms?limit=1');
    await expectRefused(() => lobby.ada.rest('GET', '/v1/rooms?cursor=xyz'), 400, 'validation_failed', '/cursor');
    await expectRefused(
      () => lobby.ada.rest('GET', `/v1/rooms/${lobby.roomId}/members?cursor=${body.nextCursor}`),
      400,
      'validation_failed',
      '/cursor',
    );
  });

  it('B15: a cursor is good for whom it was made only, and one with U+0000 in it is refused', async () => {
    const bo = await lobby.tenant.guest();
    // The first use of a token is noted in its session.
    await bo.rest('GET', '/v1/me');
    await lobby.ada.rest('POST', '/v1/rooms', { type: 'public', name: 'Three' });
    await lobby.ada.rest('POST', '/v1/rooms', { type: 'public', name: 'Four' });
    const { body } = await lobby.ada.rest<{ nextCursor: string }>('GET', '/v1/rooms?limit=1');
    expect((await lobby.ada.rest('GET', `/v1/rooms?cursor=${body.nextCursor}`)).status).toBe(200);
    await expectRefused(
      () => bo.rest('GET', `/v1/rooms?cursor=${body.nextCursor}`),
      400,
      'validation_failed',
      '/cursor',
    );
    const forged = Buffer.from(JSON.stringify([`${lobby.tenant.id} ${lobby.ada.id} users a`, 'a\0'])).toString(
      'base64url',
    );
    await expectRefused(
      () => lobby.ada.rest('GET', `/v1/users?query=a&cursor=${forged}`),
      400,
      'validation_failed',
      '/cursor',
    );
  });

  it.each([
    [{ type: 'public' }, '/name'],
    [{ type: 'direct', name: 'x' }, '/type'],
    [{ type: 'public', name: 'x'.repeat(81) }, '/name'],
    [{ type: 'public', name: 'x', slug: 'Not A Slug' }, '/slug'],
    [{ type: 'public', name: 'x', slug: 'direct' }, '/slug'],
    [{ type: 'public', name: 'x', topic: 7 }, '/topic'],
    [[], ''],
    ['"text"', ''],
    [null, ''],
  ])('a room made of %j is refused', (body, path) =>
    expectRefused(() => lobby.ada.rest('POST', '/v1/rooms', body), 400, 'validation_failed', path),
  );

  it('an unknown route is not_found', () => expectRefused(() => lobby.ada.rest('GET', '/v1/nope'), 404, 'not_found'));

  it('nothing but a GET of its own path answers the OpenAPI document', async () => {
    const ask = async (method: string, path: string) => (await fetch(`${testServerUrl()}${path}`, { method })).status;
    expect(await ask('GET', '/openapi.json')).toBe(200);
    expect(await ask('POST', '/openapi.json')).toBe(404);
    expect(await ask('GET', '/openapi.json/foo')).toBe(404);
    expect(await ask('POST', '/openapi.json/foo')).toBe(404);
  });

  it('a path that cannot be decoded names nothing', () =>
    expectRefused(() => lobby.ada.rest('GET', '/v1/rooms/%E0%A4%A'), 404, 'not_found'));

  it('B22: REST refuses foreign origins in a way that their page can read', async () => {
    const strict = await makeTenant();
    await strict.settings({ allowedOrigins: ['https://good.example'] });
    const refused = strict.rest('GET', '/v1/rooms/by-slug/lobby', { headers: { Origin: 'https://evil.example' } });
    await expectRefused(() => refused, 403, 'origin_not_allowed');
    expect((await refused).headers.get('Access-Control-Allow-Origin')).toBe('https://evil.example');
  });
});
