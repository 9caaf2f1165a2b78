import { wrongInput } from './wrong-input.js';
import { readSigningKey } from './signing-key.js';
import type { SigningMaterial } from './signing-key.js';
import { readUserClaims } from './user-claims.js';
import type { UserClaims } from './user-claims.js';

/** How a token is signed. */
export interface SignOptions {
  /** How long it is good for, in ms: a second to 24 hours, five minutes when left out. It only has to last until it is exchanged. */
  expiresInMs?: number;
}

/**
 * Makes a token for one person, for `POST /v1/auth/exchange`: what the SDK's `token` function and `Parley.identify` take.
 * @throws ChatError validation_failed, naming what is wrong in `errors`
 */
export type TokenSigner = (claims: UserClaims, options?: SignOptions) => string;

/** What {@link createTokenSigner} may be told. */
export interface TokenSignerOptions {
  /** The clock, in ms since 1970; default `Date.now`. */
  now?: () => number;
}

const [minLifeMs, usualLifeMs, maxLifeMs] = [1_000, 5 * 60_000, 24 * 3_600_000];

/**
 * Makes a signer of one key; the key is read once.
 * @throws ChatError validation_failed when the key is none that can sign
 */
export function createTokenSigner(key: SigningMaterial, { now = Date.now }: TokenSignerOptions = {}): TokenSigner {
  const { kid, alg, sign } = readSigningKey(key);
  const header = encoded({ alg, kid, typ: 'JWT' });
  return (claims, { expiresInMs = usualLifeMs } = {}) => {
    if (!(expiresInMs >= minLifeMs && expiresInMs <= maxLifeMs)) {
      throw wrongInput('expiresInMs', `must be ${minLifeMs} to ${maxLifeMs}: a second to 24 hours`);
    }
    const exp = Math.floor((now() + expiresInMs) / 1_000);
    const signed = `${header}.${encoded({ ...readUserClaims(claims), exp })}`;
    return `${signed}.${sign(signed).toString('base64url')}`;
  };
}

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
