import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { MailsRepository } from '../mail/mails.repository.js';
import { AccountsRepository } from './accounts.repository.js';

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

  /** Takes the address, now that it is confirmed, from all others who said it was theirs. Under `lockClaims`. */
  async settle(
    manager: EntityManager,
    { tenantId, userId, email }: { tenantId: string; userId: string; email: string },
  ): Promise<void> {
    const others = await this.accounts.dropClaims(manager, tenantId, userId, email);
    if (others.length > 0) await this.mails.removeTo(manager, tenantId, others, email);
  }
}
