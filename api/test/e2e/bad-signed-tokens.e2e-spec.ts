import { createHmac, createPublicKey, type KeyObject, sign as signBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { KeyHost } from '../support/key-host.js';
import { makeKeyPair, makeSigner, nowSeconds, type TestSigner } from '../support/signing.js';
import { makeTenant, type TestTenant, type TestUser } from '../support/tenant.js';

const base64 = (text: string): string => Buffer.from(text).toString('base64url');

const day = 24 * 3_600;

describe('S8: a bad token of the tenant’s own login', () => {
  let tenant: TestTenant;
  let other: TestTenant;
  let guest: TestUser;
  let shared: TestSigner;
  let pair: TestSigner;
  let keyHost: KeyHost;

  beforeAll(async () => {
    [tenant, other] = [await makeTenant(), await makeTenant()];
    guest = await tenant.guest();
    shared = await makeSigner(tenant, 'HS256');
    pair = await makeSigner(tenant, 'ES256');
    keyHost = await KeyHost.start();
  });
  afterAll(async () => {
    await keyHost.stop();
    // Whatever the tokens below said, nobody went to fetch a key.
    expect(keyHost.visits).toBe(0);
  });

  const exchange = (token: string) => tenant.rest('POST', '/v1/auth/exchange', { body: { token } });
  const claims = () => ({ sub: 'ada', exp: nowSeconds() + 300 });

  /** Both parts as they are written, and a true HMAC under them. */
  function forgeText(header: string, payload: string, key: KeyObject | string = shared.key): string {
    const head = `${base64(header)}.${base64(payload)}`;
    return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
  }
  const forge = (payload: object, header: object = {}, key?: KeyObject | string): string =>
    forgeText(JSON.stringify({ alg: 'HS256', kid: shared.kid, ...header }), JSON.stringify(payload), key);
  /** The same with the private key of the ES256 key. */
  function forgeWithPair(payload: object, header: object = {}, key = pair.key): string {
    const head = `${base64(JSON.stringify({ alg: 'ES256', kid: pair.kid, ...header }))}.${base64(JSON.stringify(payload))}`;
    return `${head}.${signBytes('sha256', Buffer.from(head), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
  }
  const unsigned = (alg: string, signature = ''): string =>
    `${base64(JSON.stringify({ alg, kid: shared.kid }))}.${base64(JSON.stringify(claims()))}.${signature}`;
  const pem = () => createPublicKey(pair.key).export({ format: 'pem', type: 'spki' }).toString();

  it('is told from a good one', async () => {
    for (const token of [forge(claims()), forge(claims(), { typ: 'jwt' }), forgeWithPair(claims())]) {
      expect((await exchange(token)).status).toBe(200);
    }
  });

  it.each<[string, () => string | Promise<string>]>([
    ['alg none', () => unsigned('none')],
    ['alg None', () => unsigned('None')],
    ['alg nOnE', () => unsigned('nOnE')],
    ['alg NONE and a signature', () => unsigned('NONE', 'AAAA')],
    ['alg none, well signed', () => forge(claims(), { alg: 'none' })],
    ['alg HS512', () => forge(claims(), { alg: 'HS512' })],
    ['alg hs256', () => forge(claims(), { alg: 'hs256' })],
    ['no alg', () => forge(claims(), { alg: undefined })],
    ['a list for alg', () => forge(claims(), { alg: ['HS256'] })],
    ['the public key’s PEM for a secret', () => forge(claims(), { kid: pair.kid }, pem())],
    ['the public key’s JWK for a secret', () => forge(claims(), { kid: pair.kid }, JSON.stringify(pair.jwk))],
    ['the public key’s x for a secret', () => forge(claims(), { kid: pair.kid }, pair.jwk?.x)],
    ['the text of the secret for a secret', () => forge(claims(), {}, shared.key.export().toString('base64url'))],
    ['no secret at all', () => forge(claims(), {}, '')],
    ['the other key’s kid', () => forge(claims(), { kid: pair.kid })],
    ['the other key’s alg', () => forge(claims(), { alg: 'ES256', kid: pair.kid })],
    ['another private key', () => forgeWithPair(claims(), {}, makeKeyPair('ES256').privateKey)],
    [
      'a signature in DER',
      () => {
        const [head = '', payload = ''] = forgeWithPair(claims()).split('.');
        return `${head}.${payload}.${signBytes('sha256', Buffer.from(`${head}.${payload}`), pair.key).toString('base64url')}`;
      },
    ],
    ['a signature of zeros', () => `${forgeWithPair(claims()).split('.').slice(0, 2).join('.')}.${'A'.repeat(86)}`],
    ['an empty signature', () => `${forge(claims()).split('.').slice(0, 2).join('.')}.`],
    ['two parts', () => forge(claims()).split('.').slice(0, 2).join('.')],
    ['four parts', () => `${forge(claims())}.x`],
    ['four parts, the last empty', () => `${forge(claims())}.`],
    ['padding', () => `${forge(claims())}=`],
    [
      'standard base64',
      () =>
        forge({ ...claims(), x: '>>>???' })
          .replaceAll('-', '+')
          .replaceAll('_', '/')
          .replace(/\.([^.]*)$/, '.$1+'),
    ],
    ['a blank before it', () => ` ${forge(claims())}`],
    ['a line break behind it', () => `${forge(claims())}\n`],
    ['Bearer before it', () => `Bearer ${forge(claims())}`],
    [
      'other claims under the signature',
      () => {
        const [head, , signature] = forge(claims()).split('.');
        return `${head}.${base64(JSON.stringify({ ...claims(), sub: 'bo' }))}.${signature}`;
      },
    ],
    ['no kid', () => forge(claims(), { kid: undefined })],
    ['an empty kid', () => forge(claims(), { kid: '' })],
    ['an unknown kid', () => forge(claims(), { kid: tenant.id })],
    ['a kid in upper case', () => forge(claims(), { kid: shared.kid.toUpperCase() })],
    ['a kid that is a path', () => forge(claims(), { kid: '../../../../dev/null' }, '')],
    ['a kid that is SQL', () => forge(claims(), { kid: `${shared.kid}' OR 1=1 --` })],
    ['a kid that is an address', () => forge(claims(), { kid: keyHost.url })],
    ['a kid of 1 KiB', () => forge(claims(), { kid: 'x'.repeat(1_024) })],
    ['a kid that is an object', () => forge(claims(), { kid: { $gt: '' } })],
    ['a kid of NUL', () => forge(claims(), { kid: `${shared.kid}\0` })],
    ['a kid of __proto__', () => forge(claims(), { kid: '__proto__' })],
    ['a jku', () => forge(claims(), { jku: keyHost.url })],
    ['an x5u', () => forge(claims(), { x5u: keyHost.url })],
    [
      'a jwk of its own',
      () => {
        const own = makeKeyPair('ES256');
        return forgeWithPair(claims(), { jwk: own.jwk }, own.privateKey);
      },
    ],
    ['a jwk and a true signature', () => forge(claims(), { jwk: { kty: 'oct', k: 'eA' } })],
    ['an x5c', () => forge(claims(), { x5c: ['AAAA'] })],
    ['an unknown crit', () => forge(claims(), { crit: ['exp'] })],
    ['crit b64', () => forge(claims(), { crit: ['b64'], b64: false })],
    ['zip', () => forge(claims(), { zip: 'DEF' })],
    ['typ of another kind', () => forge(claims(), { typ: 'logout+jwt' })],
    ['a header that is a list', () => forgeText('[]', JSON.stringify(claims()))],
    ['a header that is no JSON', () => forgeText('{alg:HS256}', JSON.stringify(claims()))],
    ['alg twice', () => forgeText(`{"alg":"none","alg":"HS256","kid":"${shared.kid}"}`, JSON.stringify(claims()))],
    ['kid twice', () => forgeText(`{"kid":"x","alg":"HS256","kid":"${shared.kid}"}`, JSON.stringify(claims()))],
    ['no exp', () => forge({ sub: 'ada' })],
    ['exp null', () => forge({ ...claims(), exp: null })],
    ['exp as text', () => forge({ ...claims(), exp: String(claims().exp) })],
    ['exp in milliseconds', () => forge({ ...claims(), exp: Date.now() + 300_000 })],
    ['exp in ten years', () => forge({ ...claims(), exp: nowSeconds() + 3_650 * day })],
    ['exp in 25 hours', () => forge({ ...claims(), exp: nowSeconds() + 25 * 3_600 })],
    [
      'exp that is no number of JavaScript',
      () => forgeText(`{"alg":"HS256","kid":"${shared.kid}"}`, '{"sub":"ada","exp":1e400}'),
    ],
    ['a negative exp', () => forge({ ...claims(), exp: -1 })],
    ['nbf in two minutes', () => forge({ ...claims(), nbf: nowSeconds() + 120 })],
    ['nbf as text', () => forge({ ...claims(), nbf: '0' })],
    ['iat in two minutes', () => forge({ ...claims(), iat: nowSeconds() + 120 })],
    ['iat as text', () => forge({ ...claims(), iat: '0' })],
    ['another aud', () => forge({ ...claims(), aud: 'somebody' })],
    ['aud of another tenant', () => forge({ ...claims(), aud: other.id })],
    ['two auds', () => forge({ ...claims(), aud: [tenant.id, 'somebody'] })],
    ['no aud in the list', () => forge({ ...claims(), aud: [] })],
    ['aud a number', () => forge({ ...claims(), aud: 7 })],
    ['aud null', () => forge({ ...claims(), aud: null })],
    ['iss an object', () => forge({ ...claims(), iss: { url: 'x' } })],
    ['no sub', () => forge({ exp: claims().exp })],
    ['an empty sub', () => forge({ ...claims(), sub: '' })],
    ['sub 0', () => forge({ ...claims(), sub: 0 })],
    ['sub an object', () => forge({ ...claims(), sub: { id: 'ada' } })],
    ['sub a list', () => forge({ ...claims(), sub: ['ada'] })],
    ['sub null', () => forge({ ...claims(), sub: null })],
    ['sub of 256 characters', () => forge({ ...claims(), sub: 'x'.repeat(256) })],
    ['a NUL in sub', () => forge({ ...claims(), sub: 'a\0b' })],
    ['half a character in sub', () => forge({ ...claims(), sub: 'a\ud800' })],
    [
      'sub twice',
      () => forgeText(`{"alg":"HS256","kid":"${shared.kid}"}`, `{"sub":"bo","exp":${claims().exp},"sub":"ada"}`),
    ],
    [
      'sub twice, once in disguise',
      () => forgeText(`{"alg":"HS256","kid":"${shared.kid}"}`, `{"s\\u0075b":"bo","exp":${claims().exp},"sub":"ada"}`),
    ],
    [
      'a member twice, deep inside',
      () =>
        forgeText(`{"alg":"HS256","kid":"${shared.kid}"}`, `{"sub":"ada","exp":${claims().exp},"x":[{"a":1,"a":2}]}`),
    ],
    ['claims that are a list', () => forgeText(`{"alg":"HS256","kid":"${shared.kid}"}`, '["ada"]')],
    ['claims that are null', () => forgeText(`{"alg":"HS256","kid":"${shared.kid}"}`, 'null')],
    ['claims that are a token', () => forgeText(`{"alg":"HS256","kid":"${shared.kid}"}`, forge(claims()))],
    ['name a number', () => forge({ ...claims(), name: 7 })],
    ['an empty name', () => forge({ ...claims(), name: ' ' })],
    ['a name of 65 characters', () => forge({ ...claims(), name: 'x'.repeat(65) })],
    ['a name of two lines', () => forge({ ...claims(), name: 'a\nb' })],
    ['a picture by http', () => forge({ ...claims(), avatarUrl: 'http://a.example/a.png' })],
    ['a picture by javascript', () => forge({ ...claims(), avatarUrl: 'javascript:alert(1)' })],
    ['a picture in the text', () => forge({ ...claims(), avatarUrl: 'data:image/png;base64,AAAA' })],
    ['a picture behind a password', () => forge({ ...claims(), avatarUrl: 'https://u:p@a.example/' })],
    ['a picture nowhere', () => forge({ ...claims(), avatarUrl: 'https://' })],
    ['a picture that is an object', () => forge({ ...claims(), avatarUrl: { url: 'x' } })],
    ['a picture’s address of 3 KiB', () => forge({ ...claims(), avatarUrl: `https://a.example/${'x'.repeat(3_072)}` })],
    ['five parts, as if it were encrypted', () => `${base64('{"alg":"dir","enc":"A256GCM"}')}..AAAA.AAAA.AAAA`],
    ['9 KiB', () => forge({ ...claims(), x: 'x'.repeat(9 * 1_024) })],
    ['200 KiB', () => 'x'.repeat(200 * 1_024)],
    ['nothing in it', () => ''],
    ['dots alone', () => '..'],
    ['lists in lists', () => forgeText(`{"alg":"HS256","kid":"${shared.kid}"}`, '['.repeat(3_000) + ']'.repeat(3_000))],
    ['an access token', () => guest.token],
    ['a refresh token', () => guest.session.refreshToken],
    ['a secret key', () => tenant.secretKey],
    ['a public key', () => tenant.key],
  ])('with %s is refused', async (_, make) => {
    const { status, body } = await exchange(await make());
    expect([status, body]).toEqual([401, expect.objectContaining({ status: 401, code: 'invalid_token' })]);
  });

  it('with any other last character is refused, also with one that decodes to the same', async () => {
    for (const token of [forge(claims()), forgeWithPair(claims())]) {
      const ends = [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'];
      for (const end of ends.filter((one) => !token.endsWith(one))) {
        expect((await exchange(token.slice(0, -1) + end)).body).toMatchObject({ code: 'invalid_token' });
      }
    }
  });

  it('that has expired says so, if it was good before', async () => {
    const past = { sub: 'ada', exp: nowSeconds() - 120 };
    expect((await exchange(forge(past))).body).toMatchObject({ status: 401, code: 'token_expired' });
    expect((await exchange(forge({ ...past, exp: 0 }))).body).toMatchObject({ code: 'token_expired' });
    expect((await exchange(forge(past, {}, 'another secret'))).body).toMatchObject({ code: 'invalid_token' });
  });

  it('is one that the clocks explain only within a minute', async () => {
    const now = nowSeconds();
    const good = [
      { sub: 'ada', exp: now - 30 },
      { sub: 'ada', exp: now + day },
      { ...claims(), iat: now + 30 },
      { ...claims(), nbf: now + 30 },
      { ...claims(), exp: now + 300.5 },
    ];
    for (const payload of good) expect((await exchange(forge(payload))).status).toBe(200);
  });

  it('is not told from a good one by an iss, the own aud, a long sub or claims of others', async () => {
    const good = [
      { iss: 'https://login.example' },
      { aud: tenant.id },
      { aud: [tenant.id] },
      { sub: '🦊'.repeat(255) },
      { sub: '../../etc/passwd' },
      { sub: "' OR 1=1 --" },
      { sub: ' ' },
      { name: null, avatarUrl: null },
      { role: 'admin', tid: other.id, sid: 'x', kind: 'operator' },
    ];
    for (const extra of good) expect((await exchange(forge({ ...claims(), ...extra }))).status).toBe(200);
  });

  it('that is no text is refused by its field', async () => {
    for (const token of [7, null, ['x'], { token: 'x' }, 'a\ud800']) {
      const { body } = await tenant.rest('POST', '/v1/auth/exchange', { body: { token } });
      expect(body).toMatchObject({ status: 400, code: 'validation_failed', errors: [{ path: '/token' }] });
    }
  });

  it('opens no session and makes nobody', async () => {
    const answer = await tenant.rest('POST', '/v1/auth/exchange', { body: { token: forge({ sub: 'cy' }) } });
    expect(answer.status).toBe(401);
    const put = await tenant.rest('PUT', '/v1/users/external/cy', { bearer: tenant.secretKey, body: {} });
    expect(put.status).toBe(201);
  });
});
