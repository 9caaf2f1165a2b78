import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What Discover looks in, of `rooms AS r`; word for word as the query has it, or the index is none for it. */
const searched = `lower(coalesce(name, '') || ' ' || coalesce(topic, '') || ' ' || coalesce(slug, ''))`;
const discoverable = `type = 'public' AND deleted_at IS NULL AND archived_at IS NULL`;

/**
 * Lets Discover find rooms by parts of their words and in spite of typos. Whoever owns a database may make its trusted
 * extensions; where the user may not, or the server has not got them, rooms are found by what is written, and without an index.
 */
export class RoomSearch1764531000000 implements MigrationInterface {
  name = 'RoomSearch1764531000000';

  async up(runner: QueryRunner): Promise<void> {
    for (const extension of ['pg_trgm', 'btree_gin'])
      await attempt(runner, `CREATE EXTENSION IF NOT EXISTS ${extension}`);
    // The tenant first, so that rooms of others are not even looked at; that takes the second extension.
    await attempt(
      runner,
      `CREATE INDEX rooms_search ON rooms USING gin (tenant_id, (${searched}) gin_trgm_ops) WHERE ${discoverable}`,
      `CREATE INDEX rooms_search ON rooms USING gin ((${searched}) gin_trgm_ops) WHERE ${discoverable}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    // The extensions stay: somebody else may use them by now.
    await runner.query('DROP INDEX IF EXISTS rooms_search');
  }
}

/** Runs a statement, or else the next one; when none can be run, nothing is done. */
async function attempt(runner: QueryRunner, statement: string, ...others: string[]): Promise<void> {
  const [next, ...rest] = others;
  await runner.query('SAVEPOINT attempt');
  try {
    await runner.query(statement);
    await runner.query('RELEASE SAVEPOINT attempt');
  } catch {
    await runner.query('ROLLBACK TO SAVEPOINT attempt');
    if (next !== undefined) await attempt(runner, next, ...rest);
  }
}
