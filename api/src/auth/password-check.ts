import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { networkOf } from '../limits/address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { type AccountProof, AccountsRepository } from './accounts.repository.js';
import { Passwords } from './passwords.js';

/** Has a signed-in person show the password before something that a stolen session must not do. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly passwords: Passwords,
    private readonly tenants: TenantDirectory,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Wrong passwords count as log-ins that failed, in the same count.
   * @param address where the request came from
   * @returns the account
   * @throws DomainError forbidden (a guest, or an external user, has no password) | invalid_credentials | rate_limited |
   *   overloaded
   */
  async require(caller: UserCaller, password: string, address: string): Promise<AccountProof> {
    const { tenantId, userId } = caller;
    const account = await this.accounts.findProof(tenantId, userId);
    if (!account) throw new DomainError('forbidden', 'There is no account with a password here');
    const { loginAttemptsPerHour: limit } = (await this.tenants.require(tenantId)).settings.limits;
    const isRight = await this.limits.counted('loginAttemptsPerHour', tenantId, userId, limit, () =>
      this.passwords.matches(account.passwordHash, password, workOwner(caller, address)),
    );
    if (!isRight) throw new DomainError('invalid_credentials', 'The password is wrong');
    await this.limits.clear('loginAttemptsPerHour', tenantId, userId);
    return account;
  }
}

/** On whose account a password is hashed: the network of the one who asks, or the tenant whose server does. */
export function workOwner(caller: Parameters<typeof isServer>[0], address: string): string {
  return isServer(caller) ? caller.tenantId : networkOf(address);
}
