import type { CallOptions } from './chat.js';
import type { Member, MembersPage, Page, Room } from './contract/index.js';

/** A page wanted: `limit` 1 to 100, default 50; `cursor` is the last answer's `nextCursor`. */
export interface PageQuery {
  limit?: number;
  cursor?: string;
}

/** Rooms by request and answer; `chat.room()` is the live one. */
export interface RoomsApi {
  /** Public rooms that anyone may find. */
  list(query?: PageQuery & { query?: string }, options?: CallOptions): Promise<Page<Room>>;
  create(
    input: { type: 'public' | 'private'; name: string; slug?: string; topic?: string },
    options?: CallOptions,
  ): Promise<Room>;
  get(roomId: string, options?: CallOptions): Promise<Room>;
  bySlug(slug: string, options?: CallOptions): Promise<Room>;
  update(roomId: string, patch: { name?: string; topic?: string | null }, options?: CallOptions): Promise<Room>;
  remove(roomId: string, options?: CallOptions): Promise<void>;
  /** Takes the caller's seat in a public room. */
  join(roomId: string, options?: CallOptions): Promise<Member>;
  leave(roomId: string, options?: CallOptions): Promise<void>;
  members(roomId: string, query?: PageQuery, options?: CallOptions): Promise<MembersPage>;
}
