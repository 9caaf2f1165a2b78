import { DataSource } from 'typeorm';
import type { Session } from '../../src/auth/auth.schema.js';
import { newId } from '../../src/common/ids.js';
import { testDatabaseUrl } from './environment.js';
import type { RestAnswer } from './rest.js';
import type { QuietServer } from './quiet-server.js';
import type { TestTenant, TestUser } from './tenant.js';

/** What test accounts are opened with. */
export const password = 'seven brass trombones';

/** An address that nobody else has, in any tenant. */
export const newAddress = (name = 'ada'): string => `${name}.${newId()}@example.com`;

/** Makes an account. */
export async function register(
  tenant: TestTenant,
  { username = 'ada', ...rest }: { username?: string; email?: string; displayName?: string } = {},
): Promise<TestUser> {
  const body = { username, password, ...rest };
  const answer = await tenant.rest<Session>('POST', '/v1/auth/register', { body });
  if (answer.status !== 201) throw new Error(`no account was made: ${answer.status} ${JSON.stringify(answer.body)}`);
  return tenant.user(answer.body);
}

/** Logs in; the answer is whatever it is. */
export const login = (tenant: TestTenant, name: string, secret = password): Promise<RestAnswer<Session>> =>
  tenant.rest<Session>('POST', '/v1/auth/login', { body: { login: name, password: secret } });

/** Confirms an account's address past the servers on the run's database: any of them may be the one that has its mail. */
export async function confirmAddress({ id }: TestTenant, email: string): Promise<void> {
  const database = await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize();
  try {
    const sql = 'UPDATE users SET email_verified_at = now() WHERE tenant_id = $1 AND email = $2';
    const [, count] = await database.query<[unknown, number]>(sql, [id, email]);
    if (count !== 1) throw new Error(`${count} accounts have ${email}`);
  } finally {
    await database.destroy();
  }
}

/** As if those who gave the address, and have not confirmed it, had done so more than a day before. */
export const aDayLater = (server: QuietServer, email: string): Promise<unknown> =>
  server.query(`UPDATE users SET email_since = email_since - interval '25 hours' WHERE email = $1`, [email]);
