import type { CallOptions, ChatCore } from './chat.js';
import type { Block, BlockPage } from './contract/index.js';
import type { PageQuery } from './rooms.js';
import { createStore } from './store.js';
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

const nobody: ReadonlySet<string> = new Set();
const pageSize = 100;
const retryMs = 5_000;

/** The blocks of whoever this chat is. */
export class Blocks implements BlocksApi {
  readonly ids = createStore<ReadonlySet<string>>(nobody, (count) => (count > 0 ? this.#follow() : this.#rest()));
  readonly #chat: ChatCore;
  #undo: (() => void)[] = [];
  #userId: string | undefined;
  #isKnown = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was changed here: a list that was read meanwhile may be older. */
  #changes = 0;

  constructor(chat: ChatCore) {
    this.#chat = chat;
    chat.parts.closing.addEventListener('abort', () => this.#rest());
  }

  list(page?: PageQuery, { signal }: CallOptions = {}): Promise<BlockPage> {
    return this.#chat.parts.session.call({ method: 'GET', path: '/me/blocks', query: { ...page }, signal });
  }

  async add(userId: string, { signal }: CallOptions = {}): Promise<Block> {
    const at = path`/me/blocks/${userId}`;
    const ownId = this.#userId;
    const block = await this.#chat.parts.session.call<Block>({ method: 'PUT', path: at, signal });
    this.#change(ownId, (ids) => ids.add(userId));
    return block;
  }

  async remove(userId: string, { signal }: CallOptions = {}): Promise<void> {
    const ownId = this.#userId;
    await this.#chat.parts.session.call({ method: 'DELETE', path: path`/me/blocks/${userId}`, signal });
    this.#change(ownId, (ids) => ids.delete(userId));
  }

  /** @param ownId whose list it was when the change was asked for */
  #change(ownId: string | undefined, by: (ids: Set<string>) => void): void {
    if (ownId !== this.#userId) return;
    const ids = new Set(this.ids.get());
    by(ids);
    this.#changes++;
    this.ids.set(ids);
  }

  #follow(): void {
    if (this.#undo.length > 0 || this.#chat.parts.closing.aborted) return;
    const { session, connection } = this.#chat;
    const look = (): void => this.#look();
    this.#undo = [session.subscribe(look), connection.subscribe(look)];
  }

  #rest(): void {
    clearTimeout(this.#retry);
    for (const undo of this.#undo.splice(0)) undo();
    this.#isKnown = false;
  }

  #look(): void {
    const userId = this.#chat.session.get().user?.id;
    if (userId !== this.#userId) {
      this.#userId = userId;
      this.#isKnown = false;
      clearTimeout(this.#retry);
      this.ids.set(nobody);
    }
    // What other devices changed is found out with the next connection.
    if (this.#chat.connection.get().status !== 'online') this.#isKnown = false;
    else if (userId !== undefined && !this.#isKnown) void this.#read(userId);
  }

  async #read(userId: string): Promise<void> {
    this.#isKnown = true;
    clearTimeout(this.#retry);
    const changes = this.#changes;
    const ids = new Set<string>();
    try {
      let cursor: string | null = null;
      do {
        const page: BlockPage = await this.list({ limit: pageSize, ...(cursor === null ? {} : { cursor }) });
        for (const { user } of page.items) ids.add(user.id);
        cursor = page.nextCursor;
      } while (cursor !== null);
    } catch {
      if (userId !== this.#userId || this.#undo.length === 0) return;
      this.#retry = setTimeout(() => void this.#read(userId), retryMs);
      return;
    }
    if (userId !== this.#userId) return;
    if (changes !== this.#changes) return this.#read(userId);
    if (ids.size > 0 || this.ids.get().size > 0) this.ids.set(ids);
  }
}
