import { describe, expect, it } from '@jest/globals';
import type { Session } from '../../src/auth/auth.schema.js';
import type { NewSigningKey, SigningKeyPage } from '../../src/tenants/signing-key.schema.js';
import { makeKeyPair, makeSigner, signingAlgs } from '../support/signing.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const path = '/v1/tenant/signing-keys';
const add = (tenant: TestTenant, body: unknown) =>
  tenant.rest<NewSigningKey>('POST', path, { bearer: tenant.secretKey, body });
const list = (tenant: TestTenant, query = '') =>
  tenant.rest<SigningKeyPage>('GET', `${path}${query}`, { bearer: tenant.secretKey });
const remove = (tenant: TestTenant, kid: string) =>
  tenant.rest('DELETE', `${path}/${kid}`, { bearer: tenant.secretKey });

describe('signing keys', () => {
  it('are made with a secret that is shown once, or of a public key; listed; removed, also twice', async () => {
    const tenant = await makeTenant();
    const shared = await add(tenant, { alg: 'HS256' });
    expect(shared.status).toBe(201);
    const { secret, ...shown } = shared.body;
    expect(Buffer.from(secret ?? '', 'base64url')).toHaveLength(32);
    expect(secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    const { status, body: other } = await add(tenant, { alg: 'ES256', publicKey: makeKeyPair('ES256').jwk });
    expect([status, Object.keys(other).sort()]).toEqual([201, ['alg', 'createdAt', 'kid']]);
    expect((await list(tenant)).body).toEqual({ items: [shown, other], nextCursor: null });
    const first = await list(tenant, '?limit=1');
    expect(first.body.items).toEqual([shown]);
    const next = await list(tenant, `?limit=1&cursor=${first.body.nextCursor}`);
    expect(next.body).toEqual({ items: [other], nextCursor: null });
    for (let times = 0; times < 2; times += 1) expect((await remove(tenant, shown.kid)).status).toBe(204);
    expect((await list(tenant)).body.items).toEqual([other]);
  });

  it('are two at most, so that one can be rolled, also when many ask at once', async () => {
    const tenant = await makeTenant();
    const made = await Promise.all(Array.from({ length: 6 }, () => add(tenant, { alg: 'HS256' })));
    expect(made.map(({ status }) => status).sort()).toEqual([201, 201, 409, 409, 409, 409]);
    const refused = made.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: 'too_many_keys' });
    const kid = made.find(({ status }) => status === 201)?.body.kid ?? '';
    await remove(tenant, kid);
    expect((await add(tenant, { alg: 'HS256' })).status).toBe(201);
  });

  it('are rolled without a pause: both are good until one is removed, which is refused at once', async () => {
    const tenant = await makeTenant();
    const [old, next] = [await makeSigner(tenant), await makeSigner(tenant, 'EdDSA')];
    const exchange = async (token: string) =>
      (await tenant.rest<Session>('POST', '/v1/auth/exchange', { body: { token } })).body;
    const [before, after] = [await old.sign({ sub: 'ada' }), await next.sign({ sub: 'ada' })];
    const session = await exchange(before);
    expect((await exchange(after)).user).toEqual(session.user);
    await remove(tenant, old.kid);
    expect(await exchange(before)).toMatchObject({ status: 401, code: 'invalid_token' });
    expect((await exchange(after)).user).toEqual(session.user);
    // What was opened with it lives on: rolling a key logs nobody out.
    expect((await tenant.rest('GET', '/v1/me', { bearer: session.accessToken })).status).toBe(200);
    const { refreshToken } = session;
    expect((await tenant.rest('POST', '/v1/auth/refresh', { body: { refreshToken } })).status).toBe(200);
  });

  const ec = makeKeyPair('ES256').jwk;
  const ed = makeKeyPair('EdDSA').jwk;
  const off = { ...ec, y: `${ec.y?.startsWith('A') ? 'B' : 'A'}${ec.y?.slice(1)}` };
  it.each<[string, unknown, string]>([
    ['no algorithm', { publicKey: ec }, '/alg'],
    ['another algorithm', { alg: 'RS256', publicKey: { kty: 'RSA', n: 'x', e: 'AQAB' } }, '/alg'],
    ['alg none', { alg: 'none' }, '/alg'],
    ['ES256 without a key', { alg: 'ES256' }, '/publicKey'],
    ['HS256 with a key', { alg: 'HS256', publicKey: ec }, '/publicKey'],
    ['a secret of its own', { alg: 'HS256', secret: 'x'.repeat(43) }, '/secret'],
    ['ES256 with an EdDSA key', { alg: 'ES256', publicKey: ed }, '/publicKey/kty'],
    ['EdDSA with an ES256 key', { alg: 'EdDSA', publicKey: ec }, '/publicKey/kty'],
    [
      'a private ES256 key',
      { alg: 'ES256', publicKey: makeKeyPair('ES256').privateKey.export({ format: 'jwk' }) },
      '/publicKey/d',
    ],
    [
      'a private EdDSA key',
      { alg: 'EdDSA', publicKey: makeKeyPair('EdDSA').privateKey.export({ format: 'jwk' }) },
      '/publicKey/d',
    ],
    ['another curve', { alg: 'ES256', publicKey: { ...ec, crv: 'P-384' } }, '/publicKey/crv'],
    ['Ed25519 said to be EC', { alg: 'EdDSA', publicKey: { ...ed, kty: 'EC' } }, '/publicKey/kty'],
    ['P-256 said to be Ed25519', { alg: 'EdDSA', publicKey: { ...ed, crv: 'P-256' } }, '/publicKey/crv'],
    ['no y', { alg: 'ES256', publicKey: { ...ec, y: undefined } }, '/publicKey/y'],
    ['a y too many', { alg: 'EdDSA', publicKey: { ...ed, y: ec.y } }, '/publicKey/y'],
    ['a point beside the curve', { alg: 'ES256', publicKey: off }, '/publicKey'],
    ['a point of small order', { alg: 'EdDSA', publicKey: { ...ed, x: `AQ${'A'.repeat(41)}` } }, '/publicKey/x'],
    ['padding', { alg: 'EdDSA', publicKey: { ...ed, x: `${ed.x}=` } }, '/publicKey/x'],
    ['an x of 10 KiB', { alg: 'EdDSA', publicKey: { ...ed, x: 'A'.repeat(10_240) } }, '/publicKey/x'],
    ['x a number', { alg: 'EdDSA', publicKey: { ...ed, x: 7 } }, '/publicKey/x'],
    ['a key to encrypt', { alg: 'ES256', publicKey: { ...ec, use: 'enc' } }, '/publicKey/use'],
    ['a key to sign', { alg: 'ES256', publicKey: { ...ec, key_ops: ['sign'] } }, '/publicKey/key_ops/0'],
    ['alg of another', { alg: 'ES256', publicKey: { ...ec, alg: 'EdDSA' } }, '/publicKey/alg'],
    ['an address of certificates', { alg: 'ES256', publicKey: { ...ec, x5u: 'https://a.example' } }, '/publicKey/x5u'],
    ['a key as text', { alg: 'ES256', publicKey: JSON.stringify(ec) }, '/publicKey'],
    ['PEM', { alg: 'ES256', publicKey: '-----BEGIN PUBLIC KEY-----' }, '/publicKey'],
    ['a field too many', { alg: 'HS256', kid: 'mine' }, '/kid'],
  ])('are refused with %s', async (_, body, at) => {
    const tenant = await makeTenant();
    const answer = await add(tenant, body);
    expect(answer.body).toMatchObject({
      status: 400,
      code: 'validation_failed',
      errors: expect.arrayContaining([expect.objectContaining({ path: at })]),
    });
    expect((await list(tenant)).body.items).toEqual([]);
  });

  it('take what key libraries write beside the key', async () => {
    const tenant = await makeTenant();
    const extra = { use: 'sig', key_ops: ['verify'], kid: 'my-own-name' };
    expect((await add(tenant, { alg: 'ES256', publicKey: { ...ec, ...extra, alg: 'ES256' } })).status).toBe(201);
    expect((await add(tenant, { alg: 'EdDSA', publicKey: { ...ed, ...extra, alg: 'Ed25519' } })).status).toBe(201);
  });

  it('belong to the tenant’s server alone', async () => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const { kid } = await makeSigner(tenant);
    const guest = await tenant.guest();
    for (const [method, at] of [
      ['POST', path],
      ['GET', path],
      ['DELETE', `${path}/${kid}`],
    ] as const) {
      const body = method === 'POST' ? { alg: 'HS256' } : undefined;
      expect((await guest.rest(method, at, body)).body).toMatchObject({ status: 403, code: 'forbidden' });
      expect((await tenant.rest(method, at, { body })).body).toMatchObject({ status: 403, code: 'forbidden' });
    }
    expect((await list(other)).body.items).toEqual([]);
    for (const unknown of [kid, 'x', '%00', '01a1fdf1-cc0c-7444-bf5e-d80af334dd15']) {
      expect((await remove(other, unknown)).body).toMatchObject({ status: 404, code: 'key_not_found' });
    }
    expect((await list(tenant)).body.items).toHaveLength(1);
  });

  it.each(signingAlgs)('of %s open no session in another tenant', async (alg) => {
    const [tenant, other] = [await makeTenant(), await makeTenant()];
    const token = await (await makeSigner(tenant, alg)).sign({ sub: 'ada' });
    await makeSigner(other, alg);
    const there = await other.rest('POST', '/v1/auth/exchange', { body: { token } });
    expect(there.body).toMatchObject({ status: 401, code: 'invalid_token' });
    expect((await tenant.rest('POST', '/v1/auth/exchange', { body: { token } })).status).toBe(200);
  });
});
