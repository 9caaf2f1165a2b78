import { AuthCalls } from './auth-calls.js';
import type { Held } from './auth-calls.js';
import type { CallOptions, SessionMode } from './chat.js';
import type { CreateGuest, Login, Me, PatchMe, Register, Session, User } from './contract/index.js';
import { ChatError, isRefreshRefusal, isSessionRefusal, toChatError } from './errors.js';
import { arrive, leave, name, nobody, subjectOf } from './identity.js';
import type { Step } from './identity.js';
import { OwnLogin } from './own-login.js';
import type { Identify, SessionState, SessionStore } from './session.js';
import { createStore } from './store.js';
import { personStorageKey } from './token-storage.js';
import type { TokenStorage } from './token-storage.js';
import type { Rest, RestRequest } from './transport/rest.js';
import { abortable } from './waiting.js';

/**
 * What the session tells the connection and the rooms: a new token of the same person; another session, or none;
 * another person or nobody, so that nothing of the one before may stay in memory.
 */
export type SessionChange = 'renewed' | 'changed' | 'replaced';

interface Access {
  token: string;
  /** From here on it is renewed before it is used; epoch ms. */
  renewAtMs: number;
  expiresAtMs: number;
}

/** Keeps the session alive: holds the tokens, renews them once for all who wait, and knows when it is over. */
export class SessionKeeper implements SessionStore {
  readonly #rest: Rest;
  readonly #auth: AuthCalls;
  readonly #mode: SessionMode;
  readonly #storage: TokenStorage;
  readonly #lockName: string;
  readonly #closing: AbortSignal;
  readonly #listeners = new Set<(change: SessionChange) => void>();
  readonly #store = createStore<SessionState>({ status: 'none', user: null, error: null }, (count) => {
    if (count === 1 && this.get().status === 'none') this.token().catch(() => undefined);
  });
  #access: Access | null = null;
  #refreshToken: string | null = null;
  #obtaining: Promise<void> | null = null;
  #isMakingGuest = false;
  /** What kind of user was here last. */
  #keptKind: User['kind'] | null = null;
  #switching: Promise<unknown> = Promise.resolve();
  #identity = nobody;
  /** The site's own login, while that says who is there. */
  #login: OwnLogin | null;
  /** Calls that say who is there: of several the last one counts. */
  #calls = 0;
  /** Another tab has said who is there: the only user whom the own login may bring into this one. */
  #following: string | null = null;

  constructor(rest: Rest, mode: SessionMode, storage: TokenStorage, lockName: string, closing: AbortSignal) {
    this.#rest = rest;
    this.#auth = new AuthCalls(rest);
    this.#mode = mode;
    this.#storage = storage;
    this.#lockName = lockName;
    this.#closing = closing;
    this.#login = this.#ownLogin();
    if (!storage.isShared) return;
    globalThis.addEventListener?.('storage', (event) => this.#onStorage(event), { signal: closing });
    // A page that comes back out of the browser's cache has heard nothing meanwhile.
    globalThis.addEventListener?.('pageshow', () => this.#onPerson(), { signal: closing });
  }

  get = (): SessionState => this.#store.get();
  subscribe = (fn: (state: SessionState) => void): (() => void) => this.#store.subscribe(fn);

  /** Grows when another session takes the place of this one, or it ends. */
  generation = 0;

  /** When the access token should be renewed, in epoch ms. */
  get renewAtMs(): number {
    return this.#access?.renewAtMs ?? Infinity;
  }

  /** Calls `fn` after each change. @returns the undo */
  onChange(fn: (change: SessionChange) => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  /**
   * A token that is good now, resuming, renewing or making the session as the mode says.
   * @returns null where there is no session and the mode makes none
   * @throws ChatError; in `guest` and `token` chats also why the session ended
   */
  async token(signal?: AbortSignal): Promise<string | null> {
    return this.#token(this.#mode === 'guest', signal);
  }

  /** Lets go of a token that the server refused; the next {@link token} is another one. */
  async renew(refused: string): Promise<void> {
    if (this.#access?.token !== refused) return;
    this.#access = { ...this.#access, renewAtMs: 0, expiresAtMs: 0 };
    await this.token();
  }

  /** A token for someone who acts: in a `none` chat this makes the guest. @throws ChatError why there is none */
  async requireToken(signal?: AbortSignal): Promise<string> {
    const token = await this.#token(this.#mode === 'none' || this.#mode === 'guest', signal);
    if (token) return token;
    throw this.get().error ?? new ChatError({ code: 'unauthenticated', status: 401, detail: 'There is no session' });
  }

  /** A request with the session's token, or with the public key alone; a token refused as too old is renewed once. */
  async call<T>(request: RestRequest): Promise<T> {
    const token = await this.token(request.signal);
    try {
      return await this.#rest<T>(request, token);
    } catch (error) {
      if (!token || !(error instanceof ChatError) || !isSessionRefusal(error)) throw error;
      await abortable(this.renew(token), request.signal);
      return this.#rest<T>(request, await this.token(request.signal));
    }
  }

  /** The server says that the session of that generation is over. */
  async onEnded(code: string, generation: number): Promise<void> {
    // Signing up ends the guest's session: not the one that this person has from now on.
    await this.#switching.catch(() => undefined);
    if (generation !== this.generation) return;
    const isOver = ['signed_out', 'revoked', 'password_changed', 'account_deleted'].includes(code);
    const stored = this.#storage.read()?.refreshToken;
    // Only the page can name the person again who was put out.
    if (isOver && typeof this.#mode !== 'object') this.#login = null;
    // Another tab has renewed the session or taken a new one: what is kept now shall say whether it is over.
    if (isOver && stored && stored !== this.#refreshToken) return this.#drop(null, false, 'none');
    if (code === 'signed_out' && this.#mode === 'none') return this.#drop(null, true, 'none');
    this.#drop(new ChatError({ code, status: 401, detail: 'The session was ended' }), isOver);
  }

  async guest(input: CreateGuest = {}, { signal }: CallOptions = {}): Promise<User> {
    if (this.get().status === 'ended') this.#store.set({ status: 'none', user: null, error: null });
    this.#login?.hurry();
    await this.#token(true, signal, input);
    return this.#user();
  }

  register(input: Register, options?: CallOptions): Promise<User> {
    return this.#switch('/auth/register', input, options, async () =>
      this.get().status === 'ended' ? null : this.#token(false, options?.signal),
    );
  }

  login(input: Login, options?: CallOptions): Promise<User> {
    return this.#switch('/auth/login', input, options, async () => null);
  }

  async identify({ token }: Identify, { signal }: CallOptions = {}): Promise<User> {
    this.#closing.throwIfAborted();
    const login = new OwnLogin(typeof token === 'string' ? () => token : token, this.#closing);
    const call = ++this.#calls;
    const first = typeof token === 'string' ? token : await abortable(login.ask(), signal);
    if (call !== this.#calls) throw superseded();
    login.offer(first);
    const step = name(this.#identity, subjectOf(first));
    this.#login = login;
    this.#following = null;
    if (step.identity !== this.#identity) {
      // A guest has no other way back: what is kept of one goes when the other is really here.
      if (this.#storage.read()?.kind !== 'guest') this.#storage.write(null);
      this.#turnTo(step, 'pending');
    } else if (this.get().status === 'ended') this.#store.set({ status: 'none', user: null, error: null });
    const { turn } = this.#identity;
    try {
      await this.#token(false, signal);
    } catch (error) {
      throw turn === this.#identity.turn ? error : superseded();
    }
    if (turn !== this.#identity.turn) throw superseded();
    return this.#user();
  }

  async logout({ signal }: CallOptions = {}): Promise<void> {
    const kept = this.#storage.read();
    let token = this.#access?.token;
    const isFresh = (this.#access?.expiresAtMs ?? 0) > Date.now();
    this.#calls++;
    this.#login = this.#ownLogin();
    this.#following = null;
    this.#storage.write(null);
    this.#storage.writePerson(null);
    this.#turnTo(leave(this.#identity), this.#mode === 'none' ? 'none' : 'ended');
    try {
      if (kept && !isFresh) token = (await this.#auth.refresh(kept.refreshToken, signal)).accessToken;
      if (token) await this.#auth.end(token, signal);
    } catch {
      // Forgotten here, which is what was asked; on the server it runs out by itself.
      signal?.throwIfAborted();
    }
  }

  async me({ signal }: CallOptions = {}): Promise<Me> {
    return this.#seen(await this.call<Me>({ method: 'GET', path: '/me', signal }));
  }

  async update(patch: PatchMe, { signal }: CallOptions = {}): Promise<Me> {
    return this.#seen(await this.call<Me>({ method: 'PATCH', path: '/me', body: patch, signal }));
  }

  async #token(makeGuest: boolean, signal?: AbortSignal, guest: object = {}): Promise<string | null> {
    this.#closing.throwIfAborted();
    signal?.throwIfAborted();
    if (this.#access && Date.now() < this.#access.renewAtMs) return this.#access.token;
    const { status, error } = this.get();
    if (status === 'ended') {
      if (this.#mode === 'none' && !makeGuest) return null;
      throw error ?? new ChatError({ code: 'unauthenticated', status: 401, detail: 'Logged out' });
    }
    const isOthersGuest = !makeGuest && this.#isMakingGuest;
    const { turn } = this.#identity;
    try {
      await abortable(this.#obtainOnce(makeGuest, guest), signal);
    } catch (failure) {
      // It was for somebody who is not here any more.
      if (turn !== this.#identity.turn && !signal?.aborted) return this.#token(makeGuest, signal, guest);
      // Somebody else wanted a guest; who only reads needs none.
      if (isOthersGuest) return this.#token(false, signal);
      if (this.#access && Date.now() < this.#access.expiresAtMs) return this.#access.token;
      throw failure;
    }
    const isOvertaken = makeGuest || turn !== this.#identity.turn;
    if (isOvertaken && !this.#access) return this.#token(makeGuest, signal, guest);
    return this.#access?.token ?? null;
  }

  /** One renewal at a time, for all who wait; and one at a time for all tabs, where the browser can do that. */
  #obtainOnce(makeGuest: boolean, guest: object): Promise<void> {
    if (this.#obtaining) return this.#obtaining;
    const login = this.#login;
    this.#isMakingGuest = makeGuest && !login;
    // What the own login says is kept nowhere, so no other tab has to wait for it.
    const work = login ? this.#obtainSigned(login) : this.#exclusively(() => this.#obtain(makeGuest, guest));
    const obtaining = work.finally(() => {
      if (this.#obtaining !== obtaining) return;
      this.#obtaining = null;
      this.#isMakingGuest = false;
    });
    this.#obtaining = obtaining;
    return obtaining;
  }

  #exclusively(work: () => Promise<void>): Promise<void> {
    const locks = this.#storage.isShared ? globalThis.navigator?.locks : undefined;
    return locks ? locks.request(this.#lockName, { signal: this.#closing }, work) : work();
  }

  async #obtain(makeGuest: boolean, guest: object): Promise<void> {
    const { generation } = this;
    // Another tab may have renewed it meanwhile: what is kept counts, not what this tab remembers.
    const kept = this.#storage.read();
    if (!kept && !makeGuest) {
      if (this.get().status !== 'none') this.#drop(null, false, 'none');
      return;
    }
    if (!this.get().user) this.#store.set({ status: 'pending', user: null, error: null });
    try {
      const session = kept ? await this.#auth.refresh(kept.refreshToken) : await this.#auth.guest(guest);
      if (generation === this.generation) this.#adopt(session, !kept);
      else if (!kept) this.#auth.forget(session.accessToken);
    } catch (thrown) {
      const error = toChatError(thrown);
      if (generation !== this.generation) return;
      if (!kept || !isRefreshRefusal(error)) {
        if (this.get().status === 'pending') {
          const status = this.#mode === 'none' && !kept ? 'none' : 'pending';
          this.#store.set({ status, user: null, error });
        }
        throw error;
      }
      const isKeptStill = this.#storage.read()?.refreshToken === kept.refreshToken;
      // A guest has no other way back: its identity is gone, and the next one is another.
      if (isKeptStill && kept.kind !== 'guest') this.#drop(error, true);
      else {
        if (isKeptStill) this.#drop(null, true, 'none');
        return this.#obtain(makeGuest, guest);
      }
    }
  }

  /** A session of whom the site's own login names now; the login is asked once more when the server refuses its word. */
  async #obtainSigned(login: OwnLogin): Promise<void> {
    let { generation } = this;
    const isPast = (): boolean => generation !== this.generation || login !== this.#login;
    if (!this.get().user) this.#store.set({ ...this.get(), status: 'pending' });
    try {
      let token = await login.ask();
      for (let isRepeated = false; !isPast(); isRepeated = true) {
        const step = name(this.#identity, subjectOf(token));
        if (step.identity !== this.#identity) this.#turnTo(step, 'pending', true);
        ({ generation } = this);
        try {
          const session = await this.#auth.signed(token, this.#held(login));
          if (isPast()) return this.#auth.forget(session.accessToken);
          login.exchanged = token;
          return this.#take(session);
        } catch (thrown) {
          if (isRepeated || isPast() || !isSessionRefusal(toChatError(thrown))) throw thrown;
          const again = await login.ask();
          if (again === token) throw thrown;
          token = again;
        }
      }
    } catch (thrown) {
      if (isPast()) return;
      const error = toChatError(thrown);
      if (isSessionRefusal(error)) this.#drop(error, false);
      else this.#store.set({ ...this.get(), error });
      throw error;
    }
  }

  /** Takes a session that the own login brought, for all tabs of this browser. */
  #take(session: Session): void {
    const { id } = session.user;
    if (this.#following !== null && this.#following !== id) {
      this.#auth.forget(session.accessToken);
      return this.#drop(null, false);
    }
    this.#adopt(session, this.get().status !== 'active');
    if (this.#following === null && this.#storage.readPerson() !== id) this.#storage.writePerson(id);
  }

  /** Signs up or in: whatever session there was gives way to the new one. */
  #switch(
    path: string,
    body: object,
    { signal }: CallOptions = {},
    tokenOf: () => Promise<string | null>,
  ): Promise<User> {
    const { turn } = this.#identity;
    const switching = tokenOf().then(async (token) => {
      const session = await this.#auth.enter(path, body, token, signal);
      if (turn !== this.#identity.turn) {
        this.#auth.forget(session.accessToken);
        throw superseded();
      }
      this.#login = null;
      this.#adopt(session, true);
      return session.user;
    });
    this.#switching = switching;
    return switching;
  }

  #held({ exchanged }: OwnLogin): Held {
    const access = this.#access && this.#access.expiresAtMs > Date.now() ? this.#access.token : null;
    return { access, refreshToken: this.#refreshToken, exchanged };
  }

  #ownLogin(): OwnLogin | null {
    return typeof this.#mode === 'object' ? new OwnLogin(this.#mode.token, this.#closing) : null;
  }

  #adopt({ user, accessToken, refreshToken, expiresInMs }: Session, isNew: boolean): void {
    const isGuestsOwn = this.#keptKind === 'guest' && user.kind !== 'external';
    const { turn } = this.#identity;
    const arrival = { turn, userId: user.id, isNamed: this.#login !== null, isSamePerson: isGuestsOwn };
    const step = arrive(this.#identity, arrival);
    if (step?.wipes) this.#tell('replaced');
    if (step) this.#identity = step.identity;
    this.#keptKind = user.kind;
    const isChanged = isNew || user.id !== this.get().user?.id;
    const now = Date.now();
    // A minute early, so that a slow renewal is not too late; short-lived tokens after three quarters.
    const renewAtMs = now + Math.max(expiresInMs - 60_000, expiresInMs * 0.75);
    this.#access = { token: accessToken, renewAtMs, expiresAtMs: now + expiresInMs };
    this.#refreshToken = refreshToken;
    // The own login says at each visit who is there: what is kept could only be somebody else.
    this.#storage.write(this.#login && user.kind === 'external' ? null : { refreshToken, kind: user.kind });
    if (isChanged) this.generation++;
    this.#store.set({ status: 'active', user, error: null });
    this.#tell(isChanged ? 'changed' : 'renewed');
  }

  #drop(error: ChatError | null, forget: boolean, status: 'none' | 'ended' = 'ended'): void {
    const before = this.get();
    if (forget) this.#storage.write(null);
    this.#access = null;
    if (before.status === status && before.error === error) return;
    this.generation++;
    this.#store.set({ status, user: null, error });
    this.#tell('changed');
  }

  /** Another turn: whoever was here goes, and what is theirs first, so that none of it is seen beside the next one. */
  #turnTo({ identity, wipes }: Step, status: SessionState['status'], isObtaining = false): void {
    const former = this.#keptKind === 'guest' ? undefined : this.#access?.token;
    this.#identity = identity;
    if (!isObtaining) this.#obtaining = null;
    this.#access = null;
    this.#refreshToken = null;
    this.generation++;
    if (wipes) this.#tell('replaced');
    this.#store.set({ status, user: null, error: null });
    if (!wipes) this.#tell('changed');
    if (former && status === 'pending') this.#auth.forget(former);
  }

  /** Another tab has a session now: it is this tab's, too. */
  #onStorage({ key, newValue }: StorageEvent): void {
    if (key === personStorageKey(this.#lockName)) return this.#onPerson();
    if (key !== this.#lockName || !newValue || this.#access) return;
    if (this.get().status === 'ended') this.#store.set({ status: 'none', user: null, error: null });
    this.token().catch(() => undefined);
  }

  /** The own login has put somebody into this browser, or out of it: who was here in this tab is not any more. */
  #onPerson(): void {
    const person = this.#storage.readPerson();
    const { user } = this.get();
    if (!user || user.id === person || (person === null && user.kind !== 'external')) return;
    const former = this.#access?.token;
    const isAsked = person !== null && typeof this.#mode === 'object';
    this.#calls++;
    this.#login = this.#ownLogin();
    this.#following = isAsked ? person : null;
    this.#turnTo(leave(this.#identity), isAsked || this.#mode === 'none' ? 'none' : 'ended');
    if (former) this.#auth.forget(former);
    if (isAsked) this.token().catch(() => undefined);
  }

  #tell(change: SessionChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }

  #user(): User {
    const { user, error } = this.get();
    if (user) return user;
    throw error ?? new ChatError({ code: 'unauthenticated', status: 401, detail: 'There is no session' });
  }

  #seen(me: Me): Me {
    const state = this.get();
    const { id, kind, username, displayName, avatarUrl } = me;
    if (state.user?.id === id) this.#store.set({ ...state, user: { id, kind, username, displayName, avatarUrl } });
    return me;
  }
}

const superseded = (): ChatError =>
  new ChatError({ code: 'superseded', detail: 'Somebody else was named, or the person left, before this was done' });
