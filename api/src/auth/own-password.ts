import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { networkOf } from '../limits/address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { Passwords } from './passwords.js';

/** Asks those who are signed in for their password again, before what cannot be undone. */
@Injectable()
export class OwnPassword {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly limits: RateLimits,
    private readonly passwords: Passwords,
  ) {}

  /**
   * Counts as a log-in of the account: whoever found a device unlocked guesses no more often than anybody else.
   * @param hash of the caller's password
   * @param address where the request came from
   * @throws DomainError invalid_credentials | rate_limited | overloaded
   */
  async require(caller: UserCaller, hash: string, password: string, address: string): Promise<void> {
    const { tenantId, userId } = caller;
    const { loginAttemptsPerHour } = (await this.tenants.require(tenantId)).settings.limits;
    await this.limits.consume('loginAttemptsPerHour', tenantId, userId, loginAttemptsPerHour);
    const isRight = await this.passwords.matches(hash, password, isServer(caller) ? tenantId : networkOf(address));
    if (!isRight) throw new DomainError('invalid_credentials', 'The password is wrong');
    await this.limits.clear('loginAttemptsPerHour', tenantId, userId);
  }
}
