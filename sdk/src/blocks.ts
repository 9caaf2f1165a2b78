import type { CallOptions, ChatCore } from './chat.js';
import type { Block, BlockPage } from './contract/index.js';
import { OwnIds } from './own-ids.js';
import type { PageQuery } from './rooms.js';
import type { Store } from './store.js';
import { path } from './transport/rest.js';

/** Whom this person wants nothing of: they are not told. All calls reject with a `ChatError`. */
export interface BlocksApi {
  /**
   * Ids of all of them, for not showing what they write. Read with every connection while somebody listens, and changed at
   * once by `add` and `remove`; empty until it is known.
   */
  readonly ids: Store<ReadonlySet<string>>;
  list(page?: PageQuery, options?: CallOptions): Promise<BlockPage>;
  /** The direct room of the two is out of sight until the block ends. @throws ChatError user_not_found */
  add(userId: string, options?: CallOptions): Promise<Block>;
  remove(userId: string, options?: CallOptions): Promise<void>;
}

const pageSize = 100;

/** The blocks of whoever this chat is. */
export function createBlocksApi(chat: ChatCore): BlocksApi {
  const { session } = chat.parts;
  const list: BlocksApi['list'] = (page, { signal } = {}) =>
    session.call({ method: 'GET', path: '/me/blocks', query: { ...page }, signal });
  const ids = new OwnIds(chat, async () => {
    const all = new Set<string>();
    let cursor: string | null = null;
    do {
      const page: BlockPage = await list({ limit: pageSize, ...(cursor === null ? {} : { cursor }) });
      for (const { user } of page.items) all.add(user.id);
      cursor = page.nextCursor;
    } while (cursor !== null);
    return all;
  });
  const at = (userId: string): string => path`/me/blocks/${userId}`;
  return {
    ids: ids.store,
    list,
    add: (userId, { signal } = {}) =>
      ids.change(true, userId, () => session.call({ method: 'PUT', path: at(userId), signal })),
    remove: (userId, { signal } = {}) =>
      ids.change(false, userId, () => session.call({ method: 'DELETE', path: at(userId), signal })),
  };
}
