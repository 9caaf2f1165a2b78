import type { CallOptions } from './chat.js';
import type {
  ChangePassword,
  CreateGuest,
  DeleteMe,
  Export,
  Login,
  Me,
  OpenSessionPage,
  PatchMe,
  Register,
  ResetPassword,
  User,
} from './contract/index.js';
import type { ChatError } from './errors.js';
import type { TokenSource } from './own-login.js';
import type { PageQuery } from './rooms.js';
import type { Store } from './store.js';

/**
 * `none` nobody; `pending` a session is being resumed or made, `error` says why that takes longer; `active` there is
 * one; `ended` the server ended or refused it (`error` says why) or the person logged out of a `guest` or `token` chat,
 * and nothing happens until `login`, `register`, `identify` or `guest` is called. While `active`, `error` says why the
 * session cannot be renewed at the moment.
 */
export interface SessionState {
  status: 'none' | 'pending' | 'active' | 'ended';
  user: User | null;
  error: ChatError | null;
}

/** Who is there, in the words of your own login. */
export interface Identify {
  token: string | TokenSource;
}

/** Whose account it is. */
export interface LoggedIn extends User {
  /**
   * What the guest had who was here is the account's now; true also at the next try after an answer that was lost. false also
   * where that was asked for and there was no such guest any more: its session had ended.
   */
  isGuestMerged: boolean;
}

/** What people do to get an account, and with it. */
export interface AccountCalls {
  /** Signs up; a guest keeps its id, rooms and messages. */
  register(input: Register, options?: CallOptions): Promise<User>;
  /**
   * Signs in; `login` is a username or an e-mail address. A guest is not here any more then.
   * @param input.mergeGuest true: the guest's rooms and messages become the account's, also those that are on their way;
   *   left out: they stay the guest's, as whom nobody comes back. Where no guest is here it says nothing
   * @returns the account, and whether the guest has become it
   * @throws ChatError invalid_credentials | rate_limited | overloaded | forbidden; the guest is as before then
   */
  login(input: Login, options?: CallOptions): Promise<LoggedIn>;
  /** The own account. */
  me(options?: CallOptions): Promise<Me>;
  /** Changes the own account. */
  update(patch: PatchMe, options?: CallOptions): Promise<Me>;
  /**
   * Replaces the own picture, of which the middle square is shown to everybody.
   * @param picture PNG, JPEG, WebP, GIF or AVIF, at most 5 MiB and 25 million pixels
   * @throws ChatError file_too_large | unsupported_type | image_too_large | invalid_image | rate_limited
   */
  setAvatar(picture: Blob, options?: CallOptions): Promise<Me>;
  /** Takes the own picture away. */
  removeAvatar(options?: CallOptions): Promise<void>;
  /**
   * Changes the account's password. The person's other sessions end, with their sockets; this one goes on. Where the
   * answer is lost (`network`, `timeout`) it may have happened: the new password tells.
   * @throws ChatError invalid_credentials (the current one is wrong) | validation_failed at `/newPassword` | forbidden
   *   (there is no account with a password) | rate_limited | overloaded
   */
  changePassword(input: ChangePassword, options?: CallOptions): Promise<void>;
  /**
   * Gives the account an e-mail address, and sends a mail there to confirm it. The first one is the account's at once,
   * with `emailVerifiedAt` null; another one is `pendingEmail` until it is confirmed. The same one again is sent another
   * mail.
   * @param input.password the account's
   * @throws ChatError invalid_credentials | email_taken | validation_failed at `/email` | forbidden | rate_limited |
   *   overloaded
   */
  setEmail(input: { email: string; password: string }, options?: CallOptions): Promise<Me>;
  /**
   * Takes the account's e-mail address away, which is told there.
   * @throws ChatError invalid_credentials | validation_failed at `/email` (an account needs one here) | forbidden |
   *   rate_limited | overloaded
   */
  removeEmail(input: { password: string }, options?: CallOptions): Promise<Me>;
  /**
   * Confirms an e-mail address. Nobody needs to be signed in.
   * @param token from the link in the mail: what follows `#verify=`
   * @throws ChatError invalid_token (also when it was used before) | token_expired | email_taken (by another account,
   *   meanwhile)
   */
  verifyEmail(token: string, options?: CallOptions): Promise<void>;
  /**
   * Asks for a mail by which a new password can be chosen. Whether there is an account with this address is not told.
   * @throws ChatError validation_failed (that is no address) | rate_limited
   */
  forgotPassword(email: string, options?: CallOptions): Promise<void>;
  /**
   * Chooses a new password by the link of a mail, once. All sessions of the account end; `login` opens a new one.
   * @param input.token what follows `#reset=` in the link
   * @throws ChatError invalid_token (also when it was used before) | token_expired | validation_failed at `/password` |
   *   overloaded
   */
  resetPassword(input: ResetPassword, options?: CallOptions): Promise<void>;
  /** Where the person is signed in, newest first. */
  sessions(query?: PageQuery, options?: CallOptions): Promise<OpenSessionPage>;
  /**
   * Signs the person out in one place, also the second time.
   * @throws ChatError session_not_found
   */
  endSession(sessionId: string, options?: CallOptions): Promise<void>;
  /** Signs the person out everywhere else. */
  endOtherSessions(options?: CallOptions): Promise<void>;
  /**
   * All that the server knows of the person: profile, sessions, rooms, and everything they wrote.
   * @throws ChatError rate_limited while another one is under way
   */
  exportData(options?: CallOptions): Promise<Export>;
  /**
   * Deletes the account for good. Afterwards nobody is here, as after `logout`.
   * @param proof the `password` of an account that has one; of a guest, and of whom your own login vouches for,
   *   `{ confirm: true }`
   * @throws ChatError invalid_credentials | validation_failed | rate_limited | overloaded
   */
  deleteAccount(proof: DeleteMe, options?: CallOptions): Promise<void>;
}

/** The session of a chat. Subscribing resumes a kept one; in `guest` and `token` chats it makes one. */
export interface SessionStore extends Store<SessionState>, AccountCalls {
  /**
   * The current user; where there is none, resumes the kept session or makes a guest. Without a name the server makes a
   * friendly one.
   */
  guest(input?: CreateGuest, options?: CallOptions): Promise<User>;
  /**
   * Says who is there: somebody whom your own login vouches for. For the one who is signed in already (the same `sub`)
   * nothing happens. For another one everything of whoever was here goes first: messages in memory and on their way, the
   * kept session, and this browser's other tabs. Of several calls the last one counts.
   * @param input.token a signed token, or a function that fetches one: it is asked again before the session's access
   *   token expires and when the server refuses the session, once for all who wait. A text lasts as long as the session.
   * @throws ChatError the server's refusal of the token, `login_unavailable`, or `superseded` by a later call
   */
  identify(input: Identify, options?: CallOptions): Promise<User>;
  /** Forgets the session here at once, and ends it on the server if that can be reached. */
  logout(options?: CallOptions): Promise<void>;
}
