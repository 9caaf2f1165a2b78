import type { CallOptions } from './chat.js';
import type { History } from './contract/index.js';
import type { LiveRoom } from './room.js';
import type { SessionKeeper } from './session-keeper.js';
import { emptyLog, mergeMessages, mergeUsers } from './timeline/log.js';
import type { Log } from './timeline/log.js';
import { addPage, dropPage, expectPage } from './timeline/pages.js';
import { path } from './transport/rest.js';
import { abortable } from './waiting.js';

/** Messages of a page; the first one has as many around the message that is looked for. */
const pageSize = 100;

/**
 * A part of a room's history far above what is live, shown in its place: it grows at both ends, follows what becomes of its
 * messages, and once it meets what is live both are one.
 */
export class RoomPast {
  readonly #room: LiveRoom;
  readonly #session: SessionKeeper;
  /** What is shown, as it came. Without messages: nothing has come yet. */
  #log: Log = emptyLog;
  /** The message that was looked for last. */
  #seq = 0;
  /** Grows with each part that is asked for or shown: an answer that belongs to an earlier one is nobody's. */
  #turn = 0;
  #before: Promise<void> | null = null;
  #after: Promise<void> | null = null;
  #isReadAnew = false;

  constructor(room: LiveRoom, session: SessionKeeper) {
    this.#room = room;
    this.#session = session;
  }

  /** It is what the timeline shows. */
  get isShown(): boolean {
    return this.#room.past === this && this.#log.messages.length > 0;
  }

  /** An older page is under way. */
  get isLoading(): boolean {
    return this.#before !== null;
  }

  /** Shows what was written around a message. @returns whether that is there @throws ChatError as any call; nothing changed then */
  async open(seq: number, options: CallOptions = {}): Promise<boolean> {
    // The page that is under way belongs to what is live.
    if (this.#room.past === null && this.#room.timeline.get().loadingBefore) await this.#room.loadBefore(options);
    this.#seq = seq;
    const wasShown = this.isShown;
    if (!wasShown) {
      this.#room.past = this;
      this.#room.log = expectPage(this.#room.log);
    }
    let isThere = false;
    try {
      return (isThere = await this.#read(seq, options));
    } finally {
      if (!isThere && !wasShown && !this.isShown) this.end();
    }
  }

  /** Shows what is live again. */
  end(): void {
    if (this.#room.past !== this) return;
    this.#room.past = null;
    this.#take(emptyLog);
    this.#room.log = dropPage(this.#room.log);
    this.#room.redraw();
  }

  /** Loads the page before the oldest message that is shown. */
  loadBefore({ signal }: CallOptions = {}): Promise<void> {
    const [first] = this.#log.messages;
    if (!first || !this.#log.hasBefore) return Promise.resolve();
    if (!this.#before) {
      const page = this.#page({ before: first.seq }, (older) => {
        this.#log = addPage(expectPage(this.#log), older);
      }).finally(() => {
        if (this.#before !== page) return;
        this.#before = null;
        this.#room.redraw();
      });
      this.#before = page;
      this.#room.redraw();
    }
    return abortable(this.#before, signal);
  }

  /** Loads the page after the newest message that is shown; where that meets what is live, the timeline shows both. */
  loadAfter({ signal }: CallOptions = {}): Promise<void> {
    const last = this.#log.messages.at(-1);
    if (!last) return Promise.resolve();
    if (!this.#after) {
      const page = this.#page({ after: last.seq }, (newer) => this.#append(newer)).finally(() => {
        if (this.#after === page) this.#after = null;
      });
      this.#after = page;
    }
    return abortable(this.#after, signal);
  }

  /** The live log as it is drawn meanwhile. */
  draw(log: Log): Log {
    // The live log began anew: nobody has heard what became of the messages here.
    if (log.strays === null) this.#readAnew();
    const [first, last] = [this.#log.messages[0], this.#log.messages.at(-1)];
    if (!first || !last) return log;
    const strays = (log.strays ?? []).filter(({ seq }) => seq >= first.seq && seq <= last.seq);
    const { hasBefore } = this.#log;
    return {
      ...log,
      messages: mergeMessages(this.#log.messages, strays),
      users: { ...this.#log.users, ...log.users },
      hasBefore,
    };
  }

  async #read(seq: number, options: CallOptions): Promise<boolean> {
    let isThere = false;
    this.#turn++;
    const take = (page: History) => {
      isThere = page.items.some((message) => message.seq === seq);
      if (isThere) this.#take(addPage(expectPage(emptyLog), page));
    };
    await this.#page({ around: seq }, take, options);
    return isThere;
  }

  /** Another part is shown, or none: what is on its way belongs to the one before. */
  #take(log: Log): void {
    this.#turn++;
    this.#before = this.#after = null;
    this.#log = log;
  }

  #readAnew(): void {
    if (this.#isReadAnew || this.#room.past !== this) return;
    this.#isReadAnew = true;
    // Not while the room draws itself.
    queueMicrotask(() => {
      this.#isReadAnew = false;
      if (this.#room.past !== this) return;
      this.#room.log = expectPage(this.#room.log);
      // The first page is on its way.
      if (!this.isShown) return;
      this.#read(this.#seq, {}).then(
        (isThere) => isThere || this.end(),
        () => this.end(),
      );
    });
  }

  #append(page: History): void {
    this.#log = {
      ...this.#log,
      messages: mergeMessages(this.#log.messages, page.items),
      users: mergeUsers(this.#log.users, page.users),
    };
  }

  /** Puts both logs together where nothing lies between them. */
  #meet(): void {
    const room = this.#room;
    const floor = room.log.messages[0]?.seq ?? Infinity;
    if ((this.#log.messages.at(-1)?.seq ?? 0) < floor - 1) return;
    const { messages, users, hasBefore } = this.#log;
    room.past = null;
    this.#take(emptyLog);
    room.log = addPage(room.log, { items: [...messages], users: Object.values(users), hasBefore, hasAfter: true });
    room.redraw();
  }

  async #page(
    at: { before: number } | { after: number } | { around: number },
    take: (page: History) => void,
    { signal }: CallOptions = {},
  ): Promise<void> {
    const turn = this.#turn;
    const { roomId } = this.#room;
    const query = { ...at, limit: pageSize };
    const request = { method: 'GET', path: path`/rooms/${roomId ?? ''}/messages`, query, signal } as const;
    const page = await this.#session.call<History>(request);
    // Left meanwhile, or somebody else is here.
    if (this.#room.past !== this || turn !== this.#turn) return;
    take(page);
    if (this.#log.messages.length > 0) this.#meet();
    this.#room.redraw();
  }
}
