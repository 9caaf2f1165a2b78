import type { CallOptions, RoomAddress } from './chat.js';
import type { Connection } from './connection.js';
import type { Message } from './contract/index.js';
import { RoomFeed } from './room-feed.js';
import type { RoomHistory } from './room-history.js';
import { RoomSender } from './room-sender.js';
import type { SessionKeeper } from './session-keeper.js';
import { createStore } from './store.js';
import type { Store } from './store.js';
import type { Log } from './timeline/log.js';
import type { Outbox, UnsentMessage } from './timeline/outbox.js';
import { createView, emptyTimeline } from './timeline/view.js';
import type { Timeline } from './timeline/view.js';
import { toChatError } from './errors.js';

/** How a message is sent, and what it belongs to: see `send`. */
export interface SendOptions extends CallOptions {
  clientId?: string;
  replyTo?: Pick<Message, 'id' | 'seq'>;
  mentions?: string[];
  threadId?: string;
}

/** A live room's messages. */
export interface RoomCore {
  /** History, live changes and the outbox in one ordered list. Live while someone subscribes. */
  readonly timeline: Store<Timeline>;
  /**
   * Shows the message at once and sends it, over reconnects with the same clientId, until it is acknowledged. Messages
   * of one room go out in the order of these calls. Waiting out a rate limit happens by itself. When `signal` fires
   * first, the item turns `failed`; should the message have reached the server all the same, it is shown as sent.
   * @param text plain text, 1 to 10,000 code points after trimming
   * @param options.clientId 1 to 64 of `A-Z a-z 0-9 . _ -`; made when left out
   * @param options.replyTo the message of this room that it answers
   * @param options.mentions ids of users
   * @param options.threadId the message on whose thread it hangs: it is shown there, and not in this timeline
   * @returns the committed message
   * @throws ChatError when the server refuses it for good; the item then stays as `failed`
   */
  send(text: string, options?: SendOptions): Promise<Message>;
  /** Sends a `failed` item again, under the same clientId. */
  retry(clientId: string): Promise<Message>;
  /** Removes a `failed` item. */
  discard(clientId: string): void;
  /**
   * Shows messages as `failed` that an earlier page had not sent, with the error `interrupted`; those that have an `authorId` only to
   * that person. What of them is among the messages that are known, now or later, is shown as these alone, and `retry` sends the rest
   * as the same messages: each is there once. One that was encrypted is encrypted anew, and refused with `client_id_reused` where the
   * server has it already. What is being sent stays as it is.
   */
  restore(unsent: readonly UnsentMessage[]): void;
  /** Loads the page before the oldest message; does nothing when there is none. One at a time. */
  loadBefore(options?: CallOptions): Promise<void>;
  /** Asks for the room again now, where it could not be read (`error`); otherwise that is done within a minute. */
  reload(): void;
  /** Shows the newest messages again where a part of the history is shown (`hasAfter`); sending does it, too. */
  showNewest(): void;
  /** Ends every subscription of this room and lets the chat forget it; what is being sent still goes out. */
  close(): void;
}

/** A part of a room's history that stands in for what is live. */
interface Past {
  readonly isShown: boolean;
  readonly isLoading: boolean;
  loadBefore(options?: CallOptions): Promise<void>;
  end(): void;
}

/** Rooms are often left and opened again at once, as when a view is drawn anew. */
const lingerMs = 1_000;

/** One room: its feed, its sender, and the timeline drawn from both. */
export class LiveRoom implements RoomCore {
  readonly timeline: Store<Timeline>;
  /** Draws the log otherwise than it is: what is on its way shows before it is there. It is given all that is being sent, too. */
  overlay: ((log: Log, status: Timeline['status'], outbox: Outbox) => Log) | undefined;
  /** Shows messages as this chat reads them, of the room and of its threads; undefined: as they are. */
  read: ((messages: Log['messages'], status: Timeline['status']) => Log['messages']) | undefined;
  /** What is shown in place of what is live, while somebody reads far above it. */
  past: Past | null = null;
  readonly #store = createStore<Timeline>(emptyTimeline, (count) => this.#onSubscribers(count));
  readonly #view = createView();
  readonly #session: SessionKeeper;
  readonly #closing: AbortSignal;
  readonly #feed: RoomFeed;
  readonly #sender: RoomSender;
  /** Comes with the first older page that is asked for: most readers ask for none. */
  #history: RoomHistory | undefined;
  readonly #onClose: () => void;
  #hasSubscribers = false;
  #isClosed = false;
  #linger: ReturnType<typeof setTimeout> | undefined;
  /** Set while the session and the chat know this room. */
  #detach: (() => void) | null = null;

  /** @param onClose called at the first `close()` */
  constructor(
    at: RoomAddress,
    session: SessionKeeper,
    connection: Connection,
    closing: AbortSignal,
    onClose: () => void,
  ) {
    this.#session = session;
    this.#closing = closing;
    this.#onClose = onClose;
    this.timeline = this.#store;
    this.#feed = new RoomFeed(at, session, connection, {
      onChange: () => this.#onChange(),
      wantsRoom: () => this.#sender.isSending,
      onRefused: (error) => this.#sender.refuseAll(error),
    });
    this.#sender = new RoomSender(this.#feed, session, connection, () => this.#onChange());
    this.#attach();
  }

  /** Its id, once known. */
  get roomId(): string | undefined {
    return this.#feed.roomId;
  }

  /** What the server has of it. */
  get log(): Log {
    return this.#feed.log;
  }

  /** Puts one in place that has grown at its older end. */
  set log(log: Log) {
    this.#feed.log = log;
  }

  /** Draws the timeline anew: the overlay draws otherwise now. */
  redraw(): void {
    this.#onChange();
  }

  send(text: string, { signal, clientId, replyTo, ...more }: SendOptions = {}): Promise<Message> {
    // What is sent to a thread is shown there.
    if (!more.threadId) this.showNewest();
    return this.#shown(async () => {
      signal?.throwIfAborted();
      this.#closing.throwIfAborted();
      const reply = replyTo && { messageId: replyTo.id, seq: replyTo.seq };
      return this.#sender.send({ ...more, text, clientId: clientId ?? newClientId(), replyTo: reply }, signal);
    });
  }

  retry(clientId: string): Promise<Message> {
    return this.#shown(() => this.#sender.retry(clientId));
  }

  discard(clientId: string): void {
    this.#sender.discard(clientId);
  }

  restore(unsent: readonly UnsentMessage[]): void {
    this.#sender.restore(unsent);
  }

  async loadBefore(options?: CallOptions): Promise<void> {
    const { RoomHistory } = await import('./room-history.js');
    this.#history ??= new RoomHistory(this.#feed, this.#session, () => this.#onChange());
    return (this.past ?? this.#history).loadBefore(options);
  }

  reload(): void {
    if (this.#feed.status === 'error') this.#feed.wake();
  }

  showNewest(): void {
    this.past?.end();
  }

  close(): void {
    if (!this.#isClosed) this.#onClose();
    this.#isClosed = true;
    this.#store.clear();
    this.#startOrStop();
  }

  #attach(): void {
    if (this.#detach) return;
    const undo = this.#session.onChange((change) => {
      if (change === 'replaced') this.#wipe();
      this.#onChange();
    });
    const end = () => {
      clearTimeout(this.#linger);
      this.#sender.refuseAll(toChatError(this.#closing.reason));
      this.#feed.stop();
      this.#store.clear();
    };
    this.#closing.addEventListener('abort', end);
    this.#detach = () => {
      this.#detach = null;
      undo();
      this.#closing.removeEventListener('abort', end);
    };
  }

  /** Somebody else comes, or nobody is left: nothing of this person's stays in memory. */
  #wipe(): void {
    this.showNewest();
    this.#feed.wipe();
    this.#sender.wipe();
  }

  /** What becomes of a message is shown in the timeline: a caller who does not wait for it need not catch it. */
  #shown(send: () => Promise<Message>): Promise<Message> {
    const sent = send();
    sent.catch(() => undefined);
    return sent;
  }

  #onSubscribers(count: number): void {
    this.#hasSubscribers = count > 0;
    this.#startOrStop();
  }

  #onChange(): void {
    this.#sender.onLog(this.#feed.log);
    this.#startOrStop();
    const { status, error, exists, peerBlocked } = this.#feed;
    const { outbox } = this.#sender;
    const log = this.overlay?.(this.log, status, outbox) ?? this.log;
    const { user } = this.#session.get();
    const hasAfter = !!this.past?.isShown;
    const loadingBefore = !!(this.past ?? this.#history)?.isLoading;
    this.#store.set(this.#view({ status, error, exists, log, peerBlocked, outbox, user, loadingBefore, hasAfter }));
  }

  /** The room is live while someone looks at it or a message is on its way; closed, nothing holds it otherwise. */
  #startOrStop(): void {
    if (this.#closing.aborted) return;
    clearTimeout(this.#linger);
    if (this.#hasSubscribers || this.#sender.isSending) {
      this.#attach();
      this.#feed.start();
    } else if (this.#isClosed) {
      this.#feed.stop();
      this.#detach?.();
    } else if (this.#feed.isLive) this.#linger = setTimeout(() => this.#feed.stop(), lingerMs);
  }
}

/** An id that a message is sent under: 128 random bits. `crypto.randomUUID` exists on secure pages only. */
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
