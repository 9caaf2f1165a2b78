/** The operator of this installation, by operator key. */
export interface OperatorCaller {
  readonly kind: 'operator';
}

/** A tenant's own server, by secret key, for itself. */
export interface ServerCaller {
  readonly kind: 'server';
  readonly tenantId: string;
}

/** A page of the tenant with the public key alone. */
export interface VisitorCaller {
  readonly kind: 'visitor';
  readonly tenantId: string;
}

/** A person: by access token, or a tenant's server acting for them (`sessionId` null then). */
export interface UserCaller {
  readonly kind: 'user';
  readonly tenantId: string;
  readonly userId: string;
  readonly userKind: 'guest' | 'registered' | 'external';
  readonly sessionId: string | null;
}

/** Who calls inside a tenant. */
export type TenantCaller = ServerCaller | VisitorCaller | UserCaller;

/** Who calls. */
export type Caller = OperatorCaller | TenantCaller;

/**
 * Whom an operation is for. Every operation names one; what is not named may not call.
 * - `none`: no credential is looked at
 * - `operator`: operator key
 * - `server`: secret key
 * - `key`: public key, or anything that names a tenant
 * - `reader`: a user, the tenant's server for itself, or a visitor while the tenant lets visitors read
 * - `user`: a user's token, or a secret key with X-Parley-User
 * - `actor`: a user, or the tenant's server for itself
 */
export type Access = 'none' | 'operator' | 'server' | 'key' | 'reader' | 'user' | 'actor';
