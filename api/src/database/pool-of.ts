import type { ClientBase, Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

/** TypeORM's own pool: TypeORM neither prepares statements nor says how its connections are used. */
export const poolOf = (source: DataSource): Pool => (source.driver as unknown as { master: Pool }).master;

/** The connection that a transaction runs on. */
export async function clientOf({ queryRunner }: EntityManager): Promise<ClientBase> {
  if (!queryRunner) throw new Error('not in a transaction');
  return (await queryRunner.connect()) as ClientBase;
}
