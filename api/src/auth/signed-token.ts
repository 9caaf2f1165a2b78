import { z } from 'zod';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { SigningAlg } from '../tenants/signing-key.schema.js';
import { ExternalAvatarUrl, ExternalId, type PutExternalUser } from '../users/external-user.schema.js';
import { DisplayName } from '../users/user.schema.js';
import { hasRepeatedMember } from './repeated-members.js';

/** How far the clocks of the tenant and of this server may differ, in seconds. */
const leewaySeconds = 60;

/** How far away the end of a token may be, in seconds. */
const maxLifeSeconds = 24 * 3_600;

/** Most characters of a token. */
const maxLength = 8_192;

/** What a token says of itself, before it is known whether that is true. */
export interface SignedTokenHeader {
  readonly alg: SigningAlg;
  readonly kid: string;
}

/** Whom a tenant vouches for, and how they look. */
export interface SignedUser {
  readonly externalId: string;
  readonly profile: PutExternalUser;
}

/**
 * What may stand in the header. Everything else would be for somebody else to understand: where to fetch a key (`jku`,
 * `x5u`), which key to believe (`jwk`, `x5c`), what must be understood (`crit`).
 */
const Header = z.strictObject({
  alg: SigningAlg,
  kid: z.string().refine(isId),
  typ: z.string().regex(/^jwt$/i).optional(),
});

const seconds = z.number().min(0).max(Number.MAX_SAFE_INTEGER);

/** The claims that are looked at; a tenant may put more into its tokens. */
const Claims = z.looseObject({
  sub: ExternalId,
  name: DisplayName.nullable().optional(),
  avatarUrl: ExternalAvatarUrl.nullable().optional(),
  exp: seconds,
  nbf: seconds.optional(),
  iat: seconds.optional(),
  aud: z.union([z.string(), z.tuple([z.string()])]).optional(),
  iss: z.string().optional(),
});

const refuse = (detail: string) => new DomainError('invalid_token', detail);

/** The JSON object in one part of a token, if that is its only spelling. */
function readPart(part: string): object | undefined {
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !hasRepeatedMember(text) ? value : undefined;
  } catch {
    return undefined;
  }
}

/**
 * The header of a token in the form that is taken; its signature is yet to be looked at.
 * @throws DomainError invalid_token
 */
export function readSignedHeader(token: string): SignedTokenHeader {
  if (token.length > maxLength) throw refuse(`A token has at most ${maxLength} characters`);
  const [header = '', payload = '', signature = '', ...more] = token.split('.');
  const isWhole = more.length === 0 && payload !== '' && signature !== '';
  if (!isWhole || Buffer.from(signature, 'base64url').toString('base64url') !== signature) {
    throw refuse('A token is three parts of base64url without padding');
  }
  const { data } = Header.safeParse(readPart(header));
  if (!data) throw refuse('The header of a token has alg, kid, typ, each once, and nothing else');
  return { alg: data.alg, kid: data.kid };
}

/**
 * Whom a token names whose signature was verified.
 * @param tenantId whose key signed it
 * @param nowSeconds since 1970
 * @throws DomainError token_expired | invalid_token, saying which claim is wrong
 */
export function readSignedUser(token: string, tenantId: string, nowSeconds: number): SignedUser {
  const payload = readPart(token.split('.')[1] ?? '');
  if (!payload) throw refuse('The claims of a token are a JSON object with each name once');
  const { data, error } = Claims.safeParse(payload);
  if (!data) throw refuse(`${error.issues[0]?.path.join('.') ?? 'claims'}: ${error.issues[0]?.message ?? 'not valid'}`);
  const { sub, name, avatarUrl, exp, nbf = 0, iat = 0, aud = tenantId } = data;
  if (exp <= nowSeconds - leewaySeconds) throw new DomainError('token_expired');
  if (exp > nowSeconds + maxLifeSeconds + leewaySeconds) throw refuse('exp: at most 24 hours from now');
  if (nbf > nowSeconds + leewaySeconds) throw refuse('nbf: not yet');
  if (iat > nowSeconds + leewaySeconds) throw refuse('iat: in the future');
  if ([aud].flat()[0] !== tenantId) throw refuse('aud: if given, the id of the tenant');
  return {
    externalId: sub,
    profile: {
      ...(name === undefined || name === null ? {} : { displayName: name }),
      ...(avatarUrl === undefined ? {} : { avatarUrl }),
    },
  };
}
