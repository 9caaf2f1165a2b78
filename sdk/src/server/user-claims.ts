import { wrongInput } from './wrong-input.js';

/** Whom a token vouches for, and how they look. When the token ends is told apart from it. */
export interface UserClaims {
  /** Your own id of the person: 1 to 255 characters, never shown to anybody. Another `sub` is another person. */
  sub: string;
  /** The display name, 1 to 64 characters on one line; left out, a new person gets a friendly generated one. */
  name?: string | null;
  /** An https address of a picture; `null` takes it away, left out it stays. */
  avatarUrl?: string | null;
  /** The tenant's id, for who wants the token to name it. */
  aud?: string;
  /** Any text. */
  iss?: string;
  /** Not good before, in seconds since 1970; at most a minute ahead when it is exchanged. */
  nbf?: number;
  /** Made when, in seconds since 1970. Left out, a clock that is a little fast does no harm. */
  iat?: number;
}

const subMaxCodePoints = 255;
const nameMaxCodePoints = 64;
const urlMaxLength = 2_048;

/** What is wrong with a claim that is there; `undefined` = nothing. */
const faults: Readonly<Record<keyof UserClaims, (value: unknown) => string | undefined>> = {
  sub: (value) => faultOfText(value, subMaxCodePoints),
  name: (value) => (value === null ? undefined : faultOfName(value)),
  avatarUrl: (value) => (value === null || isHttps(value) ? undefined : 'must be an https address, or null'),
  aud: (value) => faultOfText(value, Infinity),
  iss: (value) => (typeof value === 'string' ? undefined : 'must be text'),
  nbf: faultOfTime,
  iat: faultOfTime,
};

/**
 * The claims as they are signed.
 * @throws ChatError validation_failed, naming the claim
 */
export function readUserClaims(claims: UserClaims): UserClaims {
  if (typeof claims !== 'object' || claims === null) throw wrongInput('sub', 'is missing');
  for (const [name, value] of Object.entries(claims)) {
    if (name === 'exp') throw wrongInput(name, 'say expiresInMs instead');
    if (!Object.hasOwn(faults, name))
      throw wrongInput(name, `is no claim; there are ${Object.keys(faults).join(', ')}`);
    const fault = value === undefined ? undefined : faults[name as keyof UserClaims](value);
    if (fault) throw wrongInput(name, fault);
  }
  if (claims.sub === undefined) throw wrongInput('sub', 'is missing');
  return claims;
}

function faultOfText(value: unknown, maxCodePoints: number): string | undefined {
  if (typeof value !== 'string') return `must be text, not ${value === null ? 'null' : typeof value}`;
  if (value === '') return 'must not be empty';
  if (!value.isWellFormed() || value.includes('\0')) return 'must be well-formed Unicode without U+0000';
  return [...value].length > maxCodePoints ? `must have at most ${maxCodePoints} characters` : undefined;
}

function faultOfName(value: unknown): string | undefined {
  if (typeof value === 'string' && /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(value.trim())) {
    return 'must not contain control characters';
  }
  return faultOfText(typeof value === 'string' ? value.trim() : value, nameMaxCodePoints);
}

function isHttps(value: unknown): boolean {
  if (typeof value !== 'string' || value.length > urlMaxLength || !/^https:\/\/[^\s\\]+$/i.test(value)) return false;
  return URL.canParse(value) && new URL(value).username === '' && new URL(value).password === '';
}

function faultOfTime(value: unknown): string | undefined {
  const isTime = typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER;
  return isTime ? undefined : 'must be seconds since 1970';
}
