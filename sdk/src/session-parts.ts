import { Accounts } from './accounts.js';
import { OwnLoginSession } from './own-login-session.js';
import type { SessionKeeper } from './session-keeper.js';

/**
 * What a session needs beyond being a guest. Loaded when it is first needed: most people who open a chat never do.
 */
export class SessionParts {
  /** What people do with their account; `turn` is the identity's when they asked for it. */
  readonly accounts: (turn: number) => Accounts;
  readonly ownLogin: OwnLoginSession;

  constructor(keeper: SessionKeeper) {
    this.accounts = (turn) => new Accounts(keeper, turn);
    this.ownLogin = new OwnLoginSession(keeper);
  }
}
