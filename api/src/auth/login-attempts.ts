import { Injectable } from '@nestjs/common';
import { accountsPerAddress, RateLimits } from '../limits/rate-limits.js';
import { subjectOf } from '../limits/subject-of.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';

/** A password that is tried. */
export interface LoginAttempt {
  readonly tenantId: string;
  /** What was typed, a username or an e-mail address; folded. */
  readonly login: string;
  /** Where it comes from, as of `networkOf`; null = from the tenant's server, which is not limited by address. */
  readonly network: string | null;
}

/**
 * Bounds how often passwords can be guessed at, and tells nobody by it who has an account, or which username and which
 * address are of one.
 *
 * The rule: an attempt is counted by what was typed and by where it comes from, never by what is found in the database.
 * - One login, wherever it is tried from: `loginAttemptsPerHour`. A username and the address of the same account are two
 *   logins, so that an account can be guessed at twice as often; the one being used up says nothing of the other.
 * - One network, whatever is tried: five times as many that fail, as of `accountsPerAddress`.
 * - The right password takes back what was tried with this login from this network, and no more. Were all attempts
 *   forgotten, a stranger who had used up some could see whether somebody logs in by that name.
 * - A password that is chosen anew by mail lets both logins of the account start afresh: their owner was locked out.
 * - Whoever is signed in and is asked for the password is counted by who they are, as often, and apart from log-ins: else any
 *   stranger who knows a name could keep its owner from changing the password, just when somebody guesses at it.
 */
@Injectable()
export class LoginAttempts {
  constructor(
    private readonly limits: RateLimits,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * Counts an attempt and makes it. What could not be looked at is no attempt.
   * @param check whose the password is; `undefined` = it is wrong
   * @throws DomainError rate_limited; and whatever `check` throws
   */
  async make<T>(
    { tenantId, login, network }: LoginAttempt,
    check: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { loginAttemptsPerHour: limit } = (await this.tenants.require(tenantId)).settings.limits;
    const subject = subjectOf(login);
    const here = `${subject} ${network ?? 'server'}`;
    // What is tried from here is counted only to be taken back.
    const countOnly = limit === null ? null : Number.MAX_SAFE_INTEGER;
    const byLogin = () =>
      this.limits.counted('loginAttemptsPerHour', tenantId, subject, limit, () =>
        this.limits.counted('loginAttemptsPerHourFromIp', tenantId, here, countOnly, check),
      );
    const ofNetwork = limit === null ? null : limit * accountsPerAddress;
    const found =
      network === null
        ? await byLogin()
        : await this.limits.counted('loginAttemptsPerHourPerIp', tenantId, network, ofNetwork, byLogin);
    if (found === undefined || limit === null) return found;
    const taken = await this.limits.clear('loginAttemptsPerHourFromIp', tenantId, here);
    await this.limits.giveBack('loginAttemptsPerHour', tenantId, subject, taken);
    if (network !== null) await this.limits.giveBack('loginAttemptsPerHourPerIp', tenantId, network);
    return found;
  }

  /**
   * Counts a password that a signed-in person shows, and looks at it; the right one forgets the wrong ones before it.
   * @param check as of `make`
   * @throws as of `make`
   */
  async makeWithin<T>(
    { tenantId, userId }: { tenantId: string; userId: string },
    check: () => Promise<T | undefined>,
  ): Promise<T | undefined> {
    const { loginAttemptsPerHour: limit } = (await this.tenants.require(tenantId)).settings.limits;
    const found = await this.limits.counted('ownPasswordsPerHour', tenantId, userId, limit, check);
    if (found !== undefined && limit !== null) await this.limits.clear('ownPasswordsPerHour', tenantId, userId);
    return found;
  }

  /** Lets the password of an account be tried afresh, because its owner has shown to be it in another way. */
  async forgive(tenantId: string, userId: string, logins: readonly string[]): Promise<void> {
    await this.limits.clear('ownPasswordsPerHour', tenantId, userId);
    for (const login of logins) await this.limits.clear('loginAttemptsPerHour', tenantId, subjectOf(login));
  }
}
