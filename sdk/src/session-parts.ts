import { Accounts } from './accounts.js';
import { OwnLoginSession } from './own-login-session.js';
import type { SessionKeeper } from './session-keeper.js';

/**
 * What a session needs beyond being a guest. Loaded when it is first needed: most people who open a chat never do.
 */
export class SessionParts {
  readonly accounts: Accounts;
  readonly ownLogin: OwnLoginSession;

  constructor(keeper: SessionKeeper) {
    this.accounts = new Accounts(keeper);
    this.ownLogin = new OwnLoginSession(keeper);
  }
}
