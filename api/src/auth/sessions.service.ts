import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import { newId } from '../common/ids.js';
import { AuthConfig } from '../config/auth.config.js';
import { Database } from '../database/database.js';
import { InstallationKeys } from '../database/installation-keys.js';
import { toUser, type UserRow } from '../users/user.mapper.js';
import { UsersRepository } from '../users/users.repository.js';
import { AccessTokens } from './access-token.js';
import type { SessionEndCode } from './auth.events.js';
import type { Session } from './auth.schema.js';
import { type RefreshClaims, readRefreshToken, refreshToken } from './refresh-token.js';
import { SessionDirectory } from './session-directory.js';
import { decideRotation } from './session-rotation.js';
import { SessionsRepository } from './sessions.repository.js';

/** What a refresh came to, decided under the session's lock. */
type Refreshed = { readonly userId: string; readonly generation: number } | { readonly reusedBy: string };

/** How a session begins, or goes on. */
export interface SessionStart {
  /** On what, as `Device` tells it; null = not known. */
  readonly device?: string | null;
  /** Whether the tenant itself opens or renews it, or vouches for its user. */
  readonly isVouched?: boolean;
}

/** What people hear who would come in, or stay, where only the tenant's own login lets people in. */
export const onlyVouched = (): DomainError =>
  new DomainError('forbidden', 'Only people who are logged in to the site are let in here');

/** Opens, renews and ends sessions. */
@Injectable()
export class SessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly users: UsersRepository,
    private readonly directory: SessionDirectory,
    private readonly tokens: AccessTokens,
    private readonly keys: InstallationKeys,
    private readonly config: AuthConfig,
    private readonly bus: Bus,
  ) {}

  /**
   * Opens a session in the caller's transaction; good once that is committed. A user who has too many of them loses those
   * that were not used for longest.
   * @throws DomainError invalid_token: the user was deleted meanwhile
   */
  async open(
    manager: EntityManager,
    tenantId: string,
    user: UserRow,
    { device = null, isVouched = false }: SessionStart = {},
  ): Promise<Session> {
    const sessionId = newId();
    const { sessionDays: lifeDays, sessionsPerUser: maxLive } = this.config;
    const begin = { id: sessionId, userId: user.id, device, isVouched, lifeDays, maxLive };
    const endedIds = await this.sessions.insert(manager, tenantId, begin);
    if (!endedIds) throw new DomainError('invalid_token');
    this.database.afterCommit(manager, () => this.publishEnd(tenantId, user.id, endedIds, 'revoked'));
    return this.issue(tenantId, user, sessionId, 1);
  }

  /**
   * The next tokens of a live session whose user has shown again who they are, in the caller's transaction.
   * @param device on what it is now, as `Device` tells it; null = not known
   * @returns `undefined` when the session is over
   */
  async goOn(
    manager: EntityManager,
    tenantId: string,
    user: UserRow,
    sessionId: string,
    device: string | null = null,
  ): Promise<Session | undefined> {
    const session = await this.sessions.lock(manager, tenantId, sessionId);
    if (!session) return undefined;
    const generation = session.generation + 1;
    await this.sessions.rotate(manager, tenantId, sessionId, {
      generation,
      lifeDays: this.config.sessionDays,
      device,
      // Only the tenant's own login shows again who somebody is.
      isVouched: true,
    });
    this.directory.forget(tenantId, sessionId);
    return this.issue(tenantId, user, sessionId, generation);
  }

  /**
   * Gives a session its next tokens, or the newest ones again when their answer was lost.
   * @param now on what it is now, and whether the tenant itself renews it: it vouches for the session then, as for one that it
   *   opened. So it gets back those that are older than the note of who opened them: which of those it opened nobody knows
   * @param isVouchedOnly whether only sessions go on that the tenant opened, or for whose user it vouches
   * @throws DomainError invalid_token: no such session, or the token was used up before; that ends the session | forbidden:
   *   it is no such session, and waits
   */
  async refresh(tenantId: string, token: string, now: SessionStart = {}, isVouchedOnly = false): Promise<Session> {
    const claims = readRefreshToken(this.keys.get('refresh'), tenantId, token);
    if (!claims) throw new DomainError('invalid_token');
    const { sessionId } = claims;
    if (isVouchedOnly && (await this.sessions.isUnvouched(tenantId, sessionId))) throw onlyVouched();
    const refreshed = await this.database.tenantTransaction(tenantId, (manager) =>
      this.rotate(manager, tenantId, claims, now),
    );
    if ('reusedBy' in refreshed) {
      this.publishEnd(tenantId, refreshed.reusedBy, [sessionId], 'revoked');
      throw new DomainError('invalid_token', 'The token was used before: the session is over');
    }
    this.directory.forget(tenantId, sessionId);
    const user = await this.users.findPresent(tenantId, refreshed.userId);
    if (!user) throw new DomainError('invalid_token');
    return this.issue(tenantId, user, sessionId, refreshed.generation);
  }

  private async rotate(
    manager: EntityManager,
    tenantId: string,
    { sessionId, generation }: RefreshClaims,
    { device = null, isVouched = false }: SessionStart,
  ): Promise<Refreshed> {
    const session = await this.sessions.lock(manager, tenantId, sessionId);
    if (!session) throw new DomainError('invalid_token');
    switch (decideRotation(session, generation, this.config.refreshGraceMs)) {
      case 'rotate':
        await this.sessions.rotate(manager, tenantId, sessionId, {
          generation: generation + 1,
          lifeDays: this.config.sessionDays,
          device,
          isVouched,
        });
        return { userId: session.userId, generation: generation + 1 };
      case 'repeat':
        return { userId: session.userId, generation: session.generation };
      case 'reuse':
        await this.sessions.end(manager, tenantId, sessionId, 'revoked');
        return { reusedBy: session.userId };
    }
  }

  /** Ends one session; nothing happens when it is over already. */
  async end(tenantId: string, userId: string, sessionId: string, code: SessionEndCode): Promise<void> {
    await this.database.tenantTransaction(tenantId, (manager) => this.sessions.end(manager, tenantId, sessionId, code));
    this.publishEnd(tenantId, userId, [sessionId], code);
  }

  /** Ends all live sessions of a user but one (null: every one). */
  async endAllBut(tenantId: string, userId: string, keptId: string | null, code: SessionEndCode): Promise<void> {
    const ended = await this.database.tenantTransaction(tenantId, (manager) =>
      this.sessions.endAll(manager, tenantId, userId, code, keptId),
    );
    this.publishEnd(tenantId, userId, ended, code);
  }

  /** Tells that sessions are over, after their end was committed. */
  publishEnd(tenantId: string, userId: string, sessionIds: readonly string[], code: SessionEndCode): void {
    for (const sessionId of sessionIds) this.bus.publish('session.ended', { tenantId, userId, sessionId, code });
  }

  private issue(tenantId: string, user: UserRow, sessionId: string, generation: number): Session {
    return {
      user: toUser(user),
      accessToken: this.tokens.sign({ tenantId, userId: user.id, sessionId, generation }),
      refreshToken: refreshToken(this.keys.get('refresh'), tenantId, { sessionId, generation }),
      expiresInMs: this.config.accessTokenSeconds * 1_000,
    };
  }
}
