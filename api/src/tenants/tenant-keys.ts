import { randomBytes } from 'node:crypto';
import { sha256 } from '../common/sha256.js';

/** A key as it is made: the text for its owner, and what is kept of it. */
export interface NewKey {
  /** `sk_...` */
  readonly text: string;
  readonly hash: Buffer;
  readonly last4: string;
}

const publicKey = /^pk_[A-Za-z0-9_-]{24,64}$/;
const secretKey = /^sk_[A-Za-z0-9_-]{32,64}$/;

/** A new public key: 18 random bytes, so that nobody finds a tenant by guessing. */
export function newPublicKey(): string {
  return `pk_${randomBytes(18).toString('base64url')}`;
}

/** A new secret key: 32 random bytes. */
export function newSecretKey(): NewKey {
  const text = `sk_${randomBytes(32).toString('base64url')}`;
  return { text, hash: hashKey(text), last4: text.slice(-4) };
}

/** What is kept of a key. It is long and random, so a plain digest is as hard to turn around as a slow one. */
export function hashKey(text: string): Buffer {
  return sha256(text);
}

/** Whether `value` has the form of a public key; anything else names no tenant. */
export function isPublicKey(value: string): boolean {
  return publicKey.test(value);
}

/** Whether `value` has the form of a secret key. */
export function isSecretKey(value: string): boolean {
  return secretKey.test(value);
}
