import type { CallOptions } from './chat.js';
import type {
  AcceptedInvite,
  CreateInvite,
  Invite,
  InvitePage,
  InvitePreview,
  Profile,
  UserPage,
} from './contract/index.js';
import type { PageQuery, RestCaller } from './rooms.js';
import { path } from './transport/rest.js';

/** People, by request and answer. All reject with a `ChatError`. */
export interface PeopleApi {
  /** Those whose username begins so, from two letters on. @throws ChatError rate_limited */
  find(query: string, page?: PageQuery, options?: CallOptions): Promise<UserPage>;
  /** One of them, with what they say about themselves. @throws ChatError user_not_found */
  get(userId: string, options?: CallOptions): Promise<Profile>;
}

/** Links that let people into a room. All reject with a `ChatError`. */
export interface InvitesApi {
  /** Those of a room by which somebody can come in, newest first. @throws ChatError forbidden */
  list(roomId: string, page?: PageQuery, options?: CallOptions): Promise<InvitePage>;
  /** @throws ChatError forbidden */
  create(roomId: string, input?: CreateInvite, options?: CallOptions): Promise<Invite>;
  /** What a code leads to; nobody needs to be signed in. @throws ChatError invite_not_found */
  preview(code: string, options?: CallOptions): Promise<InvitePreview>;
  /** Comes into the room of a code; whoever is there already spends no use. @throws ChatError invite_not_found | banned */
  accept(code: string, options?: CallOptions): Promise<AcceptedInvite>;
  /** @throws ChatError invite_not_found | forbidden */
  revoke(code: string, options?: CallOptions): Promise<void>;
}

/** People as one caller finds them. */
export const createPeopleApi = (session: RestCaller): PeopleApi => ({
  find: (query, page, { signal } = {}) =>
    session.call({ method: 'GET', path: '/users', query: { ...page, query }, signal }),
  get: (userId, { signal } = {}) => session.call({ method: 'GET', path: path`/users/${userId}`, signal }),
});

/** Invites as one caller makes and takes them. */
export const createInvitesApi = (session: RestCaller): InvitesApi => ({
  list: (roomId, page, { signal } = {}) =>
    session.call({ method: 'GET', path: path`/rooms/${roomId}/invites`, query: { ...page }, signal }),
  create: (roomId, body, { signal } = {}) =>
    session.call({ method: 'POST', path: path`/rooms/${roomId}/invites`, body, signal }),
  preview: (code, { signal } = {}) => session.call({ method: 'GET', path: path`/invites/${code}`, signal }),
  // Asked again after an answer that was lost, it spends no second use.
  accept: (code, { signal } = {}) =>
    session.call({ method: 'POST', path: path`/invites/${code}/accept`, isRepeatable: true, signal }),
  revoke: (code, { signal } = {}) => session.call({ method: 'DELETE', path: path`/invites/${code}`, signal }),
});
