import type { CallOptions } from './chat.js';
import type { Message } from './contract/index.js';
import type { Store } from './store.js';
import type { Timeline } from './timeline/view.js';

/** A live room. It may be used before it exists, offline and after `close()`. */
export interface Room {
  /** History, live changes and the outbox in one ordered list. Live while someone subscribes. */
  readonly timeline: Store<Timeline>;
  /**
   * Shows the message at once and sends it, over reconnects with the same clientId, until it is acknowledged. Messages
   * of one room go out in the order of these calls. Waiting out a rate limit happens by itself.
   * @param text plain text, 1 to 10,000 code points after trimming
   * @returns the committed message
   * @throws ChatError when the server refuses it for good; the item then stays as `failed`
   */
  send(text: string, options?: CallOptions & { clientId?: string }): Promise<Message>;
  /** Sends a `failed` item again, under the same clientId. */
  retry(clientId: string): Promise<Message>;
  /** Removes a `failed` item. */
  discard(clientId: string): void;
  /** Loads the page before the oldest message; does nothing when there is none. One at a time. */
  loadBefore(options?: CallOptions): Promise<void>;
  /** Ends every subscription of this room; what is being sent still goes out. */
  close(): void;
}
