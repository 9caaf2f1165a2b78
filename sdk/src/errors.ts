import type { Problem } from './contract/index.js';

/** Codes this client makes itself; every other code comes from the server's catalogue. */
export type ClientErrorCode =
  /** The server was not reached, or the connection went before it answered. */
  | 'network'
  /** The server did not answer in time. */
  | 'timeout'
  /** The answer was not one of Parley's: a wrong address, or something between. */
  | 'bad_answer'
  /** The token function of the site's own login failed; `cause` is its error. */
  | 'login_unavailable'
  /** `chat.close()` was called. */
  | 'closed'
  /** The caller's signal ended the wait for a message that may still arrive. */
  | 'aborted'
  /** It was given back to the room by `restore`, and has not been sent again. */
  | 'interrupted'
  /** `encrypt` failed: nothing was sent. `cause` is its error. */
  | 'encryption_failed'
  /** It can only be said as plain text, in a room where this chat encrypts: nothing was sent. */
  | 'plain_text_only'
  /** Somebody else was identified, or the person logged out, before this was done. */
  | 'superseded';

/** What a {@link ChatError} is made from: a problem of the server, or the part of it that is known. */
export type ChatErrorInit = Pick<Problem, 'code'> & Partial<Problem> & { cause?: unknown };

const retryableCodes = new Set([
  'network',
  'timeout',
  'login_unavailable',
  'rate_limited',
  'overloaded',
  'unavailable',
]);

/**
 * The one error of this SDK. `status` is the HTTP status, 0 when there was no answer. `retryable` says that the same
 * call may succeed later; `retryAfterMs` how long to wait first. `errors` name fields by JSON Pointer. A call that was
 * ended by its own `signal` rejects with the signal's reason instead.
 */
export class ChatError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryable: boolean;
  readonly retryAfterMs?: number;
  readonly requestId?: string;
  readonly errors?: readonly { path: string; message: string }[];

  constructor(init: ChatErrorInit) {
    super(init.detail ?? init.title ?? init.code, { cause: init.cause });
    this.name = 'ChatError';
    this.code = init.code;
    this.status = init.status ?? 0;
    this.retryable = retryableCodes.has(init.code);
    this.retryAfterMs = init.retryAfterMs;
    this.requestId = init.requestId;
    this.errors = init.errors;
  }
}

/** Any thrown value as a {@link ChatError}; one that is no ChatError counts as a failed connection. */
export const toChatError = (error: unknown): ChatError =>
  error instanceof ChatError
    ? error
    : new ChatError({ code: 'network', detail: 'The server was not reached', cause: error });

/** What is read may be asked for again soon; what is sent, only if the error says that it is retryable. */
export const isPassing = ({ retryable, status }: ChatError): boolean => retryable || status >= 500;

/** The server does not take this token (any more): another one may be had. */
export const isSessionRefusal = ({ code }: ChatError): boolean =>
  code === 'token_expired' || code === 'invalid_token' || code === 'unauthenticated';

/** A refresh token that is no longer good; a wrong key or a limit says nothing of it, nor does what stands before the server. */
export const isRefreshRefusal = ({ code, status }: ChatError): boolean =>
  (status === 401 && code !== 'invalid_key' && code !== 'bad_answer') || code === 'validation_failed';

/** What a call is told whose person is not the one any more. */
export const superseded = (): ChatError =>
  new ChatError({ code: 'superseded', detail: 'Somebody else is here now, or nobody' });
