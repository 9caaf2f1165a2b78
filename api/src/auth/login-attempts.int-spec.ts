import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { TestingModule } from '@nestjs/testing';
import { startAuthNode } from '../../test/support/auth-node.js';
import type { ServerCaller, VisitorCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { AuthService } from './auth.service.js';
import { RegistrationService } from './registration.service.js';

const password = 'seven brass trombones';
/** Networks from which people come. */
const [home, elsewhere] = ['192.0.2.1', '198.51.100.1'];

let node: TestingModule;
let visitor: VisitorCaller;

beforeAll(async () => {
  node = await startAuthNode();
});
afterAll(() => node.close());
beforeEach(async () => {
  const tenants = node.get(TenantsService, { strict: false });
  const tenant = await tenants.create({ name: 'Log-ins' });
  await tenants.update(tenant.id, { settings: { limits: { loginAttemptsPerHour: 5 } } });
  visitor = { kind: 'visitor', tenantId: tenant.id };
  const server: ServerCaller = { kind: 'server', tenantId: tenant.id };
  const account = { username: 'ada', email: 'ada@example.com', password };
  await node.get(RegistrationService, { strict: false }).register(server, account, home);
});

/** What a log-in comes to. */
const login = (name: string, secret: string, address: string): Promise<string> =>
  node
    .get(AuthService, { strict: false })
    .login(visitor, { login: name, password: secret }, address)
    .then(
      () => 'in',
      (error: unknown) => (error instanceof DomainError ? error.code : String(error)),
    );

/** What so many wrong passwords are answered. */
async function guess(times: number, name: string, address: string): Promise<string[]> {
  const told: string[] = [];
  while (told.length < times) told.push(await login(name, 'not this one', address));
  return told;
}

describe('log-ins from several networks', () => {
  it('are counted together', async () => {
    expect(await guess(3, 'ada', home)).toEqual(Array(3).fill('invalid_credentials'));
    expect(await guess(3, 'ada', elsewhere)).toEqual(['invalid_credentials', 'invalid_credentials', 'rate_limited']);
    expect(await login('ada', password, home)).toBe('rate_limited');
  });

  it('are forgotten where one succeeds: those of a stranger elsewhere stay, who cannot see that it did', async () => {
    /** A stranger tries before and after somebody else did, or nobody. */
    const told = async (name: string, meanwhile: () => Promise<unknown>) => {
      await guess(3, name, elsewhere);
      await meanwhile();
      return guess(3, name, elsewhere);
    };
    const known = await told('ada', async () => {
      expect(await guess(1, 'ada', home)).toEqual(['invalid_credentials']);
      expect(await login('ada', password, home)).toBe('in');
    });
    expect(known).toEqual(['invalid_credentials', 'invalid_credentials', 'rate_limited']);
    expect(await told('nobody', () => Promise.resolve())).toEqual(known);
  });

  it('can all be used by whoever succeeds each time before the last one', async () => {
    for (let times = 0; times < 3; times += 1) {
      expect(await guess(4, 'ada', home)).toEqual(Array(4).fill('invalid_credentials'));
      expect(await login('ada', password, home)).toBe('in');
    }
  });
});
