import type { CallOptions, ChatCore } from './chat.js';
import type { Member, PutSanction, Sanction, SanctionPage } from './contract/index.js';
import type { PageQuery } from './rooms.js';
import { path } from './transport/rest.js';

/** Keeps people from writing in a room, or out of it. All reject with a `ChatError`. */
export interface SanctionsApi {
  /** Those in force. @throws ChatError forbidden */
  list(roomId: string, page?: PageQuery, options?: CallOptions): Promise<SanctionPage>;
  /**
   * Also of somebody who is no member; again = with another end or reason.
   * @param input.until ISO 8601, in the future; left out or null = without end
   * @param input.reason for owners and moderators; the person is not told
   * @throws ChatError forbidden (also owners, and oneself) | user_not_found
   */
  put(roomId: string, userId: string, input?: NonNullable<PutSanction>, options?: CallOptions): Promise<Sanction>;
  /** Ends it. Also the second time. @throws ChatError forbidden */
  remove(roomId: string, userId: string, options?: CallOptions): Promise<void>;
}

/** What owners and moderators do with the members of a room. All reject with a `ChatError`. */
export interface Moderation {
  /**
   * Gives a member another role; owners do. A room may have several: whoever makes another one an owner may leave it then.
   * @throws ChatError forbidden | last_owner | user_not_found
   */
  setRole(roomId: string, userId: string, role: Member['role'], options?: CallOptions): Promise<Member>;
  /** Takes a member's seat. Into a public room they may come back. @throws ChatError forbidden | user_not_found */
  removeMember(roomId: string, userId: string, options?: CallOptions): Promise<void>;
  /** A ban takes the seat, and lets nobody read, open or join. */
  readonly bans: SanctionsApi;
  /** A mute lets read, and not write. */
  readonly mutes: SanctionsApi;
}

/** The moderation of rooms by the person who uses this chat. Apart from `chat`: few people need it. */
export function moderation({ parts: { session } }: Pick<ChatCore, 'parts'>): Moderation {
  const sanctions = (kind: 'bans' | 'mutes'): SanctionsApi => ({
    list: (roomId, page, { signal } = {}) =>
      session.call({ method: 'GET', path: path`/rooms/${roomId}/${kind}`, query: { ...page }, signal }),
    put: (roomId, userId, body, { signal } = {}) =>
      session.call({ method: 'PUT', path: path`/rooms/${roomId}/${kind}/${userId}`, body, signal }),
    remove: (roomId, userId, { signal } = {}) =>
      session.call({ method: 'DELETE', path: path`/rooms/${roomId}/${kind}/${userId}`, signal }),
  });
  return {
    setRole: (roomId, userId, role, { signal } = {}) =>
      session.call({ method: 'PATCH', path: path`/rooms/${roomId}/members/${userId}`, body: { role }, signal }),
    removeMember: (roomId, userId, { signal } = {}) =>
      session.call({ method: 'DELETE', path: path`/rooms/${roomId}/members/${userId}`, signal }),
    bans: sanctions('bans'),
    mutes: sanctions('mutes'),
  };
}
