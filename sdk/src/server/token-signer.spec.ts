import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChatError } from '../errors.js';
import { createTokenSigner } from './token-signer.js';

const kid = '019a0000-0000-7000-8000-000000000001';
const secret = randomBytes(32);
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const ed = generateKeyPairSync('ed25519');
const now = () => 1_800_000_000_500;
const pem = (key: KeyObject) => key.export({ format: 'pem', type: 'pkcs8' }).toString();

const partsOf = (token: string) => {
  const [header = '', claims = '', signature = '', ...more] = token.split('.');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Record<string, unknown>;
  expect(more).toEqual([]);
  const signed = Buffer.from(`${header}.${claims}`);
  return { header: read(header), claims: read(claims), signed, signature: Buffer.from(signature, 'base64url') };
};

/** The error of a call that must throw one. */
function refusal(call: () => unknown): ChatError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(ChatError);
    return error as ChatError;
  }
  throw new Error('it was taken');
}

describe('a token', () => {
  it('names the key and the person, ends after five minutes, and says nothing else', () => {
    const sign = createTokenSigner({ kid, secret }, { now });
    const { header, claims } = partsOf(sign({ sub: '4711' }));
    expect(header).toEqual({ alg: 'HS256', kid, typ: 'JWT' });
    expect(claims).toEqual({ sub: '4711', exp: 1_800_000_300 });
    const all = { sub: 'ä', name: ' Ada 🦋 ', avatarUrl: 'https://a.example/1', aud: 't', iss: 'i', nbf: 1, iat: 2 };
    expect(partsOf(sign(all, { expiresInMs: 86_400_000 })).claims).toEqual({ ...all, exp: 1_800_086_400 });
  });

  it.each([
    ['bytes', secret],
    ['base64url', secret.toString('base64url')],
  ])('is signed by a secret given as %s', (_as, given) => {
    const { signed, signature } = partsOf(createTokenSigner({ kid, secret: given })({ sub: 'ada' }));
    expect(signature).toEqual(createHmac('sha256', secret).update(signed).digest());
  });

  it.each([
    ['ES256', 'PEM', pem(ec.privateKey)],
    ['ES256', 'SEC1 PEM', ec.privateKey.export({ format: 'pem', type: 'sec1' }).toString()],
    ['ES256', 'JWK', ec.privateKey.export({ format: 'jwk' })],
    ['ES256', 'KeyObject', ec.privateKey],
    ['EdDSA', 'PEM', pem(ed.privateKey)],
    ['EdDSA', 'JWK', ed.privateKey.export({ format: 'jwk' })],
    ['EdDSA', 'KeyObject', ed.privateKey],
  ])('is signed with %s by a private key given as %s', (alg, _as, privateKey) => {
    const { header, signed, signature } = partsOf(createTokenSigner({ kid, privateKey })({ sub: 'ada' }));
    expect(header.alg).toBe(alg);
    expect(signature).toHaveLength(64);
    const isSigned =
      alg === 'ES256'
        ? verify('sha256', signed, { key: createPublicKey(ec.privateKey), dsaEncoding: 'ieee-p1363' }, signature)
        : verify(null, signed, ed.publicKey, signature);
    expect(isSigned).toBe(true);
  });

  it('carries any well-formed text as it is', () => {
    const sign = createTokenSigner({ kid, secret });
    const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).filter((sub) => !sub.includes('\0'));
    fc.assert(fc.property(text, (sub) => expect(partsOf(sign({ sub })).claims.sub).toBe(sub)));
  });
});

describe('what Parley would refuse', () => {
  const sign = createTokenSigner({ kid, secret }, { now });

  it.each<[string, string, object | null]>([
    ['sub', 'no claims', null],
    ['sub', 'no sub', {}],
    ['sub', 'an undefined sub', { sub: undefined }],
    ['sub', 'a number', { sub: 4711 }],
    ['sub', 'null', { sub: null }],
    ['sub', 'an empty sub', { sub: '' }],
    ['sub', '256 characters', { sub: '🦋'.repeat(256) }],
    ['sub', 'half a character', { sub: '\ud800' }],
    ['sub', 'U+0000', { sub: 'a\0' }],
    ['name', 'an empty name', { sub: 'a', name: '  ' }],
    ['name', '65 characters', { sub: 'a', name: 'x'.repeat(65) }],
    ['name', 'two lines', { sub: 'a', name: 'a\nb' }],
    ['name', 'a turned name', { sub: 'a', name: 'a\u202eb' }],
    ['name', 'a name that is no text', { sub: 'a', name: 5 }],
    ['avatarUrl', 'http', { sub: 'a', avatarUrl: 'http://a.example/1' }],
    ['avatarUrl', 'no address', { sub: 'a', avatarUrl: '/1.png' }],
    ['avatarUrl', 'a password in it', { sub: 'a', avatarUrl: 'https://a:b@a.example/1' }],
    ['avatarUrl', 'blanks', { sub: 'a', avatarUrl: 'https://a.example/1 2' }],
    ['avatarUrl', 'too long an address', { sub: 'a', avatarUrl: `https://a.example/${'x'.repeat(2_048)}` }],
    ['aud', 'a list', { sub: 'a', aud: ['t'] }],
    ['iss', 'a number', { sub: 'a', iss: 1 }],
    ['nbf', 'text', { sub: 'a', nbf: '1' }],
    ['iat', 'not a number', { sub: 'a', iat: NaN }],
    ['exp', 'an end of its own', { sub: 'a', exp: 1 }],
    ['displayName', 'a name under another name', { sub: 'a', displayName: 'Ada' }],
    ['constructor', 'a name that every object has', { sub: 'a', constructor: 'x' }],
  ])('is refused by name: %s, %s', (name, _what, claims) => {
    const error = refusal(() => sign(claims as { sub: string }));
    expect(error).toMatchObject({ code: 'validation_failed', status: 0, retryable: false });
    expect(error.errors).toEqual([{ path: `/${name}`, message: expect.any(String) }]);
    expect(error.message).toBe(`${name}: ${error.errors?.[0]?.message}`);
  });

  it.each([999, 86_400_001, NaN, Infinity, -1, '5 minutes'])('is refused: a life of %p ms', (expiresInMs) => {
    const error = refusal(() => sign({ sub: 'a' }, { expiresInMs: expiresInMs as number }));
    expect(error.errors).toMatchObject([{ path: '/expiresInMs' }]);
  });
});

describe('a key that cannot sign', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2_048 });
  const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
  const secp256k1 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' });

  it.each<[string, string, object]>([
    ['kid', 'no kid', { secret }],
    ['kid', 'an empty kid', { kid: '', secret }],
    ['kid', 'another kid', { kid: '../../etc', secret }],
    ['secret', 'neither', { kid }],
    ['secret', 'both', { kid, secret, privateKey: ed.privateKey }],
    ['secret', 'an undefined secret', { kid, secret: undefined }],
    ['secret', 'a short secret', { kid, secret: randomBytes(31) }],
    ['secret', 'padding', { kid, secret: `${secret.toString('base64url')}=` }],
    ['secret', 'a line break', { kid, secret: `${secret.toString('base64url')}\n` }],
    ['secret', 'base64 of the other alphabet', { kid, secret: `${'+/'.repeat(22)}` }],
    ['privateKey', 'no PEM', { kid, privateKey: 'MIGH' }],
    ['privateKey', 'undefined', { kid, privateKey: undefined }],
    ['privateKey', 'a public JWK', { kid, privateKey: ec.publicKey.export({ format: 'jwk' }) }],
    ['privateKey', 'a public key', { kid, privateKey: ed.publicKey }],
    ['privateKey', 'a public PEM', { kid, privateKey: ec.publicKey.export({ format: 'pem', type: 'spki' }) }],
    ['privateKey', 'RSA', { kid, privateKey: pem(rsa.privateKey) }],
    ['privateKey', 'P-384', { kid, privateKey: p384.privateKey }],
    ['privateKey', 'secp256k1', { kid, privateKey: secp256k1.privateKey }],
  ])('is refused by name: %s, %s', (name, _what, key) => {
    const error = refusal(() => createTokenSigner(key as { kid: string; secret: string }));
    expect(error.code).toBe('validation_failed');
    expect(error.errors).toMatchObject([{ path: `/${name}` }]);
  });

  it('is not told to whoever reads the error', () => {
    const almost = `${secret.toString('base64url')}=`;
    for (const key of [
      { kid, secret: almost },
      { kid, privateKey: pem(rsa.privateKey) },
    ]) {
      const error = refusal(() => createTokenSigner(key));
      expect(JSON.stringify([error.message, error.errors, error.cause])).not.toContain(almost.slice(4, 20));
      expect(error.cause).toBeUndefined();
    }
  });
});
