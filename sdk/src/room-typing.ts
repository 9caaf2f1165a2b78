import type { Connection, ConnectionListener } from './connection.js';
import type { Changes, Events } from './contract/index.js';
import { createStore } from './store.js';

/** Without another word from the server somebody types no more after this time. */
const overAfterMs = 6_000;
/** That one types is said at most once in this time. */
const sayEveryMs = 3_000;

/** Who else types in one room. */
export class RoomTyping implements ConnectionListener {
  readonly #connection: Connection;
  readonly #room: { readonly roomId: string | undefined };
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** Who types, by user id. Live while somebody listens. */
  readonly store = createStore<readonly string[]>([], (count) => this.#watch(count > 0));
  #detach: (() => void) | null = null;
  #saidAtMs = -Infinity;
  #isTyping = false;
  /** The room is kept open by its timeline; this one only listens. */
  readonly roomId = undefined;

  /** @param room whose id need not be known yet */
  constructor(connection: Connection, room: { readonly roomId: string | undefined }) {
    this.#connection = connection;
    this.#room = room;
  }

  #watch(isWanted: boolean): void {
    if (isWanted) this.#detach ??= this.#connection.attach(this);
    else {
      this.#detach?.();
      this.#detach = null;
      this.#clear();
    }
  }

  /** Tells the others; what cannot be told is not worth an error. */
  async say(typing: boolean): Promise<void> {
    const roomId = this.#room.roomId;
    const nowMs = Date.now();
    if (!roomId || (typing ? nowMs - this.#saidAtMs < sayEveryMs : !this.#isTyping)) return;
    this.#isTyping = typing;
    if (typing) this.#saidAtMs = nowMs;
    await this.#connection.command('typing:set', { roomId, typing }).catch(() => undefined);
  }

  onEvent(name: keyof Events, event: Events[keyof Events]): void {
    if (name !== 'typing') return;
    const { roomId, userId, typing } = event as Events['typing'];
    if (roomId !== this.#room.roomId) return;
    this.#end(userId);
    if (!typing) return;
    this.#timers.set(
      userId,
      setTimeout(() => this.#end(userId), overAfterMs),
    );
    this.store.set([...this.store.get(), userId]);
  }

  /** Whoever's message is there does not type it any more. */
  onFrame({ roomId, messages }: Changes): void {
    if (roomId === this.#room.roomId) for (const { authorId } of messages) this.#end(authorId);
  }

  onStatus(): void {
    if (!this.#connection.link) this.#clear();
  }

  #end(userId: string): void {
    clearTimeout(this.#timers.get(userId));
    if (this.#timers.delete(userId)) this.store.set(this.store.get().filter((id) => id !== userId));
  }

  #clear(): void {
    for (const userId of [...this.#timers.keys()]) this.#end(userId);
  }
}
