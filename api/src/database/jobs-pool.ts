import { Logger } from '@nestjs/common';
import pg from 'pg';
import type { DatabaseConfig } from '../config/database.config.js';
import { connectionOptions } from './connection-options.js';

const logger = new Logger('Database');

/**
 * Connections for the queue's own statements, as the user of `DATABASE_URL`, who owns its tables. What the jobs do, they
 * do on the pools of the two roles.
 * @param size most connections at once
 */
export function createJobsPool(config: DatabaseConfig, size: number): pg.Pool {
  const pool = new pg.Pool({
    ...connectionOptions(config),
    connectionString: config.url,
    application_name: 'parley_jobs',
    max: size,
    connectionTimeoutMillis: config.connectTimeoutMs,
  });
  pool.on('error', (error) => logger.warn({ err: error, role: 'jobs' }, 'a connection to the database was lost'));
  return outliveConnections(pool);
}

/** A connection that breaks while it is used does not end the process: its query says so. The queue asks for it to be taken care of. */
export const outliveConnections = (pool: pg.Pool): pg.Pool =>
  pool.on('connect', (client) => client.on('error', () => undefined));
