import type { CallOptions } from './chat.js';
import type { Connection, ConnectionListener } from './connection.js';
import type { Events, Message, ThreadPage } from './contract/index.js';
import type { LiveRoom } from './room.js';
import { ThreadHandle } from './room-thread.js';
import type { RoomThread } from './room-thread.js';
import type { PageQuery } from './rooms.js';
import type { SessionKeeper } from './session-keeper.js';
import { createStore } from './store.js';
import type { Store } from './store.js';
import type { Log } from './timeline/log.js';
import type { Outbox } from './timeline/outbox.js';
import { createThreadCounter } from './timeline/threads.js';
import { path } from './transport/rest.js';

/** The threads of a room. What is in them is not in the room's timeline; their roots there carry `thread`, counted exactly. */
export interface RoomThreadsApi {
  /** The thread on a message, or the one that it is in; the same object each time until it is closed. Makes no request by itself. */
  thread(message: Pick<Message, 'id'> & Partial<Pick<Message, 'threadId'>>): RoomThread;
  /**
   * The threads that this person follows, the one that was written in last first: those on what they wrote, and those that they
   * wrote in or said to have read.
   * @throws ChatError room_not_found | banned
   */
  threads(page?: PageQuery, options?: CallOptions): Promise<ThreadPage>;
  /**
   * Ids of the messages in the timeline on whose threads something is unread, of threads that this person follows. Live while
   * someone subscribes and the timeline is.
   */
  readonly unreadThreads: Store<ReadonlySet<string>>;
}

/** What its threads need of a room. */
interface ThreadsRoom {
  /** Draws messages as they will be once what is on its way is there, and what has grown of them. */
  draw(log: Log): Log;
  /** The room's id. @throws ChatError room_not_found */
  findRoom(signal: AbortSignal | undefined): Promise<string>;
}

/** Counts a room's threads, and knows how far they are read. */
export class RoomThreads implements RoomThreadsApi, ConnectionListener {
  /** The room is kept open by its timeline; this one only listens. */
  readonly roomId = undefined;
  readonly unreadThreads: Store<ReadonlySet<string>>;
  readonly #unread = createStore<ReadonlySet<string>>(new Set(), (count) => this.#watch(count > 0));
  readonly #live = new Map<string, ThreadHandle>();
  readonly #pointers = new Map<string, number>();
  readonly #counter = createThreadCounter();
  /** The messages that the timeline shows, and those that are in threads. */
  #drawn: Log['messages'] = [];
  /** What is on its way, in the room itself and in threads. */
  #outbox: Outbox = [];
  #undo: (() => void) | null = null;
  /** Whose pointers of which history are known. */
  #knownFor = '';
  /** The connection on which they were asked for last, and whether they came. */
  #askedOn: Connection['link'] = null;
  #isRead = false;
  #userId: string | undefined;
  /** The last seq that this person wrote in each thread, and of its root if that is theirs. */
  #own: { of: string; from: Log['messages']; seqs: Map<string, number> } = { of: '', from: [], seqs: new Map() };

  constructor(
    private readonly room: LiveRoom,
    private readonly session: SessionKeeper,
    private readonly connection: Connection,
    private readonly owner: ThreadsRoom,
  ) {
    this.unreadThreads = this.#unread;
  }

  /**
   * @param drawn the log as it is drawn, or a part of the history in its place
   * @param outbox all that is being sent, in the room itself and in threads
   * @returns it with threads counted
   */
  count(drawn: Log, outbox: Outbox): Log {
    this.#outbox = outbox;
    this.#drawn = drawn.messages;
    // What came since a part of the history was read is in the log.
    const messages = this.#counter(drawn.messages, this.room.log.messages);
    return messages === drawn.messages ? drawn : { ...drawn, messages };
  }

  /** Loads pages until one has something that is not in a thread: of one that has nothing else nothing would be seen. */
  async loadSeen(load: () => Promise<void>, more: 'hasBefore' | 'hasAfter'): Promise<void> {
    const end = more === 'hasBefore' ? 0 : -1;
    const seen = () =>
      this.room.timeline
        .get()
        .items.filter(({ seq }) => seq > 0)
        .at(end)?.id;
    const reached = () => this.#drawn.at(end)?.seq;
    const had = seen();
    let before: number | undefined;
    do {
      before = reached();
      await load();
      // A page that brought nothing ends it.
    } while (seen() === had && reached() !== before && this.room.timeline.get()[more]);
  }

  thread({ id, threadId }: Parameters<RoomThreadsApi['thread']>[0]): RoomThread {
    const rootId = threadId ?? id;
    const known = this.#live.get(rootId);
    if (known) return known;
    const owner = {
      pointerOf: (of: string) => this.#pointerOf(of),
      note: (of: string, readSeq: number) => this.#note(of, readSeq),
      draw: (log: Log) => this.owner.draw(log),
      outbox: () => this.#outbox,
    };
    const load = async () => {
      const { LiveThread } = await import('./live-thread.js');
      return new LiveThread(rootId, this.room, this.session, this.connection, owner);
    };
    const made = new ThreadHandle(rootId, this.room, load, () => this.#live.delete(rootId));
    this.#live.set(rootId, made);
    return made;
  }

  async threads(page: PageQuery = {}, { signal }: CallOptions = {}): Promise<ThreadPage> {
    const at = path`/rooms/${await this.owner.findRoom(signal)}/threads`;
    const userId = this.#person();
    const answer = await this.session.call<ThreadPage>({ method: 'GET', path: at, query: { ...page }, signal });
    // Else it says nothing of who is here now.
    if (this.#person() === userId) for (const { root, readSeq } of answer.items) this.#note(root.id, readSeq);
    return answer;
  }

  close(): void {
    for (const thread of [...this.#live.values()]) thread.close();
    this.#unread.clear();
  }

  /** Read on another device. */
  onEvent(name: keyof Events, event: Events[keyof Events]): void {
    if (name !== 'thread:read') return;
    const { messageId, readSeq } = event as Events['thread:read'];
    this.#note(messageId, readSeq);
  }

  #watch(isWanted: boolean): void {
    if (!isWanted) {
      this.#undo?.();
      this.#undo = null;
    } else if (!this.#undo) {
      const detach = this.connection.attach(this);
      // The first call comes at once.
      this.#undo = detach;
      const stop = this.room.timeline.subscribe(() => this.#look());
      this.#undo = () => {
        detach();
        stop();
      };
    }
  }

  #look(): void {
    const { member } = this.room.timeline.get();
    const { epoch } = this.room.log;
    const key = member && epoch ? `${epoch}/${member.userId}` : '';
    const { link } = this.connection;
    // What was read elsewhere while the connection was away is told no more.
    if (this.#isRead) this.#askedOn ??= link;
    if (key !== '' && (key !== this.#knownFor || (link && link !== this.#askedOn))) {
      this.#knownFor = key;
      this.#askedOn = link;
      this.#isRead = false;
      this.threads({ limit: 100 }).then(
        () => (this.#isRead = true),
        // Asked for again on the next connection.
        () => undefined,
      );
    }
    const unread = new Set<string>();
    for (const { id, thread } of this.room.timeline.get().items) {
      if (thread && thread.lastSeq > (this.#pointerOf(id) ?? Infinity)) unread.add(id);
    }
    const before = this.#unread.get();
    if (unread.size !== before.size || [...unread].some((id) => !before.has(id))) this.#unread.set(unread);
  }

  /** What one wrote, one has read; on what one wrote, one follows the thread. */
  #pointerOf(rootId: string): number | undefined {
    const userId = this.#person();
    const told = this.#pointers.get(rootId);
    const own = userId === undefined ? undefined : this.#ownSeqs(userId).get(rootId);
    return told === undefined || own === undefined ? (told ?? own) : Math.max(told, own);
  }

  /** Who is here. What one person read says nothing of the next one; a guest who became somebody is the same one. */
  #person(): string | undefined {
    const userId = this.session.get().user?.id;
    if (this.#userId !== userId && this.#userId !== undefined && this.session.mergedId !== this.#userId)
      this.#pointers.clear();
    this.#userId = userId;
    return userId;
  }

  #ownSeqs(userId: string): ReadonlyMap<string, number> {
    const { messages } = this.room.log;
    if (this.#own.of !== userId || this.#own.from !== messages) {
      const seqs = new Map<string, number>();
      for (const { id, threadId, authorId, seq } of messages) if (authorId === userId) seqs.set(threadId ?? id, seq);
      this.#own = { of: userId, from: messages, seqs };
    }
    return this.#own.seqs;
  }

  #note(rootId: string, readSeq: number): void {
    this.#person();
    const before = this.#pointers.get(rootId) ?? -1;
    if (readSeq <= before) return;
    this.#pointers.set(rootId, readSeq);
    this.#live.get(rootId)?.refresh();
    if (this.#undo) this.#look();
  }
}
