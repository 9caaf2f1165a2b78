/** The database, however it came to be, and how long anything waits for it, in milliseconds. */
export class DatabaseConfig {
  /** Connections of the pool for requests under row level security. */
  readonly appPoolSize: number = 8;
  /** Connections of the pool for the hot paths. */
  readonly corePoolSize: number = 16;
  /** How long a request waits for a free connection before it answers `unavailable`. */
  readonly connectTimeoutMs: number = 5_000;
  /** How long a statement waits for a room that another changes before it answers `unavailable`. */
  readonly lockTimeoutMs: number = 5_000;
  /** After this long PostgreSQL ends a statement. */
  readonly statementTimeoutMs: number = 8_000;
  /** After this long without an answer the connection is given up: later than PostgreSQL itself would have ended the statement. */
  readonly answerTimeoutMs: number = 9_000;
  /** After this long PostgreSQL ends a transaction whose client says nothing, and frees its locks. */
  readonly idleInTransactionMs: number = 15_000;
  /** When the network of an idle connection is asked whether the other side is still there. */
  readonly keepAliveMs: number = 10_000;

  constructor(readonly url: string) {}
}
