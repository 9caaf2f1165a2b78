import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What was revoked lately is looked up every few seconds, by time. */
export class RecentRevocations1764320000000 implements MigrationInterface {
  name = 'RecentRevocations1764320000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX sessions_ended ON sessions (ended_at) WHERE ended_at IS NOT NULL');
    await runner.query('CREATE INDEX members_left ON members (left_at) WHERE left_at IS NOT NULL');
    await runner.query('CREATE INDEX rooms_deleted ON rooms (deleted_at) WHERE deleted_at IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX rooms_deleted');
    await runner.query('DROP INDEX members_left');
    await runner.query('DROP INDEX sessions_ended');
  }
}
