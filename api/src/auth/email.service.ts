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
import { MailLimits } from './mail-limits.js';
import { badLink, MailTokens } from './mail-tokens.js';
import { PasswordCheck } from './password-check.js';
import { takenError } from './taken-error.js';

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
   * @throws DomainError forbidden | validation_failed (an account needs one here) | invalid_credentials | email_taken |
   *   rate_limited | overloaded | user_not_found
   */
  async set(caller: UserCaller, { email, password }: SetEmail, address: string): Promise<Me> {
    if (email === null && (await this.tenants.require(caller.tenantId)).settings.emailRequired) {
      throw DomainError.invalid('/email', 'is needed here');
    }
    await this.passwords.require(caller, password, address);
    if (email !== null) await this.limits.count(caller, email, address);
    await this.changing(caller, async (manager, before) => {
      if (email === null) await this.remove(manager, caller, before);
      else await this.ask(manager, caller, before, email);
    });
    return this.users.getMe(caller);
  }

  /**
   * Confirms the address that a mail was sent to, and makes it the account's.
   * @throws DomainError invalid_token | token_expired | email_taken (another account got it meanwhile)
   */
  async verify({ tenantId }: TenantCaller, token: string): Promise<void> {
    const { userId, hash } = await this.tokens.require(tenantId, 'verify_email', token);
    const owner = { tenantId, userId };
    await this.changing(owner, async (manager, before) => {
      const taken = await this.mails.takeToken(manager, tenantId, 'verify_email', hash);
      if (!taken) throw badLink();
      const { email } = taken;
      if (before.email !== email || !before.isVerified) {
        await this.accounts.setAddress(manager, tenantId, userId, { email, isVerified: true });
      }
      await this.mails.voidVerifications(manager, tenantId, userId, null);
      if (before.email !== email) await this.part(manager, owner, before, 'email_changed');
    });
  }

  /** Runs a change of an account's address under its lock. */
  private async changing(
    { tenantId, userId }: Owner,
    change: (manager: EntityManager, before: AccountAddress) => Promise<void>,
  ): Promise<void> {
    try {
      await this.database.tenantTransaction(tenantId, async (manager) => {
        const before = await this.accounts.lockAddress(manager, tenantId, userId);
        if (!before) throw new DomainError('user_not_found');
        await change(manager, before);
      });
    } catch (error) {
      throw takenError(error) ?? error;
    }
  }

  private async ask(manager: EntityManager, owner: Owner, before: AccountAddress, email: string): Promise<void> {
    const { tenantId, userId } = owner;
    await this.mails.voidVerifications(manager, tenantId, userId, email);
    if (before.email === email && before.isVerified) return;
    if (before.email !== email) {
      if (await this.accounts.isAddressTaken(manager, tenantId, email)) throw new DomainError('email_taken');
      if (before.email === null) {
        await this.accounts.setAddress(manager, tenantId, userId, { email, isVerified: false });
      }
    }
    await this.mailsService.add(manager, tenantId, { userId, kind: 'verify_email', email });
  }

  private async remove(manager: EntityManager, owner: Owner, before: AccountAddress): Promise<void> {
    const { tenantId, userId } = owner;
    await this.mails.voidVerifications(manager, tenantId, userId, null);
    if (before.email === null) return;
    await this.accounts.setAddress(manager, tenantId, userId, { email: null, isVerified: false });
    await this.part(manager, owner, before, 'email_removed');
  }

  /** The old address gives no way in any more, and hears of it: it may be the only place where a theft is noticed. */
  private async part(
    manager: EntityManager,
    { tenantId, userId }: Owner,
    { email }: AccountAddress,
    kind: 'email_changed' | 'email_removed',
  ): Promise<void> {
    await this.mails.voidResets(manager, tenantId, userId);
    if (email !== null) await this.mailsService.add(manager, tenantId, { userId, kind, email });
  }
}
