import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import type { TenantCaller, UserCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { newId } from '../common/ids.js';
import { sha256 } from '../common/sha256.js';
import { Database } from '../database/database.js';
import { networkOf } from '../limits/address.js';
import { accountsPerAddress, RateLimits } from '../limits/rate-limits.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { guestName } from '../users/guest-names.js';
import { UsersRepository } from '../users/users.repository.js';
import type { CreateGuest, Login, Session } from './auth.schema.js';
import { AccountsRepository } from './accounts.repository.js';
import { GuestMerge, type PresentGuest } from './guest-merge.service.js';
import { Passwords } from './passwords.js';
import { SessionsService } from './sessions.service.js';

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
      return this.sessions.open(manager, tenantId, user, device);
    });
  }

  /**
   * Opens a session for an account. An unknown login and a wrong password answer alike, and take as long. A guest who asks
   * is not here any more then: their session ends, and all that is theirs stays theirs, or is the account's if they say so
   * (see `GuestMerge`).
   * @param address where the request came from; what fails is limited by it too
   * @param device on what, as `Device` tells it
   * @throws DomainError forbidden (the tenant lets in only those whom its own login vouches for; the caller who is to be merged
   *   is no guest) | invalid_credentials | rate_limited | overloaded | invalid_token (the guest was gone a moment ago)
   */
  async login(
    caller: TenantCaller,
    { login, password, mergeGuest = false }: Login,
    address: string,
    device: string | null = null,
  ): Promise<Session> {
    const { tenantId } = caller;
    const guest = presentGuest(caller);
    if (mergeGuest && !guest)
      throw new DomainError('forbidden', 'Only a guest becomes another account: show its token');
    const { settings } = await this.tenants.require(tenantId);
    const { loginAttemptsPerHour: limit } = settings.limits;
    if (!isServer(caller) && settings.signUp === 'closed' && settings.guests === 'off') {
      throw new DomainError('forbidden', 'Only people who are logged in to the site are let in here');
    }
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
    const open = async (manager: EntityManager): Promise<Session> => {
      // A password that was changed meanwhile has ended all sessions, and this one would come after.
      if (!(await this.accounts.holdPassword(manager, tenantId, account.id, account.password_hash))) {
        throw new DomainError('invalid_credentials');
      }
      return this.sessions.open(manager, tenantId, user, device);
    };
    if (guest && mergeGuest) return this.merge.run(tenantId, guest, account.id, open);
    const session = await this.database.tenantTransaction(tenantId, open);
    if (guest) await this.sessions.end(tenantId, guest.userId, guest.sessionId, 'signed_out');
    return session;
  }

  /** @throws DomainError invalid_token */
  refresh(caller: TenantCaller, refreshToken: string, device: string | null = null): Promise<Session> {
    return this.sessions.refresh(caller.tenantId, refreshToken, device);
  }

  /** Ends the caller's session; a tenant's server acting for a user has none. */
  async logout(caller: UserCaller): Promise<void> {
    if (caller.sessionId === null) return;
    await this.sessions.end(caller.tenantId, caller.userId, caller.sessionId, 'signed_out');
  }
}

/** The guest who asks, by a session of their own. */
function presentGuest(caller: TenantCaller): PresentGuest | undefined {
  if (caller.kind !== 'user' || caller.userKind !== 'guest' || caller.sessionId === null) return undefined;
  return { userId: caller.userId, sessionId: caller.sessionId };
}
