import { createBlocksApi } from './blocks.js';
import type { BlocksApi } from './blocks.js';
import { createBookmarksApi } from './bookmarks.js';
import type { BookmarksApi } from './bookmarks.js';
import { createChatCore } from './chat.js';
import type { CallOptions, ChatCore, ChatOptions, RoomAddress } from './chat.js';
import type { FindMatch, SetPresence } from './contract/index.js';
import { withEncryption } from './encrypted-chat.js';
import type { Encryption } from './encryption.js';
import { LiveMatch } from './match.js';
import type { Match } from './match.js';
import type { MessageStream } from './message-stream.js';
import { createInvitesApi, createPeopleApi } from './people.js';
import type { InvitesApi, PeopleApi } from './people.js';
import { People } from './presence.js';
import type { Presence } from './presence.js';
import { newClientId } from './room.js';
import type { LiveRoom, RoomCore, SendOptions } from './room.js';
import { RoomMessages } from './room-messages.js';
import type { RoomMessagesApi } from './room-messages.js';
import { RoomThreads } from './room-threads.js';
import type { RoomThreadsApi } from './room-threads.js';
import { RoomTyping } from './room-typing.js';
import { RoomStreams } from './room-streams.js';
import { createRoomsApi } from './rooms.js';
import type { RoomsApi } from './rooms.js';
import { createScheduledApi } from './scheduled.js';
import type { ScheduledApi } from './scheduled.js';
import type { Store } from './store.js';
import type { Log } from './timeline/log.js';
import type { Timeline } from './timeline/view.js';

/** A live room. It may be used before it exists, offline and after `close()`. */
export interface Room extends RoomCore, RoomMessagesApi, RoomThreadsApi {
  /**
   * Begins a message that is written on as one thinks: readers see it grow, and the end is durable like any message. What is silent for
   * 60 seconds the server closes as it stands.
   * @param options.text what it begins with; may be left out
   * @throws ChatError what the server refuses it with
   */
  stream(options?: SendOptions & { text?: string }): Promise<MessageStream>;
  /** Ids of those who type in it now, the last to begin at the end; never oneself. Live while the timeline is. */
  readonly typing: Store<readonly string[]>;
  /** Says that one types, or does no more; at every key if you like: it is told once in three seconds. Never rejects. */
  setTyping(isTyping: boolean): Promise<void>;
  /**
   * Says that everything up to `seq` was read, by default the newest message; does nothing where there is no seat, or it was
   * said already.
   * @throws ChatError `network` while there is no connection
   */
  markRead(seq?: number): Promise<void>;
}

/** One client of one tenant, with at most one socket for all its rooms. */
export interface Chat extends Omit<ChatCore, 'room'> {
  readonly rooms: RoomsApi;
  readonly people: PeopleApi;
  readonly blocks: BlocksApi;
  readonly bookmarks: BookmarksApi;
  readonly invites: InvitesApi;
  /** What this person wrote to be sent later. */
  readonly scheduled: ScheduledApi;
  /** `rooms.list`: the public rooms of this place. */
  readonly discover: RoomsApi['list'];
  /** `rooms.direct`: the one room with somebody. */
  readonly direct: RoomsApi['direct'];
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

/** What a chat with everything in it needs. */
export interface FullChatOptions extends ChatOptions {
  /** Encrypts what is said and decrypts what is read; left out, everything is plain text. */
  encryption?: Encryption;
}

/**
 * Makes a client. Nothing is sent before the first subscription or call.
 * @throws TypeError when `url` is no http(s) address
 */
export function createChat({ encryption, ...options }: FullChatOptions): Chat {
  const core = createChatCore(options);
  const chat = withPeople(core);
  return encryption ? withEncryption(chat, core, encryption) : chat;
}

/** A chat with who is here, who types, and strangers. */
export function withPeople(chat: ChatCore): Chat {
  const { session, connection, closing } = chat.parts;
  const people = new People(connection);
  const rooms = createRoomsApi(session);
  const live = new WeakMap<LiveRoom, Room>();
  // Without a network what is open is dead, though nobody says so for a while.
  globalThis.addEventListener?.('offline', () => connection.link?.close(), { signal: closing });
  return {
    ...chat,
    rooms,
    people: createPeopleApi(session),
    blocks: createBlocksApi(chat),
    bookmarks: createBookmarksApi(chat),
    invites: createInvitesApi(session),
    scheduled: createScheduledApi(session),
    discover: (...args) => rooms.list(...args),
    direct: (...args) => rooms.direct(...args),
    room(at) {
      const core = chat.room(at);
      const room = live.get(core) ?? fullRoom(at, core, chat.parts);
      live.set(core, room);
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

const fullRoom = (at: RoomAddress, room: LiveRoom, { session, connection }: ChatCore['parts']): Room => {
  const typing = new RoomTyping(connection, room);
  const messages = new RoomMessages(at, room, session);
  const streams = new RoomStreams(room, session, connection);
  const read = (log: Log, status: Timeline['status']): Log =>
    room.read ? { ...log, messages: room.read(log.messages, status) } : log;
  const threads = new RoomThreads(room, session, connection, {
    draw: (log) => read(streams.drawGrown(messages.drawToggles(log)), room.timeline.get().status),
    findRoom: (signal) => messages.findRoom(signal),
  });
  const { overlay } = room;
  // The threads last: what is counted is what is drawn.
  room.overlay = (log, status, outbox) =>
    threads.count(read(streams.draw(log, overlay?.(log, status, outbox) ?? log, status), status), outbox);
  return {
    timeline: room.timeline,
    typing: typing.store,
    setTyping: (isTyping) => typing.say(isTyping),
    send: (text, options) => room.send(text, options),
    async stream({ text = '', clientId = newClientId(), replyTo, mentions, threadId, signal } = {}) {
      const { beginMessage } = await import('./message-stream.js');
      const roomId = await messages.findRoom(signal);
      return beginMessage(session, roomId, { clientId, text, replyTo: replyTo?.id, mentions, threadId }, { signal });
    },
    retry: (clientId) => room.retry(clientId),
    discard: (clientId) => room.discard(clientId),
    restore: (unsent) => room.restore(unsent),
    loadBefore: (options) => threads.loadSeen(() => room.loadBefore(options), 'hasBefore'),
    edit: (...args) => messages.edit(...args),
    delete: (...args) => messages.delete(...args),
    react: (...args) => messages.react(...args),
    unreact: (...args) => messages.unreact(...args),
    pin: (...args) => messages.pin(...args),
    unpin: (...args) => messages.unpin(...args),
    pins: (...args) => messages.pins(...args),
    forward: (...args) => messages.forward(...args),
    report: (...args) => messages.report(...args),
    schedule: (...args) => messages.schedule(...args),
    versions: (...args) => messages.versions(...args),
    messageAt: (...args) => messages.messageAt(...args),
    loadTo: (...args) => messages.loadTo(...args),
    loadAfter: (options) => threads.loadSeen(() => messages.loadAfter(options), 'hasAfter'),
    reload: () => room.reload(),
    showNewest: () => room.showNewest(),
    thread: (message) => threads.thread(message),
    threads: (...args) => threads.threads(...args),
    unreadThreads: threads.unreadThreads,
    async markRead(seq) {
      const { member, room: known } = room.timeline.get();
      const newest = seq ?? known?.lastSeq ?? 0;
      if (!member || newest < member.readSeq) return;
      await connection.command('read:set', { roomId: member.roomId, seq: newest });
    },
    close() {
      typing.store.clear();
      threads.close();
      room.close();
    },
  };
};
