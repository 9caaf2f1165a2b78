import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId, newId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { networkOf } from '../limits/address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory, type TenantInfo } from '../tenants/tenant-directory.js';
import { guestName } from '../users/guest-names.js';
import { UsersRepository } from '../users/users.repository.js';
import type { CreateGuest, Login, LoginSession, Session } from './auth.schema.js';
import { AccountsRepository } from './accounts.repository.js';
import { GuestMerge, type PresentGuest } from './guest-merge.service.js';
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
    private readonly merge: GuestMerge,
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
   * Opens a session for an account. An unknown login and a wrong password answer alike, take as long, and are counted alike. A
   * guest who asks is not here any more then: their session ends, and all that is theirs stays theirs, or is the account's if
   * they say so (see `GuestMerge`).
   * @param input.mergedGuestId who may have become the account at a try whose answer was lost; the account's owner alone is told
   * @param address where the request came from; what fails is limited by it too
   * @param device on what, as `Device` tells it
   * @throws DomainError forbidden (the tenant lets in only those whom its own login vouches for; the caller who is to be merged
   *   is no guest) | invalid_credentials | rate_limited | overloaded | invalid_token (the guest was gone a moment ago)
   */
  async login(
    caller: TenantCaller,
    { login, password, mergeGuest = false, mergedGuestId }: Login,
    address: string,
    device: string | null = null,
  ): Promise<LoginSession> {
    const { tenantId } = caller;
    const guest = presentGuest(caller);
    if (mergeGuest && !guest)
      throw new DomainError('forbidden', 'Only a guest becomes another account: show its token');
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
    const open = async (manager: EntityManager): Promise<Session> => {
      // A password that was changed meanwhile has ended all sessions, and this one would come after.
      if (!(await this.accounts.holdPassword(manager, tenantId, account.id, account.password_hash))) {
        throw new DomainError('invalid_credentials');
      }
      return this.sessions.open(manager, tenantId, user, { device, isVouched: isServer(caller) });
    };
    if (guest && mergeGuest) {
      return { ...(await this.merge.run(tenantId, guest, account.id, open)), isGuestMerged: true };
    }
    const session = await this.database.tenantTransaction(tenantId, open);
    if (guest) await this.sessions.end(tenantId, guest.userId, guest.sessionId, 'signed_out');
    const isGuestMerged = isId(mergedGuestId) && (await this.merge.isDone(tenantId, mergedGuestId, account.id));
    return { ...session, isGuestMerged };
  }

  /**
   * @throws DomainError invalid_token | forbidden (the tenant lets in only those whom its own login vouches for: guests and
   *   accounts wait until that is changed)
   */
  async refresh(caller: TenantCaller, refreshToken: string, device: string | null = null): Promise<Session> {
    const { tenantId } = caller;
    const { settings } = await this.tenants.require(tenantId);
    const isVouched = isServer(caller);
    return this.sessions.refresh(
      tenantId,
      refreshToken,
      { device, isVouched },
      !isVouched && isForVouchedOnly(settings),
    );
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

/** The guest who asks, by a session of their own. */
function presentGuest(caller: TenantCaller): PresentGuest | undefined {
  if (caller.kind !== 'user' || caller.userKind !== 'guest' || caller.sessionId === null) return undefined;
  return { userId: caller.userId, sessionId: caller.sessionId };
}
