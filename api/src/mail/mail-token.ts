import { createHmac } from 'node:crypto';
import { sha256 } from '../common/sha256.js';

/** 32 bytes as base64url. */
const secretLength = 43;
const secretPattern = /^[A-Za-z0-9_-]{43}$/;

/**
 * The secret of a mail: an HMAC over its id with a key of the installation, so that each attempt to send it says the same
 * and nothing that can be used is stored, neither beside the mail nor in a job.
 * @param key the installation's mail key
 */
export function mailSecret(key: Buffer, tenantId: string, mailId: string): string {
  return createHmac('sha256', key).update(`${tenantId} ${mailId}`).digest('base64url');
}

/** What is kept of a secret. It is as good as random and long, so a plain digest is as hard to turn around as a slow one. */
export function hashSecret(secret: string): Buffer {
  return sha256(secret);
}

/** The token in a mail's link: the secret, and behind it the public key of the tenant that the page has to ask. */
export function mailToken(secret: string, publicKey: string): string {
  return secret + publicKey;
}

/**
 * The hash to look for.
 * @param token any text: a token of `mailToken`, or its secret alone
 * @returns `undefined` when it has not the form of either, or names another tenant
 */
export function hashOfToken(token: string, publicKey: string): Buffer | undefined {
  const [secret, named] = [token.slice(0, secretLength), token.slice(secretLength)];
  if (!secretPattern.test(secret)) return undefined;
  if (named !== '' && named !== publicKey) return undefined;
  return hashSecret(secret);
}
