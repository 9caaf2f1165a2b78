import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Messages that are being written: `streaming` until they end, `streamed_at` when they were last written to (null for those that
 * were sent whole). The index names no column that changes while one grows: then PostgreSQL writes to no index at all.
 */
export class Streams1765340000000 implements MigrationInterface {
  name = 'Streams1765340000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages ADD COLUMN streaming boolean NOT NULL DEFAULT false, ADD COLUMN streamed_at timestamptz`);
    await runner.query('CREATE INDEX messages_streaming ON messages (tenant_id, room_id, seq) WHERE streaming');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX messages_streaming');
    await runner.query('ALTER TABLE messages DROP COLUMN streaming, DROP COLUMN streamed_at');
  }
}
