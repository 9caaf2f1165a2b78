import { Injectable } from '@nestjs/common';
import { compactVerify } from 'jose';
import type { TenantCaller } from '../common/access/caller.js';
import { isServer } from '../common/access/is-server.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { Database } from '../database/database.js';
import { networkOf } from '../limits/address.js';
import { RateLimits } from '../limits/rate-limits.js';
import { SigningKeyDirectory } from '../tenants/signing-key-directory.js';
import { TenantDirectory } from '../tenants/tenant-directory.js';
import { ExternalUsersService } from '../users/external-users.service.js';
import { UsersRepository } from '../users/users.repository.js';
import type { Session } from './auth.schema.js';
import { SessionsService } from './sessions.service.js';
import { readSignedHeader, readSignedUser, type SignedUser } from './signed-token.js';

/** Lets in whom the tenant's own login vouches for. */
@Injectable()
export class ExchangeService {
  constructor(
    private readonly database: Database,
    private readonly tenants: TenantDirectory,
    private readonly keys: SigningKeyDirectory,
    private readonly externalUsers: ExternalUsersService,
    private readonly users: UsersRepository,
    private readonly sessions: SessionsService,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Opens a session for the user in a token that the tenant signed; the user is made when it is their first one, and looks
   * as its claims say. Who shows it with the access token of a session of the same user goes on in that session.
   * @param address where the request came from; what opens a session is limited by it, what goes on in one by its user
   * @param device on what, as `Device` tells it
   * @throws DomainError invalid_token | token_expired | rate_limited
   */
  async exchange(caller: TenantCaller, token: string, address: string, device: string | null = null): Promise<Session> {
    const { tenantId } = caller;
    const isOwn = caller.kind === 'user' && caller.userKind === 'external' && caller.sessionId !== null;
    // Whoever goes on is counted by themselves: a whole office does so behind one address, every few minutes.
    await this.count(caller, isOwn ? `user ${caller.userId}` : networkOf(address));
    const { externalId, profile } = await this.verify(tenantId, token);
    const { put, session } = await this.database.tenantTransaction(tenantId, async (manager) => {
      const ensured = await this.externalUsers.ensure(manager, tenantId, externalId, profile);
      const goesOn = isOwn && caller.userId === ensured.row.id ? caller.sessionId : null;
      const goneOn = goesOn && (await this.sessions.goOn(manager, tenantId, ensured.row, goesOn, device));
      // Of another user, or in a session that has just ended: it opens one as any other does.
      if (isOwn && !goneOn) await this.count(caller, networkOf(address));
      return {
        put: ensured,
        session: goneOn || (await this.sessions.open(manager, tenantId, ensured.row, { device, isVouched: true })),
      };
    });
    this.externalUsers.publish(tenantId, put);
    return session;
  }

  /** Counts an exchange by `subject`; the tenant's server may make any number. @throws DomainError rate_limited */
  private async count(caller: TenantCaller, subject: string): Promise<void> {
    if (isServer(caller)) return;
    const { exchangesPerHourPerIp } = (await this.tenants.require(caller.tenantId)).settings.limits;
    await this.limits.consume('exchangesPerHourPerIp', caller.tenantId, subject, exchangesPerHourPerIp);
  }

  /**
   * Opens a session for any user of the tenant, because its server says so.
   * @throws DomainError user_not_found
   */
  async issue(tenantId: string, userId: string): Promise<Session> {
    const user = isId(userId) ? await this.users.findPresent(tenantId, userId) : undefined;
    if (!user) throw new DomainError('user_not_found');
    return this.database.tenantTransaction(tenantId, (manager) =>
      this.sessions.open(manager, tenantId, user, { isVouched: true }),
    );
  }

  private async verify(tenantId: string, token: string): Promise<SignedUser> {
    const { alg, kid } = readSignedHeader(token);
    const known = await this.keys.find(tenantId, kid);
    // The key says by which algorithm it verifies, never the token.
    if (!known || known.alg !== alg) throw new DomainError('invalid_token', 'No key of this kid and alg');
    try {
      await compactVerify(token, known.key, { algorithms: [known.alg] });
    } catch {
      throw new DomainError('invalid_token', 'The signature does not match');
    }
    return readSignedUser(token, tenantId, Date.now() / 1_000);
  }
}
