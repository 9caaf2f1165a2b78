import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { TenantDirectory, type TenantInfo } from '../tenants/tenant-directory.js';
import { AccessTokens } from './access-token.js';
import { CallerResolver, requireOrigin } from './caller-resolver.js';
import { SessionDirectory } from './session-directory.js';

/** What a handshake (or a renewal) brings along; `key` and `token` as they came, of any type. */
export interface SocketAttempt {
  readonly key: unknown;
  readonly token: unknown;
  /** The Origin header. */
  readonly origin: string | undefined;
  /** The server's own origin, as `ownOriginOf` tells it. */
  readonly ownOrigin: string | null;
}

/** A socket's user. */
export interface SocketSession {
  readonly caller: UserCaller;
  readonly tenant: TenantInfo;
  /** When the token ends, in milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** Lets users' tokens onto sockets; the same rules as on REST, and no keys. */
@Injectable()
export class SocketAuthenticator {
  constructor(
    private readonly tenants: TenantDirectory,
    private readonly tokens: AccessTokens,
    private readonly resolver: CallerResolver,
    private readonly sessions: SessionDirectory,
  ) {}

  /** @throws DomainError unauthenticated | invalid_key | invalid_token | token_expired | origin_not_allowed */
  async authenticate(attempt: SocketAttempt): Promise<SocketSession> {
    const named = await this.tenantOfKey(attempt.key);
    if (named) requireOrigin(attempt, named);
    const { token } = attempt;
    if (typeof token !== 'string' || token === '') throw new DomainError('unauthenticated');
    const claims = this.tokens.verify(token);
    const tenant = await this.tenants.require(claims.tenantId);
    if (named && named.id !== tenant.id) throw new DomainError('invalid_token');
    requireOrigin(attempt, tenant);
    const caller = await this.resolver.userOf(claims, false);
    return { caller, tenant, expiresAtMs: claims.expiresAtMs };
  }

  /** Whether the session of somebody who was let in still lives, as far as this node knows. */
  async isLive({ tenantId, sessionId }: UserCaller): Promise<boolean> {
    return sessionId === null || (await this.sessions.isLive(tenantId, sessionId));
  }

  private async tenantOfKey(key: unknown): Promise<TenantInfo | undefined> {
    if (key === undefined || key === null) return undefined;
    const tenant = typeof key === 'string' ? await this.tenants.byPublicKey(key) : undefined;
    if (!tenant) throw new DomainError('invalid_key');
    return tenant;
  }
}
