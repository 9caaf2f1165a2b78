import { ParleyAccount } from './components/account/parley-account.js';
import { ParleyLogOut } from './components/log-out/parley-log-out.js';
import { ParleyProfile } from './components/profile/parley-profile.js';
import { ParleySignIn } from './components/sign-in/parley-sign-in.js';
import { ParleyUpgrade } from './components/upgrade/parley-upgrade.js';
import { ParleyVerify } from './components/verify/parley-verify.js';
import { defineElements } from './define.js';

// The panel imports this module when somebody first wants to sign in or to see the own account.
defineElements({
  'parley-sign-in': ParleySignIn,
  'parley-verify': ParleyVerify,
  'parley-profile': ParleyProfile,
  'parley-log-out': ParleyLogOut,
  'parley-upgrade': ParleyUpgrade,
  'parley-account': ParleyAccount,
});

/** The pages of the account; one of their parts cuts pictures, of rooms too. */
export const loadAccountPages = (): Promise<unknown> => import('./account-pages.js');
