import { createHmac, createPrivateKey, KeyObject, sign } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import type { SigningKey } from '../contract/index.js';
import { wrongInput } from './wrong-input.js';

/** A signing key as the tenant's server holds it. */
export type SigningMaterial =
  | {
      /** The id that Parley gave the key. */
      kid: string;
      /** For HS256: the secret as Parley showed it once, in base64url, or its bytes. */
      secret: string | Uint8Array;
    }
  | {
      /** The id that Parley gave the public half. */
      kid: string;
      /** For ES256 (P-256) or EdDSA (Ed25519): PEM, JWK, or a key of `node:crypto`. */
      privateKey: string | JsonWebKey | KeyObject;
    };

/** A key that is ready to sign. */
export interface ReadyKey {
  readonly kid: string;
  readonly alg: SigningKey['alg'];
  readonly sign: (text: string) => Buffer;
}

const minSecretBytes = 32;
const kidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/**
 * Reads a key; which algorithm signs is for the key to say.
 * @throws ChatError validation_failed, naming what is wrong with it and never showing any of it
 */
export function readSigningKey(material: SigningMaterial): ReadyKey {
  const { kid } = material;
  if (typeof kid !== 'string' || !kidPattern.test(kid))
    throw wrongInput('kid', 'must be the id that Parley gave the key');
  const [hasSecret, hasPrivateKey] = ['secret' in material, 'privateKey' in material];
  if (hasSecret === hasPrivateKey) throw wrongInput('secret', 'a key has either a secret or a privateKey');
  return 'secret' in material ? { kid, ...bySecret(material.secret) } : { kid, ...byPrivateKey(material.privateKey) };
}

function bySecret(secret: string | Uint8Array): Omit<ReadyKey, 'kid'> {
  const bytes = typeof secret === 'string' ? decoded(secret) : secret;
  if (!(bytes instanceof Uint8Array)) throw wrongInput('secret', 'must be base64url or bytes');
  if (bytes.length < minSecretBytes) throw wrongInput('secret', `must have at least ${minSecretBytes} bytes`);
  const key = Buffer.from(bytes);
  return { alg: 'HS256', sign: (text) => createHmac('sha256', key).update(text).digest() };
}

function decoded(secret: string): Buffer {
  const bytes = Buffer.from(secret, 'base64url');
  if (bytes.toString('base64url') === secret) return bytes;
  throw wrongInput('secret', 'must be base64url without padding, as Parley showed it');
}

function byPrivateKey(given: string | JsonWebKey | KeyObject): Omit<ReadyKey, 'kid'> {
  const key = keyObjectOf(given);
  if (key.type !== 'private') throw wrongInput('privateKey', `must be private, not ${key.type}`);
  if (key.asymmetricKeyType === 'ed25519') return { alg: 'EdDSA', sign: (text) => sign(null, Buffer.from(text), key) };
  const isP256 = key.asymmetricKeyDetails?.namedCurve === 'prime256v1';
  if (!isP256) throw wrongInput('privateKey', 'must be of P-256 (ES256) or Ed25519 (EdDSA)');
  // A JWS has the two numbers of the signature side by side, not the DER that is usual elsewhere (RFC 7518, 3.4).
  return { alg: 'ES256', sign: (text) => sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }) };
}

function keyObjectOf(given: string | JsonWebKey | KeyObject): KeyObject {
  if (given instanceof KeyObject) return given;
  try {
    return typeof given === 'string' ? createPrivateKey(given) : createPrivateKey({ key: given, format: 'jwk' });
  } catch {
    // Not its cause: it may tell of the key.
    throw wrongInput('privateKey', 'must be a private key as PEM, JWK or KeyObject');
  }
}
