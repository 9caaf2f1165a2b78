import { Injectable } from '@nestjs/common';
import type { UserCaller } from '../common/access/caller.js';
import { DomainError } from '../common/errors/domain-error.js';
import { isId } from '../common/ids.js';
import { decodeCursor, listScope, page } from '../common/schema/paging.js';
import type { ListSessions, OpenSessionPage } from './own-sessions.schema.js';
import { SessionsRepository } from './sessions.repository.js';
import { SessionsService } from './sessions.service.js';

/** Shows people where they are signed in, and signs them out there. */
@Injectable()
export class OwnSessionsService {
  constructor(
    private readonly repository: SessionsRepository,
    private readonly sessions: SessionsService,
  ) {}

  /** Live sessions, newest first. */
  async list(caller: UserCaller, { limit, cursor }: ListSessions): Promise<OpenSessionPage> {
    const scope = listScope(caller, 'sessions');
    const beforeId = decodeCursor(scope, cursor);
    const rows = await this.repository.listLive(caller.tenantId, caller.userId, beforeId, limit + 1);
    const { items, nextCursor } = page(rows, limit, scope, (row) => row.id);
    return {
      items: items.map((row) => ({
        id: row.id,
        device: row.device,
        createdAt: row.created_at.toISOString(),
        lastSeenAt: row.last_seen_at.toISOString(),
        isCurrent: row.id === caller.sessionId,
      })),
      nextCursor,
    };
  }

  /** Ends all sessions but the one that asks; a tenant's server acting for the user has none. */
  async endOthers({ tenantId, userId, sessionId }: UserCaller): Promise<void> {
    await this.sessions.endAllBut(tenantId, userId, sessionId, 'revoked');
  }

  /** Ends one, the own one too. Also the second time. @throws DomainError session_not_found */
  async end({ tenantId, userId, sessionId: ownId }: UserCaller, sessionId: string): Promise<void> {
    const owner = isId(sessionId) ? await this.repository.findOwner(tenantId, sessionId) : undefined;
    if (owner !== userId) throw new DomainError('session_not_found');
    await this.sessions.end(tenantId, userId, sessionId, sessionId === ownId ? 'signed_out' : 'revoked');
  }
}
