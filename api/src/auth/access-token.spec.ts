import { createHmac, randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { AuthConfig } from '../config/auth.config.js';
import { readEnvironment } from '../config/environment.js';
import type { InstallationKeys } from '../database/installation-keys.js';
import { AccessTokens } from './access-token.js';

const secret = 'a secret of this test, and long enough';
const config = new AuthConfig(readEnvironment({ PARLEY_JWT_SECRET: secret }), 'op_none');
const keys = { get: () => randomBytes(32) } as unknown as InstallationKeys;
const tokens = new AccessTokens(config, keys);
const who = { tenantId: newId(), userId: newId(), sessionId: newId(), generation: 3 };
const nowSeconds = Math.floor(Date.now() / 1_000);

const claims = {
  tid: who.tenantId,
  sid: who.sessionId,
  gen: 3,
  iat: nowSeconds,
  exp: nowSeconds + 600,
  aud: 'parley:access',
  iss: 'parley',
  sub: who.userId,
};

const base64 = (value: unknown) =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url');

/** A token with any header and payload, signed well with the server's secret. */
function forge(payload: unknown, header: unknown = { alg: 'HS256', typ: 'JWT' }, withSecret = secret): string {
  const head = `${base64(header)}.${base64(payload)}`;
  return `${head}.${createHmac('sha256', withSecret).update(head).digest('base64url')}`;
}

const codeOf = (token: string): string => {
  try {
    tokens.verify(token);
    return 'accepted';
  } catch (error) {
    return error instanceof DomainError ? error.code : `threw ${String(error)}`;
  }
};

const without = (name: keyof typeof claims) =>
  Object.fromEntries(Object.entries(claims).filter(([key]) => key !== name));

describe('an access token', () => {
  it('says who, in which session, and until when', () => {
    const { expiresAtMs, ...rest } = tokens.verify(tokens.sign(who));
    expect(rest).toEqual(who);
    expect(expiresAtMs - Date.now()).toBeGreaterThan(590_000);
    expect(codeOf(forge(claims))).toBe('accepted');
  });

  it('has expired only when it was good before', () => {
    expect(codeOf(forge({ ...claims, iat: nowSeconds - 700, exp: nowSeconds - 100 }))).toBe('token_expired');
    const stranger = forge({ ...claims, iat: nowSeconds - 700, exp: nowSeconds - 100 }, undefined, 'another secret');
    expect(codeOf(stranger)).toBe('invalid_token');
  });

  it.each([
    ['alg none', forge(claims, { alg: 'none', typ: 'JWT' })],
    ['alg None', forge(claims, { alg: 'None', typ: 'JWT' })],
    ['alg nOnE without signature', `${base64({ alg: 'nOnE', typ: 'JWT' })}.${base64(claims)}.`],
    ['HS512', jwt.sign(claims, secret, { algorithm: 'HS512' })],
    ['another secret', forge(claims, undefined, 'pk_publicKeyOfTheTenant00')],
    ['an empty signature', `${base64({ alg: 'HS256', typ: 'JWT' })}.${base64(claims)}.`],
    ['four parts', `${forge(claims)}.x`],
    ['two parts', forge(claims).split('.').slice(0, 2).join('.')],
    ['padding', `${forge(claims)}=`],
    ['a kid', forge(claims, { alg: 'HS256', typ: 'JWT', kid: '../../etc/passwd' })],
    ['a jku', forge(claims, { alg: 'HS256', typ: 'JWT', jku: 'https://evil.example/keys' })],
    ['a jwk', forge(claims, { alg: 'HS256', typ: 'JWT', jwk: { kty: 'oct', k: base64('x') } })],
    ['an unknown crit', forge(claims, { alg: 'HS256', typ: 'JWT', crit: ['x'], x: 1 })],
    ['no exp', forge(without('exp'))],
    ['exp as text', forge({ ...claims, exp: 'tomorrow' })],
    ['exp in ten years', forge({ ...claims, exp: nowSeconds + 315_360_000 })],
    ['no iat', forge(without('iat'))],
    ['iat from the future', forge({ ...claims, iat: nowSeconds + 120, exp: nowSeconds + 300 })],
    ['nbf in the future', forge({ ...claims, nbf: nowSeconds + 120 })],
    ['no aud', forge(without('aud'))],
    ['another aud', forge({ ...claims, aud: 'parley:refresh' })],
    ['a list of aud', forge({ ...claims, aud: ['parley:access'] })],
    ['no iss', forge(without('iss'))],
    ['another iss', forge({ ...claims, iss: 'parley.evil' })],
    ['sub an object', forge({ ...claims, sub: { $ne: '' } })],
    ['sub empty', forge({ ...claims, sub: '' })],
    ['sub 0', forge({ ...claims, sub: 0 })],
    ['no tenant', forge(without('tid'))],
    ['no session', forge(without('sid'))],
    ['generation 0', forge({ ...claims, gen: 0 })],
    ['a claim we do not know', forge({ ...claims, admin: true })],
    ['a claim twice', forge(JSON.stringify(claims).replace('{', `{"sub":"${newId()}",`))],
    ['a payload that is no object', forge('[]')],
    ['a payload that is no JSON', forge('{')],
    ['an encrypted token', `${base64({ alg: 'dir', enc: 'A256GCM' })}....`],
    ['9 KiB', forge({ ...claims, pad: 'x'.repeat(9_000) })],
    ['nothing', ''],
    ['dots', '..'],
  ])('is refused with %s', (_, token) => {
    expect(codeOf(token)).toBe('invalid_token');
  });

  it('is refused with any character of its signature changed', () => {
    const token = tokens.sign(who);
    for (let at = token.lastIndexOf('.') + 1; at < token.length; at += 1) {
      const other = token[at] === 'A' ? 'B' : 'A';
      expect(codeOf(token.slice(0, at) + other + token.slice(at + 1))).toBe('invalid_token');
    }
    // The last character of 32 bytes carries two spare bits: the spelling with these set is refused too.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const last = alphabet.indexOf(token.at(-1) ?? '');
    expect(codeOf(token.slice(0, -1) + alphabet[last + 1])).toBe('invalid_token');
  });
});
