import { timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { Access, Caller, UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { sha256 } from '../common/sha256.js';
import { AuthConfig } from '../config/auth.config.js';
import { originAllowed } from '../tenants/allowed-origin.js';
import { TenantDirectory, type TenantInfo } from '../tenants/tenant-directory.js';
import { UsersRepository } from '../users/users.repository.js';
import type { AccessClaims } from './access-token.js';
import type { Credentials } from './credentials.js';
import { SessionDirectory } from './session-directory.js';
import { SessionUse } from './session-use.js';

/** A request's credentials, and the circumstances in which they came. */
export interface Attempt extends Credentials {
  readonly access: Access;
  /** The Origin header. */
  readonly origin: string | undefined;
  /** The server's own origin as this request sees it. */
  readonly ownOrigin: string | null;
  /** Whether a token is taken although its session is over. */
  readonly allowsEndedSession: boolean;
  /** Verifies the access token of the request. */
  readonly verifyToken: (token: string) => Promise<AccessClaims>;
}

/** Who asks, and in which tenant; no caller = no credential was sent, no tenant = the operator. */
export interface Resolved {
  readonly caller: Caller | undefined;
  readonly tenant: TenantInfo | undefined;
}

/** Turns keys and tokens into a caller. */
@Injectable()
export class CallerResolver {
  private readonly operatorKey: Buffer;

  constructor(
    private readonly tenants: TenantDirectory,
    private readonly sessions: SessionDirectory,
    private readonly users: UsersRepository,
    private readonly use: SessionUse,
    config: AuthConfig,
  ) {
    this.operatorKey = sha256(config.operatorKey);
  }

  /**
   * @throws DomainError invalid_key | invalid_token | token_expired | key_in_browser | origin_not_allowed | user_not_found
   */
  async resolve(attempt: Attempt): Promise<Resolved> {
    switch (attempt.bearer.kind) {
      case 'operator':
        return this.operator(attempt, attempt.bearer.text);
      case 'secret':
        return this.server(attempt, attempt.bearer.text);
      case 'token':
        return this.session(attempt, attempt.bearer.text);
      case 'none':
        return this.visitor(attempt);
    }
  }

  private operator(attempt: Attempt, key: string): Resolved {
    refuseInBrowser(attempt);
    if (!timingSafeEqual(sha256(key), this.operatorKey)) throw new DomainError('invalid_key');
    return { caller: { kind: 'operator' }, tenant: undefined };
  }

  private async server(attempt: Attempt, key: string): Promise<Resolved> {
    refuseInBrowser(attempt);
    const tenant = await this.tenants.bySecretKey(key);
    if (!tenant) throw new DomainError('invalid_key');
    if (attempt.publicKey !== undefined && attempt.publicKey !== tenant.publicKey) throw new DomainError('invalid_key');
    const { actingUserId } = attempt;
    if (actingUserId === undefined || attempt.access === 'server') {
      return { caller: { kind: 'server', tenantId: tenant.id }, tenant };
    }
    const user = isId(actingUserId) ? await this.users.findPresent(tenant.id, actingUserId) : undefined;
    if (!user) throw new DomainError('user_not_found');
    return {
      caller: { kind: 'user', tenantId: tenant.id, userId: user.id, userKind: user.kind, sessionId: null },
      tenant,
    };
  }

  private async session(attempt: Attempt, token: string): Promise<Resolved> {
    const claims = await attempt.verifyToken(token);
    const { publicKey } = attempt;
    const tenant = await this.tenants.require(claims.tenantId);
    if (publicKey !== undefined && publicKey !== tenant.publicKey) {
      const named = await this.tenants.byPublicKey(publicKey);
      throw new DomainError(named ? 'invalid_token' : 'invalid_key');
    }
    requireOrigin(attempt, tenant);
    return { caller: await this.userOf(claims, attempt.allowsEndedSession), tenant };
  }

  /**
   * The user of a verified token.
   * @throws DomainError invalid_token
   */
  async userOf(claims: AccessClaims, allowsEndedSession: boolean): Promise<UserCaller> {
    const { tenantId, userId, sessionId } = claims;
    const state = await (allowsEndedSession ? this.sessions.find(claims) : this.sessions.requireLive(claims));
    this.use.note(tenantId, sessionId);
    return { kind: 'user', tenantId, userId, userKind: state.userKind, sessionId };
  }

  private async visitor(attempt: Attempt): Promise<Resolved> {
    if (attempt.publicKey === undefined) return { caller: undefined, tenant: undefined };
    const tenant = await this.tenants.byPublicKey(attempt.publicKey);
    if (!tenant) throw new DomainError('invalid_key');
    requireOrigin(attempt, tenant);
    return { caller: { kind: 'visitor', tenantId: tenant.id }, tenant };
  }
}

/** A request with the origin of another page: no such page should ever hold a secret. */
function refuseInBrowser({ origin, ownOrigin }: Attempt): void {
  if (origin !== undefined && origin !== ownOrigin) throw new DomainError('key_in_browser');
}

/**
 * Refuses a page that is neither the server's own nor the tenant's.
 * @throws DomainError origin_not_allowed
 */
export function requireOrigin({ origin, ownOrigin }: Pick<Attempt, 'origin' | 'ownOrigin'>, tenant: TenantInfo): void {
  if (origin === ownOrigin || originAllowed(origin, tenant.settings.allowedOrigins)) return;
  throw new DomainError('origin_not_allowed');
}
