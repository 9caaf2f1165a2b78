import type { CallOptions, ChatOptions } from './chat.js';
import type { MyRoomPage, Session } from './contract/index.js';
import { createTokenStorage, sessionStorageKey, trimUrl } from './token-storage.js';
import { createRest } from './transport/rest.js';
import { onAbort } from './waiting.js';

/** Rooms of one page, and pages that are read at most: who sits in more rooms than that has some that are not counted. */
const pageSize = 100;
const maxPages = 10;

/**
 * How many messages are unread for the person whose session is kept in this browser, in rooms that are not muted; null where
 * nobody's is kept. For a page that has no chat yet: asked once, without a connection, and nobody becomes a guest by it.
 * @throws ChatError as any other call
 */
export async function countUnread(
  { url, key, storage = 'browser' }: Pick<ChatOptions, 'url' | 'key' | 'storage'>,
  { signal }: CallOptions = {},
): Promise<number | null> {
  const name = sessionStorageKey(url, key);
  const kept = createTokenStorage(storage, name);
  if (kept.read() === null) return null;
  const closing = new AbortController();
  const settled = signal && onAbort(signal, () => closing.abort(signal.reason));
  const rest = createRest(trimUrl(url), { 'X-Parley-Key': key }, closing.signal);

  /** A token that is good now; what is kept is the next one's then, as a chat would keep it. */
  async function renew(): Promise<string | null> {
    const before = kept.read();
    if (before === null) return null;
    const { refreshToken } = before;
    const session = await rest<Session>({ method: 'POST', path: '/auth/refresh', body: { refreshToken } });
    // Another tab has logged out meanwhile, or somebody else in.
    if (kept.read()?.refreshToken !== refreshToken) return null;
    kept.write({ ...before, refreshToken: session.refreshToken });
    return session.accessToken;
  }

  try {
    if ((await kept.own?.()) === false) return null;
    const locks = kept.shared ? globalThis.navigator?.locks : undefined;
    const token = await (locks ? locks.request(name, { signal: closing.signal }, renew) : renew());
    return token === null ? null : await sumUnread((query) => rest({ method: 'GET', path: '/me/rooms', query }, token));
  } finally {
    settled?.();
  }
}

async function sumUnread(
  read: (query: Record<string, string | number | undefined>) => Promise<MyRoomPage>,
): Promise<number> {
  // A room that moved up meanwhile comes twice.
  const unread = new Map<string, number>();
  let cursor: string | null = null;
  for (let page = 0; page === 0 || (cursor !== null && page < maxPages); page++) {
    const { items, nextCursor }: MyRoomPage = await read({ limit: pageSize, cursor: cursor ?? undefined });
    for (const { room, member, unreadCount } of items) unread.set(room.id, member.muted ? 0 : unreadCount);
    cursor = nextCursor;
  }
  return [...unread.values()].reduce((sum, count) => sum + count, 0);
}
