import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import type { Session } from '../../src/auth/auth.schema.js';
import { testDatabaseUrl } from '../support/environment.js';
import { rest } from '../support/rest.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';
import { startTestServer } from '../support/test-server.mjs';

/** The secret that this suite's own server signs with, so that every claim can be forged well signed. */
const secret = 'known to this suite only, and long enough';

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with any header and payload, signed with `key`. */
function forge(payload: object, header: object = { alg: 'HS256', typ: 'JWT' }, key = secret): string {
  const head = `${base64(header)}.${base64(payload)}`;
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
}

describe('a bad token', () => {
  let server: Awaited<ReturnType<typeof startTestServer>>;
  let tenant: TestTenant;
  let other: TestTenant;
  let guest: TestUser;
  let claims: Record<string, unknown> & { exp: number; iat: number };

  beforeAll(async () => {
    server = await startTestServer({ DATABASE_URL: testDatabaseUrl(), PARLEY_JWT_SECRET: secret });
    [tenant, other] = [await makeTenant({ url: server.url }), await makeTenant({ url: server.url })];
    guest = await tenant.guest();
    claims = jwt.verify(guest.token, secret) as typeof claims;
  });
  afterAll(() => server.stop());

  const me = (bearer: string) => rest('GET', '/v1/me', { url: server.url, bearer });
  const refused = (code = 'invalid_token') => ({ status: 401, code });

  it('is told from a good one', async () => {
    expect((await me(guest.token)).status).toBe(200);
    expect((await me(forge(claims))).status).toBe(200);
  });

  it.each<[string, () => string]>([
    ['alg none', () => forge(claims, { alg: 'none', typ: 'JWT' })],
    ['alg nOnE and no signature', () => `${base64({ alg: 'nOnE', typ: 'JWT' })}.${base64(claims)}.`],
    ['the public key for a secret', () => forge(claims, undefined, tenant.key)],
    ['an empty signature', () => `${guest.token.split('.').slice(0, 2).join('.')}.`],
    ['four parts', () => `${guest.token}.x`],
    ['padding', () => `${guest.token}=`],
    ['another last character', () => guest.token.slice(0, -1) + (guest.token.endsWith('A') ? 'B' : 'A')],
    ['a kid', () => forge(claims, { alg: 'HS256', typ: 'JWT', kid: "' OR 1=1 --" })],
    ['a jku', () => forge(claims, { alg: 'HS256', typ: 'JWT', jku: 'http://127.0.0.1:9/keys' })],
    ['an unknown crit', () => forge(claims, { alg: 'HS256', typ: 'JWT', crit: ['b64'], b64: true })],
    ['no exp', () => forge({ ...claims, exp: undefined })],
    ['exp as text', () => forge({ ...claims, exp: String(claims.exp) })],
    ['exp in ten years', () => forge({ ...claims, exp: claims.exp + 315_360_000 })],
    ['iat from the future', () => forge({ ...claims, iat: claims.iat + 300 })],
    ['nbf in the future', () => forge({ ...claims, nbf: claims.iat + 300 })],
    ['no aud', () => forge({ ...claims, aud: undefined })],
    ['another iss', () => forge({ ...claims, iss: 'somebody' })],
    ['sub an object', () => forge({ ...claims, sub: { id: claims.sub } })],
    ['another tenant', () => forge({ ...claims, tid: other.id })],
    ['an unknown tenant', () => forge({ ...claims, tid: claims.sid })],
    ['another session', () => forge({ ...claims, sid: claims.tid })],
    ['another user', () => forge({ ...claims, sub: claims.sid })],
    ['a refresh token', () => guest.session.refreshToken],
    ['a public key', () => tenant.key],
  ])('with %s is refused', async (_, make) => {
    expect((await me(make())).body).toMatchObject(refused());
  });

  it('that expired says so, only where it was good before', async () => {
    const past = { ...claims, iat: claims.iat - 1_000, exp: claims.iat - 400 };
    expect((await me(forge(past))).body).toMatchObject(refused('token_expired'));
    expect((await me(forge(past, undefined, 'another secret'))).body).toMatchObject(refused());
  });

  it('that goes with another tenant’s key is refused', async () => {
    const both = (key: string) => rest('GET', '/v1/me', { url: server.url, bearer: guest.token, key });
    expect((await both(tenant.key)).status).toBe(200);
    expect((await both(other.key)).body).toMatchObject(refused());
    expect((await both('pk_nobody-has-this-key-0000')).body).toMatchObject(refused('invalid_key'));
  });

  it('is no refresh token, and a foreign or changed one refreshes nothing', async () => {
    const refresh = (key: string, refreshToken: unknown) =>
      rest<Session>('POST', '/v1/auth/refresh', { url: server.url, key, body: { refreshToken } });
    const { refreshToken } = guest.session;
    for (const token of [guest.token, `${refreshToken}A`, `rt_${'A'.repeat(70)}`, 'x']) {
      expect((await refresh(tenant.key, token)).body).toMatchObject(refused());
    }
    expect((await refresh(other.key, refreshToken)).body).toMatchObject(refused());
    expect((await refresh(tenant.key, 7)).body).toMatchObject({ code: 'validation_failed' });
    expect((await refresh(tenant.key, refreshToken)).status).toBe(200);
  });

  it.each(['Basic dXNlcjpwYXNz', 'Bearer', 'Bearer a b', 'sk_x'])('is not looked for in %j', async (authorization) => {
    const headers = { Authorization: authorization };
    const answer = await rest('GET', '/v1/me', { url: server.url, headers });
    expect(answer.body).toMatchObject(refused('unauthenticated'));
  });

  it('beside a good one makes the request unclear', async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(`${server.url}/v1/me`, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      sent.on('error', reject);
      sent.setHeader('Authorization', [`Bearer ${guest.token}`, 'Bearer x']);
      sent.end();
    });
    expect(status).toBe(400);
  });
});
