import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The messages that somebody marked to find them again: their own list, of which nobody else is told. */
export class Bookmarks1765300000000 implements MigrationInterface {
  name = 'Bookmarks1765300000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE bookmarks (
        tenant_id  uuid NOT NULL,
        user_id    uuid NOT NULL,
        message_id uuid NOT NULL,
        room_id    uuid NOT NULL,
        created_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, user_id, message_id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX bookmarks_newest ON bookmarks (tenant_id, user_id, created_at, message_id)');
    // A message that is deleted takes along everybody's.
    await runner.query('CREATE INDEX bookmarks_message ON bookmarks (tenant_id, message_id)');
    await this.secure(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE bookmarks');
  }

  private async secure(runner: QueryRunner): Promise<void> {
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON bookmarks TO parley_app, parley_core');
    await runner.query('ALTER TABLE bookmarks ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE bookmarks FORCE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY bookmarks_app ON bookmarks TO parley_app USING (${own}) WITH CHECK (${own})`);
    await runner.query('CREATE POLICY bookmarks_core ON bookmarks TO parley_core USING (true) WITH CHECK (true)');
  }
}
