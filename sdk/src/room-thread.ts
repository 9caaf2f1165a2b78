import type { CallOptions } from './chat.js';
import type { Message } from './contract/index.js';
import { toChatError } from './errors.js';
import type { LiveThread } from './live-thread.js';
import type { LiveRoom, SendOptions } from './room.js';
import { createStore } from './store.js';
import type { Store } from './store.js';
import type { UnsentMessage } from './timeline/outbox.js';
import { emptyTimeline } from './timeline/view.js';
import type { Timeline, TimelineItem } from './timeline/view.js';

/** A thread as it can be drawn: `items` are its messages, all else is of the room. Every change gives a new object. */
export interface ThreadTimeline extends Timeline {
  /** The message on which it hangs; null while it is not known. */
  root: TimelineItem | null;
  /** How far the person has read it; null where they do not follow it, or it is not known yet. */
  readSeq: number | null;
}

/** A thread of a room. It may be used before anybody has answered there, offline and after `close()`. */
export interface RoomThread {
  /** The id of the message on which it hangs. */
  readonly rootId: string;
  /** Its messages, live changes and what is being sent in it, in one ordered list. Live while someone subscribes. */
  readonly timeline: Store<ThreadTimeline>;
  /** Answers in the thread: as `room.send`, in one order with all that is sent in the room. @throws ChatError as it, and already_in_thread, message_deleted */
  send(text: string, options?: Omit<SendOptions, 'threadId'>): Promise<Message>;
  /** Sends a `failed` item again, under the same clientId. */
  retry(clientId: string): Promise<Message>;
  /** Removes a `failed` item. */
  discard(clientId: string): void;
  /** Shows messages of this thread as `failed` that an earlier page had not sent; as `room.restore`. */
  restore(unsent: readonly Omit<UnsentMessage, 'threadId'>[]): void;
  /** Loads the page before the oldest message; does nothing when there is none. One at a time. */
  loadBefore(options?: CallOptions): Promise<void>;
  /**
   * Says that everything in it up to `seq` was read, by default its newest message, and follows it from then on; does nothing where
   * there is no seat, nothing to read, or it was said already.
   * @throws ChatError message_not_found | already_in_thread
   */
  markRead(seq?: number, options?: CallOptions): Promise<void>;
  /** Ends every subscription, and lets the room forget it; what is being sent still goes out. */
  close(): void;
}

/** The thread of which nothing is known. */
export const emptyThread: ThreadTimeline = { ...emptyTimeline, root: null, readSeq: null };

/** A thread that may never be looked at: what shows it comes when somebody does. */
export class ThreadHandle implements RoomThread {
  readonly timeline: Store<ThreadTimeline>;
  readonly #store = createStore<ThreadTimeline>(emptyThread, (count) => this.#watch(count > 0));
  #live: LiveThread | undefined;
  #undo: (() => void) | null = null;

  /** @param load makes what shows it @param onClose called at `close()` */
  constructor(
    readonly rootId: string,
    private readonly room: LiveRoom,
    private readonly load: () => Promise<LiveThread>,
    private readonly onClose: () => void,
  ) {
    this.timeline = this.#store;
  }

  send(text: string, options: Omit<SendOptions, 'threadId'> = {}): Promise<Message> {
    return this.room.send(text, { ...options, threadId: this.rootId });
  }

  retry(clientId: string): Promise<Message> {
    return this.room.retry(clientId);
  }

  discard(clientId: string): void {
    this.room.discard(clientId);
  }

  restore(unsent: readonly Omit<UnsentMessage, 'threadId'>[]): void {
    this.room.restore(unsent.map((message) => ({ ...message, threadId: this.rootId })));
  }

  async loadBefore(options?: CallOptions): Promise<void> {
    await this.#live?.loadBefore(options);
  }

  async markRead(seq?: number, options?: CallOptions): Promise<void> {
    await (await this.#load()).markRead(seq, options);
  }

  close(): void {
    this.#store.clear();
    this.onClose();
  }

  /** Pointers have moved. */
  refresh(): void {
    this.#live?.refresh();
  }

  async #load(): Promise<LiveThread> {
    const made = this.#live ?? (await this.load());
    return (this.#live ??= made);
  }

  #watch(isWanted: boolean): void {
    if (!isWanted) {
      this.#undo?.();
      this.#undo = null;
      this.#store.set(emptyThread);
    }
    if (!isWanted || this.#undo) return;
    let isOver = false;
    let stop = () => undefined as void;
    this.#undo = () => {
      isOver = true;
      stop();
    };
    this.#store.set({ ...emptyThread, status: 'loading' });
    this.#load().then(
      ({ timeline }) => {
        if (!isOver) stop = timeline.subscribe((shown) => this.#store.set(shown));
      },
      (error: unknown) => {
        if (!isOver) this.#store.set({ ...emptyThread, status: 'error', error: toChatError(error) });
      },
    );
  }
}
