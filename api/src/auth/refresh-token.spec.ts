import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newId } from '../common/ids.js';
import { readRefreshToken, refreshToken } from './refresh-token.js';

const key = randomBytes(32);
const tenantId = newId();

describe('a refresh token', () => {
  it('names its session and generation, and is the same each time it is made', () => {
    fc.assert(
      fc.property(fc.uuid({ version: 7 }), fc.integer({ min: 1, max: 0xffff_ffff }), (sessionId, generation) => {
        const token = refreshToken(key, tenantId, { sessionId, generation });
        expect(refreshToken(key, tenantId, { sessionId, generation })).toBe(token);
        expect(readRefreshToken(key, tenantId, token)).toEqual({ sessionId, generation });
      }),
    );
  });

  it('is good for its tenant and key only', () => {
    const token = refreshToken(key, tenantId, { sessionId: newId(), generation: 1 });
    expect(readRefreshToken(key, newId(), token)).toBeUndefined();
    expect(readRefreshToken(randomBytes(32), tenantId, token)).toBeUndefined();
  });

  it('is refused with any one character changed', () => {
    const token = refreshToken(key, tenantId, { sessionId: newId(), generation: 7 });
    for (let at = 0; at < token.length; at += 1) {
      for (const other of ['A', 'B', 'w', '_', '=', '+']) {
        const changed = token.slice(0, at) + other + token.slice(at + 1);
        if (changed !== token) expect(readRefreshToken(key, tenantId, changed)).toBeUndefined();
      }
    }
    for (const changed of [`${token}=`, `${token}A`, token.slice(0, -1), ` ${token}`, token.slice(3)]) {
      expect(readRefreshToken(key, tenantId, changed)).toBeUndefined();
    }
  });

  it('is refused when it is anything else, without a throw', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(readRefreshToken(key, tenantId, text)).toBeUndefined();
      }),
    );
  });
});
