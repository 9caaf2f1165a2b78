import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Database } from '../database/database.js';
import { MailsRepository } from '../mail/mails.repository.js';
import { MailsService } from '../mail/mails.service.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { Me } from '../users/user.schema.js';
import { UsersService } from '../users/users.service.js';
import type { SetEmail } from './account.schema.js';
import { type AccountAddress, AccountsRepository } from './accounts.repository.js';
import { AddressClaims } from './address-claims.js';
import { MailLimits } from './mail-limits.js';
import { badLink, MailTokens } from './mail-tokens.js';
import { PasswordCheck } from './password-check.js';
import { taken, takenError } from './taken-error.js';

/** Whose address it is about. */
interface Owner {
  readonly tenantId: string;
  readonly userId: string;
}

/** Lets people say where they are reached, and prove it. */
@Injectable()
export class EmailService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly claims: AddressClaims,
    private readonly mails: MailsRepository,
    private readonly mailsService: MailsService,
    private readonly users: UsersService,
    private readonly passwords: PasswordCheck,
    private readonly tokens: MailTokens,
    private readonly limits: MailLimits,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * Sets an address, or removes it. The first one is there at once, unconfirmed; another one waits as `pendingEmail` until
   * it is confirmed, and the account keeps the old one meanwhile. The same one again, unconfirmed, is sent another mail.
   * Taken is what another account has confirmed.
   * @throws DomainError forbidden | validation_failed (an account needs one here) | invalid_credentials | email_taken |
   *   rate_limited | overloaded | user_not_found
   */
  async set(caller: UserCaller, { email, password }: SetEmail, address: string): Promise<Me> {
    if (email === null && (await this.tenants.require(caller.tenantId)).settings.emailRequired) {
      throw DomainError.invalid('/email', 'is needed here');
    }
    await this.passwords.require(caller, password, address);
    if (email !== null) await this.limits.count(caller, email, address);
    const lock = (manager: EntityManager) => this.accounts.lockAddress(manager, caller.tenantId, caller.userId);
    await this.changing(caller, lock, async (manager, before) => {
      if (email === null) return this.remove(manager, caller, before);
      await this.ask(manager, caller, before, email);
      return null;
    });
    return this.users.getMe(caller);
  }

  /**
   * Confirms the address that a mail was sent to, and makes it the account's; no other one says any more that it is theirs.
   * @throws DomainError invalid_token | token_expired | email_taken (another account confirmed it meanwhile)
   */
  async verify({ tenantId }: TenantCaller, token: string): Promise<void> {
    const { userId, email, hash } = await this.tokens.require(tenantId, 'verify_email', token);
    const claim = { tenantId, userId, email };
    const lock = (manager: EntityManager) => this.accounts.lockClaims(manager, tenantId, userId, email);
    await this.changing(claim, lock, async (manager, before) => {
      if (!(await this.mails.takeToken(manager, tenantId, 'verify_email', hash))) throw badLink();
      if (before.email !== email || !before.isVerified) {
        await this.accounts.setAddress(manager, tenantId, userId, { email, isVerified: true });
      }
      await this.claims.settle(manager, claim);
      await this.mails.voidVerifications(manager, tenantId, userId, null);
      return before.email === email ? null : this.part(manager, claim, before, 'email_changed');
    });
  }

  /**
   * Runs a change of an account's address under its lock.
   * @param change answers which old address hears of it; null = none
   */
  private async changing(
    { tenantId }: Owner,
    lock: (manager: EntityManager) => Promise<AccountAddress | undefined>,
    change: (manager: EntityManager, before: AccountAddress) => Promise<string | null>,
  ): Promise<void> {
    try {
      const told = await this.database.tenantTransaction(tenantId, async (manager) => {
        const before = await lock(manager);
        if (!before) throw new DomainError('user_not_found');
        return change(manager, before);
      });
      if (told !== null) await this.limits.note(tenantId, told);
    } catch (error) {
      throw takenError(error) ?? error;
    }
  }

  private async ask(manager: EntityManager, owner: Owner, before: AccountAddress, email: string): Promise<void> {
    const { tenantId, userId } = owner;
    await this.mails.voidVerifications(manager, tenantId, userId, email);
    if (before.email === email && before.isVerified) return;
    if (before.email !== email) {
      if (await this.accounts.isAddressTaken(manager, tenantId, email, userId)) throw taken('email');
      if (before.email === null) {
        await this.accounts.setAddress(manager, tenantId, userId, { email, isVerified: false });
      }
    }
    await this.mailsService.add(manager, tenantId, { userId, kind: 'verify_email', email });
  }

  private async remove(manager: EntityManager, owner: Owner, before: AccountAddress): Promise<string | null> {
    const { tenantId, userId } = owner;
    await this.mails.voidVerifications(manager, tenantId, userId, null);
    if (before.email === null) return null;
    await this.accounts.setAddress(manager, tenantId, userId, { email: null, isVerified: false });
    return this.part(manager, owner, before, 'email_removed');
  }

  /**
   * The old address gives no way in any more, and hears of it: it may be the only place where a theft is noticed. One that
   * nobody confirmed may be a stranger's, whom it does not concern.
   * @returns which address hears of it; null = none
   */
  private async part(
    manager: EntityManager,
    { tenantId, userId }: Owner,
    { email, isVerified }: AccountAddress,
    kind: 'email_changed' | 'email_removed',
  ): Promise<string | null> {
    await this.mails.voidResets(manager, tenantId, userId);
    if (email === null || !isVerified) return null;
    await this.mailsService.add(manager, tenantId, { userId, kind, email });
    return email;
  }
}
