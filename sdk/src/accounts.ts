import type { CallOptions } from './chat.js';
import type {
  ChangePassword,
  DeleteMe,
  Export,
  Login,
  LoginSession,
  Me,
  OpenSessionPage,
  PatchMe,
  Register,
  ResetPassword,
  Session,
  SetEmail,
  User,
} from './contract/index.js';
import { isSessionRefusal, superseded, toChatError } from './errors.js';
import type { PageQuery } from './rooms.js';
import type { SessionKeeper } from './session-keeper.js';
import type { AccountCalls, LoggedIn } from './session.js';
import { fileTimeoutMs, path } from './transport/rest.js';

/** What people do with their account. */
export class Accounts implements AccountCalls {
  readonly #keeper: SessionKeeper;
  /** The identity's, when the person asked for it. */
  readonly #turn: number;

  constructor(keeper: SessionKeeper, turn: number) {
    this.#keeper = keeper;
    this.#turn = turn;
  }

  async register(input: Register, { signal }: CallOptions = {}): Promise<User> {
    const keeper = this.#keeper;
    // With the guest's token the guest becomes the account.
    const token = keeper.get().status === 'ended' ? null : await keeper.heldToken(signal);
    // The guest's session ends with that: the other tabs look for the next one when it is there.
    return keeper.exclusively(async () => this.#arrive(await keeper.post('/auth/register', input, signal, token)));
  }

  async login({ mergeGuest, ...login }: Login, { signal }: CallOptions = {}): Promise<LoggedIn> {
    const keeper = this.#keeper;
    const post = (body: Login, token?: string | null) => keeper.post<LoginSession>('/auth/login', body, signal, token);
    // Whoever is kept is here.
    if (!keeper.isNamed && keeper.get().status !== 'ended') await keeper.heldToken(signal);
    const { user: before } = keeper.get();
    const guestId = before?.kind === 'guest' ? before.id : undefined;
    const mergedGuestId = (keeper.triedId = guestId ?? keeper.triedId);
    const logIn = async (): Promise<LoggedIn> => {
      const former = keeper.access?.token;
      let session: LoginSession | undefined;
      for (const isRefused of [false, true]) {
        const kept = keeper.storage.read();
        if (session || !kept || kept.userId !== guestId) break;
        try {
          // Nobody else renews it now, here or in another tab.
          if (isRefused) this.#arrive(await keeper.post('/auth/refresh', { refreshToken: kept.refreshToken }, signal));
          session = await post({ ...login, mergeGuest }, keeper.access?.token);
        } catch (thrown) {
          if (!isSessionRefusal(toChatError(thrown))) throw thrown;
        }
      }
      // Perhaps there is no guest any more: its session has ended, or this was done before and the answer was lost.
      const arriving = session ?? (await post({ ...login, mergedGuestId }));
      const { isGuestMerged } = arriving;
      const user = this.#arrive(arriving, isGuestMerged ? mergedGuestId : undefined);
      // Nobody here needs it any more.
      if (former && !session) void keeper.end(former);
      return { ...user, isGuestMerged };
    };
    // The guest's session ends with that: the other tabs look for the next one when it is there.
    return guestId ? keeper.exclusively(logIn) : logIn();
  }

  async me({ signal }: CallOptions = {}): Promise<Me> {
    return this.#seen(await this.#keeper.call<Me>({ method: 'GET', path: '/me', signal }));
  }

  async update(body: PatchMe, { signal }: CallOptions = {}): Promise<Me> {
    return this.#seen(await this.#keeper.call<Me>({ method: 'PATCH', path: '/me', body, signal }));
  }

  async setAvatar(picture: Blob, { signal }: CallOptions = {}): Promise<Me> {
    const body = new FormData();
    body.append('file', picture);
    const timeoutMs = fileTimeoutMs;
    return this.#seen(await this.#keeper.call<Me>({ method: 'PUT', path: '/me/avatar', body, timeoutMs, signal }));
  }

  async removeAvatar({ signal }: CallOptions = {}): Promise<void> {
    const before = this.#keeper.get().user;
    await this.#keeper.call<void>({ method: 'DELETE', path: '/me/avatar', signal });
    const { user } = this.#keeper.get();
    if (user && user.id === before?.id) this.#seen({ ...user, avatarUrl: null });
  }

  sessions(query: PageQuery = {}, { signal }: CallOptions = {}): Promise<OpenSessionPage> {
    return this.#keeper.call({ method: 'GET', path: '/me/sessions', query: { ...query }, signal });
  }

  endSession(sessionId: string, { signal }: CallOptions = {}): Promise<void> {
    return this.#keeper.call({ method: 'DELETE', path: path`/me/sessions/${sessionId}`, signal });
  }

  endOtherSessions({ signal }: CallOptions = {}): Promise<void> {
    return this.#keeper.call({ method: 'DELETE', path: '/me/sessions', signal });
  }

  exportData({ signal }: CallOptions = {}): Promise<Export> {
    return this.#keeper.call({ method: 'GET', path: '/me/export', timeoutMs: fileTimeoutMs, signal });
  }

  async deleteAccount(body: DeleteMe, { signal }: CallOptions = {}): Promise<void> {
    const keeper = this.#keeper;
    await keeper.call<void>({ method: 'DELETE', path: '/me', body, signal });
    if (this.#turn !== keeper.identity.turn) return;
    // There is no session any more for the log-out to end on the server.
    keeper.storage.write(null);
    keeper.access = null;
    await keeper.logout();
  }

  changePassword(body: ChangePassword, { signal }: CallOptions = {}): Promise<void> {
    // Asked again after an answer that was lost, the server would call the current password wrong.
    return this.#keeper.call({ method: 'PUT', path: '/me/password', body, isRepeatable: false, signal });
  }

  setEmail(body: SetEmail, { signal }: CallOptions = {}): Promise<Me> {
    return this.#keeper.call({ method: 'PUT', path: '/me/email', body, signal });
  }

  removeEmail({ password }: { password: string }, options?: CallOptions): Promise<Me> {
    return this.setEmail({ email: null, password }, options);
  }

  // What a mail is asked for with, and what its link leads to: the person need not be signed in, or be somebody else.
  verifyEmail(token: string, { signal }: CallOptions = {}): Promise<void> {
    return this.#keeper.post('/auth/email/verify', { token }, signal);
  }

  forgotPassword(email: string, { signal }: CallOptions = {}): Promise<void> {
    return this.#keeper.post('/auth/password/forgot', { email }, signal);
  }

  resetPassword(body: ResetPassword, { signal }: CallOptions = {}): Promise<void> {
    return this.#keeper.post('/auth/password/reset', body, signal);
  }

  /**
   * Whatever session there was gives way to the new one.
   * @param mergedId the guest who has become its user
   */
  #arrive(session: Session, mergedId?: string): User {
    const keeper = this.#keeper;
    if (this.#turn !== keeper.identity.turn) {
      void keeper.end(session.accessToken);
      throw superseded();
    }
    keeper.isNamed = false;
    keeper.mergedId = mergedId;
    keeper.triedId = undefined;
    keeper.adopt(session, true, keeper.get().user?.kind === 'guest');
    return session.user;
  }

  /** Shows the person as the server has them now. */
  #seen<M extends User>(me: M): M {
    const state = this.#keeper.get();
    const { id, kind, username, displayName, avatarUrl } = me;
    if (state.user?.id === id)
      this.#keeper.store.set({ ...state, user: { id, kind, username, displayName, avatarUrl } });
    return me;
  }
}
