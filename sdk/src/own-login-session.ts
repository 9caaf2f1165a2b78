import type { CallOptions } from './chat.js';
import type { Session, User } from './contract/index.js';
import { isRefreshRefusal, isSessionRefusal, superseded, toChatError } from './errors.js';
import { leave } from './identity.js';
import { name, subjectOf } from './naming.js';
import { OwnLogin } from './own-login.js';
import type { SessionKeeper } from './session-keeper.js';
import type { Identify } from './session.js';
import { personStorageKey } from './token-storage.js';
import { abortable } from './waiting.js';

/**
 * The session of whom the site's own login names. A part of its own, loaded when it is first needed: most people never meet
 * it. Its word is kept nowhere but the user it brought, for this browser's other tabs.
 */
export class OwnLoginSession {
  readonly #keeper: SessionKeeper;
  /** What the chat was made with. */
  readonly #first: OwnLogin | null;
  #login: OwnLogin | null;
  /** Another tab has said who is there: the only user whom the own login may bring into this one. */
  #following: string | null = null;

  constructor(keeper: SessionKeeper) {
    this.#keeper = keeper;
    this.#first = typeof keeper.mode === 'object' ? new OwnLogin(keeper.mode.token, keeper.closing) : null;
    this.#login = this.#first;
    if (!keeper.storage.shared) return;
    // A page that comes back out of the browser's cache has heard nothing meanwhile.
    globalThis.addEventListener?.('pageshow', ({ persisted }) => persisted && this.follow(), {
      signal: keeper.closing,
    });
  }

  /** A person acts: a pause after failures does not keep them waiting. */
  hurry(): void {
    this.#login?.hurry();
  }

  /** @see SessionStore.identify @param call the number of this call: of several the last one counts */
  async identify({ token }: Identify, call: number, signal: CallOptions['signal']): Promise<User> {
    const keeper = this.#keeper;
    const login = new OwnLogin(typeof token === 'string' ? () => token : token, keeper.closing);
    if (call !== keeper.calls) throw superseded();
    const first = typeof token === 'string' ? token : await abortable(login.ask(), signal);
    if (call !== keeper.calls) throw superseded();
    login.offer(first);
    const step = name(keeper.identity, subjectOf(first));
    this.#login = login;
    this.#following = null;
    keeper.isNamed = true;
    if (step.identity !== keeper.identity) {
      // A guest has no other way back: what is kept of one goes when the other is really here.
      if (keeper.storage.read()?.kind !== 'guest') keeper.storage.write(null);
      this.#putOut();
      keeper.turnTo(step, 'pending');
    } else if (keeper.get().status === 'ended') keeper.store.set({ status: 'none', user: null, error: null });
    const { turn } = keeper.identity;
    const failure = await keeper.token(signal).then(() => null, toChatError);
    if (turn !== keeper.identity.turn) throw superseded();
    signal?.throwIfAborted();
    const { user, error } = keeper.get();
    if (!user) throw failure ?? error ?? superseded();
    return user;
  }

  /** A session of whom the login names now; it is asked once more when the server refuses its word. */
  async obtain(): Promise<void> {
    const keeper = this.#keeper;
    // Nobody is named (any more): only the login that the chat was made with counts.
    if (keeper.identity.named === null) this.#login = this.#first;
    const login = this.#login;
    if (!login) return;
    let { generation } = keeper;
    const isPast = (): boolean => generation !== keeper.generation || login !== this.#login;
    if (!keeper.get().user) keeper.store.set({ ...keeper.get(), status: 'pending' });
    try {
      let token = await login.ask();
      for (let isRepeated = false; !isPast(); isRepeated = true) {
        const step = name(keeper.identity, subjectOf(token));
        if (step.identity !== keeper.identity) {
          this.#putOut();
          keeper.turnTo(step, 'pending', true);
        }
        ({ generation } = keeper);
        try {
          const session = await this.#exchange(login, token);
          if (isPast()) return void keeper.end(session.accessToken);
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
      if (isSessionRefusal(error)) keeper.drop(error, false);
      else keeper.store.set({ ...keeper.get(), error });
      throw error;
    }
  }

  /** The own login has put somebody into this browser, or out of it: who was here in this tab is not any more. */
  follow(): void {
    const keeper = this.#keeper;
    const person = this.#person();
    const { user, status, error } = keeper.get();
    const isAsked = person !== null && typeof keeper.mode === 'object';
    // Whoever was here had to go before it was known who comes: now the own login of this tab can be asked.
    const isOut = isAsked && status === 'ended' && !error;
    if (user ? user.id === person || (person === null && user.kind !== 'external') : !isOut) return;
    keeper.calls++;
    this.#following = isAsked ? person : null;
    keeper.isNamed = this.#first !== null;
    const former = keeper.access?.token;
    keeper.turnTo(leave(keeper.identity), isAsked ? 'none' : keeper.left);
    if (former) void keeper.end(former);
    if (isAsked) keeper.token().catch(() => undefined);
  }

  /** The next tokens where the login says nothing new; else the session that is held goes on, or another begins. */
  async #exchange({ exchanged }: OwnLogin, token: string): Promise<Session> {
    const { access, refreshToken, post } = this.#keeper;
    if (token === exchanged && refreshToken) {
      try {
        return await post('/auth/refresh', { refreshToken });
      } catch (error) {
        if (!isRefreshRefusal(toChatError(error))) throw error;
      }
    }
    const isGood = access !== null && access.expiresAtMs > Date.now();
    try {
      return await post('/auth/exchange', { token }, undefined, isGood ? access.token : null);
    } catch (error) {
      // It may be the session that is refused, and not the signed token.
      if (!isGood || !isSessionRefusal(toChatError(error))) throw error;
      return post('/auth/exchange', { token });
    }
  }

  #take(session: Session): void {
    const keeper = this.#keeper;
    const { id } = session.user;
    // Since then everybody may have left.
    if (this.#person() !== this.#following) this.#following = null;
    if (this.#following !== null && this.#following !== id) {
      void keeper.end(session.accessToken);
      return keeper.drop(null, false);
    }
    // Who follows never leads: two tabs that disagree would put each other out for ever.
    if (this.#following === null && this.#person() !== id) {
      try {
        keeper.storage.shared?.setItem(personStorageKey(keeper.lockName), id);
      } catch {
        // Full, or closed to this page: the other tabs find out when their own login tells them.
      }
    }
    keeper.adopt(session, keeper.get().status !== 'active');
  }

  /** Ends the session of who was here; a guest's is the only way back to that guest. */
  #putOut(): void {
    const keeper = this.#keeper;
    const { access, storage, lockName } = keeper;
    const { user } = keeper.get();
    if (access && user?.kind !== 'guest') void keeper.end(access.token);
    // The other tabs lose them at once, and not only when the next one is here.
    if (user && user.id === this.#person()) storage.shared?.removeItem(personStorageKey(lockName));
  }

  /** The user whom the own login has put into this browser. */
  #person(): string | null {
    const { storage, lockName } = this.#keeper;
    try {
      return storage.shared?.getItem(personStorageKey(lockName)) ?? null;
    } catch {
      return null;
    }
  }
}
