import type { Session } from './contract/index.js';
import { isRefreshRefusal, isSessionRefusal, toChatError } from './errors.js';
import type { Rest } from './transport/rest.js';

/** The session that is held now, for a word of the own login that may be about the same person. */
export interface Held {
  /** An access token that is good now, or null. */
  access: string | null;
  refreshToken: string | null;
  /** The signed token that it was opened with. */
  exchanged: string | null;
}

/** The routes that open, renew and end sessions. */
export class AuthCalls {
  readonly #rest: Rest;

  constructor(rest: Rest) {
    this.#rest = rest;
  }

  guest(input: object): Promise<Session> {
    return this.#post('/auth/guest', input);
  }

  /** Asked with the same refresh token again, the server gives the same successor: a lost answer costs nothing. */
  refresh(refreshToken: string, signal?: AbortSignal): Promise<Session> {
    return this.#post('/auth/refresh', { refreshToken }, null, signal, true);
  }

  /** Signs up or in; with a guest's token the guest becomes the account. */
  enter(path: string, input: object, token: string | null, signal?: AbortSignal): Promise<Session> {
    return this.#post(path, input, token, signal);
  }

  /** What a signed token is good for: the next tokens where it says nothing new, else the held session goes on, or another. */
  async signed(token: string, { access, refreshToken, exchanged }: Held): Promise<Session> {
    if (token === exchanged && refreshToken) {
      try {
        return await this.refresh(refreshToken);
      } catch (error) {
        if (!isRefreshRefusal(toChatError(error))) throw error;
      }
    }
    try {
      return await this.#post('/auth/exchange', { token }, access, undefined, true);
    } catch (error) {
      // It may be the session that is refused, and not the signed token.
      if (!access || !isSessionRefusal(toChatError(error))) throw error;
      return this.#post('/auth/exchange', { token }, null, undefined, true);
    }
  }

  /** Ends the token's session. */
  async end(token: string, signal?: AbortSignal): Promise<void> {
    await this.#rest({ method: 'POST', path: '/auth/logout', isRepeatable: true, signal }, token);
  }

  /** Ends a session that nobody here needs any more; should that fail, it runs out by itself. */
  forget(token: string): void {
    this.end(token).catch(() => undefined);
  }

  #post(path: string, body: object, token?: string | null, signal?: AbortSignal, isRepeatable = false) {
    return this.#rest<Session>({ method: 'POST', path, body, signal, isRepeatable }, token);
  }
}
