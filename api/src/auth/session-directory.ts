import { Injectable } from '@nestjs/common';
import { FreshCache } from '../common/cache/fresh-cache.js';
import { type Asked, NextRead } from '../common/cache/next-read.js';
import { DomainError } from '../common/errors/domain-error.js';
import { Bus } from '../common/events/bus.js';
import type { AccessClaims } from './access-token.js';
import './auth.events.js';
import { type SessionState, SessionsRepository } from './sessions.repository.js';

/** Below the second within which an ended session is refused everywhere. */
const ttlMs = 900;
const maxEntries = 50_000;

/** With the tenant: a session is found in its own tenant only, remembered or not. */
const keyOf = (tenantId: string, sessionId: string) => `${tenantId} ${sessionId}`;

/** Tells whether the session of an access token still lives. */
@Injectable()
export class SessionDirectory {
  private readonly states = new FreshCache<SessionState | undefined>(ttlMs, maxEntries);

  /** When many clients come back at once, their sessions are looked up together. */
  private readonly reads = new NextRead(([first, ...others]: Asked<{ tenantId: string; sessionId: string }>) =>
    this.sessions.findStates(
      first.tenantId,
      [first, ...others].map(({ sessionId }) => sessionId),
    ),
  );

  constructor(
    private readonly sessions: SessionsRepository,
    bus: Bus,
  ) {
    bus.on('session.ended', ({ tenantId, sessionId }) => this.forget(tenantId, sessionId));
  }

  /**
   * The session of a verified token; notes that the token's generation arrived at its user.
   * @throws DomainError invalid_token when there is none, or it is another user's
   */
  async find(claims: AccessClaims): Promise<SessionState> {
    const { tenantId, sessionId, userId, generation } = claims;
    let state = await this.load(tenantId, sessionId);
    if (state && state.generation < generation) {
      // The token is newer than what is remembered: another node has rotated the session since.
      this.forget(tenantId, sessionId);
      state = await this.load(tenantId, sessionId);
    }
    if (!state || state.userId !== userId) throw new DomainError('invalid_token');
    if (state.generation === generation && !state.isConfirmed) {
      await this.sessions.confirm(tenantId, sessionId, generation);
      state.isConfirmed = true;
    }
    return state;
  }

  /**
   * Like `find`, for a session that must still live.
   * @throws DomainError invalid_token
   */
  async requireLive(claims: AccessClaims): Promise<SessionState> {
    const state = await this.find(claims);
    if (!state.isLive) throw new DomainError('invalid_token', 'The session is over');
    return state;
  }

  /** Whether there is such a session, and it lives. */
  async isLive(tenantId: string, sessionId: string): Promise<boolean> {
    return (await this.load(tenantId, sessionId))?.isLive ?? false;
  }

  /** Makes a change of a session show at once on this node. */
  forget(tenantId: string, sessionId: string): void {
    this.states.forget(keyOf(tenantId, sessionId));
  }

  private load(tenantId: string, sessionId: string): Promise<SessionState | undefined> {
    return this.states.get(keyOf(tenantId, sessionId), async () => {
      const states = await this.reads.ask(tenantId, { tenantId, sessionId });
      return states.get(sessionId);
    });
  }
}
