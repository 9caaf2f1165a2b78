import type { CallOptions, RoomAddress } from './chat.js';
import type { FiledReport, Message, MessageVersionPage, PinPage, Room, ScheduledMessage } from './contract/index.js';
import { ChatError } from './errors.js';
import { messageAt } from './message-at.js';
import type { FoundMessage } from './message-at.js';
import { newClientId } from './room.js';
import type { LiveRoom, SendOptions } from './room.js';
import { RoomPast } from './room-past.js';
import type { PageQuery } from './rooms.js';
import { toTime } from './scheduled.js';
import type { SendTime } from './scheduled.js';
import type { SessionKeeper } from './session-keeper.js';
import { drawToggles, endToggle, qualifiedEmoji, settleToggles } from './timeline/toggles.js';
import type { Toggle, Toggles } from './timeline/toggles.js';
import type { Log } from './timeline/log.js';
import { path } from './transport/rest.js';
import type { RestRequest } from './transport/rest.js';

/** Names a message that the server has: one of the timeline's `sent` items will do. */
export type SentMessage = Pick<Message, 'id' | 'roomId'>;

/** What one does with messages that are there. All reject with a `ChatError`; what changes shows in the timeline. */
export interface RoomMessagesApi {
  /**
   * Gives an own message another text.
   * @param options.position of the message as the person saw it: refused as `stale` when it changed meanwhile
   * @param options.mentions user ids, in place of those before; left out = as they are
   * @throws ChatError message_not_found | forbidden | muted | edit_window_over | message_deleted | stale
   */
  edit(
    message: SentMessage,
    text: string,
    options?: CallOptions & { position?: number; mentions?: string[] },
  ): Promise<Message>;
  /** Takes back an own message, or as a moderator any. Also the second time. @throws ChatError message_not_found | forbidden */
  delete(message: SentMessage, options?: CallOptions): Promise<void>;
  /**
   * Reacts with one emoji: shown at once, and no more when the server refuses it. Reactions of one room go out in the order of
   * these calls.
   * @throws ChatError validation_failed (not one emoji) | not_member | muted | message_deleted | too_many_reactions
   */
  react(message: SentMessage, emoji: string, options?: CallOptions): Promise<Message>;
  /** Takes a reaction back, as `react`. */
  unreact(message: SentMessage, emoji: string, options?: CallOptions): Promise<Message>;
  /** Pins a message, for moderators; in direct and match rooms for both. @throws ChatError forbidden | message_deleted | too_many_pins */
  pin(message: SentMessage, options?: CallOptions): Promise<Message>;
  /** Also of what is not pinned. @throws ChatError forbidden */
  unpin(message: SentMessage, options?: CallOptions): Promise<void>;
  /** The pinned messages, the one that was pinned last first. @throws ChatError room_not_found */
  pins(page?: PageQuery, options?: CallOptions): Promise<PinPage>;
  /**
   * Says in another room, as oneself, what a message says: its text and nothing else, neither who wrote it nor whom it names. The
   * message is sent to the server at once, without the timeline: what fails has left nothing behind.
   * @param options.clientId with the same one it is there once, however often this is called; made when left out
   * @returns the new message
   * @throws ChatError message_deleted | forbidden (encrypted: it was for those of its room) | validation_failed (no text) | and what a send there is refused with: room_not_found,
   *   forbidden, banned, muted, rate_limited, slow_mode
   */
  forward(
    message: Pick<Message, 'text' | 'deletedAt'> & Partial<Pick<Message, 'kind'>>,
    toRoomId: string,
    options?: CallOptions & { clientId?: string },
  ): Promise<Message>;
  /**
   * Says that something is wrong with a message, which is kept as it is now, with what it said before and five messages on each
   * side, for who looks after the place; the author is not told.
   * The second time it answers the first report.
   * @param reason up to 1,000 code points
   * @throws ChatError validation_failed | message_not_found | message_deleted | rate_limited
   */
  report(message: SentMessage, reason: string, options?: CallOptions): Promise<FiledReport>;
  /**
   * Has a message sent later, by the server, whether anybody is here then or not; `chat.scheduled` lists, changes and cancels it.
   * For who has a seat in the room.
   * @param options.sendAt from a second to a year ahead
   * @throws ChatError validation_failed | not_member | muted | forbidden | too_many_scheduled | rate_limited
   */
  schedule(text: string, options: SendOptions & { sendAt: SendTime }): Promise<ScheduledMessage>;
  /** What a message said before, the latest first; for its author and for moderators. @throws ChatError forbidden */
  versions(message: SentMessage, page?: PageQuery, options?: CallOptions): Promise<MessageVersionPage>;
  /**
   * One message, such as that which another one's `replyTo` names: the timeline's when it holds it, else the server's.
   * @throws ChatError room_not_found | message_not_found
   */
  messageAt(seq: number, options?: CallOptions): Promise<FoundMessage>;
  /**
   * Brings a message into the timeline: by earlier pages, or where it is too far above, by showing what was written around it
   * alone (`hasAfter`).
   * @returns whether it is there now; what is in a thread is never, see `thread`
   * @throws ChatError when a page did not come; those before it stay
   */
  loadTo(seq: number, options?: CallOptions): Promise<boolean>;
  /** While `hasAfter`: loads the page after the newest message that is shown, up to what is live. One at a time. */
  loadAfter(options?: CallOptions): Promise<void>;
}

/** So many messages are loaded to get to one that is above them; to one further away a part of the history is shown alone. */
const farAway = 200;

/** Changes messages of one room, and shows reactions before the server has them. */
export class RoomMessages implements RoomMessagesApi {
  readonly #at: RoomAddress;
  readonly #room: LiveRoom;
  readonly #session: SessionKeeper;
  readonly #past: RoomPast;
  #toggles: Toggles = [];
  /** By the message as the log has it; good for the toggles of now. */
  #drawn = new WeakMap<Message, Message>();
  #lastReaction: Promise<unknown> = Promise.resolve();

  /** @param at where the room is, also before it is known */
  constructor(at: RoomAddress, room: LiveRoom, session: SessionKeeper) {
    this.#at = at;
    this.#room = room;
    this.#session = session;
    this.#past = new RoomPast(room, session);
    room.overlay = (log) => this.drawToggles(room.past ? this.#past.draw(log) : log);
  }

  edit(
    message: SentMessage,
    text: string,
    { signal, position, mentions }: CallOptions & { position?: number; mentions?: string[] } = {},
  ): Promise<Message> {
    return this.#ask('PATCH', pathOf(message), { signal }, { body: { text, position, mentions } });
  }

  delete(message: SentMessage, options?: CallOptions): Promise<void> {
    return this.#ask('DELETE', pathOf(message), options);
  }

  react(message: SentMessage, emoji: string, options?: CallOptions): Promise<Message> {
    return this.#toggle(message, emoji, true, options);
  }

  unreact(message: SentMessage, emoji: string, options?: CallOptions): Promise<Message> {
    return this.#toggle(message, emoji, false, options);
  }

  pin(message: SentMessage, options?: CallOptions): Promise<Message> {
    return this.#ask('PUT', pinOf(message), options);
  }

  unpin(message: SentMessage, options?: CallOptions): Promise<void> {
    return this.#ask('DELETE', pinOf(message), options);
  }

  async pins(page?: PageQuery, options?: CallOptions): Promise<PinPage> {
    const at = path`/rooms/${await this.findRoom(options?.signal)}/pins`;
    return this.#ask('GET', at, options, { query: { ...page } });
  }

  async forward(
    { text, deletedAt, kind }: Pick<Message, 'text' | 'deletedAt'> & Partial<Pick<Message, 'kind'>>,
    toRoomId: string,
    { signal, clientId = newClientId() }: CallOptions & { clientId?: string } = {},
  ): Promise<Message> {
    if (deletedAt !== null)
      throw new ChatError({ code: 'message_deleted', status: 409, detail: 'The message was deleted' });
    if (kind === 'encrypted')
      throw new ChatError({ code: 'forbidden', status: 403, detail: 'The message is encrypted' });
    const at = path`/rooms/${toRoomId}/messages`;
    return this.#ask('POST', at, { signal }, { body: { clientId, text }, isRepeatable: true });
  }

  report(message: SentMessage, reason: string, options?: CallOptions): Promise<FiledReport> {
    return this.#ask('POST', `${pathOf(message)}/report`, options, { body: { reason }, isRepeatable: true });
  }

  async schedule(
    text: string,
    { signal, sendAt, replyTo, mentions, threadId, clientId = newClientId() }: SendOptions & { sendAt: SendTime },
  ): Promise<ScheduledMessage> {
    const at = path`/rooms/${await this.findRoom(signal)}/scheduled-messages`;
    const body = { clientId, text, replyTo: replyTo?.id, mentions, threadId, sendAt: toTime(sendAt) };
    return this.#ask('POST', at, { signal }, { body, isRepeatable: true });
  }

  versions(message: SentMessage, page?: PageQuery, options?: CallOptions): Promise<MessageVersionPage> {
    return this.#ask('GET', `${pathOf(message)}/versions`, options, { query: { ...page } });
  }

  async messageAt(seq: number, { signal }: CallOptions = {}): Promise<FoundMessage> {
    const held = this.#held(seq);
    if (held) return { message: held, author: this.#room.log.users[held.authorId] ?? null };
    const found = await messageAt(this.#session, await this.findRoom(signal), seq, { signal });
    if (found) return found;
    throw new ChatError({ code: 'message_not_found', status: 404, detail: 'There is no such message' });
  }

  async loadTo(seq: number, options?: CallOptions): Promise<boolean> {
    const isShown = (): boolean => this.#room.timeline.get().items.some((item) => item.seq === seq);
    const live = this.#room.log.messages[0]?.seq;
    if (live !== undefined && live - seq > farAway)
      return isShown() || ((await this.#past.open(seq, options)) && isShown());
    this.#past.end();
    let oldest: number | undefined;
    for (;;) {
      const first = this.#room.log.messages[0]?.seq;
      // Where it is in a thread, up to what was written in the room before it.
      const isPassed = this.#room.timeline.get().items.some((item) => item.seq > 0 && item.seq <= seq);
      const isHere = first !== undefined && first <= seq && (isPassed || !this.#held(seq)?.threadId);
      // Or nothing came of the last page: the room is gone, or somebody else is here.
      if (first === undefined || isHere || first === oldest) return isShown();
      oldest = first;
      await this.#room.loadBefore(options);
    }
  }

  loadAfter(options?: CallOptions): Promise<void> {
    return this.#past.loadAfter(options);
  }

  #ask<T>(
    method: RestRequest['method'],
    at: string,
    { signal }: CallOptions = {},
    what?: Pick<RestRequest, 'body' | 'query' | 'isRepeatable'>,
  ): Promise<T> {
    return this.#session.call({ method, path: at, signal, ...what });
  }

  #held(seq: number): Message | undefined {
    return this.#room.log.messages.find((message) => message.seq === seq);
  }

  async #toggle(message: SentMessage, given: string, isOn: boolean, { signal }: CallOptions = {}): Promise<Message> {
    signal?.throwIfAborted();
    const userId = this.#session.get().user?.id;
    if (!userId) throw new ChatError({ code: 'unauthenticated', status: 401, detail: 'Nobody is here to react' });
    const emoji = qualifiedEmoji(given);
    const toggle: Toggle = { messageId: message.id, emoji, userId, isOn };
    this.#set([...this.#toggles, toggle]);
    const method = isOn ? 'PUT' : 'DELETE';
    const at = `${pathOf(message)}${path`/reactions/${emoji}`}`;
    const reacted = this.#lastReaction.then(() => {
      signal?.throwIfAborted();
      return this.#ask<Message>(method, at, { signal });
    });
    this.#lastReaction = reacted.catch(() => undefined);
    try {
      const answer = await reacted;
      const { epoch } = this.#room.log;
      this.#set(endToggle(this.#toggles, toggle, { epoch, position: answer.position }));
      return answer;
    } catch (error) {
      this.#set(endToggle(this.#toggles, toggle));
      throw error;
    }
  }

  #set(toggles: Toggles): void {
    this.#toggles = settleToggles(toggles, this.#room.log);
    this.#drawn = new WeakMap();
    this.#room.redraw();
  }

  /** The log as it will be when everything under way is done. */
  drawToggles(log: Log): Log {
    const toggles = settleToggles(this.#toggles, log);
    if (toggles !== this.#toggles) this.#drawn = new WeakMap();
    this.#toggles = toggles;
    if (toggles.length === 0) return log;
    const messages = log.messages.map((message) => {
      const drawn = this.#drawn.get(message) ?? drawToggles(message, toggles);
      this.#drawn.set(message, drawn);
      return drawn;
    });
    return { ...log, messages };
  }

  /** The room's id. @throws ChatError room_not_found */
  async findRoom(signal: AbortSignal | undefined): Promise<string> {
    if ('id' in this.#at) return this.#at.id;
    const known = this.#room.roomId;
    if (known) return known;
    return (await this.#ask<Room>('GET', path`/rooms/by-slug/${this.#at.slug}`, { signal })).id;
  }
}

const pathOf = ({ roomId, id }: SentMessage): string => path`/rooms/${roomId}/messages/${id}`;
const pinOf = ({ roomId, id }: SentMessage): string => path`/rooms/${roomId}/pins/${id}`;
