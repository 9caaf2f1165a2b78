import type { Chat, Room, RoomThread, SendOptions, Timeline, TimelineItem } from '@parley/sdk';
import { html, nothing } from 'lit';
import { stop } from '../components/intents.js';
import type { Intents } from '../components/intents.js';
import type { ParleyMessage } from '../components/message/parley-message.js';
import { encryptedMessage } from '../i18n/message-words.js';
import { strings } from '../i18n/strings.js';
import { messageRights } from '../state/message-rights.js';
import type { MessageRights } from '../state/message-rights.js';
import type { LogItem } from '../state/log-item.js';
import type { RoomView } from '../state/room-view.js';
import type { ChatOfParts } from './chat-part.js';
import { fullChat } from './full-chat.js';

/** A thread as its messages see it. */
export interface ThreadPart {
  readonly timeline: RoomThread['timeline'];
  /** The messages that are shown, first the one on which it hangs. */
  readonly rows: readonly ParleyMessage[];
  /** Brings a message of it on screen. @returns whether it is there */
  goTo(seq: number): Promise<boolean>;
}

/** What the controller works for: `<parley-chat>`, or the screen of a thread. */
export interface ToolsHost extends Pick<EventTarget, 'addEventListener'> {
  readonly chat: ChatOfParts;
  /** Into another room; a thread's screen leaves that to the chat around it. */
  enter?(into: Intents['parley-enter']): void;
  /** It is the screen of a thread, from which none is opened. */
  readonly thread?: ThreadPart;
}

/** What the tools of each message of a room work with; a new one whenever something about it changed. */
export interface Means {
  readonly chat: Chat;
  readonly room: Room;
  readonly myId: string | null;
  rights(message: TimelineItem): MessageRights;
  /** Ids of messages that this person has bookmarked. */
  readonly marked: ReadonlySet<string>;
  /** Display name of somebody who is known here. */
  nameOf(userId: string): string | undefined;
  /** Whether this person blocks somebody. */
  hides(userId: string): boolean;
  /** What is written next answers this message. */
  reply(message: TimelineItem): void;
  /** The thread that is shown, from which none is opened; null in the room. */
  readonly thread: ThreadPart | null;
  /** Whether something is unread in the thread on a message, for a person who follows it. */
  isUnread(message: TimelineItem): boolean;
}

type Extra = ReturnType<NonNullable<RoomView['extra']>>;

/**
 * Hangs on each message what people did with it, and what one can do; puts above it what it answers. Knows which message is
 * answered by what is being written.
 */
export class MessageTools {
  private means: Means | null = null;
  /** What the means follow from, as it was when they were made. */
  private from: readonly unknown[] = [];
  private users: Timeline['users'] = {};
  /** A message that did not change is not drawn again. */
  private drawn = new WeakMap<TimelineItem, Extra>();
  /** The room whose threads are followed, and the undo. */
  private threads: { room: Room; stop: () => void } | null = null;
  /** What is shown in place of what is encrypted. */
  private readonly sealed = new WeakMap<LogItem, LogItem>();
  /** The message that is answered next, for each room. */
  private readonly answered = new Map<string, TimelineItem>();
  /** Whose bookmarks are followed. */
  private followed: Chat | null = null;
  private unfollow = (): void => undefined;

  constructor(private readonly host: ToolsHost) {
    const { chat } = host;
    const { decorate, options } = chat;
    chat.decorate = (view) => this.hang(decorate(view));
    chat.options = () => ({ ...options(), ...this.takeOptions() });
    chat.refresh();
    // What happens in a thread the chat around sees to.
    if (host.thread) return;
    // A page that did not come is asked for again by the next scroll.
    host.addEventListener(
      'parley-load-after',
      stop(() => this.room?.loadAfter().catch(() => undefined)),
    );
    host.addEventListener(
      'parley-newest',
      stop(() => this.room?.showNewest()),
    );
    // Into the room to which a message was forwarded.
    host.addEventListener(
      'parley-enter',
      stop((event) => host.enter?.((event as CustomEvent<Intents['parley-enter']>).detail)),
    );
  }

  /** The room that is shown; null before there is a client. */
  private get room(): Room | null {
    const { client, at } = this.host.chat;
    return client === null || at === undefined ? null : fullChat(client).room(at);
  }

  private hang(view: RoomView): RoomView {
    const { client, at } = this.host.chat;
    if (client === null || at === undefined) return view;
    const chat = fullChat(client);
    const room = chat.room(at);
    const { myId, needs } = view;
    if (myId !== null && !this.host.thread) this.follow(chat);
    const [blocked, marked] = [chat.blocks.ids.get(), chat.bookmarks.ids.get()];
    const timeline = room.timeline.get();
    if (!this.host.thread) this.followThreads(room, view);
    const unread = room.unreadThreads.get();
    const from = [room, myId, needs, timeline.room?.type, timeline.member?.role, blocked, marked, unread];
    // Each frame names its authors anew, mostly as they were: no reason to draw every message again.
    const isAsItWas = from.every((one, n) => one === this.from[n]) && areNamedAlike(timeline.users, this.users);
    if (this.means === null || !isAsItWas) {
      // What one person was about to answer is nothing of the next one's.
      if (this.means?.myId !== myId) this.answered.clear();
      this.from = from;
      this.users = timeline.users;
      this.means = this.meansOf(chat, room, timeline, { myId, needs });
      this.drawn = new WeakMap();
    }
    const { means } = this;
    // The way in by keyboard is never what a room tells of itself, or what is gone: nothing is done with that.
    const last = view.items.findLast(({ source, gone }) => !source.system && !gone)?.source;
    return {
      ...view,
      items: view.items.map((item) => this.seal(item)),
      extra: (item) => this.draw(item, means, item.source === last),
      writing: [view.writing ?? nothing, needs === null ? this.renderReply(means) : nothing],
    };
  }

  /** Bookmarks show as soon as they are put. */
  private follow(chat: Chat): void {
    if (this.followed === chat) return;
    this.unfollow();
    this.followed = chat;
    this.unfollow = chat.bookmarks.ids.subscribe(() => this.host.chat.refresh());
  }

  /** What is unread in threads is asked for once there is one, and followed while the room is shown. */
  private followThreads(room: Room, { items }: RoomView): void {
    const isOther = this.threads?.room !== room;
    if (isOther) {
      this.threads?.stop();
      this.threads = null;
    }
    if (this.threads || !items.some(({ source }) => source.thread)) return;
    // The first call comes at once.
    this.threads = { room, stop: () => undefined };
    this.threads = { room, stop: room.unreadThreads.subscribe(() => this.host.chat.refresh()) };
  }

  /** The widget has no keys: it says that there is something. What is hidden stays so. */
  private seal(item: LogItem): LogItem {
    if (!item.source.encrypted || item.gone) return item;
    const sealed = this.sealed.get(item) ?? { ...item, text: encryptedMessage };
    this.sealed.set(item, sealed);
    return sealed;
  }

  private draw({ source, own, status, gone }: LogItem, means: Means, isLast: boolean): Extra {
    // What is hidden is left alone; what was deleted a moment ago may have the focus.
    if ((gone && source.deletedAt === null) || source.system) return undefined;
    const known = this.drawn.get(source);
    if (known && !isLast) return known;
    const quote =
      source.replyTo && source.deletedAt === null
        ? html`<parley-quote .answer=${source} .means=${means} ?own=${own}></parley-quote>`
        : nothing;
    const tools =
      status === 'sent'
        ? html`<parley-message-tools
            .message=${source}
            .means=${means}
            ?own=${own}
            .isStop=${isLast}
          ></parley-message-tools>`
        : nothing;
    const made: Extra = [quote, tools];
    if (!isLast) this.drawn.set(source, made);
    return made;
  }

  private renderReply(means: Means) {
    const chosen = this.answered.get(this.at);
    if (!chosen) return nothing;
    const { items } = (means.thread ?? means.room).timeline.get();
    const message = items.find(({ id }) => id === chosen.id) ?? chosen;
    // There is nothing to answer any more.
    if (message.deletedAt !== null) return nothing;
    const name = message.authorId === means.myId ? null : (means.nameOf(message.authorId) ?? strings.someone);
    return html`<parley-reply .message=${message} .name=${name} .cancel=${() => this.answer(null)}></parley-reply>`;
  }

  /** The room that is shown, as a key. */
  private get at(): string {
    return JSON.stringify(this.host.chat.at);
  }

  private answer(message: TimelineItem | null): void {
    if (message) this.answered.set(this.at, message);
    else this.answered.delete(this.at);
    this.host.chat.refresh();
  }

  private takeOptions(): SendOptions | undefined {
    const replyTo = this.answered.get(this.at);
    if (!replyTo) return undefined;
    this.answer(null);
    return { replyTo };
  }

  private meansOf(chat: Chat, room: Room, timeline: Timeline, view: Pick<RoomView, 'myId' | 'needs'>): Means {
    const blocked = chat.blocks.ids.get();
    return {
      chat,
      room,
      myId: view.myId,
      marked: chat.bookmarks.ids.get(),
      rights: (message) => messageRights(timeline, view, message),
      hides: (id) => blocked.has(id),
      nameOf: (id) => timeline.users[id]?.displayName,
      reply: (message) => this.answer(message),
      thread: this.host.thread ?? null,
      isUnread: ({ id }) => room.unreadThreads.get().has(id),
    };
  }
}

function areNamedAlike(users: Timeline['users'], before: Timeline['users']): boolean {
  if (users === before) return true;
  const all = Object.values(users);
  return (
    all.length === Object.keys(before).length &&
    all.every(({ id, displayName }) => before[id]?.displayName === displayName)
  );
}
