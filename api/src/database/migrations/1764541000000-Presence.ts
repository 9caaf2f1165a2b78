import type { MigrationInterface, QueryRunner } from 'typeorm';

/** When people were last seen by others, and whether they wish not to be. Who is here now stands in no table. */
export class Presence1764541000000 implements MigrationInterface {
  name = 'Presence1764541000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE users ADD COLUMN last_seen_at timestamptz, ADD COLUMN is_invisible boolean NOT NULL DEFAULT false',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP COLUMN last_seen_at, DROP COLUMN is_invisible');
  }
}
