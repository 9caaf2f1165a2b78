import { createPublicKey, type JsonWebKey, type KeyObject } from 'node:crypto';
import { DomainError } from '../common/errors/domain-error.js';
import type { PublicJwk, SigningAlg } from './signing-key.schema.js';

/** The members of a JWK that make the key; all else in it is talk. */
export type BareJwk = Pick<PublicJwk, 'kty' | 'crv' | 'x' | 'y'>;

const forms = {
  ES256: { kty: 'EC', crv: 'P-256', algs: ['ES256'] },
  EdDSA: { kty: 'OKP', crv: 'Ed25519', algs: ['EdDSA', 'Ed25519'] },
} as const;

/**
 * Points of small order on Ed25519, with which a signature can be found without a private key; the top bit, a sign, left out.
 * From RFC 7748, section 6, and its companions in "Taming the many EdDSAs" (2020), table 5.
 */
const smallOrder = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
]);

/**
 * The key in a JWK, if it is one of this algorithm.
 * @throws DomainError validation_failed, naming the member that is wrong
 */
export function requirePublicKey(alg: Exclude<SigningAlg, 'HS256'>, jwk: PublicJwk): BareJwk {
  const { kty, crv, algs } = forms[alg];
  const wrong = (member: string, message: string) => DomainError.invalid(`/publicKey${member}`, message);
  if (jwk.kty !== kty) throw wrong('/kty', `must be ${kty} for ${alg}`);
  if (jwk.crv !== crv) throw wrong('/crv', `must be ${crv} for ${alg}`);
  if (jwk.alg !== undefined && !algs.some((one) => one === jwk.alg)) throw wrong('/alg', `must be ${alg}`);
  if ((jwk.y !== undefined) !== (kty === 'EC')) {
    throw wrong('/y', kty === 'EC' ? 'is missing' : `is no part of a key for ${alg}`);
  }
  const bare = { kty, crv, x: jwk.x, ...(jwk.y === undefined ? {} : { y: jwk.y }) };
  if (alg === 'EdDSA' && isSmallOrder(jwk.x)) throw wrong('/x', 'is a point of small order');
  try {
    toPublicKey(bare);
  } catch {
    throw wrong('', `is no point of ${crv}`);
  }
  return bare;
}

/** @throws Error when there is no such point */
export function toPublicKey(jwk: BareJwk): KeyObject {
  return createPublicKey({ key: jwk as JsonWebKey, format: 'jwk' });
}

function isSmallOrder(x: string): boolean {
  const bytes = Buffer.from(x, 'base64url');
  bytes[31] = (bytes[31] ?? 0) & 0x7f;
  return smallOrder.has(bytes.toString('hex'));
}
