import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names the picture that somebody uploaded for a room: its files are under this id, as those of a user's picture are. */
export class RoomPictures1764531500000 implements MigrationInterface {
  name = 'RoomPictures1764531500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE rooms ADD COLUMN avatar_id uuid');
    // Which files are still some room's is asked by their ids.
    await runner.query('CREATE UNIQUE INDEX rooms_avatar ON rooms (tenant_id, avatar_id) WHERE avatar_id IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    // Without the column nobody keeps their files. Forced row level security hides the rows from whoever owns the table, too.
    await runner.query('SET LOCAL ROLE parley_core');
    await runner.query('UPDATE rooms SET avatar_url = NULL WHERE avatar_id IS NOT NULL');
    await runner.query('RESET ROLE');
    await runner.query('DROP INDEX rooms_avatar');
    await runner.query('ALTER TABLE rooms DROP COLUMN avatar_id');
  }
}
