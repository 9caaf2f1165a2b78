import type { ChangePassword, Me, PatchMe, ResetPassword, SetEmail, User } from './contract/index.js';
import { superseded } from './errors.js';
import type { SessionKeeper } from './session-keeper.js';

/** What people do with their account. */
export class Accounts {
  readonly #keeper: SessionKeeper;

  constructor(keeper: SessionKeeper) {
    this.#keeper = keeper;
  }

  /**
   * Signs up or in: whatever session there was gives way to the new one.
   * @param turn the identity's, when the person asked for it
   */
  async enter(path: '/auth/register' | '/auth/login', body: object, turn: number, signal?: AbortSignal): Promise<User> {
    const keeper = this.#keeper;
    // With the guest's token the guest becomes the account.
    const isUpgrade = path === '/auth/register' && keeper.get().status !== 'ended';
    const token = isUpgrade ? await keeper.heldToken(signal) : null;
    const session = await keeper.post(path, body, signal, token);
    if (turn !== keeper.identity.turn) {
      keeper.end(session.accessToken).catch(() => undefined);
      throw superseded();
    }
    keeper.isNamed = false;
    keeper.adopt(session, true);
    return session.user;
  }

  /** The own account, after `patch` if there is one. */
  async me(patch: PatchMe | undefined, signal?: AbortSignal): Promise<Me> {
    return this.#seen(
      await this.#keeper.call<Me>({ method: patch ? 'PATCH' : 'GET', path: '/me', body: patch, signal }),
    );
  }

  async setAvatar(picture: Blob, signal?: AbortSignal): Promise<Me> {
    const body = new FormData();
    body.append('file', picture);
    return this.#seen(await this.#keeper.call<Me>({ method: 'PUT', path: '/me/avatar', body, signal }));
  }

  async removeAvatar(signal?: AbortSignal): Promise<void> {
    const before = this.#keeper.get().user;
    await this.#keeper.call<void>({ method: 'DELETE', path: '/me/avatar', signal });
    const { user } = this.#keeper.get();
    if (user && user.id === before?.id) this.#seen({ ...user, avatarUrl: null });
  }

  changePassword(body: ChangePassword, signal?: AbortSignal): Promise<void> {
    // Asked again after an answer that was lost, the server would call the current password wrong.
    return this.#keeper.call({ method: 'PUT', path: '/me/password', body, isRepeatable: false, signal });
  }

  setEmail(body: SetEmail, signal?: AbortSignal): Promise<Me> {
    return this.#keeper.call({ method: 'PUT', path: '/me/email', body, signal });
  }

  // What a mail is asked for with, and what its link leads to: the person need not be signed in, or be somebody else.
  verifyEmail(token: string, signal?: AbortSignal): Promise<void> {
    return this.#keeper.post('/auth/email/verify', { token }, signal);
  }

  forgotPassword(email: string, signal?: AbortSignal): Promise<void> {
    return this.#keeper.post('/auth/password/forgot', { email }, signal);
  }

  resetPassword(body: ResetPassword, signal?: AbortSignal): Promise<void> {
    return this.#keeper.post('/auth/password/reset', body, signal);
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
