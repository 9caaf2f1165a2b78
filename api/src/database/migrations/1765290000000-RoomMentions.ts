import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Messages that name everybody in their room, by the room's own id: counted without a row for each member. */
export class RoomMentions1765290000000 implements MigrationInterface {
  name = 'RoomMentions1765290000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'CREATE INDEX messages_room_mention ON messages (tenant_id, room_id, seq) WHERE room_id = ANY (mentions)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX messages_room_mention');
  }
}
