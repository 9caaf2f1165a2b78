import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { networkOf } from '../limits/address.js';
import { type AccountProof, AccountsRepository } from './accounts.repository.js';
import { LoginAttempts } from './login-attempts.js';
import { Passwords } from './passwords.js';

/** Has a signed-in person show the password before something that a stolen session must not do. */
@Injectable()
export class PasswordCheck {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly passwords: Passwords,
    private readonly attempts: LoginAttempts,
  ) {}

  /**
   * Wrong passwords are limited as log-ins are, in a count of this person's own: see `LoginAttempts`.
   * @param address where the request came from
   * @returns the account
   * @throws DomainError forbidden (a guest, or an external user, has no password) | invalid_credentials | rate_limited |
   *   overloaded
   */
  async require(caller: UserCaller, password: string, address: string): Promise<AccountProof> {
    const { tenantId, userId } = caller;
    const account = await this.accounts.findProof(tenantId, userId);
    if (!account) throw new DomainError('forbidden', 'There is no account with a password here');
    const proven = await this.attempts.makeWithin({ tenantId, userId }, async () =>
      (await this.passwords.matches(account.passwordHash, password, workOwner(caller, address))) ? account : undefined,
    );
    if (!proven) throw new DomainError('invalid_credentials', 'The password is wrong');
    return proven;
  }
}

/** On whose account work is done, such as the hashing of a password: the network of the one who asks, or the tenant whose server does. */
export function workOwner(caller: Parameters<typeof isServer>[0], address: string): string {
  return isServer(caller) ? caller.tenantId : networkOf(address);
}
