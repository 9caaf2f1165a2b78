import { Injectable } from '@nestjs/common';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { sha256 } from '../common/sha256.js';
import { Database } from '../database/database.js';
import { networkOf } from '../limits/address.js';
import { accountsPerAddress, RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory, type TenantInfo } from '../tenants/tenant-directory.js';
import { guestName } from '../users/guest-names.js';
import { UsersRepository } from '../users/users.repository.js';
import type { CreateGuest, Login, Session } from './auth.schema.js';
import { AccountsRepository } from './accounts.repository.js';
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
   * Opens a session for an account. An unknown login and a wrong password answer alike, and take as long.
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
    const { loginAttemptsPerHour: limit } = settings.limits;
    if (!isServer(caller) && isForVouchedOnly(settings)) throw onlyVouched();
    const network = isServer(caller) ? undefined : networkOf(address);
    if (network !== undefined) {
      const ofAddress = limit === null ? null : limit * accountsPerAddress;
      await this.limits.consume('loginAttemptsPerHourPerIp', tenantId, network, ofAddress);
    }
    const folded = login.trim().toLowerCase();
    const account = await this.users.findAccount(tenantId, folded);
    // By account, so that its username and its e-mail address are one; by digest, so that long names take no memory.
    const subject = account?.id ?? sha256(folded).toString('base64url');
    const isRight = await this.limits.counted('loginAttemptsPerHour', tenantId, subject, limit, () =>
      this.passwords.matches(account?.password_hash, password, network ?? tenantId),
    );
    const user = account && isRight ? await this.users.findPresent(tenantId, account.id) : undefined;
    if (!account || !user) throw new DomainError('invalid_credentials');
    await this.limits.clear('loginAttemptsPerHour', tenantId, subject);
    if (network !== undefined) await this.limits.giveBack('loginAttemptsPerHourPerIp', tenantId, network);
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
