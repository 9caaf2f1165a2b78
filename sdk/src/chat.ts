import type { ConnectionState } from './connection.js';
import type { Limits } from './contract/index.js';
import type { Room } from './room.js';
import type { RoomsApi } from './rooms.js';
import type { SessionStore } from './session.js';
import type { Store } from './store.js';

/** Every call takes a signal; when it fires, the call rejects with the signal's reason. */
export interface CallOptions {
  signal?: AbortSignal;
}

/**
 * Whose session a chat uses: `guest` resumes or makes a guest at the first subscription or call; `none` resumes a kept
 * session, else reads public rooms as a visitor until a person sends, signs up or signs in; `token` asks your own
 * login for a signed user token whenever a session is needed.
 */
export type SessionMode = 'guest' | 'none' | { token: () => Promise<string> };

/** Where the refresh token is kept: localStorage, sessionStorage or memory. */
export type StorageKind = 'browser' | 'tab' | 'memory';

/** What {@link createChat} needs. */
export interface ChatOptions {
  /** The server's address, as in `https://chat.example.com`. */
  url: string;
  /** The tenant's public key, `pk_...`. */
  key: string;
  session: SessionMode;
  /** Default `browser` where localStorage exists, else `memory`. */
  storage?: StorageKind;
}

/** One client of one tenant, with at most one socket for all its rooms. */
export interface Chat {
  readonly connection: Store<ConnectionState>;
  readonly session: SessionStore;
  readonly rooms: RoomsApi;
  /** The room of that slug or id; the same object each time. Makes no request by itself and never throws. */
  room(at: { slug: string } | { id: string }): Room;
  /** What is in force for the caller. */
  limits(options?: CallOptions): Promise<Limits>;
  /** Ends every subscription, timer and request; messages not yet sent reject with `closed`. */
  close(): Promise<void>;
}

/** Makes a client. Nothing is sent before the first subscription or call. */
export declare function createChat(options: ChatOptions): Chat;
