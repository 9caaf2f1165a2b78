import type { CallOptions } from './chat.js';
import type { Connection, ConnectionListener } from './connection.js';
import type { Events, FindMatch, MatchTicket } from './contract/index.js';
import { ChatError, toChatError } from './errors.js';
import type { SessionKeeper } from './session-keeper.js';
import { createStore } from './store.js';
import type { Store } from './store.js';
import { path } from './transport/rest.js';

/** `waiting` for strangers; `matched`: they are in the room `roomId`; `ended`: neither, `error` says why unless one stopped. */
export interface MatchState {
  status: 'waiting' | 'matched' | 'ended';
  roomId: string | null;
  error: ChatError | null;
  /** How many look for a room of this size, oneself among them, as the server last told; null while it is not known. */
  waiting: number | null;
}

/** Looking for strangers, and the room in which they are. */
export interface Match {
  readonly state: Store<MatchState>;
  /** Leaves the room, if there is one, and queues again, as before. @throws ChatError rate_limited */
  next(options?: CallOptions): Promise<void>;
  /** Waits no more, or leaves the room. */
  stop(options?: CallOptions): Promise<void>;
}

const resting = (status: MatchState['status']): MatchState => ({ status, roomId: null, error: null, waiting: null });

/** What the event may have missed, as when another node found the strangers while the network was away. */
const lookEveryMs = 5_000;

/** Queues for strangers, and goes on until it is stopped. */
export class LiveMatch implements Match, ConnectionListener {
  readonly #session: SessionKeeper;
  readonly #connection: Connection;
  readonly #closing: AbortSignal;
  readonly #wish: FindMatch;
  readonly #store = createStore<MatchState>(resting('waiting'));
  #ticketId: string | undefined;
  /** The ticket that is being asked for. */
  #asked: Promise<MatchTicket> | undefined;
  /** Told before the answer that names the ticket. */
  #early: Events['match:found'] | undefined;
  #detach: (() => void) | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  readonly roomId = undefined;

  /** @param closing of the chat */
  constructor(session: SessionKeeper, connection: Connection, closing: AbortSignal, wish: FindMatch) {
    this.#session = session;
    this.#connection = connection;
    this.#closing = closing;
    this.#wish = wish;
    closing.addEventListener('abort', () => this.#rest(resting('ended')));
  }

  get state(): Store<MatchState> {
    return this.#store;
  }

  async next({ signal }: CallOptions = {}): Promise<void> {
    await this.stop({ signal });
    this.#closing.throwIfAborted();
    this.#store.set(resting('waiting'));
    // The socket keeps the ticket alive, and brings the news.
    this.#detach ??= this.#connection.attach(this);
    const asked = this.#session.call<MatchTicket>({
      method: 'POST',
      path: '/matches',
      body: { ...this.#wish },
      isRepeatable: true,
      signal,
    });
    this.#asked = asked;
    try {
      const ticket = await asked;
      // Who has stopped meanwhile gives it back.
      if (this.#asked !== asked) return;
      this.#ticketId = ticket.ticketId;
      this.#timer ??= setInterval(() => void this.#look(), lookEveryMs);
      this.#take(ticket);
      if (this.#early) this.#take({ status: 'matched', ...this.#early });
    } catch (error) {
      if (this.#asked === asked) this.#rest({ ...resting('ended'), error: toChatError(error) });
      throw error;
    }
  }

  async stop({ signal }: CallOptions = {}): Promise<void> {
    const asked = this.#asked;
    let { roomId } = this.#store.get();
    this.#rest(resting('ended'));
    const ticket = await asked?.catch(() => undefined);
    if (!ticket) return;
    roomId ??= ticket.roomId ?? null;
    const at = path`/matches/${ticket.ticketId}`;
    if (roomId === null) {
      try {
        await this.#session.call({ method: 'DELETE', path: at, signal });
      } catch (error) {
        if (!(error instanceof ChatError) || error.code !== 'already_matched') throw error;
        // Found in this very moment.
        roomId = (await this.#session.call<MatchTicket>({ method: 'GET', path: at, signal })).roomId ?? null;
      }
    }
    if (roomId) await this.#session.call({ method: 'DELETE', path: path`/rooms/${roomId}/members/me`, signal });
  }

  onEvent(name: keyof Events, event: Events[keyof Events]): void {
    if (name !== 'match:found') return;
    this.#early = event as Events['match:found'];
    this.#take({ status: 'matched', ...this.#early });
  }

  #take({ ticketId, status, roomId, waiting }: MatchTicket): void {
    const now = this.#store.get();
    if (ticketId !== this.#ticketId || now.status !== 'waiting') return;
    if (status === 'matched') this.#pause();
    else if (waiting === now.waiting) return;
    this.#store.set({ status, roomId: roomId ?? null, error: null, waiting: waiting ?? null });
  }

  async #look(): Promise<void> {
    const ticketId = this.#ticketId;
    if (!ticketId) return;
    try {
      this.#take(await this.#session.call<MatchTicket>({ method: 'GET', path: path`/matches/${ticketId}` }));
    } catch (error) {
      const isGone = error instanceof ChatError && error.code === 'ticket_not_found';
      if (!isGone || ticketId !== this.#ticketId) return;
      // There is nothing to give back.
      this.#asked = undefined;
      await this.next().catch(() => undefined);
    }
  }

  #pause(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#detach?.();
    this.#detach = null;
  }

  #rest(state: MatchState): void {
    this.#pause();
    this.#ticketId = undefined;
    this.#asked = undefined;
    this.#store.set(state);
  }
}
