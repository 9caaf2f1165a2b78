import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What is over is found by its time, of all tenants; and users who left before are known by no device any more. */
export class Sweep1764460000000 implements MigrationInterface {
  name = 'Sweep1764460000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX sessions_expired ON sessions (expires_at) WHERE ended_at IS NULL');
    await runner.query('CREATE INDEX mails_expired ON mails (expires_at)');
    await runner.query('CREATE INDEX username_holds_free ON username_holds (free_at)');
    // Forced row level security hides the rows from whoever owns the table, too.
    await runner.query('SET LOCAL ROLE parley_core');
    await runner.query(`
      UPDATE sessions AS s SET device = NULL FROM users AS u
       WHERE u.tenant_id = s.tenant_id AND u.id = s.user_id AND u.deleted_at IS NOT NULL AND s.device IS NOT NULL`);
    await runner.query('RESET ROLE');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX username_holds_free');
    await runner.query('DROP INDEX mails_expired');
    await runner.query('DROP INDEX sessions_expired');
  }
}
