import type { CallOptions, ChatCore } from './chat.js';
import type { OwnMember, PatchMember } from './contract/index.js';
import { MyRoomsFeed } from './my-rooms-feed.js';
import type { MyRoomList } from './my-rooms-list.js';
import type { Store } from './store.js';

/** What one arranges for oneself in a room; what is left out stays. */
export type OwnSettings = Omit<PatchMember, 'role'>;

/**
 * The rooms that this person sits in. Read at the first subscription and live while someone subscribes; empty for a visitor, who
 * sits nowhere.
 */
export interface MyRooms extends Store<MyRoomList> {
  /** Reads them again now, as where that has failed; while someone subscribes. */
  reload(): void;
  /**
   * What one arranges for oneself: to hear nothing of a room, to have it above the others, to have it shown as unread.
   * @throws ChatError not_member, room_not_found
   */
  arrange(roomId: string, settings: OwnSettings, options?: CallOptions): Promise<OwnMember>;
}

const known = new WeakMap<ChatCore['parts'], MyRooms>();

/**
 * The rooms of the person who uses this chat; the same object each time. Apart from `chat`, so that pages that show one room
 * need not load it.
 */
export function myRooms({ parts }: Pick<ChatCore, 'parts'>): MyRooms {
  const made = known.get(parts) ?? new MyRoomsFeed(parts);
  known.set(parts, made);
  return made;
}
