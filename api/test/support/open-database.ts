import type { DataSource } from 'typeorm';
import { DatabaseConfig } from '../../src/config/database.config.js';
import { createDataSource } from '../../src/database/data-sources.js';
import { Database } from '../../src/database/database.js';

/** A database with its pools, as the server has it; to be ended by `onApplicationShutdown`. */
export async function openDatabase(url: string): Promise<Database> {
  const config = new DatabaseConfig(url);
  const [app, core, writer] = await Promise.all([
    createDataSource(config, 'parley_app').initialize(),
    createDataSource(config, 'parley_core').initialize(),
    createDataSource(config, 'parley_writer').initialize(),
  ]);
  return new Database(app, core, writer);
}

/** A database that asks everything on one pool. */
export const databaseOver = (source: DataSource): Database => new Database(source, source, source);
