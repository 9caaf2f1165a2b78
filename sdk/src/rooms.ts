import type { CallOptions } from './chat.js';
import type { CreateRoom, Member, MemberPage, PatchRoom, PutDirectRoom, Room, RoomPage } from './contract/index.js';
import { fileTimeoutMs, path } from './transport/rest.js';
import type { RestRequest } from './transport/rest.js';

/** A page wanted: `limit` 1 to 100, default 50; `cursor` is the last answer's `nextCursor`. */
export interface PageQuery {
  limit?: number;
  cursor?: string;
}

/** Rooms by request and answer; `chat.room()` is the live one. All reject with a `ChatError`. */
export interface RoomsApi {
  /**
   * Discover: the public rooms, the lobby first, then what has been active last; of a search what fits best first.
   * @throws ChatError rate_limited
   */
  list(query?: PageQuery & { query?: string }, options?: CallOptions): Promise<RoomPage>;
  /** @throws ChatError slug_taken, forbidden */
  create(input: CreateRoom, options?: CallOptions): Promise<Room>;
  /**
   * The one room of this person and another one, made when there is none.
   * @param who `{ username }`, or `{ userId }` of a guest
   * @throws ChatError user_not_found (also where one blocks the other) | validation_failed (oneself) | rate_limited
   */
  direct(who: PutDirectRoom, options?: CallOptions): Promise<Room>;
  get(roomId: string, options?: CallOptions): Promise<Room>;
  /** @throws ChatError room_not_found while the slug has no room */
  bySlug(slug: string, options?: CallOptions): Promise<Room>;
  update(roomId: string, patch: PatchRoom, options?: CallOptions): Promise<Room>;
  remove(roomId: string, options?: CallOptions): Promise<void>;
  /**
   * Replaces the picture of a room, of which the middle square is shown.
   * @param picture PNG, JPEG, WebP, GIF or AVIF, at most 5 MiB and 25 million pixels
   * @throws ChatError forbidden | file_too_large | unsupported_type | image_too_large | invalid_image | rate_limited
   */
  setAvatar(roomId: string, picture: Blob, options?: CallOptions): Promise<Room>;
  /** Takes the picture of a room away. */
  removeAvatar(roomId: string, options?: CallOptions): Promise<void>;
  /** Takes the caller's seat in a public room. */
  join(roomId: string, options?: CallOptions): Promise<Member>;
  /** Gives somebody a seat; the one they have when they have one. @throws ChatError forbidden | user_not_found | banned */
  addMember(roomId: string, userId: string, options?: CallOptions): Promise<Member>;
  /** A direct room is out of sight until its next message. @throws ChatError last_owner */
  leave(roomId: string, options?: CallOptions): Promise<void>;
  /**
   * Everybody who sits in the room.
   * @param query.query how the username or the display name begins
   * @throws ChatError room_not_found | rate_limited
   */
  members(roomId: string, query?: PageQuery & { query?: string }, options?: CallOptions): Promise<MemberPage>;
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
    direct: (body, { signal } = {}) => session.call({ method: 'PUT', path: '/rooms/direct', body, signal }),
    get: (roomId, { signal } = {}) => session.call({ method: 'GET', path: path`/rooms/${roomId}`, signal }),
    bySlug: (slug, { signal } = {}) => session.call({ method: 'GET', path: path`/rooms/by-slug/${slug}`, signal }),
    update: (roomId, body, { signal } = {}) =>
      session.call({ method: 'PATCH', path: path`/rooms/${roomId}`, body, signal }),
    remove: (roomId, { signal } = {}) => session.call({ method: 'DELETE', path: path`/rooms/${roomId}`, signal }),
    setAvatar: (roomId, picture, { signal } = {}) => {
      const body = new FormData();
      body.append('file', picture);
      const timeoutMs = fileTimeoutMs;
      return session.call({ method: 'PUT', path: path`/rooms/${roomId}/avatar`, body, timeoutMs, signal });
    },
    removeAvatar: (roomId, { signal } = {}) =>
      session.call({ method: 'DELETE', path: path`/rooms/${roomId}/avatar`, signal }),
    join: (roomId, { signal } = {}) =>
      session.call({ method: 'POST', path: path`/rooms/${roomId}/members`, isRepeatable: true, signal }),
    addMember: (roomId, userId, { signal } = {}) =>
      session.call({
        method: 'POST',
        path: path`/rooms/${roomId}/members`,
        body: { userId },
        isRepeatable: true,
        signal,
      }),
    leave: (roomId, { signal } = {}) =>
      session.call({ method: 'DELETE', path: path`/rooms/${roomId}/members/me`, signal }),
    members: (roomId, query = {}, { signal } = {}) =>
      session.call({ method: 'GET', path: path`/rooms/${roomId}/members`, query: { ...query }, signal }),
  };
}
