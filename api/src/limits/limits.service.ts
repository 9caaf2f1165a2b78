import { Injectable } from '@nestjs/common';
import type { TenantCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { type Limits, sizes } from './limits.schema.js';

/** Tells callers what holds for them. */
@Injectable()
export class LimitsService {
  constructor(private readonly tenants: TenantDirectory) {}

  /** Every limit and size in force for the caller; the tenant's own server is not limited by address. */
  async get(caller: TenantCaller): Promise<Limits> {
    const tenant = await this.tenants.require(caller.tenantId);
    const byAddress = isServer(caller)
      ? { guestsPerHourPerIp: null, exchangesPerHourPerIp: null, connectionsPerIp: null }
      : {};
    return { ...tenant.settings.limits, ...byAddress, ...sizes };
  }
}
