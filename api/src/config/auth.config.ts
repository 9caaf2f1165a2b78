import type { Environment } from './environment.js';

/** Keys and lifetimes of credentials. */
export class AuthConfig {
  /** Signs access tokens; `undefined` = the one kept in the database. */
  readonly jwtSecret: string | undefined;
  /** Encrypts what must be read back, such as signing secrets; `undefined` = the one kept in the database. */
  readonly installationKey: string | undefined;
  /** How long an access token is good, in seconds. */
  readonly accessTokenSeconds = 600;
  /** How long a session lives without being used, in days. */
  readonly sessionDays = 180;
  /** Sessions that one user has at once, at most; past it those that were not used for longest end. */
  readonly sessionsPerUser = 100;
  /** How long after its successor was first used an old refresh token is still taken for a lost answer, in milliseconds. */
  readonly refreshGraceMs = 20_000;

  constructor(
    env: Environment,
    readonly operatorKey: string,
  ) {
    this.jwtSecret = env.PARLEY_JWT_SECRET;
    this.installationKey = env.PARLEY_INSTALLATION_KEY;
  }
}
