import type { CallOptions } from './chat.js';
import type { Connection, ConnectionListener } from './connection.js';
import type { Changes, Events, Message, ThreadHistory, User } from './contract/index.js';
import { toChatError } from './errors.js';
import type { ChatError } from './errors.js';
import type { LiveRoom } from './room.js';
import { emptyThread } from './room-thread.js';
import type { ThreadTimeline } from './room-thread.js';
import type { SessionKeeper } from './session-keeper.js';
import { createStore } from './store.js';
import type { Store } from './store.js';
import { countThread, mergeThread } from './timeline/threads.js';
import type { Log } from './timeline/log.js';
import type { Outbox, Outgoing } from './timeline/outbox.js';
import { createView, sentItem } from './timeline/view.js';
import type { TimelineItem } from './timeline/view.js';
import { path } from './transport/rest.js';
import { abortable } from './waiting.js';

/** What a thread needs of its room's threads. */
export interface ThreadOwner {
  /** How far this person has read a thread. */
  pointerOf(rootId: string): number | undefined;
  /** Takes what the server says of that. */
  note(rootId: string, readSeq: number): void;
  /** Draws messages as they will be once what is on its way is there. */
  draw(log: Log): Log;
  /** What is on its way in the room, and in threads of it. */
  outbox(): Outbox;
}

const pageSize = 50;

/**
 * One thread. What the room's log holds of it comes from there; what is older comes by pages, and is kept at what frames say. When
 * the room went on by anything but frames that were heard, and part of the thread is older than the log, it is read anew.
 */
export class LiveThread implements ConnectionListener {
  readonly timeline: Store<ThreadTimeline>;
  /** The room is kept open by its timeline; this one only listens. */
  readonly roomId = undefined;
  readonly #store = createStore<ThreadTimeline>(emptyThread, (count) => this.#watch(count > 0));
  readonly #view = createView();
  #undo: (() => void) | null = null;
  #root: Message | null = null;
  #held: readonly Message[] = [];
  #users: readonly User[] = [];
  #hasBefore = false;
  #error: ChatError | null = null;
  /** Where the room's log stood when it was looked at last. */
  #epoch: string | null = null;
  #position = 0;
  /** Frames that were heard: from which position to which. */
  readonly #heard = new Map<number, number>();
  /** What changed while a page was on its way that is not held. */
  #strays: Message[] = [];
  /** Grows when all is forgotten: an answer of an earlier life is nobody's. */
  #life = 0;
  #isAsked = false;
  #isFollowing = false;
  #isReading = false;
  #reading = Promise.resolve();
  #loading: Promise<void> | null = null;
  #drawn = new WeakMap<Message, TimelineItem>();
  readonly #plainOnes = new WeakMap<object, unknown>();
  readonly #threadItems = new WeakMap<TimelineItem, TimelineItem>();
  #drawnFor: string | undefined;
  /** The root as it is counted now, for the one that is held. */
  #counted: { from: Message; root: Message } | null = null;

  constructor(
    readonly rootId: string,
    private readonly room: LiveRoom,
    private readonly session: SessionKeeper,
    private readonly connection: Connection,
    private readonly owner: ThreadOwner,
  ) {
    this.timeline = this.#store;
  }

  async loadBefore({ signal }: CallOptions = {}): Promise<void> {
    // A page before what is held now need not meet the newest one, which is on its way.
    if (this.#isReading) await abortable(this.#reading, signal);
    const oldest = this.#held[0]?.seq;
    if (this.#isReading || !this.#hasBefore || oldest === undefined) return;
    this.#loading ??= this.#loadPage(oldest).finally(() => {
      this.#loading = null;
      this.#draw();
    });
    this.#draw();
    await abortable(this.#loading, signal);
  }

  async markRead(seq?: number, { signal }: CallOptions = {}): Promise<void> {
    const { member } = this.room.timeline.get();
    const { user } = this.session.get();
    const newest = seq ?? this.#newest;
    if (!member || newest === 0 || newest <= (this.owner.pointerOf(this.rootId) ?? 0)) return;
    const at = path`/rooms/${member.roomId}/messages/${this.rootId}/thread/read`;
    const request = { method: 'PUT', path: at, body: { seq: newest }, signal } as const;
    const { readSeq } = await this.session.call<{ readSeq: number }>(request);
    // Else it says nothing of who is here now.
    if (this.session.get().user?.id === user?.id) this.owner.note(this.rootId, readSeq);
  }

  /** The seq of its last message that is known, also while nobody looks; 0 for none. */
  get #newest(): number {
    const held = this.#undo ? [...(this.#root ? [this.#root] : []), ...this.#held] : this.room.log.messages;
    return held.reduce((newest, { id, threadId, seq, thread }) => {
      if (threadId === this.rootId) return Math.max(newest, seq);
      return id === this.rootId ? Math.max(newest, thread?.lastSeq ?? 0) : newest;
    }, 0);
  }

  /** Pointers have moved. */
  refresh(): void {
    if (this.#undo) this.#draw();
  }

  onFrame({ roomId, epoch, after, position, messages }: Changes): void {
    if (roomId !== this.room.roomId) return;
    if (epoch === this.#epoch && position > this.#position) this.#heard.set(after, position);
    const own = messages.filter((it) => it.threadId === this.rootId || it.id === this.rootId);
    if (own.length === 0) return;
    if (this.#loading || this.#isReading) this.#strays.push(...own);
    // New ones come with the log, when it is their turn.
    this.#take(own.filter(({ id }) => id === this.rootId || this.#held.some((it) => it.id === id)));
    this.#draw();
  }

  onEvent(name: keyof Events, event: Events[keyof Events]): void {
    const { messageId, readSeq } = event as Events['thread:read'];
    if (name === 'thread:read' && messageId === this.rootId) this.owner.note(messageId, readSeq);
  }

  onStatus(): void {
    // What could not be read is asked for again on the next connection.
    if (this.connection.link && this.#error) void this.#read();
  }

  #watch(isWanted: boolean): void {
    if (!isWanted) {
      this.#undo?.();
      this.#undo = null;
      this.#forget();
      this.#counted = null;
      // Whoever looks next may be somebody else.
      this.#store.set(emptyThread);
      return;
    }
    if (this.#undo) return;
    const detach = this.connection.attach(this);
    this.#undo = detach;
    const stop = this.room.timeline.subscribe(() => this.#onRoom());
    this.#undo = () => {
      detach();
      stop();
    };
  }

  /** The room has changed: its log, its outbox or who is here. */
  #onRoom(): void {
    const { log } = this.room;
    if (log.epoch === null || (this.#epoch !== null && log.epoch !== this.#epoch)) this.#forget();
    if (log.epoch !== null) {
      if (this.#epoch === null) this.#position = log.position;
      this.#epoch = log.epoch;
      this.#followSoon();
      const root = log.messages.find(({ id }) => id === this.rootId);
      if (root) {
        // All that hangs on it is newer, and so in the log too.
        this.#hasBefore = false;
        this.#take([root]);
      }
      if (this.#root) this.#take(log.messages.filter(({ threadId }) => threadId === this.rootId));
      if (!this.#isAsked) void this.#read();
    }
    this.#draw();
  }

  /** A frame is told to the room first: whether it was heard is known when all were told. */
  #followSoon(): void {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    queueMicrotask(() => {
      this.#isFollowing = false;
      if (this.#undo && this.#epoch !== null && !this.#follow(this.room.log.position)) void this.#read();
    });
  }

  /** Whether every change up to there is known here: it was heard, or the log has all of the thread. */
  #follow(position: number): boolean {
    let reached: number | undefined = this.#position;
    while (reached !== undefined && reached < position) reached = this.#heard.get(reached);
    for (const [after, to] of this.#heard) if (to <= position) this.#heard.delete(after);
    this.#position = position;
    return reached === position || this.room.log.messages.some(({ id }) => id === this.rootId);
  }

  /** Keeps later versions of the root and of messages. */
  #take(messages: readonly Message[]): void {
    for (const message of messages) {
      if (message.id !== this.rootId || message === this.#root) continue;
      const { position = -1, thread } = this.#root ?? {};
      // Of two figures the later ones stay, whichever version they came with.
      const isLater = (message.thread?.lastSeq ?? 0) > (thread?.lastSeq ?? 0);
      if (message.position < position || (message.position === position && !isLater)) continue;
      this.#root = isLater || !thread ? message : { ...message, thread };
    }
    this.#held = mergeThread(
      this.#held,
      messages.filter(({ id }) => id !== this.rootId),
    );
  }

  #forget(): void {
    this.#life++;
    this.#root = null;
    this.#held = [];
    this.#users = [];
    this.#strays = [];
    this.#hasBefore = this.#isAsked = this.#isReading = false;
    this.#error = this.#epoch = null;
    this.#position = 0;
    this.#heard.clear();
  }

  /** Reads the newest page; what was held of older ones goes, unless the log has it all. Never rejects. */
  #read(): Promise<void> {
    this.#reading = this.#readNewest();
    return this.#reading;
  }

  async #readNewest(): Promise<void> {
    const { roomId, log } = this.room;
    if (!roomId) return;
    const life = ++this.#life;
    this.#isAsked = this.#isReading = true;
    this.#strays = [];
    this.#error = null;
    const head = log.position;
    try {
      const page = await this.#ask({ limit: pageSize });
      if (life !== this.#life) return;
      const { messages, epoch } = this.room.log;
      if (epoch === null) return;
      const isWhole = messages.some(({ id }) => id === this.rootId);
      this.#users = page.users;
      if (!isWhole) {
        this.#hasBefore = page.hasBefore;
        this.#held = [];
      }
      this.#take([page.root, ...page.items]);
      const first = page.items[0]?.seq ?? Infinity;
      this.#take(this.#strays.filter(({ id, seq }) => id === this.rootId || (seq >= first && this.#holds(id))));
      this.#take(messages.filter(({ threadId }) => threadId === this.rootId));
      if (page.readSeq !== null) this.owner.note(this.rootId, page.readSeq);
      this.#isReading = false;
      // The log let go of messages meanwhile that came after the page.
      if (!isWhole && (messages[0]?.seq ?? 0) > (log.room?.lastSeq ?? 0) + 1 && head < this.room.log.position)
        return await this.#readNewest();
    } catch (error) {
      if (life !== this.#life) return;
      this.#isReading = false;
      this.#error = toChatError(error);
    }
    this.#draw();
  }

  async #loadPage(before: number): Promise<void> {
    const life = this.#life;
    this.#strays = [];
    const page = await this.#ask({ before, limit: pageSize });
    if (life !== this.#life) return;
    this.#users = [...this.#users, ...page.users];
    this.#hasBefore = page.hasBefore;
    this.#take([page.root, ...page.items]);
    this.#take(this.#strays.filter(({ id }) => this.#holds(id)));
  }

  #holds(id: string): boolean {
    return this.#held.some((it) => it.id === id);
  }

  #ask(query: { before?: number; limit: number }): Promise<ThreadHistory> {
    const at = path`/rooms/${this.room.roomId ?? ''}/messages/${this.rootId}/thread`;
    return this.session.call({ method: 'GET', path: at, query });
  }

  #draw(): void {
    if (!this.#undo) return;
    const { room } = this;
    const { log } = room;
    const timeline = room.timeline.get();
    const { user } = this.session.get();
    const root = this.#root && this.#count(this.#root);
    const { messages: all } = this.owner.draw({ ...log, messages: root ? [root, ...this.#held] : this.#held });
    const users = { ...Object.fromEntries(this.#users.map((one) => [one.id, one])), ...log.users };
    const error = timeline.error ?? this.#error;
    const status = timeline.status === 'error' || (this.#error && !root) ? 'error' : root ? 'ready' : 'loading';
    const { exists, peerBlocked } = timeline;
    const outbox = this.owner.outbox().flatMap((it) => (it.threadId === this.rootId ? this.#plain(it) : []));
    const source = { status, error, exists, peerBlocked, user, outbox } as const;
    const replies = all.flatMap((it) => (it.id === this.rootId ? [] : this.#plain(it)));
    const view = this.#view({
      ...source,
      log: { ...log, messages: replies, users, hasBefore: this.#hasBefore },
      loadingBefore: this.#loading !== null,
      hasAfter: false,
    });
    const shown = all.find(({ id }) => id === this.rootId);
    this.#store.set({
      ...view,
      items: view.items.map((item) => this.#inThread(item)),
      root: shown ? this.#item(shown, user?.id) : null,
      readSeq: this.owner.pointerOf(this.rootId) ?? null,
    });
  }

  #count(root: Message): Message {
    const made = countThread(root, this.#held);
    const known = this.#counted;
    if (known?.from === root && known.root.thread?.lastSeq === made.thread?.lastSeq) return known.root;
    this.#counted = { from: root, root: made };
    return made;
  }

  /** As if it stood in the room itself: this is how the room's view draws it. */
  #plain<Source extends Message | Outgoing>(source: Source): Source {
    const { message } = source as Outgoing;
    const made = this.#plainOnes.get(source) ?? {
      ...source,
      threadId: undefined,
      ...(message && { message: this.#plain(message) }),
    };
    this.#plainOnes.set(source, made);
    return made as Source;
  }

  #inThread(item: TimelineItem): TimelineItem {
    const made = this.#threadItems.get(item) ?? { ...item, threadId: this.rootId };
    this.#threadItems.set(item, made);
    return made;
  }

  #item(message: Message, userId: string | undefined): TimelineItem {
    if (this.#drawnFor !== userId) this.#drawn = new WeakMap();
    this.#drawnFor = userId;
    const item = this.#drawn.get(message) ?? sentItem(message, userId);
    this.#drawn.set(message, item);
    return item;
  }
}
