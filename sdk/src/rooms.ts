import type { CallOptions } from './chat.js';
import type { CreateRoom, Member, MemberPage, PatchRoom, Room, RoomPage } from './contract/index.js';
import { path } from './transport/rest.js';
import type { RestRequest } from './transport/rest.js';

/** A page wanted: `limit` 1 to 100, default 50; `cursor` is the last answer's `nextCursor`. */
export interface PageQuery {
  limit?: number;
  cursor?: string;
}

/** Rooms by request and answer; `chat.room()` is the live one. All reject with a `ChatError`. */
export interface RoomsApi {
  /** Public rooms that anyone may find. */
  list(query?: PageQuery & { query?: string }, options?: CallOptions): Promise<RoomPage>;
  /** @throws ChatError slug_taken, forbidden */
  create(input: CreateRoom, options?: CallOptions): Promise<Room>;
  get(roomId: string, options?: CallOptions): Promise<Room>;
  /** @throws ChatError room_not_found while the slug has no room */
  bySlug(slug: string, options?: CallOptions): Promise<Room>;
  update(roomId: string, patch: PatchRoom, options?: CallOptions): Promise<Room>;
  remove(roomId: string, options?: CallOptions): Promise<void>;
  /** Takes the caller's seat in a public room. */
  join(roomId: string, options?: CallOptions): Promise<Member>;
  leave(roomId: string, options?: CallOptions): Promise<void>;
  members(roomId: string, query?: PageQuery, options?: CallOptions): Promise<MemberPage>;
}

/** What makes the requests of one caller. */
export interface RestCaller {
  call<T>(request: RestRequest): Promise<T>;
}

/** The rooms as one caller sees them. */
export function createRoomsApi(session: RestCaller): RoomsApi {
  return {
    list: (query = {}, { signal } = {}) => session.call({ method: 'GET', path: '/rooms', query: { ...query }, signal }),
    create: (body, { signal } = {}) => session.call({ method: 'POST', path: '/rooms', body, signal }),
    get: (roomId, { signal } = {}) => session.call({ method: 'GET', path: path`/rooms/${roomId}`, signal }),
    bySlug: (slug, { signal } = {}) => session.call({ method: 'GET', path: path`/rooms/by-slug/${slug}`, signal }),
    update: (roomId, body, { signal } = {}) =>
      session.call({ method: 'PATCH', path: path`/rooms/${roomId}`, body, signal }),
    remove: (roomId, { signal } = {}) => session.call({ method: 'DELETE', path: path`/rooms/${roomId}`, signal }),
    join: (roomId, { signal } = {}) =>
      session.call({ method: 'POST', path: path`/rooms/${roomId}/members`, isRepeatable: true, signal }),
    leave: (roomId, { signal } = {}) =>
      session.call({ method: 'DELETE', path: path`/rooms/${roomId}/members/me`, signal }),
    members: (roomId, query = {}, { signal } = {}) =>
      session.call({ method: 'GET', path: path`/rooms/${roomId}/members`, query: { ...query }, signal }),
  };
}
