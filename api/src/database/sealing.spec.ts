import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { AuthConfig } from '../config/auth.config.js';
import { readEnvironment } from '../config/environment.js';
import type { InstallationKeys } from './installation-keys.js';
import { Sealing } from './sealing.js';

const inDatabase = randomBytes(32);
const keys = { get: () => inDatabase } as unknown as InstallationKeys;
const sealing = (env: Record<string, string> = {}) =>
  new Sealing(keys, new AuthConfig(readEnvironment(env), 'op_none'));
const secret = Buffer.from('what nobody may read');

describe('what is sealed', () => {
  it('is read back at its place, shows nothing, and looks different each time', () => {
    const sealed = sealing().seal(secret, 'here');
    expect(sealing().open(sealed, 'here')).toEqual(secret);
    expect(sealed.includes(secret)).toBe(false);
    expect(sealing().seal(secret, 'here')).not.toEqual(sealed);
  });

  it('cannot be opened elsewhere, changed, cut short, or with another key', () => {
    const sealed = sealing().seal(secret, 'here');
    expect(() => sealing().open(sealed, 'there')).toThrow();
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(() => sealing().open(changed, 'here')).toThrow();
      expect(() => sealing().open(sealed.subarray(0, at), 'here')).toThrow();
    }
    expect(() => sealing({ PARLEY_INSTALLATION_KEY: 'x'.repeat(32) }).open(sealed, 'here')).toThrow();
  });

  it('takes the key of the environment before that of the database', () => {
    const env = { PARLEY_INSTALLATION_KEY: 'a key of the operator, long enough' };
    const sealed = sealing(env).seal(secret, 'here');
    expect(sealing(env).open(sealed, 'here')).toEqual(secret);
    expect(() => sealing().open(sealed, 'here')).toThrow();
  });
});
