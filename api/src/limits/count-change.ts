import type { TenantCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { maxChangesPerMinute, type RateLimits } from './rate-limits.js';

/**
 * Counts a change that reaches every reader of a room; the tenant's server may make any number.
 * @throws DomainError rate_limited
 */
export async function countChange(limits: RateLimits, caller: TenantCaller): Promise<void> {
  if (caller.kind !== 'user' || isServer(caller)) return;
  await limits.consume('changesPerMinute', caller.tenantId, caller.userId, maxChangesPerMinute);
}
