import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { networkOf } from '../limits/address.js';
import { RateLimits, recipientsPerAddress } from '../limits/rate-limits.js';
import { subjectOf } from '../limits/subject-of.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';

/**
 * Keeps people's mailboxes from being filled by those who know their address: every mail to it counts, whatever it is
 * about.
 */
@Injectable()
export class MailLimits {
  constructor(
    private readonly limits: RateLimits,
    private readonly tenants: TenantDirectory,
  ) {}

  /**
   * Counts a mail that is asked for, whether it will be sent or not.
   * @param email where it would go
   * @param address where the request came from
   * @throws DomainError rate_limited
   */
  async count(caller: TenantCaller, email: string, address: string): Promise<void> {
    const { tenantId } = caller;
    const { mailsPerHour: limit } = (await this.tenants.require(tenantId)).settings.limits;
    if (!isServer(caller)) {
      const ofNetwork = limit === null ? null : limit * recipientsPerAddress;
      await this.limits.consume('mailsPerHourPerIp', tenantId, networkOf(address), ofNetwork);
    }
    await this.limits.consume('mailsPerHour', tenantId, subjectOf(email), limit);
  }

  /**
   * Counts a mail that comes with something else, which has a limit by network of its own.
   * @throws DomainError rate_limited
   */
  async countTo(tenantId: string, email: string): Promise<void> {
    const { mailsPerHour } = (await this.tenants.require(tenantId)).settings.limits;
    await this.limits.consume('mailsPerHour', tenantId, subjectOf(email), mailsPerHour);
  }

  /** Counts a mail that goes out in any case, because a theft may be noticed nowhere else. */
  async note(tenantId: string, email: string): Promise<void> {
    await this.countTo(tenantId, email).catch(() => undefined);
  }

  /** Takes back what `countTo` counted: nothing came of it. */
  async giveBackTo(tenantId: string, email: string): Promise<void> {
    await this.limits.giveBack('mailsPerHour', tenantId, subjectOf(email));
  }
}
