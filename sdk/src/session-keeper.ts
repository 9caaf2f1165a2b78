import type { CallOptions, SessionMode } from './chat.js';
import type { CreateGuest, Session, User } from './contract/index.js';
import { ChatError, isRefreshRefusal, isSessionRefusal, superseded, toChatError } from './errors.js';
import { HeldSession } from './held-session.js';
import { leave } from './identity.js';
import type { SessionParts } from './session-parts.js';
import type { AccountCalls, Identify, SessionStore } from './session.js';
import { personStorageKey } from './token-storage.js';
import type { TokenStorage } from './token-storage.js';
import type { Rest, RestRequest } from './transport/rest.js';
import { abortable } from './waiting.js';

type AnyCall = (...args: never[]) => Promise<unknown>;
type CallName = keyof AccountCalls;

/** What is done to get an account, and with it, is done by a part that is loaded when it is first needed. */
const accountCalls = (
  'register login me update setAvatar removeAvatar changePassword setEmail removeEmail verifyEmail forgotPassword ' +
  'resetPassword sessions endSession endOtherSessions exportData deleteAccount'
).split(' ') as CallName[];
/** After these the person is another one, or nobody. */
const isSwitching = (name: CallName): boolean => /^(register|login|deleteAccount)$/.test(name);

/** Keeps the session alive: holds the tokens, renews them once for all who wait, and knows when it is over. */
export class SessionKeeper extends HeldSession implements SessionStore {
  declare register: AccountCalls['register'];
  declare login: AccountCalls['login'];
  declare me: AccountCalls['me'];
  declare update: AccountCalls['update'];
  declare setAvatar: AccountCalls['setAvatar'];
  declare removeAvatar: AccountCalls['removeAvatar'];
  declare changePassword: AccountCalls['changePassword'];
  declare setEmail: AccountCalls['setEmail'];
  declare removeEmail: AccountCalls['removeEmail'];
  declare verifyEmail: AccountCalls['verifyEmail'];
  declare forgotPassword: AccountCalls['forgotPassword'];
  declare resetPassword: AccountCalls['resetPassword'];
  declare sessions: AccountCalls['sessions'];
  declare endSession: AccountCalls['endSession'];
  declare endOtherSessions: AccountCalls['endOtherSessions'];
  declare exportData: AccountCalls['exportData'];
  declare deleteAccount: AccountCalls['deleteAccount'];
  readonly #rest: Rest;
  #isMakingGuest = false;
  #parts: Promise<SessionParts> | null = null;

  constructor(rest: Rest, mode: SessionMode, storage: TokenStorage, lockName: string, closing: AbortSignal) {
    super(mode, storage, lockName, closing);
    this.#rest = rest;
    accountCalls.forEach((name) => {
      const call = (...args: never[]): Promise<unknown> => {
        const { turn } = this.identity;
        const answer = this.#loaded().then((parts) => (parts.accounts(turn)[name] as AnyCall)(...args));
        if (isSwitching(name)) this.switching = answer;
        return answer;
      };
      this[name] = call as never;
    });
  }

  /**
   * A token that is good now, resuming, renewing or making the session as the mode says.
   * @returns null where there is no session and the mode makes none
   * @throws ChatError; in `guest` and `token` chats also why the session ended
   */
  async token(signal?: AbortSignal): Promise<string | null> {
    return this.#token(this.mode === 'guest', signal);
  }

  /** Lets go of a token that the server refused; the next {@link token} is another one. */
  async renew(refused: string): Promise<void> {
    if (this.access?.token !== refused) return;
    this.access = { ...this.access, renewAtMs: 0, expiresAtMs: 0 };
    await this.token();
  }

  /** A token for someone who acts: in a `none` chat this makes the guest. @throws ChatError why there is none */
  async requireToken(signal?: AbortSignal): Promise<string> {
    const token = await this.#token(this.mode === 'none' || this.mode === 'guest', signal);
    return token ?? this.#refuse();
  }

  /** A request with the session's token, or with the public key alone; a token refused as too old is renewed once. */
  async call<T>(request: RestRequest): Promise<T> {
    const token = await this.token(request.signal);
    try {
      return await this.#rest<T>(request, token);
    } catch (error) {
      if (!token || !(error instanceof ChatError) || !isSessionRefusal(error)) throw error;
      const asked = this.get().user?.id;
      await abortable(this.renew(token), request.signal);
      const renewed = await this.token(request.signal);
      // What one person wanted changed is not changed for the next one.
      if (request.method !== 'GET' && this.get().user?.id !== asked) throw superseded();
      return this.#rest<T>(request, renewed);
    }
  }

  /** The server says that the session of that generation is over. */
  async onEnded(code: string, generation: number): Promise<void> {
    // Signing up ends the guest's session: not the one that this person has from now on, here or in another tab.
    await Promise.allSettled([this.switching, this.exclusively(async () => undefined)]);
    if (generation !== this.generation) return;
    const isOver = ['signed_out', 'revoked', 'password_changed', 'account_deleted'].includes(code);
    const stored = this.storage.read()?.refreshToken;
    // Only the page can name the person again who was put out.
    if (isOver) this.isNamed = typeof this.mode === 'object';
    // Another tab has renewed the session or taken a new one: what is kept now shall say whether it is over.
    if (isOver && stored && stored !== this.refreshToken) return this.drop(null, false, 'none');
    if (code === 'signed_out' && this.mode === 'none') return this.drop(null, true, 'none');
    this.drop(new ChatError({ code, status: 401, detail: 'The session was ended' }), isOver);
  }

  async guest(input: CreateGuest = {}, { signal }: CallOptions = {}): Promise<User> {
    if (this.get().status === 'ended') this.store.set({ status: 'none', user: null, error: null });
    if (this.isNamed) (await this.#loaded()).ownLogin.hurry();
    await this.#token(true, signal, input);
    return this.get().user ?? this.#refuse();
  }

  async identify(input: Identify, { signal }: CallOptions = {}): Promise<User> {
    this.closing.throwIfAborted();
    const call = ++this.calls;
    return (await this.#loaded()).ownLogin.identify(input, call, signal);
  }

  async logout({ signal }: CallOptions = {}): Promise<void> {
    let token = this.access?.token;
    const kept = (this.access?.expiresAtMs ?? 0) > Date.now() ? null : this.storage.read();
    const isOwn = kept && this.storage.own?.();
    this.calls++;
    this.isNamed = typeof this.mode === 'object';
    this.storage.write(null);
    this.storage.shared?.removeItem(personStorageKey(this.lockName));
    this.turnTo(leave(this.identity), this.left);
    try {
      if (kept && (await isOwn) !== false)
        token = (await this.post('/auth/refresh', { refreshToken: kept.refreshToken }, signal)).accessToken;
    } catch {
      // Forgotten here, which is what was asked; on the server it runs out by itself.
    }
    if (token) await this.end(token, signal);
    signal?.throwIfAborted();
  }

  /** The session's token as {@link token} gives it, without making a guest for it. */
  heldToken(signal?: AbortSignal): Promise<string | null> {
    return this.#token(false, signal);
  }

  async #token(makeGuest: boolean, signal?: AbortSignal, guest: object = {}): Promise<string | null> {
    this.closing.throwIfAborted();
    signal?.throwIfAborted();
    if (this.access && Date.now() < this.access.renewAtMs) return this.access.token;
    if (this.get().status === 'ended') {
      if (this.mode === 'none' && !makeGuest) return null;
      this.#refuse();
    }
    const isOthersGuest = !makeGuest && this.#isMakingGuest;
    const { turn } = this.identity;
    try {
      await abortable(this.#obtainOnce(makeGuest, guest), signal);
    } catch (failure) {
      // It was for somebody who is not here any more.
      if (turn !== this.identity.turn && !signal?.aborted) return this.#token(makeGuest, signal, guest);
      // Somebody else wanted a guest, or whoever was named is refused; who only reads needs nobody.
      if (isOthersGuest || (!makeGuest && this.get().status === 'ended')) return this.#token(false, signal);
      if (this.access && Date.now() < this.access.expiresAtMs) return this.access.token;
      throw failure;
    }
    const isOvertaken = makeGuest || turn !== this.identity.turn;
    if (isOvertaken && !this.access) return this.#token(makeGuest, signal, guest);
    return this.access?.token ?? null;
  }

  /** One renewal at a time, for all who wait; and one at a time for all tabs, where the browser can do that. */
  #obtainOnce(makeGuest: boolean, guest: object): Promise<void> {
    if (this.obtaining) return this.obtaining;
    this.#isMakingGuest = makeGuest && !this.isNamed;
    const { turn } = this.identity;
    // Whoever it is for may have left while the other tabs were waited for, or what names people was loaded.
    const isTheirs = () => turn === this.identity.turn;
    const obtain = () => this.exclusively(async () => (isTheirs() ? this.#obtain(makeGuest, guest) : undefined));
    // Somebody may be about to be named. What the own login says is kept nowhere: no other tab has to wait for it.
    const work =
      this.isNamed || this.#parts
        ? this.#loaded().then(({ ownLogin }) => (this.isNamed && isTheirs() ? ownLogin.obtain() : obtain()))
        : obtain();
    const obtaining = work.finally(() => {
      if (this.obtaining !== obtaining) return;
      this.obtaining = null;
      this.#isMakingGuest = false;
    });
    this.obtaining = obtaining;
    return obtaining;
  }

  /** Does it while no other tab renews or replaces the session, where the browser can do that. */
  exclusively<T>(work: () => Promise<T>): Promise<T> {
    const { shared, own } = this.storage;
    const locks = shared ? globalThis.navigator?.locks : undefined;
    if (locks) return locks.request(this.lockName, { signal: this.closing }, work);
    return own ? own().then(work) : work();
  }

  async #obtain(makeGuest: boolean, guest: object): Promise<void> {
    const { generation } = this;
    // Another tab may have renewed it meanwhile: what is kept counts, not what this tab remembers.
    const kept = this.storage.read();
    if (!kept && !makeGuest) {
      if (this.get().status !== 'none') this.drop(null, true, 'none');
      return;
    }
    if (!this.get().user) this.store.set({ status: 'pending', user: null, error: null });
    try {
      const session = kept
        ? await this.post('/auth/refresh', { refreshToken: kept.refreshToken })
        : await this.post('/auth/guest', guest);
      if (generation !== this.generation) {
        if (!kept) void this.end(session.accessToken);
        // Another tab has logged out meanwhile, and ends the session.
      } else if (kept && !this.storage.read()) this.drop(null, true, this.left);
      else {
        this.mergedId = kept?.mergedId;
        this.adopt(session, !kept);
      }
    } catch (thrown) {
      const error = toChatError(thrown);
      if (generation !== this.generation) return;
      if (!kept || !isRefreshRefusal(error)) {
        if (this.get().status === 'pending') {
          const status = this.mode === 'none' && !kept ? 'none' : 'pending';
          this.store.set({ status, user: null, error });
        }
        throw error;
      }
      const isKeptStill = this.storage.read()?.refreshToken === kept.refreshToken;
      // A guest has no other way back: its identity is gone, and the next one is another.
      if (isKeptStill && kept.kind !== 'guest') this.drop(error, true);
      else {
        if (isKeptStill) this.drop(null, true, 'none');
        return this.#obtain(makeGuest, guest);
      }
    }
  }

  /** What most people never need. @throws ChatError `network`; it is asked for again then */
  #loaded(): Promise<SessionParts> {
    this.#parts ??= Promise.all([import('./session-parts.js'), this.storage.own?.()]).then(
      ([module]) => new module.SessionParts(this),
      (error: unknown) => {
        this.#parts = null;
        throw toChatError(error);
      },
    );
    return this.#parts;
  }

  /** Asked with the same refresh token again, the server gives the same successor: a lost answer costs nothing. */
  post = <T = Session>(path: string, body: object, signal?: AbortSignal, token?: string | null): Promise<T> =>
    this.#rest<T>({ method: 'POST', path, body, signal, isRepeatable: /refresh|exchange/.test(path) }, token);

  /** Ends the token's session on the server; where it fails, the session runs out by itself. */
  end = (token: string, signal?: AbortSignal): Promise<void> =>
    this.#rest<void>({ method: 'POST', path: '/auth/logout', isRepeatable: true, signal }, token).catch(
      () => undefined,
    );

  /** The own login has put somebody into this browser, or out of it. */
  protected onPerson(): void {
    this.#loaded().then(
      ({ ownLogin }) => ownLogin.follow(),
      () => undefined,
    );
  }

  #refuse(): never {
    throw this.get().error ?? new ChatError({ code: 'unauthenticated', status: 401, detail: 'There is no session' });
  }
}
