import type { Member, Message, Room, User } from '../contract/index.js';
import type { ChatError } from '../errors.js';

/**
 * A message as a reader sees it. `sending` and `failed` ones are not in the room's log yet: their `seq` is 0, their
 * `id` is the `clientId`, and they come last, in order of sending.
 */
export type TimelineItem = Message & {
  status: 'sending' | 'sent' | 'failed';
  /** Of the person of this session. */
  own: boolean;
  /** Unique in the list and the same from `sending` to `sent`: the `clientId` of an own item, else the message's id. */
  key: string;
  /** Why a `failed` item failed, or what a `sending` one waits for. */
  error?: ChatError;
  /** When a `sending` item that must wait is tried again, in epoch ms. */
  retryAtMs?: number;
};

/** One room, as it can be drawn. Every change gives a new object; items that did not change stay the same objects. */
export interface Timeline {
  /** `idle` nobody subscribes; `loading` nothing is known yet; `ready`; `error` the room cannot be read, see `error`. */
  status: 'idle' | 'loading' | 'ready' | 'error';
  error: ChatError | null;
  /** Ascending by seq without holes, then what is being sent. */
  items: readonly TimelineItem[];
  room: Room | null;
  /** The own seat; null for a visitor and for a reader who has not joined. */
  member: Member | null;
  /** By user id. */
  members: Readonly<Record<string, Member>>;
  /** By id: every author and member shown. */
  users: Readonly<Record<string, User>>;
  /** There are older messages; `loadBefore()` fetches them. */
  hasBefore: boolean;
  loadingBefore: boolean;
  /** False while the slug has no room yet; the first message makes it. */
  exists: boolean;
}
