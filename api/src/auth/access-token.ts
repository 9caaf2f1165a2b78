import { createSecretKey, type KeyObject } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { AuthConfig } from '../config/auth.config.js';
import { InstallationKeys } from '../database/installation-keys.js';

/** What an access token says. */
export interface AccessClaims {
  readonly tenantId: string;
  readonly userId: string;
  readonly sessionId: string;
  /** The session's generation that it was handed out with. */
  readonly generation: number;
  readonly expiresAtMs: number;
}

const issuer = 'parley';
const audience = 'parley:access';

/** How far the clocks of two nodes may differ, in seconds. */
const clockSkewSeconds = 60;

/** How an access token is verified, wherever it comes in: passport-jwt on REST, `AccessTokens.verify` on sockets. */
export const verifyOptions = { algorithms: ['HS256'], issuer, audience } satisfies jwt.VerifyOptions;

/** The header of every token of ours. Any other one (`kid`, `jku`, `crit`, another `alg`) was not made here. */
const header = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');

/** Tokens whose claims are remembered: some 20 MB. */
const maxVerified = 20_000;

/** Longer than any token of ours. */
const maxLength = 4_096;

const id = z.string().refine(isId);
const numericDate = z.int().positive();
const Payload = z.strictObject({
  iss: z.literal(issuer),
  aud: z.literal(audience),
  iat: numericDate,
  nbf: numericDate.optional(),
  exp: numericDate,
  tid: id,
  sub: id,
  sid: id,
  gen: z.int().positive(),
});

/**
 * Refuses, before any signature is looked at, what does not have the form of our tokens.
 * @throws DomainError invalid_token
 */
export function requireTokenForm(token: string): void {
  const [first, payload, signature, ...more] = token.length > maxLength ? [] : token.split('.');
  if (first !== header || !payload || !signature || more.length > 0) throw new DomainError('invalid_token');
  // A payload with a claim twice reads differently here and elsewhere; ours are always what JSON.stringify writes.
  const text = Buffer.from(payload, 'base64url').toString('utf8');
  if (text !== canonicalJson(text)) throw new DomainError('invalid_token');
}

function canonicalJson(text: string): string | undefined {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** What the verifier's refusal means to the caller: only a well-signed token can have expired. */
export function toTokenError(error: unknown): DomainError {
  if (error instanceof DomainError) return error;
  return new DomainError(error instanceof jwt.TokenExpiredError ? 'token_expired' : 'invalid_token');
}

/** Makes and verifies access tokens: JWTs with HS256, short-lived, each of one session's generation. */
@Injectable()
export class AccessTokens {
  private key: KeyObject | undefined;
  private readonly verified = new Map<string, AccessClaims>();

  constructor(
    private readonly config: AuthConfig,
    private readonly keys: InstallationKeys,
  ) {}

  /** The key that signs. Read late: the keys of the database are there when the module is up. */
  get secret(): KeyObject {
    const { jwtSecret } = this.config;
    this.key ??= createSecretKey(jwtSecret === undefined ? this.keys.get('jwt') : Buffer.from(jwtSecret, 'utf8'));
    return this.key;
  }

  sign({ tenantId, userId, sessionId, generation }: Omit<AccessClaims, 'expiresAtMs'>): string {
    return jwt.sign({ tid: tenantId, sid: sessionId, gen: generation }, this.secret, {
      algorithm: 'HS256',
      issuer,
      audience,
      subject: userId,
      expiresIn: this.config.accessTokenSeconds,
    });
  }

  /** @throws DomainError invalid_token | token_expired */
  verify(token: string): AccessClaims {
    const known = this.known(token);
    if (known) return known;
    requireTokenForm(token);
    try {
      const claims = this.readClaims(jwt.verify(token, this.secret, verifyOptions));
      this.remember(token, claims);
      return claims;
    } catch (error) {
      throw toTokenError(error);
    }
  }

  /** The claims of a token that was verified before and is still good: its signature need not be looked at again. */
  known(token: string): AccessClaims | undefined {
    const claims = this.verified.get(token);
    return claims && claims.expiresAtMs > Date.now() ? claims : undefined;
  }

  /** Keeps what a verified token says; past `maxVerified` those verified first are forgotten. */
  remember(token: string, claims: AccessClaims): void {
    this.verified.set(token, claims);
    if (this.verified.size <= maxVerified) return;
    for (const oldest of this.verified.keys()) {
      this.verified.delete(oldest);
      return;
    }
  }

  /**
   * The claims of a payload whose signature, times, issuer and audience were verified already.
   * @throws DomainError invalid_token
   */
  readClaims(payload: unknown): AccessClaims {
    const { data } = Payload.safeParse(payload);
    if (!data) throw new DomainError('invalid_token');
    const isFromFuture = data.iat > Date.now() / 1_000 + clockSkewSeconds;
    const isTooLong = data.exp - data.iat > this.config.accessTokenSeconds;
    if (isFromFuture || isTooLong) throw new DomainError('invalid_token');
    return {
      tenantId: data.tid,
      userId: data.sub,
      sessionId: data.sid,
      generation: data.gen,
      expiresAtMs: data.exp * 1_000,
    };
  }
}
