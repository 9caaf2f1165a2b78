/** The database, however it came to be. */
export class DatabaseConfig {
  /** Connections of the pool for requests under row level security. */
  readonly appPoolSize = 8;
  /** Connections of the pool for the hot paths. */
  readonly corePoolSize = 16;
  /** How long a request waits for a free connection, in milliseconds, before it answers `unavailable`. */
  readonly connectTimeoutMs = 5_000;

  constructor(readonly url: string) {}
}
