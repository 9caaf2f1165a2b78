import { DatabaseConfig } from '../../src/config/database.config.js';
import { createDataSource } from '../../src/database/data-sources.js';
import { Database } from '../../src/database/database.js';

/** A database with both roles' pools, as the server has it; to be ended by `onApplicationShutdown`. */
export async function openDatabase(url: string): Promise<Database> {
  const config = new DatabaseConfig(url);
  const [app, core] = await Promise.all([
    createDataSource(config, 'parley_app').initialize(),
    createDataSource(config, 'parley_core').initialize(),
  ]);
  return new Database(app, core);
}
