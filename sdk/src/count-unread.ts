import type { CallOptions, ChatOptions } from './chat.js';
import type { MyRoomPage, Session } from './contract/index.js';
import { isRefreshRefusal, toChatError } from './errors.js';
import { createTokenStorage, sessionStorageKey, trimUrl } from './token-storage.js';
import { createRest } from './transport/rest.js';

/** Rooms of one page, and pages that are read at most: who sits in more rooms than that has some that are not counted. */
const pageSize = 100;
const maxPages = 10;

/**
 * How many messages are unread for the person whose session is kept in this browser, in rooms that are not muted; null where
 * nobody's is kept. For a page that has no chat yet: asked once, without a connection, and nobody becomes a guest by it.
 * @throws ChatError as any other call; a session that the server does not take is not kept any longer then
 */
export async function countUnread(
  { url, key, storage = 'browser' }: Pick<ChatOptions, 'url' | 'key' | 'storage'>,
  { signal = new AbortController().signal }: CallOptions = {},
): Promise<number | null> {
  const name = sessionStorageKey(url, key);
  const kept = createTokenStorage(storage, name);
  if (kept.read() === null) return null;
  const rest = createRest(trimUrl(url), { 'X-Parley-Key': key }, signal);

  /** A token that is good now; what is kept is the next one's then, as a chat would keep it. */
  async function renew(): Promise<string | null> {
    const before = kept.read();
    if (before === null) return null;
    const { refreshToken } = before;
    const isKeptStill = (): boolean => kept.read()?.refreshToken === refreshToken;
    const request = { method: 'POST', path: '/auth/refresh', body: { refreshToken } } as const;
    const session = await rest<Session>(request).catch((error: unknown) => {
      // It is over: nobody asks with it once more.
      if (isRefreshRefusal(toChatError(error)) && isKeptStill()) kept.write(null);
      throw error;
    });
    // Another tab has logged out meanwhile, or somebody else in.
    if (!isKeptStill()) return null;
    kept.write({ ...before, refreshToken: session.refreshToken });
    return session.accessToken;
  }

  if ((await kept.own?.()) === false) return null;
  const locks = kept.shared ? globalThis.navigator?.locks : undefined;
  const token = await (locks ? locks.request(name, { signal }, renew) : renew());
  return token === null ? null : sumUnread((query) => rest({ method: 'GET', path: '/me/rooms', query }, token));
}

async function sumUnread(
  read: (query: { limit: number; cursor: string | undefined }) => Promise<MyRoomPage>,
): Promise<number> {
  // A room that moved up meanwhile comes twice.
  const unread = new Map<string, number>();
  let cursor: string | null | undefined;
  for (let page = 0; cursor !== null && page < maxPages; page++) {
    const { items, nextCursor }: MyRoomPage = await read({ limit: pageSize, cursor });
    for (const { room, member, unreadCount } of items) unread.set(room.id, member.muted ? 0 : unreadCount);
    cursor = nextCursor;
  }
  return [...unread.values()].reduce((sum, count) => sum + count, 0);
}
