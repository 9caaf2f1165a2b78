import type { PoolConfig } from 'pg';
import type { DatabaseConfig } from '../config/database.config.js';
import { BoundedClient } from './bounded-client.js';

/**
 * What every connection of a pool has in common: it waits for nothing without bound, on either side.
 * @param settings what it is told as it is made, beside the bounds that all have
 */
export function connectionOptions(
  config: DatabaseConfig,
  settings: Readonly<Record<string, string | number>> = {},
): Pick<
  PoolConfig,
  'Client' | 'options' | 'query_timeout' | 'keepAlive' | 'keepAliveInitialDelayMillis' | 'idleTimeoutMillis'
> {
  const all = {
    timezone: 'UTC',
    lock_timeout: config.lockTimeoutMs,
    statement_timeout: config.statementTimeoutMs,
    ...settings,
  };
  return {
    Client: BoundedClient,
    options: Object.entries(all)
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    query_timeout: config.answerTimeoutMs,
    keepAlive: true,
    keepAliveInitialDelayMillis: config.keepAliveMs,
    idleTimeoutMillis: 60_000,
  };
}
