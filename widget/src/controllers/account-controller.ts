import type { DeleteMe, Login, Me, PatchMe, Register, SessionState, SessionStore } from '@parley/sdk';
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { freshTask } from '../state/account.js';
import type { FieldName, Task, Way } from '../state/account.js';
import { failedTask, toRefusal } from './task-controller.js';

const nobody: SessionState = { status: 'none', user: null, error: null };

/** What turned out to be closed, for as long as the client lives: the server tells it only to those who try. */
const closedWays = new WeakMap<SessionStore, ReadonlySet<Way>>();
const noWays: ReadonlySet<Way> = new Set();

/** The account's screens and the session: shows who the person is, signs them in and up, saves what they change. */
export class AccountController implements ReactiveController {
  session: SessionState = nobody;
  /** The own account, null until it is loaded or when there is none. */
  me: Me | null = null;
  hasMeFailed = false;
  /** The form that is open. */
  task: Task = freshTask;
  /** The form of the profile, which is open beside the others. */
  saving: Task = freshTask;
  isOffline = false;
  private store: SessionStore | null = null;
  private undo: () => void = () => undefined;
  /** A sign-up whose answer was lost may have been heard. */
  private unanswered: string | null = null;

  constructor(private readonly host: ReactiveControllerHost) {
    host.addController(this);
  }

  /** Ways that are known to be closed. */
  get closed(): ReadonlySet<Way> {
    return (this.store && closedWays.get(this.store)) ?? noWays;
  }

  hostConnected(): void {
    addEventListener('online', this.onNetwork);
    addEventListener('offline', this.onNetwork);
    addEventListener('focus', this.onSight);
    document.addEventListener('visibilitychange', this.onSight);
    this.onNetwork();
    this.listen();
  }

  hostDisconnected(): void {
    removeEventListener('online', this.onNetwork);
    removeEventListener('offline', this.onNetwork);
    removeEventListener('focus', this.onSight);
    document.removeEventListener('visibilitychange', this.onSight);
    this.undo();
  }

  /** Follows that session from now on. */
  follow(store: SessionStore | null): void {
    if (store === this.store) return;
    this.undo();
    this.store = store;
    this.session = nobody;
    this.me = null;
    this.listen();
  }

  /** A way turned out to be closed. */
  close(way: Way): void {
    if (this.store !== null) closedWays.set(this.store, new Set([...this.closed, way]));
  }

  /** Leaves the form that is open; an answer to it that still comes is not shown any more. */
  leave(): void {
    this.task = { ...freshTask };
    this.host.requestUpdate();
  }

  /** Goes on as a guest. @returns whether that worked */
  guest(name: string | null): Promise<boolean> {
    return this.attempt((store) => store.guest(name === null ? {} : { displayName: name }), [], 'guest');
  }

  /** Logs in. @returns whether that worked */
  logIn(input: Login): Promise<boolean> {
    return this.attempt((store) => store.login(input), ['login', 'password']);
  }

  /** Makes an account, out of the guest if the person is one. @returns whether that worked */
  signUp(input: Register): Promise<boolean> {
    const { username, password } = input;
    return this.attempt(
      async (store) => {
        try {
          await store.register(input);
        } catch (thrown) {
          const { code, status } = toRefusal(thrown);
          if (status === 0) this.unanswered = username;
          // Taken by the person's own try before, whose answer never came: the password tells.
          if (code !== 'username_taken' || this.unanswered !== username) throw thrown;
          await store.login({ login: username, password }).catch(() => {
            throw thrown;
          });
        }
      },
      ['username', 'password', 'displayName', 'email'],
      'signUp',
    );
  }

  /** Asks for a mail that leads to a new password. @returns whether that worked, which says nothing of the address */
  forgot(email: string): Promise<boolean> {
    return this.attempt((store) => store.forgotPassword(email), ['email']);
  }

  /** Chooses a new password by the token of a mail. @returns whether that worked */
  reset(token: string, password: string): Promise<boolean> {
    return this.attempt((store) => store.resetPassword({ token, password }), ['password']);
  }

  /** Confirms an address by the token of a mail. @returns whether that worked */
  async verify(token: string): Promise<boolean> {
    const isDone = await this.attempt((store) => store.verifyEmail(token), []);
    // It may be the own one.
    if (isDone && this.session.user !== null) this.load();
    return isDone;
  }

  /** The own account was changed elsewhere. */
  take(me: Me): void {
    this.set({ me });
  }

  /** Deletes the account for good. @returns whether that worked */
  remove(proof: DeleteMe): Promise<boolean> {
    return this.attempt((store) => store.deleteAccount(proof), ['password']);
  }

  /** Saves the profile. */
  async save(patch: PatchMe): Promise<void> {
    const { store } = this;
    if (store === null || this.saving.isBusy) return;
    this.set({ saving: { ...freshTask, isBusy: true } });
    try {
      const me = await store.update(patch);
      if (store === this.store) this.set({ me, saving: { ...freshTask } });
    } catch (thrown) {
      this.set({ saving: failedTask(toRefusal(thrown), ['displayName', 'about']) });
    }
  }

  /** Asks for the own account. */
  load(): void {
    const { store, session, me: before } = this;
    if (store === null) return;
    this.set({ hasMeFailed: false });
    // What was changed here meanwhile is newer.
    const isStill = () => store === this.store && session.user?.id === this.session.user?.id && before === this.me;
    store.me().then(
      (me) => isStill() && this.set({ me }),
      () => isStill() && this.set({ hasMeFailed: before === null }),
    );
  }

  private async attempt(
    work: (store: SessionStore) => Promise<unknown>,
    fields: readonly FieldName[],
    way?: Way,
  ): Promise<boolean> {
    const { store } = this;
    if (store === null || this.task.isBusy) return false;
    const task = { ...freshTask, isBusy: true };
    this.set({ task });
    try {
      await work(store);
      if (this.task === task) this.set({ task: { ...freshTask } });
      return true;
    } catch (thrown) {
      const error = toRefusal(thrown);
      if (way !== undefined && error.code === 'forbidden') this.close(way);
      if (this.task === task) this.set({ task: failedTask(error, fields) });
      return false;
    }
  }

  private listen(): void {
    this.undo = this.store?.subscribe((session) => this.onSession(session)) ?? (() => undefined);
  }

  private onSession(session: SessionState): void {
    const before = this.session.user;
    this.set({ session });
    if (before?.id === session.user?.id && before?.kind === session.user?.kind) return;
    this.set({ me: null });
    if (session.user !== null) this.load();
  }

  /** Back from the mail program, say, or from another tab: the link may have been followed. */
  private readonly onSight = (): void => {
    if (this.me !== null && !document.hidden) this.load();
  };

  private readonly onNetwork = (): void => this.set({ isOffline: !navigator.onLine });

  private set(change: Partial<Pick<this, 'session' | 'me' | 'hasMeFailed' | 'task' | 'saving' | 'isOffline'>>): void {
    Object.assign(this, change);
    this.host.requestUpdate();
  }
}
