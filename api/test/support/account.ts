import type { Session } from '../../src/auth/auth.schema.js';
import { newId } from '../../src/common/ids.js';
import type { RestAnswer } from './rest.js';
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
