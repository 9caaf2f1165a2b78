import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TenantCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { networkOf } from '../limits/address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { MailsService } from '../mail/mails.service.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import type { UserRow } from '../users/user.mapper.js';
import '../users/users.events.js';
import { UsersRepository } from '../users/users.repository.js';
import { AccountsRepository } from './accounts.repository.js';
import type { Register, Session } from './auth.schema.js';
import { MailLimits } from './mail-limits.js';
import { workOwner } from './password-check.js';
import { Passwords } from './passwords.js';
import { SessionsRepository } from './sessions.repository.js';
import { type SessionStart, SessionsService } from './sessions.service.js';
import { taken, takenError } from './taken-error.js';

/** Makes accounts, new ones and out of guests. */
@Injectable()
export class RegistrationService {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantDirectory,
    private readonly users: UsersRepository,
    private readonly accounts: AccountsRepository,
    private readonly sessions: SessionsRepository,
    private readonly sessionsService: SessionsService,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly mails: MailsService,
    private readonly mailLimits: MailLimits,
    private readonly bus: Bus,
  ) {}

  /**
   * Makes an account and a session of it. A guest who asks keeps the user id, and with it rooms and messages; the
   * guest's sessions end. An e-mail address that has got as many mails as it may gets none for now: it can be asked for
   * again later, unless the tenant wants an address of everybody.
   * @param address where the request came from; new accounts are limited by it as guests are, in a count of their own
   * @param device on what, as `Device` tells it
   * @throws DomainError forbidden (sign-up is closed; the caller has an account) | validation_failed (no e-mail address where
   *   the tenant wants one) | username_taken | email_taken |
   *   rate_limited | overloaded
   */
  async register(
    caller: TenantCaller,
    input: Register,
    address: string,
    device: string | null = null,
  ): Promise<Session> {
    const { tenantId } = caller;
    if (caller.kind === 'user' && caller.userKind !== 'guest') {
      throw new DomainError('forbidden', 'The caller has an account already');
    }
    await this.requireSignUp(caller, input, address);
    const start = { device, isVouched: isServer(caller) };
    const email = input.email ?? null;
    const isMailed = email !== null && (await this.mayMail(tenantId, email));
    try {
      const passwordHash = await this.passwords.hash(input.password, workOwner(caller, address));
      const account = { username: input.username, email, passwordHash, isMailed };
      if (caller.kind === 'user') {
        const displayName = input.displayName ?? null;
        return await this.upgrade(tenantId, caller.userId, { ...account, displayName }, start);
      }
      return await this.database.tenantTransaction(tenantId, async (manager) => {
        const displayName = input.displayName ?? input.username;
        const user = await this.users.insertAccount(manager, tenantId, newId(), { ...account, displayName });
        await this.claim(manager, tenantId, user.id, account);
        return this.sessionsService.open(manager, tenantId, user, start);
      });
    } catch (error) {
      if (email !== null) await this.mailLimits.giveBackTo(tenantId, email);
      throw takenError(error) ?? error;
    }
  }

  private async requireSignUp(caller: TenantCaller, { email }: Register, address: string): Promise<void> {
    const { settings } = await this.tenants.require(caller.tenantId);
    const isByServer = isServer(caller);
    if (!isByServer && settings.signUp !== 'open') {
      throw new DomainError('forbidden', 'Accounts are made by the site here');
    }
    if (settings.emailRequired && email === undefined) throw DomainError.invalid('/email', 'is needed here');
    if (isByServer) return;
    const { guestsPerHourPerIp } = settings.limits;
    await this.limits.consume(
      'guestsPerHourPerIp',
      caller.tenantId,
      `account ${networkOf(address)}`,
      guestsPerHourPerIp,
    );
  }

  private async upgrade(
    tenantId: string,
    userId: string,
    account: Parameters<UsersRepository['upgradeGuest']>[3] & { isMailed: boolean },
    start: SessionStart,
  ): Promise<Session> {
    const { user, ended, session } = await this.database.tenantTransaction(tenantId, async (manager) => {
      const upgraded = await this.upgradeRow(manager, tenantId, userId, account);
      await this.claim(manager, tenantId, userId, account);
      const endedIds = await this.sessions.endAll(manager, tenantId, userId, 'signed_out');
      return {
        user: upgraded,
        ended: endedIds,
        session: await this.sessionsService.open(manager, tenantId, upgraded, start),
      };
    });
    this.sessionsService.publishEnd(tenantId, user.id, ended, 'signed_out');
    this.bus.publish('user.updated', { tenantId, user: session.user });
    return session;
  }

  /**
   * Counts the mail of a registration.
   * @returns whether it may be sent
   * @throws DomainError rate_limited (and nobody is let in without an address that can be confirmed)
   */
  private async mayMail(tenantId: string, email: string): Promise<boolean> {
    try {
      await this.mailLimits.countTo(tenantId, email);
      return true;
    } catch (error) {
      const isLimited = error instanceof DomainError && error.code === 'rate_limited';
      if (!isLimited || (await this.tenants.require(tenantId)).settings.emailRequired) throw error;
      return false;
    }
  }

  /** Asks for the mail that confirms the new account's address; one that another account has, or claims since a day at most, is taken. */
  private async claim(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    { email, isMailed }: { email: string | null; isMailed: boolean },
  ): Promise<void> {
    if (email === null) return;
    if (await this.accounts.isAddressTaken(manager, tenantId, email, userId)) throw taken('email');
    if (isMailed) await this.mails.add(manager, tenantId, { userId, kind: 'verify_email', email });
  }

  private async upgradeRow(
    manager: EntityManager,
    tenantId: string,
    userId: string,
    account: Parameters<UsersRepository['upgradeGuest']>[3],
  ): Promise<UserRow> {
    const user = await this.users.upgradeGuest(manager, tenantId, userId, account);
    if (!user) throw new DomainError('forbidden', 'The caller has an account already');
    return user;
  }
}
