import type { Changes, Commands, Events, Head, OpenedRoom, OpenRoom, User } from './contract/index.js';
import { ChatError, isPassing, isSessionRefusal, toChatError } from './errors.js';
import type { SessionKeeper } from './session-keeper.js';
import { createStore } from './store.js';
import type { Store } from './store.js';
import type { Link, LinkListener } from './transport/socket.js';
import { backoffMs, Nudge } from './waiting.js';

/**
 * `idle` no socket is needed now; `connecting` a try is under way; `offline` the next try is at `retryAtMs` (epoch ms);
 * `ended` the session or the chat ended and no try follows by itself.
 */
export interface ConnectionState {
  status: 'idle' | 'connecting' | 'online' | 'offline' | 'ended';
  error: ChatError | null;
  retryAtMs?: number;
}

/** What a room is told by the connection. */
export interface ConnectionListener {
  /** The room it listens for, once known. */
  readonly roomId: string | undefined;
  /** The connection came or went, or the session changed. */
  onStatus?(): void;
  onFrame?(frame: Changes): void;
  /** This user came into a room, or lost it. */
  onSeat?(roomId: string): void;
  /** Somebody changed their profile. */
  onUser?(user: User): void;
  /** Anything else, also what only newer servers tell. */
  onEvent?: LinkListener;
  /** A room was opened. */
  onOpened?(reply: OpenedRoom): void;
  /** Right before all heads are asked for. */
  onHeadsAsked?(): void;
  /** The answer; a room that the server does not name is not open there. */
  onHeads?(heads: readonly Head[]): void;
}

/** Opens a link with a token. */
export type LinkOpener = (token: string, onEvent: LinkListener, signal: AbortSignal) => Promise<Link>;

const headsEveryMs = 25_000;
/** A socket that nobody needs stays a little: the next room is often opened at once. */
const lingerMs = 10_000;
/** After this long online a cut counts as the first one again. */
const steadyMs = 5_000;
/** In the first minutes of an outage whoever waits wants to be back within seconds of the server; later it may take longer. */
const eagerTries = 40;
const tiredCapMs = 30_000;
const renewalRetryMs = 5_000;
/** Refused for good as far as we know: asked again rarely, for settings can change. */
const refusedBackoffMs = 120_000;

/** Keeps one socket for all rooms while somebody needs it. */
export class Connection {
  readonly #session: SessionKeeper;
  readonly #open: LinkOpener;
  readonly #closing: AbortSignal;
  readonly #store = createStore<ConnectionState>({ status: 'idle', error: null });
  readonly #listeners = new Set<ConnectionListener>();
  readonly #nudge = new Nudge();
  #link: Link | null = null;
  /** The session's generation of the last try. */
  #tried = 0;
  #isRunning = false;
  #isAskingHeads = false;
  #linger: ReturnType<typeof setTimeout> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;

  constructor(session: SessionKeeper, open: LinkOpener, closing: AbortSignal) {
    this.#session = session;
    this.#open = open;
    this.#closing = closing;
    session.onChange((change) => {
      if (change === 'renewed') return this.#renewLink();
      this.#link?.close();
      this.#nudge.now();
      this.#tell((listener) => listener.onStatus?.());
    });
    closing.addEventListener('abort', () => {
      clearTimeout(this.#linger);
      this.#link?.close();
      this.#nudge.now();
      this.#set({ status: 'ended', error: null });
    });
  }

  get store(): Store<ConnectionState> {
    return this.#store;
  }

  /** The open link, or null. Each connection has another one, so that a room knows whether it is open on this one. */
  get link(): Link | null {
    return this.#link;
  }

  /** Listens to the socket and keeps it open. @returns the undo */
  attach(listener: ConnectionListener): () => void {
    this.#listeners.add(listener);
    clearTimeout(this.#linger);
    this.#nudge.now();
    if (!this.#isRunning) void this.#run();
    return () => {
      if (!this.#listeners.delete(listener) || this.#listeners.size > 0 || this.#closing.aborted) return;
      this.#linger = setTimeout(() => {
        this.#link?.close();
        this.#nudge.now();
      }, lingerMs);
    };
  }

  /**
   * Sends a command over the open link.
   * @param signal when it has fired before the command leaves, it does not leave; afterwards it means nothing
   * @throws ChatError what the server refused it with; `network` when there is no link or its token was refused
   */
  async command<C extends keyof Commands>(
    name: C,
    input: Commands[C]['input'],
    signal?: AbortSignal,
  ): Promise<Commands[C]['reply']> {
    signal?.throwIfAborted();
    const link = this.#link;
    if (!link) throw new ChatError({ code: 'network', detail: 'Not connected' });
    try {
      return await link.command(name, input);
    } catch (error) {
      if (!(error instanceof ChatError) || !isSessionRefusal(error)) throw error;
      // The next handshake finds out whether the session can be renewed.
      link.close();
      throw new ChatError({ code: 'network', detail: 'The session had to be renewed', cause: error });
    }
  }

  /** Opens a room, and tells all listeners of it. @throws ChatError as `command` */
  async openRoom(input: OpenRoom): Promise<OpenedRoom> {
    const reply = await this.command('room:open', input);
    this.#tell((listener) => listener.onOpened?.(reply));
    return reply;
  }

  /** Ends the live feed of a room, unless another listener still wants it. Call it after the own undo. */
  leave(roomId: string): void {
    if ([...this.#listeners].some((listener) => listener.roomId === roomId)) return;
    this.#link?.command('room:close', { roomId }).catch(() => undefined);
  }

  /** Looks at once whether anything was missed: the page became visible, or the network is back. */
  readonly #check = (): void => {
    if (globalThis.document?.visibilityState === 'hidden') return;
    this.#tell((listener) => listener.onStatus?.());
    if (this.#link) void this.#askHeads(this.#link);
    else this.#nudge.now();
  };

  async #run(): Promise<void> {
    this.#isRunning = true;
    globalThis.document?.addEventListener('visibilitychange', this.#check);
    globalThis.addEventListener?.('online', this.#check);
    let attempt = 0;
    while (this.#listeners.size > 0 && !this.#closing.aborted) {
      const startedAtMs = Date.now();
      const outcome = await this.#connect(attempt === 0).catch(toChatError);
      if (Date.now() - startedAtMs > steadyMs) attempt = 0;
      const { status, error } = this.#session.get();
      if (this.#listeners.size === 0 || this.#closing.aborted || outcome === 'again') continue;
      if (outcome === 'no session' || status === 'ended') {
        this.#set(status === 'ended' ? { status, error } : { status: 'idle', error: null });
        await this.#nudge.wait();
      } else {
        // A refusal may be for good, but settings change: such a client asks rarely.
        const isHopeful = isPassing(outcome) || isSessionRefusal(outcome);
        const hopefulMs = backoffMs(attempt, 500, attempt < eagerTries ? undefined : tiredCapMs);
        attempt++;
        const delayMs = isHopeful ? hopefulMs : refusedBackoffMs * (0.5 + Math.random() / 2);
        await this.#pause(outcome, Math.max(outcome.retryAfterMs ?? 0, delayMs));
      }
    }
    globalThis.document?.removeEventListener('visibilitychange', this.#check);
    globalThis.removeEventListener?.('online', this.#check);
    this.#isRunning = false;
    if (!this.#closing.aborted) this.#set({ status: 'idle', error: null });
  }

  /** Waits for the next try. A nudge ends that early, but not before the server's own time is over. */
  async #pause(error: ChatError, waitMs: number): Promise<void> {
    const isSame = () => this.#tried === this.#session.generation;
    if (!isSame()) return;
    const notBeforeMs = Date.now() + (error.retryAfterMs ?? 0);
    this.#set({ status: 'offline', error, retryAtMs: Date.now() + waitMs });
    this.#nudge.clear();
    await this.#nudge.wait(waitMs);
    while (isSame() && this.#listeners.size > 0 && !this.#closing.aborted && Date.now() < notBeforeMs) {
      await this.#nudge.wait(notBeforeMs - Date.now());
    }
  }

  /** One connection, from the handshake to its end. */
  async #connect(isFirst: boolean): Promise<ChatError | 'no session' | 'again'> {
    this.#tried = this.#session.generation;
    const token = await this.#session.token(this.#closing);
    const { generation } = this.#session;
    this.#tried = generation;
    if (token === null) return 'no session';
    this.#set({ status: 'connecting', error: null });
    let end: ChatError | 'again' = new ChatError({ code: 'network', detail: 'The connection was cut' });
    let drain: ReturnType<typeof setTimeout> | undefined;
    let drawnAtMs = 0;
    let over: Promise<void> | undefined;
    const onEvent: LinkListener = (name, event) => {
      if (name === 'session:ended') {
        const { code } = event as Events['session:ended'];
        const refusal = refusalOf(code);
        end = refusal ?? 'again';
        if (!refusal) over = this.#session.onEnded(code, generation);
      } else if (name === 'server:draining') {
        const waitMs = Math.random() * (event as Events['server:draining']).reconnectWithinMs;
        drawnAtMs = Date.now() + waitMs;
        drain = setTimeout(() => {
          end = 'again';
          this.#link?.close();
        }, waitMs);
      } else if (name === 'changes') this.#tell((listener) => listener.onFrame?.(event as Changes));
      else if (name === 'user:updated') this.#tell((listener) => listener.onUser?.(event as User));
      else if (name === 'room:added' || name === 'room:removed')
        this.#tell((listener) => listener.onSeat?.((event as Events['room:added']).roomId));
      else this.#tell((listener) => listener.onEvent?.(name, event));
    };
    let link: Link;
    try {
      link = await this.#open(token, onEvent, this.#closing);
    } catch (error) {
      if (!(error instanceof ChatError) || !isSessionRefusal(error)) throw error;
      await this.#session.renew(token);
      if (isFirst) return 'again';
      throw error;
    }
    if (this.#listeners.size === 0 || generation !== this.#session.generation) {
      link.close();
      return 'again';
    }
    this.#link = link;
    this.#set({ status: 'online', error: null });
    this.#renewInTime();
    const heads = setInterval(() => void this.#askHeads(link), headsEveryMs);
    this.#tell((listener) => listener.onStatus?.());
    await link.gone;
    this.#link = null;
    clearInterval(heads);
    clearTimeout(drain);
    clearTimeout(this.#renewal);
    this.#tell((listener) => listener.onStatus?.());
    if (end instanceof ChatError) {
      const turnMs = drawnAtMs - Date.now();
      if (end.code === 'token_expired') await this.#session.renew(token);
      // A server that stops cuts everybody at once: who is cut before the own turn waits for it all the same.
      else if (end.code === 'network' && turnMs > 0)
        end = new ChatError({ code: 'network', detail: 'The server is stopping', retryAfterMs: turnMs });
    }
    // Who is about to be somebody else, or nobody, does not ask again with what the server has ended.
    await over;
    return generation === this.#session.generation ? end : 'again';
  }

  /** Puts the token that took the old one's place on the open socket, too. */
  #renewLink(): void {
    if (!this.#link) return;
    this.#renewInTime();
    this.#session
      .token()
      .then((token) => (token ? this.command('token:renew', { token }) : null))
      .catch(() => undefined);
  }

  #renewInTime(): void {
    clearTimeout(this.#renewal);
    if (!this.#link) return;
    const inMs = this.#session.renewAtMs - Date.now();
    // What is overdue was tried and failed: the server cuts the socket when the token is over, until then there is time.
    const waitMs = inMs > 0 ? Math.min(inMs + 1, 2 ** 31 - 1) : renewalRetryMs + backoffMs(2);
    const again = () => this.#renewInTime();
    this.#renewal = setTimeout(() => void this.#session.token().then(again, again), waitMs);
  }

  async #askHeads(link: Link): Promise<void> {
    if (this.#isAskingHeads) return;
    this.#isAskingHeads = true;
    this.#tell((listener) => listener.onHeadsAsked?.());
    try {
      const { heads } = await link.command('heads', {});
      if (link === this.#link) this.#tell((listener) => listener.onHeads?.(heads));
    } catch {
      // A link that does not answer is closed; everything else is asked again in time.
    } finally {
      this.#isAskingHeads = false;
    }
  }

  #tell(fn: (listener: ConnectionListener) => void): void {
    for (const listener of [...this.#listeners]) fn(listener);
  }

  #set(state: ConnectionState): void {
    const { status, error } = this.#store.get();
    if (state.status !== status || state.error !== error || state.retryAtMs) this.#store.set(state);
  }
}

/** Why a session that the server takes from its socket goes on all the same; `undefined` = it is over. */
function refusalOf(code: string): ChatError | undefined {
  if (code === 'token_expired') return new ChatError({ code, status: 401 });
  // We did something the server does not bear: come back slowly, with the same session.
  return code === 'policy' ? new ChatError({ code, status: 429, retryAfterMs: 5_000 }) : undefined;
}
