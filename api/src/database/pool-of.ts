import type { Pool } from 'pg';
import type { DataSource } from 'typeorm';

/** TypeORM's own pool: TypeORM neither prepares statements nor says how its connections are used. */
export const poolOf = (source: DataSource): Pool => (source.driver as unknown as { master: Pool }).master;
