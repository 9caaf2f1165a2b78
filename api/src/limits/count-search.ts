import type { TenantCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { maxSearchesPerMinute, type RateLimits } from './rate-limits.js';

/**
 * Counts a search for people or rooms, of which each letter typed may be one; the tenant's server may make any number.
 * @throws DomainError rate_limited
 */
export async function countSearch(limits: RateLimits, caller: TenantCaller): Promise<void> {
  if (caller.kind !== 'user' || isServer(caller)) return;
  await limits.consume('searchesPerMinute', caller.tenantId, caller.userId, maxSearchesPerMinute);
}
