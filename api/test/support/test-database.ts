import { DataSource } from 'typeorm';
import { testDatabaseUrl } from './environment.js';

/** The run's database, past the server. Call `destroy` when done. */
export function openTestDatabase(): Promise<DataSource> {
  return new DataSource({ type: 'postgres', url: testDatabaseUrl(), poolSize: 2 }).initialize();
}
