import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds a room's pinned messages. A message that was just sent is in no such index. */
export class Pins1765100000002 implements MigrationInterface {
  name = 'Pins1765100000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX messages_pinned ON messages (tenant_id, room_id, pinned_at, seq) WHERE pinned_at IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX messages_pinned');
  }
}
