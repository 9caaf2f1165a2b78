import type { TenantCaller } from './caller.js';

/** Whether the tenant's own server asks, for itself or for a user: limits by address and switches are for people. */
export function isServer(caller: TenantCaller): boolean {
  return caller.kind === 'server' || (caller.kind === 'user' && caller.sessionId === null);
}
