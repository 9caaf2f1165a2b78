import { Injectable } from '@nestjs/common';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { networkOf } from '../limits/address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory, type TenantInfo } from '../tenants/tenant-directory.js';
import { guestName } from '../users/guest-names.js';
import { UsersRepository } from '../users/users.repository.js';
import type { CreateGuest, Login, Session } from './auth.schema.js';
import { AccountsRepository } from './accounts.repository.js';
import { LoginAttempts } from './login-attempts.js';
import { Passwords } from './passwords.js';
import { onlyVouched, SessionsService } from './sessions.service.js';

/** Lets people in and out: guests, log-in, renewal, log-out. */
@Injectable()
export class AuthService {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantDirectory,
    private readonly users: UsersRepository,
    private readonly accounts: AccountsRepository,
    private readonly sessions: SessionsService,
    private readonly passwords: Passwords,
    private readonly limits: RateLimits,
    private readonly attempts: LoginAttempts,
  ) {}

  /**
   * Makes a guest and a session of theirs.
   * @param address where the request came from; what is limited
   * @param device on what, as `Device` tells it
   * @throws DomainError forbidden (guests are off) | rate_limited
   */
  async guest(
    caller: TenantCaller,
    input: CreateGuest,
    address: string,
    device: string | null = null,
  ): Promise<Session> {
    const { tenantId } = caller;
    if (!isServer(caller)) {
      const { guests, limits } = (await this.tenants.require(tenantId)).settings;
      if (guests === 'off') throw new DomainError('forbidden', 'Guests are not let in here: an account is needed');
      await this.limits.consume('guestsPerHourPerIp', tenantId, networkOf(address), limits.guestsPerHourPerIp);
    }
    return this.database.tenantTransaction(tenantId, async (manager) => {
      const user = await this.users.insertGuest(manager, tenantId, newId(), input.displayName ?? guestName());
      return this.sessions.open(manager, tenantId, user, { device, isVouched: isServer(caller) });
    });
  }

  /**
   * Opens a session for an account. An unknown login and a wrong password answer alike, take as long, and are counted alike.
   * @param address where the request came from; what fails is limited by it too
   * @param device on what, as `Device` tells it
   * @throws DomainError forbidden (the tenant lets in only those whom its own login vouches for) | invalid_credentials | rate_limited | overloaded
   */
  async login(
    caller: TenantCaller,
    { login, password }: Login,
    address: string,
    device: string | null = null,
  ): Promise<Session> {
    const { tenantId } = caller;
    const { settings } = await this.tenants.require(tenantId);
    if (!isServer(caller) && isForVouchedOnly(settings)) throw onlyVouched();
    const network = isServer(caller) ? null : networkOf(address);
    const folded = login.trim().toLowerCase();
    const found = await this.attempts.make({ tenantId, login: folded, network }, async () => {
      const account = await this.users.findAccount(tenantId, folded);
      const isRight = await this.passwords.matches(account?.password_hash, password, network ?? tenantId);
      const user = account && isRight ? await this.users.findPresent(tenantId, account.id) : undefined;
      return account && user && { account, user };
    });
    if (!found) throw new DomainError('invalid_credentials');
    const { account, user } = found;
    return this.database.tenantTransaction(tenantId, async (manager) => {
      // A password that was changed meanwhile has ended all sessions, and this one would come after.
      if (!(await this.accounts.holdPassword(manager, tenantId, account.id, account.password_hash))) {
        throw new DomainError('invalid_credentials');
      }
      return this.sessions.open(manager, tenantId, user, { device, isVouched: isServer(caller) });
    });
  }

  /**
   * @throws DomainError invalid_token | forbidden (the tenant lets in only those whom its own login vouches for: guests and
   *   accounts wait until that is changed)
   */
  async refresh(caller: TenantCaller, refreshToken: string, device: string | null = null): Promise<Session> {
    const { tenantId } = caller;
    const { settings } = await this.tenants.require(tenantId);
    return this.sessions.refresh(tenantId, refreshToken, device, !isServer(caller) && isForVouchedOnly(settings));
  }

  /** Ends the caller's session; a tenant's server acting for a user has none. */
  async logout(caller: UserCaller): Promise<void> {
    if (caller.sessionId === null) return;
    await this.sessions.end(caller.tenantId, caller.userId, caller.sessionId, 'signed_out');
  }
}

/** Whether only those are let in whom the tenant's own login vouches for. */
const isForVouchedOnly = ({ signUp, guests }: TenantInfo['settings']): boolean =>
  signUp === 'closed' && guests === 'off';
