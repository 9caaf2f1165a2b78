import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { DatabaseConfig } from '../config/database.config.js';
import { BoundedClient } from './bounded-client.js';

const logger = new Logger('Database');

/**
 * Connections for the queue's own statements, as the user of `DATABASE_URL`, who owns its tables. What the jobs do, they
 * do on the pools of the two roles.
 * @param size most connections at once
 */
export function createJobsPool(config: DatabaseConfig, size: number): pg.Pool {
  const pool = new pg.Pool({
    connectionString: config.url,
    Client: BoundedClient,
    application_name: 'parley_jobs',
    max: size,
    connectionTimeoutMillis: config.connectTimeoutMs,
    query_timeout: config.answerTimeoutMs,
    options: `-c timezone=UTC -c lock_timeout=${config.lockTimeoutMs} -c statement_timeout=${config.statementTimeoutMs}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: config.keepAliveMs,
    idleTimeoutMillis: 60_000,
  });
  const lost = (error: Error): void =>
    void logger.warn({ err: error, role: 'jobs' }, 'a connection to the database was lost');
  pool.on('error', lost);
  // Of a connection in use its user hears by itself; without a listener the process would end.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}
