import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MailsRepository } from '../mail/mails.repository.js';
import { type AccountAddress, AccountsRepository } from './accounts.repository.js';

/**
 * An address that nobody has confirmed is kept for a day for whoever said first that it is theirs, while the mail is on its
 * way; after that any number of accounts may say so. It becomes one's alone when its owner opens the link of a mail, and from
 * then on it is no other's.
 */
@Injectable()
export class AddressClaims {
  constructor(
    private readonly accounts: AccountsRepository,
    private readonly mails: MailsRepository,
  ) {}

  /**
   * Locks an account and all others that say the address is theirs, until the transaction ends.
   * @returns the account's address, which may be another one; `undefined` = there is no such account
   */
  lock(
    manager: EntityManager,
    { tenantId, userId, email }: { tenantId: string; userId: string; email: string },
  ): Promise<AccountAddress | undefined> {
    return this.accounts.lockClaims(manager, tenantId, userId, email);
  }

  /** Takes the address, now that it is confirmed, from all others who said it was theirs. Under `lock`. */
  async settle(
    manager: EntityManager,
    { tenantId, userId, email }: { tenantId: string; userId: string; email: string },
  ): Promise<void> {
    const others = await this.accounts.dropClaims(manager, tenantId, userId, email);
    if (others.length > 0) await this.mails.removeTo(manager, tenantId, others, email);
  }
}
