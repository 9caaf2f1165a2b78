import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { login, newAddress, password, register } from '../support/account.js';
import { testDatabaseUrl } from '../support/environment.js';
import { makeTenant, type TestTenant } from '../support/tenant.js';

const another = 'eight silver flutes';

let database: DataSource;
beforeAll(async () => {
  database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
});
afterAll(() => database.destroy());

/** Log-ins of each kind that are tried at least (S9 asks for 200; `LOGIN_PAIRS` for another number). */
const leastTries = Number(process.env.LOGIN_PAIRS ?? 200);
/** As many at most: the middle one of more is moved less by what else the machine does. */
const mostTries = Math.max(1_600, leastTries);
/** How far the middle ones may be apart. */
const within = 1.1;

const middle = (times: readonly number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1] ?? 0;

/** The tenant's password hashes by username. */
async function hashesOf(tenant: TestTenant): Promise<Record<string, string>> {
  const rows = await database.query<{ username: string; hash: string }[]>(
    'SELECT username, password_hash AS hash FROM users WHERE tenant_id = $1 AND password_hash IS NOT NULL',
    [tenant.id],
  );
  return Object.fromEntries(rows.map(({ username, hash }) => [username, hash]));
}

describe('S9: a password', () => {
  it('is kept as a hash of argon2id with at least 19 MiB and two passes, salted, also after it was changed', async () => {
    const tenant = await makeTenant();
    const [ada] = [await register(tenant), await register(tenant, { username: 'bob' })];
    const guest = await tenant.guest();
    const body = { username: 'eve', password };
    expect((await tenant.rest('POST', '/v1/auth/register', { bearer: guest.token, body })).status).toBe(201);
    const before = await hashesOf(tenant);
    await ada.rest('PUT', '/v1/me/password', { currentPassword: password, newPassword: another });
    const after = await hashesOf(tenant);
    expect(after).toEqual({ ...before, ada: after['ada'] });
    const hashes = [...Object.values(before), after['ada'] ?? ''];
    expect(new Set(hashes).size).toBe(4);
    for (const hash of hashes) {
      const [, memory, passes] = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=1\$[^$]{22,}\$[^$]{43}$/.exec(hash) ?? [];
      expect(Number(memory)).toBeGreaterThanOrEqual(19 * 1_024);
      expect(Number(passes)).toBeGreaterThanOrEqual(2);
    }
    const rows = await database.query<{ row: string }[]>(
      'SELECT to_jsonb(u)::text AS row FROM users AS u WHERE tenant_id = $1',
      [tenant.id],
    );
    for (const { row } of rows) for (const secret of [password, another]) expect(row).not.toContain(secret);
  });

  it('takes as long to be refused for a name that nobody has', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ limits: { loginAttemptsPerHour: null } });
    await register(tenant, { email: newAddress() });
    const took = { ada: [] as number[], nobody: [] as number[] };
    const tryOnce = async (name: 'ada' | 'nobody'): Promise<void> => {
      const begun = performance.now();
      expect((await login(tenant, name, 'not this one')).status).toBe(401);
      took[name].push(performance.now() - begun);
    };
    /** Of all that were tried so far: a busy machine is met by more of them, never by a choice among them. */
    const ratio = (): number => middle(took.nobody) / middle(took.ada);
    const isApart = (): boolean => ratio() > within || ratio() < 1 / within;
    for (let tries = leastTries; tries <= mostTries && (tries === leastTries || isApart()); tries *= 2) {
      // In turns, and each as often the first of two, so that both meet the same machine.
      for (let count = took.ada.length; count < tries; count += 1) {
        const names = ['ada', 'nobody'] as const;
        for (const name of count % 2 ? names : names.toReversed()) await tryOnce(name);
      }
    }
    // Without a hash to check, one would take a fifth of the other.
    expect(ratio()).toBeLessThanOrEqual(within);
    expect(ratio()).toBeGreaterThanOrEqual(1 / within);
  }, 600_000);

  it('can be guessed at loginAttemptsPerHour times within a session, wherever it is asked for', async () => {
    const tenant = await makeTenant();
    await tenant.settings({ limits: { loginAttemptsPerHour: 3 } });
    const ada = await register(tenant);
    const guesses = [
      () => ada.rest('PUT', '/v1/me/password', { currentPassword: 'not this one', newPassword: another }),
      () => ada.rest('PUT', '/v1/me/email', { email: newAddress(), password: 'not this one' }),
      () => ada.rest('DELETE', '/v1/me', { password: 'not this one' }),
    ];
    for (const guess of guesses) expect((await guess()).body).toMatchObject({ code: 'invalid_credentials' });
    for (const guess of guesses) {
      const refused = await guess();
      expect(refused.body).toMatchObject({ status: 429, code: 'rate_limited' });
      expect(Number(refused.headers.get('Retry-After'))).toBeGreaterThan(3_000);
    }
    // Nor is the right one looked at any more.
    expect((await ada.rest('DELETE', '/v1/me', { password })).status).toBe(429);
  });
});
