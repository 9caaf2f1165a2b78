import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails are found by their key, token, user, or, of all tenants, time: nothing looks for those of one tenant by their time. */
export class UnusedMailIndex1764480000000 implements MigrationInterface {
  name = 'UnusedMailIndex1764480000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX mails_expiry');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX mails_expiry ON mails (tenant_id, expires_at)');
  }
}
