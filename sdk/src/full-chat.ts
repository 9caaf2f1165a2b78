import { createChatCore } from './chat.js';
import type { CallOptions, ChatCore, ChatOptions, RoomAddress } from './chat.js';
import type { FindMatch, SetPresence } from './contract/index.js';
import { LiveMatch } from './match.js';
import type { Match } from './match.js';
import { People } from './presence.js';
import type { Presence } from './presence.js';
import type { LiveRoom, RoomCore } from './room.js';
import { RoomTyping } from './room-typing.js';
import type { Store } from './store.js';

/** A live room. It may be used before it exists, offline and after `close()`. */
export interface Room extends RoomCore {
  /** Ids of those who type in it now, the last to begin at the end; never oneself. Live while the timeline is. */
  readonly typing: Store<readonly string[]>;
  /** Says that one types, or does no more; at every key if you like: it is told once in three seconds. Never rejects. */
  setTyping(isTyping: boolean): Promise<void>;
}

/** One client of one tenant, with at most one socket for all its rooms. */
export interface Chat extends Omit<ChatCore, 'parts' | 'room'> {
  /** The room of that slug or id; the same object each time until it is closed. Makes no request by itself and never throws. */
  room(at: RoomAddress): Room;
  /** Who is here, of the members of the rooms that are open; oneself as `invisible` while one wishes not to be seen. */
  readonly presence: Store<Presence>;
  /** Says how others shall see one. @throws ChatError what the server refused it with; offline it is said later */
  setPresence(status: SetPresence['status']): Promise<void>;
  /**
   * Looks for a stranger to talk to, or for a room of `size` strangers.
   * @throws ChatError rate_limited
   */
  match(wish?: FindMatch, options?: CallOptions): Promise<Match>;
}

/**
 * Makes a client. Nothing is sent before the first subscription or call.
 * @throws TypeError when `url` is no http(s) address
 */
export const createChat = (options: ChatOptions): Chat => withPeople(createChatCore(options));

/** A chat with who is here, who types, and strangers. */
export function withPeople(chat: ChatCore): Chat {
  const { parts, ...core } = chat;
  const { session, connection, closing } = parts;
  const people = new People(connection);
  const rooms = new WeakMap<LiveRoom, Room>();
  return {
    ...core,
    room(at) {
      const live = chat.room(at);
      const room = rooms.get(live) ?? withTyping(live, new RoomTyping(connection, live));
      rooms.set(live, room);
      return room;
    },
    presence: people.presence,
    setPresence: (status) => people.show(status),
    async match(wish = {}, options) {
      const match = new LiveMatch(session, connection, closing, wish);
      await match.next(options);
      return match;
    },
  };
}

const withTyping = (room: LiveRoom, typing: RoomTyping): Room => ({
  timeline: room.timeline,
  typing: typing.store,
  setTyping: (isTyping) => typing.say(isTyping),
  send: (text, options) => room.send(text, options),
  retry: (clientId) => room.retry(clientId),
  discard: (clientId) => room.discard(clientId),
  loadBefore: (options) => room.loadBefore(options),
  close() {
    typing.store.clear();
    room.close();
  },
});
