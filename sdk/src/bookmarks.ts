import type { CallOptions, ChatCore } from './chat.js';
import type { Bookmark, BookmarkIds, BookmarkPage } from './contract/index.js';
import { OwnIds } from './own-ids.js';
import type { SentMessage } from './room-messages.js';
import type { PageQuery } from './rooms.js';
import type { Store } from './store.js';
import { path } from './transport/rest.js';

/** The messages that this person marked to find them again: nobody else is told. All calls reject with a `ChatError`. */
export interface BookmarksApi {
  /**
   * Ids of all of these messages, for marking them wherever they are shown. Read with every connection while somebody listens, and
   * changed at once by `add` and `remove`; empty until it is known.
   */
  readonly ids: Store<ReadonlySet<string>>;
  /**
   * Those that this person can see now, of all rooms, the one that was marked last first; each with its message as it is, its
   * room, and the other one of a direct room. `users` has the authors.
   */
  list(page?: PageQuery, options?: CallOptions): Promise<BookmarkPage>;
  /**
   * Marks a message; also the second time.
   * @throws ChatError room_not_found | message_not_found | banned | message_deleted | too_many_bookmarks
   */
  add(message: SentMessage, options?: CallOptions): Promise<Bookmark>;
  /** Also of what is not marked. @throws ChatError room_not_found | message_not_found | banned */
  remove(message: SentMessage, options?: CallOptions): Promise<void>;
}

/** The bookmarks of whoever this chat is. */
export function createBookmarksApi(chat: ChatCore): BookmarksApi {
  const { session } = chat.parts;
  const ids = new OwnIds(chat, async () => {
    const { messageIds } = await session.call<BookmarkIds>({ method: 'GET', path: '/me/bookmarks/ids' });
    return new Set(messageIds);
  });
  const at = ({ roomId, id }: SentMessage): string => path`/rooms/${roomId}/messages/${id}/bookmark`;
  return {
    ids: ids.store,
    list: (page, { signal } = {}) => session.call({ method: 'GET', path: '/me/bookmarks', query: { ...page }, signal }),
    add: (message, { signal } = {}) =>
      ids.change(true, message.id, () => session.call({ method: 'PUT', path: at(message), signal })),
    remove: (message, { signal } = {}) =>
      ids.change(false, message.id, () => session.call({ method: 'DELETE', path: at(message), signal })),
  };
}
