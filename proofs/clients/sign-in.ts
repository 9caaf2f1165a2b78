import type { Session } from '../../sdk/src/contract/index.js';
import { createTokenSigner } from '../../sdk/src/server/index.js';
import type { Actor } from '../plan.js';
import { must } from '../rest.js';
import type { TenantSpec } from './protocol.js';

/** How far the clock of a tenant's own server is from that of the node, in milliseconds: one after the other. */
const skewsMs = [-30_000, 0, 30_000];

/** As short as a token may live: one that is signed by a slow clock has ended when it arrives. */
const expiresInMs = 1_000;

/**
 * A token of the tenant's own login.
 * @param clockShiftMs of the node that it is for
 */
export function signedToken(actor: Actor, tenant: TenantSpec, clockShiftMs: number): string {
  const skewMs = skewsMs[Number(actor.name.split('-')[1]) % skewsMs.length] ?? 0;
  const now = (): number => Date.now() + clockShiftMs + skewMs;
  const iat = Math.floor(now() / 1_000);
  return createTokenSigner(tenant.signingKey, { now })({ sub: actor.name, name: actor.name, iat }, { expiresInMs });
}

/**
 * Opens a session over REST.
 * @param clockShiftMs of the node; undefined = as a guest
 */
export function signIn(
  url: string,
  actor: Actor,
  tenant: TenantSpec,
  clockShiftMs: number | undefined,
): Promise<Session> {
  const key = tenant.publicKey;
  if (clockShiftMs === undefined) {
    return must<Session>(url, 'POST', '/auth/guest', { key, body: { displayName: actor.name } });
  }
  const token = signedToken(actor, tenant, clockShiftMs);
  return must<Session>(url, 'POST', '/auth/exchange', { key, body: { token } });
}
