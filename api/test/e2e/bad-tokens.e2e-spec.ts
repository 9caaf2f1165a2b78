import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import type { Session } from '../../src/auth/auth.schema.js';
import { eventually } from '../support/eventually.js';
import { KeyHost } from '../support/key-host.js';
import { startNode, type TestNode } from '../support/nodes.js';
import { rest } from '../support/rest.js';
import { connect, type RawSocket } from '../support/socket.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

/** The secret that this suite's own server signs with, so that every claim can be forged well signed. */
const secret = 'known to this suite only, and long enough';

const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with any header and payload, signed with `key`. */
function forge(payload: object, header: object = { alg: 'HS256', typ: 'JWT' }, key = secret): string {
  return forgeText(JSON.stringify(payload), header, key);
}

/** The same of a payload that `JSON.stringify` would not write. */
function forgeText(payload: string, header: object = { alg: 'HS256', typ: 'JWT' }, key = secret): string {
  const head = `${base64(header)}.${Buffer.from(payload).toString('base64url')}`;
  return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
}

describe('S8: a bad token', () => {
  let server: TestNode;
  let keyHost: KeyHost;
  let tenant: TestTenant;
  let other: TestTenant;
  let guest: TestUser;
  /** Of a good token. */
  let inside: RawSocket;
  let claims: Record<string, unknown> & { exp: number; iat: number };

  beforeAll(async () => {
    server = await startNode({ PARLEY_JWT_SECRET: secret });
    keyHost = await KeyHost.start();
    [tenant, other] = [await makeTenant({ url: server.url }), await makeTenant({ url: server.url })];
    guest = await tenant.guest();
    claims = jwt.verify(guest.token, secret) as typeof claims;
    inside = await connect({ url: server.url, auth: { key: tenant.key, token: guest.token } });
  });
  afterAll(async () => {
    inside.close();
    await server.remove();
    await keyHost.stop();
    // Whatever the tokens below said, nobody went to fetch a key.
    expect(keyHost.visits).toBe(0);
  });

  const me = (bearer: string) => rest('GET', '/v1/me', { url: server.url, bearer });
  const refused = (code = 'invalid_token') => ({ status: 401, code });

  it('is told from a good one', async () => {
    expect((await me(guest.token)).status).toBe(200);
    expect((await me(forge(claims))).status).toBe(200);
  });

  it.each<[string, () => string]>([
    ['alg none', () => forge(claims, { alg: 'none', typ: 'JWT' })],
    ['alg None', () => forge(claims, { alg: 'None', typ: 'JWT' })],
    ['alg HS512', () => forge(claims, { alg: 'HS512', typ: 'JWT' })],
    ['alg nOnE and no signature', () => `${base64({ alg: 'nOnE', typ: 'JWT' })}.${base64(claims)}.`],
    ['the public key for a secret', () => forge(claims, undefined, tenant.key)],
    ['an empty signature', () => `${guest.token.split('.').slice(0, 2).join('.')}.`],
    ['four parts', () => `${guest.token}.x`],
    ['padding', () => `${guest.token}=`],
    ['another last character', () => guest.token.slice(0, -1) + (guest.token.endsWith('A') ? 'B' : 'A')],
    ['a kid', () => forge(claims, { alg: 'HS256', typ: 'JWT', kid: "' OR 1=1 --" })],
    ['a kid that is a path', () => forge(claims, { alg: 'HS256', typ: 'JWT', kid: '../../../../dev/null' })],
    ['a kid that is an address', () => forge(claims, { alg: 'HS256', typ: 'JWT', kid: keyHost.url })],
    ['a kid of 1 KiB', () => forge(claims, { alg: 'HS256', typ: 'JWT', kid: 'x'.repeat(1_024) })],
    ['an x5u', () => forge(claims, { alg: 'HS256', typ: 'JWT', x5u: keyHost.url })],
    ['a jwk', () => forge(claims, { alg: 'HS256', typ: 'JWT', jwk: { kty: 'oct', k: 'eA' } }, 'x')],
    ['a jku', () => forge(claims, { alg: 'HS256', typ: 'JWT', jku: keyHost.url })],
    ['an unknown crit', () => forge(claims, { alg: 'HS256', typ: 'JWT', crit: ['b64'], b64: true })],
    ['no exp', () => forge({ ...claims, exp: undefined })],
    ['exp as text', () => forge({ ...claims, exp: String(claims.exp) })],
    ['exp in ten years', () => forge({ ...claims, exp: claims.exp + 315_360_000 })],
    ['iat from the future', () => forge({ ...claims, iat: claims.iat + 300 })],
    ['nbf in the future', () => forge({ ...claims, nbf: claims.iat + 300 })],
    ['no aud', () => forge({ ...claims, aud: undefined })],
    ['another aud', () => forge({ ...claims, aud: 'parley:refresh' })],
    ['a list for aud', () => forge({ ...claims, aud: [claims['aud']] })],
    ['no iss', () => forge({ ...claims, iss: undefined })],
    ['a list for iss', () => forge({ ...claims, iss: [claims['iss']] })],
    ['another iss', () => forge({ ...claims, iss: 'somebody' })],
    ['sub an object', () => forge({ ...claims, sub: { id: claims.sub } })],
    ['an empty sub', () => forge({ ...claims, sub: '' })],
    ['sub 0', () => forge({ ...claims, sub: 0 })],
    ['no sub', () => forge({ ...claims, sub: undefined })],
    ['a claim twice', () => forgeText(JSON.stringify(claims).replace('{', `{"sub":"${other.id}",`))],
    ['a claim too many', () => forge({ ...claims, admin: true })],
    ['five parts, as if it were encrypted', () => `${base64({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`],
    ['9 KiB', () => forge({ ...claims, x: 'x'.repeat(9 * 1_024) })],
    ['another tenant', () => forge({ ...claims, tid: other.id })],
    ['an unknown tenant', () => forge({ ...claims, tid: claims.sid })],
    ['another session', () => forge({ ...claims, sid: claims.tid })],
    ['another user', () => forge({ ...claims, sub: claims.sid })],
    ['a refresh token', () => guest.session.refreshToken],
    ['a public key', () => tenant.key],
  ])(
    'B37 to B46: with %s is refused, on REST, at the door of the socket, inside, and at the renewal',
    async (_, make) => {
      const token = make();
      expect((await me(token)).body).toMatchObject(refused());
      const auth = { key: tenant.key, token };
      await expect(connect({ url: server.url, auth })).rejects.toMatchObject({ data: refused() });
      expect((await inside.ask('token:renew', { token })).error).toMatchObject(refused());
      expect((await inside.ask('heads', {})).ok).toBe(true);
      // The one that is good there is tried below; what is longer than any is refused by its length.
      const refreshToken = token === guest.session.refreshToken ? `${token}x` : token;
      const renewal = { url: server.url, key: tenant.key, body: { refreshToken } };
      const { status, body } = await rest<{ code: string }>('POST', '/v1/auth/refresh', renewal);
      const isTooLong = refreshToken.length > 512;
      expect([status, body.code]).toEqual(isTooLong ? [400, 'validation_failed'] : [401, 'invalid_token']);
    },
  );

  it('B36: ends its socket when it ends, and keeps it open as long as it was renewed for', async () => {
    const soon = { ...claims, exp: Math.floor(Date.now() / 1_000) + 2 };
    const open = () => connect({ url: server.url, auth: { key: tenant.key, token: forge(soon) } });
    const [ending, renewed] = [await open(), await open()];
    expect((await renewed.ask('token:renew', { token: guest.token })).ok).toBe(true);
    await eventually(() => expect(ending.socket.connected).toBe(false));
    expect(Date.now()).toBeGreaterThanOrEqual(soon.exp * 1_000);
    expect(ending.told).toEqual([{ name: 'session:ended', payload: { code: 'token_expired' } }]);
    expect((await renewed.ask('heads', {})).ok).toBe(true);
    renewed.close();
  });

  it('B36: of another user or tenant ends the socket that it is shown to', async () => {
    for (const stranger of [await tenant.guest(), await other.guest()]) {
      const socket = await connect({ url: server.url, auth: { key: tenant.key, token: guest.token } });
      expect((await socket.ask('token:renew', { token: stranger.token })).error.code).toBe('forbidden');
      await eventually(() => expect(socket.socket.connected).toBe(false));
    }
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
});
