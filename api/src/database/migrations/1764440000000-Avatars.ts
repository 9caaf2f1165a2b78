import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Names the picture that a user uploaded. Its files are under this id; without one, `avatar_url` is somebody else's. */
export class Avatars1764440000000 implements MigrationInterface {
  name = 'Avatars1764440000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users ADD COLUMN avatar_id uuid');
    // Which files are still somebody's is asked by their ids.
    await runner.query('CREATE UNIQUE INDEX users_avatar ON users (tenant_id, avatar_id) WHERE avatar_id IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    // Without the column nothing could tell these addresses from others, and nothing would serve them.
    // Forced row level security hides the rows from whoever owns the table, too.
    await runner.query('SET LOCAL ROLE parley_core');
    await runner.query('UPDATE users SET avatar_url = NULL WHERE avatar_id IS NOT NULL');
    await runner.query('RESET ROLE');
    await runner.query('DROP INDEX users_avatar');
    await runner.query('ALTER TABLE users DROP COLUMN avatar_id');
  }
}
