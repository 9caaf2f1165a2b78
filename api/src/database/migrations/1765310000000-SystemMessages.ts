import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What a system message tells, as data; null for every other message, and for one that was deleted. */
export class SystemMessages1765310000000 implements MigrationInterface {
  name = 'SystemMessages1765310000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages ADD COLUMN system jsonb');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages DROP COLUMN system');
  }
}
