import type { RoomAddress } from './chat.js';
import type { Connection, ConnectionListener } from './connection.js';
import type { Changes, Events, Head, Receipts, Room, User } from './contract/index.js';
import { ChatError, isPassing, toChatError } from './errors.js';
import type { SessionKeeper } from './session-keeper.js';
import { answer, ask, emptyFeed, giveUp, isBehind, noteHead, receive } from './timeline/feed.js';
import type { Feed, Question } from './timeline/feed.js';
import { addPeople, readOn } from './timeline/log.js';
import type { Log } from './timeline/log.js';
import { path } from './transport/rest.js';
import type { Link } from './transport/socket.js';
import { backoffMs, Nudge } from './waiting.js';

/** What the feed asks and tells its room. */
export interface RoomFeedOwner {
  /** Something that shows has changed. */
  onChange(): void;
  /** A message waits: a slug without a room shall be made into one. */
  wantsRoom(): boolean;
  /** The room cannot be opened, and trying again will not help. */
  onRefused(error: ChatError): void;
}

/** A frame that is ahead may only be late. */
const lateFrameMs = 300;
const visitorPollMs = 5_000;
const hiddenPollMs = 30_000;
const refusedRetryMs = 60_000;

/**
 * Keeps one room's log at the server's: opens the room on each connection, asks for what was missed, and reads as a
 * visitor where there is no session. One loop, so that there is one question at a time.
 */
export class RoomFeed implements ConnectionListener {
  status: 'idle' | 'loading' | 'ready' | 'error' = 'idle';
  error: ChatError | null = null;
  /** False while the slug has no room. */
  exists = true;
  roomId: string | undefined;
  /** Of a direct room: this person blocks the other. */
  peerBlocked = false;
  /** Grows when all is forgotten: an answer to a question of an earlier life is nobody's. */
  life = 0;
  readonly #slug: string | undefined;
  readonly #session: SessionKeeper;
  readonly #connection: Connection;
  readonly #owner: RoomFeedOwner;
  readonly #nudge = new Nudge();
  #feed: Feed = emptyFeed;
  #detach: (() => void) | null = null;
  #isRunning = false;
  #openOn: Link | null = null;
  #behindSinceMs: number | null = null;
  #heldWhenAsked: number | null = null;
  #attempt = 0;
  /** The server's own time to wait, in epoch ms. */
  #notBeforeMs = 0;

  constructor(at: RoomAddress, session: SessionKeeper, connection: Connection, owner: RoomFeedOwner) {
    if ('id' in at) this.roomId = at.id;
    else this.#slug = at.slug;
    this.#session = session;
    this.#connection = connection;
    this.#owner = owner;
  }

  get log(): Log {
    return this.#feed.log;
  }

  /** Puts a log in place that has grown at its older end. */
  set log(log: Log) {
    this.#take({ ...this.#feed, log });
  }

  /** Somebody wants it: between {@link start} and {@link stop}. */
  get isLive(): boolean {
    return this.#detach !== null;
  }

  /** Messages may be sent: the room is open on the connection of now. */
  get isOpen(): boolean {
    return this.#openOn !== null && this.#openOn === this.#connection.link;
  }

  /** Goes live. */
  start(): void {
    if (this.#detach) return;
    this.#detach = this.#connection.attach(this);
    this.#show(this.log.epoch === null ? 'loading' : 'ready', null);
    if (!this.#isRunning) void this.#run();
    else this.#nudge.now();
  }

  /** Stops; what is held stays and is continued by the next {@link start}. */
  stop(): void {
    if (!this.#detach) return;
    this.#detach();
    this.#detach = null;
    if (this.roomId) this.#connection.leave(this.roomId);
    this.#openOn = null;
    this.#nudge.now();
    this.#show('idle', null);
  }

  /** Forgets the log: it is somebody's who is not here any more. A live room is read anew, by whoever is. */
  wipe(): void {
    this.life++;
    this.#notBeforeMs = 0;
    this.#forget(true);
    this.#nudge.now();
  }

  /** Looks at once what is to be done; a room that was refused is tried again. */
  wake(): void {
    this.#nudge.now();
  }

  onStatus(): void {
    this.#nudge.now();
  }

  onFrame(frame: Changes): void {
    if (this.roomId && frame.roomId !== this.roomId) return;
    this.#take(receive(this.#feed, frame));
  }

  onSeat(roomId: string): void {
    if (roomId !== this.roomId) return;
    this.#openOn = null;
    this.#nudge.now();
  }

  onUser(user: User): void {
    if (this.log.users[user.id]) this.log = addPeople(this.log, [], [user]);
  }

  onEvent<E extends keyof Events>(name: E, event: Events[E]): void {
    const { roomId, receipts = [] } = event as Receipts;
    if (roomId === this.roomId) this.log = readOn(this.log, receipts);
  }

  onHeadsAsked(): void {
    this.#heldWhenAsked = this.isOpen ? this.log.position : null;
  }

  onHeads(heads: readonly Head[]): void {
    if (this.#heldWhenAsked === null) return;
    const head = heads.find(({ roomId }) => roomId === this.roomId);
    if (head) this.#take(noteHead(this.#feed, head, this.#heldWhenAsked));
    else {
      this.#openOn = null;
      this.#nudge.now();
    }
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.isLive) {
      let waitMs: number | undefined;
      const untilMs = this.#notBeforeMs - Date.now();
      const { life } = this;
      try {
        waitMs = untilMs > 0 ? untilMs : await this.#step();
      } catch (error) {
        waitMs = life === this.life ? this.#fail(toChatError(error)) : 0;
      }
      if (this.isLive && waitMs !== 0) await this.#nudge.wait(waitMs);
    }
    this.#isRunning = false;
  }

  /** Does the next thing there is to do. @returns after how many ms to look again; undefined: when something happens */
  async #step(): Promise<number | undefined> {
    const { link } = this.#connection;
    if (!link) {
      const token = await this.#session.token();
      // With a session the connection comes by itself and tells.
      return token === null ? this.#poll() : undefined;
    }
    if (this.#openOn !== link) return this.#open(link);
    if (!isBehind(this.#feed)) return undefined;
    const lateMs = Date.now() - (this.#behindSinceMs ?? 0);
    if (!this.#feed.isStale && !this.#feed.isLost && lateMs < lateFrameMs) return lateFrameMs - lateMs;
    if (this.#feed.isLost) return this.#open(link);
    return this.#sync(this.roomId ?? '');
  }

  async #open(link: Link): Promise<number> {
    const attached = this.#detach;
    const at = (await this.#find()) ?? (this.#owner.wantsRoom() ? { slug: this.#slug } : null);
    if (!at) return visitorPollMs;
    return this.#question(async (question) => {
      const reply = await this.#connection.openRoom({ ...at, ...question });
      this.roomId = reply.room.id;
      // Stopped meanwhile, and perhaps started again: frames were missed, so it must be opened anew.
      if (this.#detach === attached) this.#openOn = link;
      const { members, member, users, room, changes } = reply;
      this.peerBlocked = !!member?.peerBlocked;
      return { changes, people: { members: member ? [...members, member] : members, users }, room };
    });
  }

  #sync(roomId: string): Promise<number> {
    return this.#question(async ({ epoch = '', position = 0, anchor }) => {
      const reply = await this.#connection.command('sync', { rooms: [{ roomId, epoch, position, anchor }] });
      const changes = reply.changes.find((it) => it.roomId === roomId);
      if (!changes) throw notFound();
      return { changes };
    });
  }

  /** Reads as a visitor. */
  async #poll(): Promise<number> {
    const at = await this.#find();
    if (!at) return visitorPollMs;
    const waitMs = await this.#question(async ({ epoch, position, anchor }) => ({
      changes: await this.#session.call<Changes>({
        method: 'GET',
        path: path`/rooms/${at.roomId}/changes`,
        query: { epoch, after: position, anchorId: anchor?.messageId, anchorPosition: anchor?.position },
      }),
    }));
    if (waitMs > 0) return waitMs;
    return globalThis.document?.visibilityState === 'hidden' ? hiddenPollMs : visitorPollMs;
  }

  /** Asks where the room's log stands, and takes the answer. @returns in how many ms to look again */
  async #question(
    send: (question: Question) => Promise<{
      changes: Changes;
      people?: { members: Parameters<typeof addPeople>[1]; users: Parameters<typeof addPeople>[2] };
      room?: Room;
    }>,
  ): Promise<number> {
    const { life } = this;
    const { feed, question } = ask(this.#feed);
    this.#feed = feed;
    let next: Feed;
    try {
      const { changes, people, room } = await send(question);
      if (life !== this.life) return 0;
      next = answer(this.#feed, changes);
      if (people) next = { ...next, log: addPeople(next.log, people.members, people.users) };
      if (room && !next.log.room) next = { ...next, log: { ...next.log, room } };
    } catch (error) {
      if (life !== this.life) return 0;
      this.#feed = giveUp(this.#feed);
      throw error;
    }
    this.exists = true;
    this.#take(next);
    if (next.isLost) return backoffMs(this.#attempt++);
    this.#attempt = 0;
    if (this.isLive) this.#show('ready', null);
    return 0;
  }

  /** The room's id; asked by slug until there is one. Null while there is none. */
  async #find(): Promise<{ roomId: string } | null> {
    if (this.roomId) return { roomId: this.roomId };
    try {
      const request = { method: 'GET', path: path`/rooms/by-slug/${this.#slug ?? ''}` } as const;
      this.roomId = (await this.#session.call<Room>(request)).id;
      return { roomId: this.roomId };
    } catch (error) {
      if (!isNotFound(error)) throw error;
      this.#forget();
      return null;
    }
  }

  #forget(mayExist = false): void {
    if (this.#slug) this.roomId = undefined;
    this.#openOn = null;
    this.#feed = emptyFeed;
    this.exists = mayExist;
    this.#attempt = 0;
    if (this.isLive) this.#show(mayExist ? 'loading' : 'ready', null);
  }

  /** @returns in how many ms to try again */
  #fail(error: ChatError): number {
    if (!this.isLive) return 0;
    if (isPassing(error)) {
      this.#show(this.status, error);
      this.#notBeforeMs = Date.now() + (error.retryAfterMs ?? 0);
      return Math.max(error.retryAfterMs ?? 0, backoffMs(this.#attempt++));
    }
    this.#openOn = null;
    if (isNotFound(error) && this.#slug) {
      const wasMissing = !this.exists;
      this.#forget();
      // It was there and is gone: the next look-up tells. It was not there, and may not be made: that is final.
      if (wasMissing) this.#owner.onRefused(error);
      return visitorPollMs;
    }
    this.exists = !isNotFound(error);
    this.#show('error', error);
    this.#owner.onRefused(error);
    return refusedRetryMs;
  }

  #take(next: Feed): void {
    const isChanged = next.log !== this.#feed.log;
    this.#feed = next;
    if (!isBehind(next)) this.#behindSinceMs = null;
    else {
      this.#behindSinceMs ??= Date.now();
      this.#nudge.now();
    }
    if (isChanged) this.#owner.onChange();
  }

  #show(status: RoomFeed['status'], error: ChatError | null): void {
    this.status = status;
    this.error = error;
    this.#owner.onChange();
  }
}

const notFound = () => new ChatError({ code: 'room_not_found', status: 404, detail: 'No such room' });
const isNotFound = (error: unknown): boolean => error instanceof ChatError && error.code === 'room_not_found';
