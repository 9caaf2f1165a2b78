import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { type JobPayloads, Jobs } from '../jobs/jobs.js';
import { MailsRepository } from '../mail/mails.repository.js';
import { MailsService } from '../mail/mails.service.js';
import { UsersRepository } from '../users/users.repository.js';
import type { ChangePassword, ResetPassword } from './account.schema.js';
import { AccountsRepository } from './accounts.repository.js';
import { AddressClaims } from './address-claims.js';
import './auth.jobs.js';
import { LoginAttempts } from './login-attempts.js';
import { MailLimits } from './mail-limits.js';
import { badLink, MailTokens } from './mail-tokens.js';
import { PasswordCheck, workOwner } from './password-check.js';
import { Passwords } from './passwords.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';
import { takenError } from './taken-error.js';

/** Lets people change their password, and choose another one when they forgot it. */
@Injectable()
export class PasswordService {
  constructor(
    private readonly database: Database,
    private readonly accounts: AccountsRepository,
    private readonly claims: AddressClaims,
    private readonly users: UsersRepository,
    private readonly sessions: SessionsRepository,
    private readonly sessionsService: SessionsService,
    private readonly mails: MailsRepository,
    private readonly mailsService: MailsService,
    private readonly passwords: Passwords,
    private readonly check: PasswordCheck,
    private readonly tokens: MailTokens,
    private readonly mailLimits: MailLimits,
    private readonly attempts: LoginAttempts,
    private readonly jobs: Jobs,
  ) {
    jobs.handle('password.forgot', (payload) => this.answerForgotten(payload));
  }

  /**
   * Changes the caller's password; their other sessions end, and what was under way by mail is void.
   * @throws DomainError forbidden | invalid_credentials | validation_failed (it is the username) | rate_limited | overloaded
   */
  async change(caller: UserCaller, input: ChangePassword, address: string): Promise<void> {
    const { tenantId, userId, sessionId } = caller;
    const { username, passwordHash } = await this.check.require(caller, input.currentPassword, address);
    refuseUsername(input.newPassword, username, '/newPassword');
    const hash = await this.passwords.hash(input.newPassword, workOwner(caller, address));
    const ended = await this.database.tenantTransaction(tenantId, async (manager) => {
      const isChanged = await this.accounts.replacePassword(manager, tenantId, userId, passwordHash, hash);
      // Somebody else was faster: the current password is another one by now.
      if (!isChanged) throw new DomainError('invalid_credentials', 'The password is wrong');
      return this.endOthers(manager, tenantId, userId, sessionId);
    });
    this.sessionsService.publishEnd(tenantId, userId, ended, 'password_changed');
  }

  /**
   * Sends a mail to the account with this address: to whoever confirmed it, and while nobody has, to who said first that it
   * is theirs. It is only the mailbox's owner who can do anything with it. Whether there is such an account is looked up,
   * and then found out by a job: all that a request does is the same for every address.
   * @throws DomainError rate_limited
   */
  async forgot(caller: TenantCaller, email: string, address: string): Promise<void> {
    const { tenantId } = caller;
    await this.mailLimits.count(caller, email, address);
    const account = await this.users.findAccount(tenantId, email);
    await this.database.tenantTransaction(tenantId, (manager) =>
      this.jobs.add(manager, 'password.forgot', { tenantId, userId: account?.id ?? newId() }),
    );
  }

  /**
   * Sets a new password with a token out of a mail, and ends all sessions. It shows whose the address is: it is confirmed,
   * and no other account says any more that it is theirs.
   * @throws DomainError invalid_token | token_expired | validation_failed (it is the username) | overloaded
   */
  async reset(caller: TenantCaller, input: ResetPassword, address: string): Promise<void> {
    const { tenantId } = caller;
    const { userId, email, hash: tokenHash } = await this.tokens.require(tenantId, 'reset_password', input.token);
    const account = await this.accounts.findProof(tenantId, userId);
    if (!account) throw new DomainError('invalid_token');
    refuseUsername(input.password, account.username, '/password');
    const hash = await this.passwords.hash(input.password, workOwner(caller, address));
    const claim = { tenantId, userId, email };
    const ended = await this.confirming(tenantId, async (manager) => {
      // The account before its mails, as everything that changes both does.
      await this.accounts.lockClaims(manager, tenantId, userId, email);
      const taken = await this.mails.takeToken(manager, tenantId, 'reset_password', tokenHash);
      const isReset = taken && (await this.accounts.resetPassword(manager, tenantId, userId, email, hash));
      if (!isReset) throw badLink();
      await this.claims.settle(manager, claim);
      return this.endOthers(manager, tenantId, userId, null);
    });
    this.sessionsService.publishEnd(tenantId, userId, ended, 'password_changed');
    await this.attempts.forgive(tenantId, userId, [account.username, email]);
  }

  /** Runs what confirms an address: where another account has confirmed it meanwhile, the link is good no more. */
  private async confirming<T>(tenantId: string, change: (manager: EntityManager) => Promise<T>): Promise<T> {
    try {
      return await this.database.tenantTransaction(tenantId, change);
    } catch (error) {
      throw takenError(error) ? badLink() : error;
    }
  }

  /**
   * Ends what was opened with the old password, a change of the address above all: whoever knew that password could have
   * begun it, and would come back by it.
   * @param keptId the session that stays; null = none does
   * @returns the sessions that ended
   */
  private async endOthers(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    keptId: string | null,
  ): Promise<string[]> {
    await this.mails.voidResets(manager, tenantId, userId);
    const address = await this.accounts.lockAddress(manager, tenantId, userId);
    await this.mails.voidVerifications(manager, tenantId, userId, address?.email ?? null);
    return this.sessions.endAll(manager, tenantId, userId, 'password_changed', keptId);
  }

  private async answerForgotten({ tenantId, userId }: JobPayloads['password.forgot']): Promise<void> {
    await this.database.tenantTransaction(tenantId, async (manager) => {
      const address = await this.accounts.lockAddress(manager, tenantId, userId);
      if (!address?.email) return;
      await this.mailsService.add(manager, tenantId, { userId, kind: 'reset_password', email: address.email });
    });
  }
}

function refuseUsername(password: string, username: string, path: string): void {
  if (password.toLowerCase() === username) throw DomainError.invalid(path, 'must not be the username');
}
