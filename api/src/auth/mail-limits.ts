import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { sha256 } from '../common/sha256.js';
import { networkOf } from '../limits/address.js';
import { RateLimits, recipientsPerAddress } from '../limits/rate-limits.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';

/** Keeps people's mailboxes from being filled by those who know their address. */
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
    // By digest, so that long addresses take no memory.
    const recipient = sha256(email).toString('base64url');
    await this.limits.consume('mailsPerHour', tenantId, recipient, limit);
  }
}
