import type { ChatCore } from './chat.js';
import { createStore } from './store.js';
import type { Store } from './store.js';

const nothing: ReadonlySet<string> = new Set();
const retryMs = 5_000;

/** Ids of what somebody has in a list of their own, for telling it from all else wherever it is shown. */
export class OwnIds {
  /** Read with every connection while somebody listens; empty until it is known. */
  readonly store: Store<ReadonlySet<string>>;
  readonly #ids = createStore<ReadonlySet<string>>(nothing, (count) => (count > 0 ? this.#follow() : this.#rest()));
  readonly #chat: ChatCore;
  readonly #list: () => Promise<ReadonlySet<string>>;
  #undo: (() => void)[] = [];
  #userId: string | undefined;
  #isKnown = false;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** Counts what was changed here: a list that was read meanwhile may be older. */
  #changes = 0;

  /** @param list reads the whole list */
  constructor(chat: ChatCore, list: () => Promise<ReadonlySet<string>>) {
    this.#chat = chat;
    this.#list = list;
    this.store = this.#ids;
    chat.parts.closing.addEventListener('abort', () => this.#rest());
  }

  /** Asks the server to put an id on the list, or to take it off, and shows it once that is done. */
  async change<T>(isOn: boolean, id: string, ask: () => Promise<T>): Promise<T> {
    const ownId = this.#userId;
    const answer = await ask();
    // Somebody else is here by now: it is not on their list.
    if (ownId !== this.#userId) return answer;
    const ids = new Set(this.#ids.get());
    if (isOn) ids.add(id);
    else ids.delete(id);
    this.#changes++;
    this.#ids.set(ids);
    return answer;
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
      this.#ids.set(nothing);
    }
    // What other devices changed is found out with the next connection.
    if (this.#chat.connection.get().status !== 'online') this.#isKnown = false;
    else if (userId !== undefined && !this.#isKnown) void this.#read(userId);
  }

  async #read(userId: string): Promise<void> {
    this.#isKnown = true;
    clearTimeout(this.#retry);
    const changes = this.#changes;
    let ids: ReadonlySet<string>;
    try {
      ids = await this.#list();
    } catch {
      if (userId !== this.#userId || this.#undo.length === 0) return;
      this.#retry = setTimeout(() => void this.#read(userId), retryMs);
      return;
    }
    if (userId !== this.#userId) return;
    if (changes !== this.#changes) return this.#read(userId);
    if (ids.size > 0 || this.#ids.get().size > 0) this.#ids.set(ids);
  }
}
