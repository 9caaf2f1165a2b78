import { Connection } from './connection.js';
import type { ConnectionState, LinkOpener } from './connection.js';
import type { Limits } from './contract/index.js';
import { ChatError } from './errors.js';
import { LiveRoom } from './room.js';
import { SessionKeeper } from './session-keeper.js';
import type { SessionStore } from './session.js';
import type { Store } from './store.js';
import { createTokenStorage, sessionStorageKey, trimUrl } from './token-storage.js';
import { createRest } from './transport/rest.js';

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

/** Where a room is: its slug, which need not have a room yet, or its id. */
export type RoomAddress = { slug: string } | { id: string };

/** What a chat needs. */
export interface ChatOptions {
  /** The server's address, as in `https://chat.example.com`. */
  url: string;
  /** The tenant's public key, `pk_...`. */
  key: string;
  session: SessionMode;
  /** Default `browser` where localStorage exists, else `memory`. */
  storage?: StorageKind;
}

/** What the other parts of a chat are built on. */
export interface ChatInternals {
  readonly session: SessionKeeper;
  readonly connection: Connection;
  /** Fires when the chat is closed. */
  readonly closing: AbortSignal;
}

/** A chat without the people in it: sessions, rooms and messages. */
export interface ChatCore {
  readonly connection: Store<ConnectionState>;
  readonly session: SessionStore;
  /** The room of that slug or id; the same object each time until it is closed. Makes no request by itself and never throws. */
  room(at: RoomAddress): LiveRoom;
  /** What is in force for the caller. */
  limits(options?: CallOptions): Promise<Limits>;
  /** Ends every subscription, timer and request; messages not yet sent reject with `closed`. */
  close(): Promise<void>;
  readonly parts: ChatInternals;
}

/**
 * Makes a client of the least size, to which `withPeople` adds the rest, now or later. Nothing is sent before the first subscription or call.
 * @throws TypeError when `url` is no http(s) address
 */
export function createChatCore({ url, key, session: mode, storage = 'browser' }: ChatOptions): ChatCore {
  const baseUrl = trimUrl(url);
  if (!/^https?:$/.test(new URL(baseUrl).protocol)) throw new TypeError(`Not an http(s) address: ${url}`);
  const closing = new AbortController();
  const storageName = sessionStorageKey(url, key);
  const tokens = createTokenStorage(storage, storageName);
  const session = new SessionKeeper(
    createRest(baseUrl, { 'X-Parley-Key': key }, closing.signal),
    mode,
    tokens,
    storageName,
    closing.signal,
  );
  // Loaded with the first connection: a visitor who only reads has none.
  const open: LinkOpener = async (token, onEvent, signal) => {
    const { openLink } = await import('./transport/socket.js');
    return openLink(baseUrl, { key, token }, onEvent, signal);
  };
  const connection = new Connection(session, open, closing.signal);
  const live = new Map<string, LiveRoom>();

  return {
    parts: { session, connection, closing: closing.signal },
    connection: connection.store,
    session,
    room(at) {
      const name = 'id' in at ? `id:${at.id}` : `slug:${at.slug}`;
      const forget = () => live.delete(name);
      const room = live.get(name) ?? new LiveRoom(at, session, connection, closing.signal, forget);
      live.set(name, room);
      return room;
    },
    limits: ({ signal } = {}) => session.call({ method: 'GET', path: '/limits', signal }),
    async close() {
      if (!closing.signal.aborted) closing.abort(new ChatError({ code: 'closed', detail: 'The chat was closed' }));
    },
  };
}
