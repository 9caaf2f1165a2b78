import { createSecretKey, generateKeyPairSync, type JsonWebKey, type KeyObject } from 'node:crypto';
import { SignJWT } from 'jose';
import type { NewSigningKey, SigningAlg } from '../../src/tenants/signing-key.schema.js';
import type { TestTenant } from './tenant.js';

/** The ways in which a tenant can sign. */
export const signingAlgs: readonly SigningAlg[] = ['HS256', 'ES256', 'EdDSA'];

/** A new key pair; its public half as JWK. */
export function makeKeyPair(alg: 'ES256' | 'EdDSA'): { privateKey: KeyObject; jwk: JsonWebKey } {
  const { privateKey, publicKey } =
    alg === 'ES256' ? generateKeyPairSync('ec', { namedCurve: 'P-256' }) : generateKeyPairSync('ed25519');
  return { privateKey, jwk: publicKey.export({ format: 'jwk' }) };
}

/** Now, in seconds since 1970. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1_000);

/** A signing key as the tenant's own server holds it. */
export class TestSigner {
  constructor(
    readonly kid: string,
    readonly alg: SigningAlg,
    /** What signs: the HMAC secret or the private key. */
    readonly key: KeyObject,
    /** The public half; `undefined` for HS256. */
    readonly jwk: JsonWebKey | undefined,
  ) {}

  /** A token of these claims, good for five minutes unless they say otherwise. */
  sign(claims: Record<string, unknown>): Promise<string> {
    return new SignJWT({ exp: nowSeconds() + 300, ...claims })
      .setProtectedHeader({ alg: this.alg, kid: this.kid, typ: 'JWT' })
      .sign(this.key);
  }
}

/** Makes a signing key of a tenant. */
export async function makeSigner(tenant: TestTenant, alg: SigningAlg = 'HS256'): Promise<TestSigner> {
  const pair = alg === 'HS256' ? undefined : makeKeyPair(alg);
  const { status, body } = await tenant.rest<NewSigningKey>('POST', '/v1/tenant/signing-keys', {
    bearer: tenant.secretKey,
    body: { alg, ...(pair ? { publicKey: pair.jwk } : {}) },
  });
  if (status !== 201) throw new Error(`no signing key was made: ${status} ${JSON.stringify(body)}`);
  const key = pair?.privateKey ?? createSecretKey(Buffer.from(body.secret ?? '', 'base64url'));
  return new TestSigner(body.kid, alg, key, pair?.jwk);
}
