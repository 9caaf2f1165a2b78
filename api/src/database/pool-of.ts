import type { ClientBase, Pool } from 'pg';
import type { DataSource, EntityManager } from 'typeorm';

/** TypeORM's own pool: TypeORM neither prepares statements nor says how its connections are used. */
export const poolOf = (source: DataSource): Pool => (source.driver as unknown as { master: Pool }).master;

/** The connection that a transaction runs on, until it is over. */
export async function clientOf({ queryRunner }: EntityManager): Promise<ClientBase> {
  // Later it may be somebody else's.
  if (!queryRunner?.isTransactionActive || queryRunner.isReleased) {
    throw new Error('the connection of the transaction was already released');
  }
  return (await queryRunner.connect()) as ClientBase;
}
