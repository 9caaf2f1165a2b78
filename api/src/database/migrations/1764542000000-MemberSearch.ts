import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets people of a room be found by how their name begins. By bytes, so that a beginning is a range of the index. */
export class MemberSearch1764542000000 implements MigrationInterface {
  name = 'MemberSearch1764542000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX users_display_name ON users (tenant_id, (lower(display_name) COLLATE "C"))');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX users_display_name');
  }
}
