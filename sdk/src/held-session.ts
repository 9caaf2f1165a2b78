import type { SessionMode } from './chat.js';
import type { Session } from './contract/index.js';
import type { ChatError } from './errors.js';
import { arrive, leave, nobody } from './identity.js';
import type { Step } from './identity.js';
import type { SessionState } from './session.js';
import { createStore } from './store.js';
import { personStorageKey } from './token-storage.js';
import type { TokenStorage } from './token-storage.js';

/**
 * What the session tells the connection and the rooms: a new token of the same person; another session, or none;
 * another person or nobody, so that nothing of the one before may stay in memory. After `replaced` comes a `changed`.
 */
export type SessionChange = 'renewed' | 'changed' | 'replaced';

/** An access token, and how long it is good. */
interface Access {
  token: string;
  /** From here on it is renewed before it is used; epoch ms. */
  renewAtMs: number;
  expiresAtMs: number;
}

/** Holds the session of this tab, keeps it for the next visit, and goes along with this browser's other tabs. */
export abstract class HeldSession {
  readonly store = createStore<SessionState>({ status: 'none', user: null, error: null }, (count) => {
    if (count === 1 && this.get().status === 'none') this.token().catch(() => undefined);
  });
  access: Access | null = null;
  refreshToken: string | null = null;
  identity = nobody;
  /** Calls that say who is there: of several the last one counts. */
  calls = 0;
  /** The own login says who is there. */
  isNamed: boolean;
  /** The guest who has become the account that is there now: what they were sending is the account's. */
  mergedId: string | undefined;
  /** The guest who tried to log in last: the answer may have been lost. */
  triedId: string | undefined;
  /** Grows when another session takes the place of this one, or it ends. */
  generation = 0;
  /** The person becomes another one, or nobody: that the session before ends, or is not kept any more, is no news then. */
  protected switching: Promise<unknown> = Promise.resolve();
  /** The renewal that all wait for. */
  protected obtaining: Promise<void> | null = null;
  readonly #listeners = new Set<(change: SessionChange) => void>();

  /** @param lockName of the lock between tabs, and of the place where the session is kept */
  constructor(
    readonly mode: SessionMode,
    readonly storage: TokenStorage,
    readonly lockName: string,
    readonly closing: AbortSignal,
  ) {
    this.isNamed = typeof mode === 'object';
    storage.onLost = () => void this.#onKept();
    if (!storage.shared) return;
    // A page that comes back out of the browser's cache has heard nothing meanwhile.
    for (const type of ['storage', 'pageshow'])
      globalThis.addEventListener?.(type, (event) => this.#onOtherTab(event as StorageEvent), { signal: closing });
  }

  get = (): SessionState => this.store.get();
  subscribe = (fn: (state: SessionState) => void): (() => void) => this.store.subscribe(fn);

  /** @see SessionKeeper.token */
  abstract token(signal?: AbortSignal): Promise<string | null>;

  /** @see SessionKeeper.heldToken */
  abstract heldToken(signal?: AbortSignal): Promise<string | null>;

  /** The own login has put somebody into this browser, or out of it. */
  protected abstract onPerson(): void;

  /** When the access token should be renewed, in epoch ms. */
  get renewAtMs(): number {
    return this.access?.renewAtMs ?? Infinity;
  }

  /** What the session is when its person has left. */
  get left(): 'none' | 'ended' {
    return this.mode === 'none' ? 'none' : 'ended';
  }

  /** Calls `fn` after each change. @returns the undo */
  onChange(fn: (change: SessionChange) => void): () => void {
    this.#listeners.add(fn);
    return () => this.#listeners.delete(fn);
  }

  /**
   * Takes a session.
   * @param isNew another one than the one before
   * @param isSamePerson the person says that they are who was here before: a guest who signs up or in
   */
  adopt({ user, accessToken, refreshToken, expiresInMs }: Session, isNew: boolean, isSamePerson = false): void {
    const isSame = isSamePerson || this.identity.owner === this.mergedId;
    const { identity, wipes } = arrive(this.identity, user.id, this.isNamed, isSame);
    if (wipes) this.#tell('replaced');
    this.identity = identity;
    const isChanged = isNew || user.id !== this.get().user?.id;
    const now = Date.now();
    // A minute early, so that a slow renewal is not too late; short-lived tokens after three quarters.
    const renewAtMs = now + Math.max(expiresInMs - 60_000, expiresInMs * 0.75);
    this.access = { token: accessToken, renewAtMs, expiresAtMs: now + expiresInMs };
    this.refreshToken = refreshToken;
    // The own login says at each visit who is there: what is kept could only be somebody else.
    const { mergedId } = this;
    this.storage.write(this.isNamed ? null : { refreshToken, kind: user.kind, userId: user.id, mergedId });
    if (isChanged) this.generation++;
    this.store.set({ status: 'active', user, error: null });
    this.#tell(isChanged ? 'changed' : 'renewed');
  }

  /**
   * The session is over, or at rest.
   * @param forget it is over for good: nothing of the person stays, neither kept nor in memory
   */
  drop(error: ChatError | null, forget: boolean, status: 'none' | 'ended' = 'ended'): void {
    const before = this.get();
    if (forget) this.storage.write(null);
    this.access = null;
    const wipes = forget && this.identity.owner !== null;
    if (!wipes && before.status === status && before.error === error) return;
    // No other turn: whoever signs in meanwhile is not too late.
    this.#turnTo({ identity: wipes ? { ...this.identity, owner: null } : this.identity, wipes }, status, error);
  }

  /** Another turn: whoever was here goes, and what is theirs first, so that none of it is seen beside the next one. */
  turnTo(step: Step, status: SessionState['status'], isObtaining = false): void {
    if (!isObtaining) this.obtaining = null;
    this.access = null;
    this.refreshToken = null;
    this.#turnTo(step, status, null);
  }

  #turnTo({ identity, wipes }: Step, status: SessionState['status'], error: ChatError | null): void {
    this.identity = identity;
    this.generation++;
    if (wipes) this.#tell('replaced');
    this.store.set({ status, user: null, error });
    this.#tell('changed');
  }

  #onOtherTab({ key, persisted }: Partial<StorageEvent & PageTransitionEvent>): void {
    if (key === personStorageKey(this.lockName)) this.onPerson();
    // No key: all was cleared.
    else if (key === this.lockName || key === null || persisted) void this.#onKept();
  }

  /** What is kept has changed behind this tab's back: whoever is here and is not kept any more, leaves; who is kept comes. */
  async #onKept(): Promise<void> {
    await this.switching.catch(() => undefined);
    // Of whom the own login names, nothing is kept.
    if (this.isNamed) return;
    const kept = this.storage.read();
    const { owner } = this.identity;
    // A guest who became that account in another tab takes along what they were sending here.
    if (owner === kept?.mergedId) this.drop(null, false, 'none');
    else if (owner !== null && owner !== kept?.userId) this.turnTo(leave(this.identity), this.left);
    if (!kept || this.access) return;
    if (this.get().status === 'ended') this.store.set({ status: 'none', user: null, error: null });
    // Should it be gone by then, nobody has asked for a guest here.
    this.heldToken().catch(() => undefined);
  }

  #tell(change: SessionChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
