import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tells the sessions that the tenant itself opened, or vouched for, from those that people opened. */
export class VouchedSessions1764451000000 implements MigrationInterface {
  name = 'VouchedSessions1764451000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions ADD COLUMN is_vouched boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions DROP COLUMN is_vouched');
  }
}
