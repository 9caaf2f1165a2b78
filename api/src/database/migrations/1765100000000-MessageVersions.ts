import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What messages said before they were edited, for those who look after a room. A row is an earlier text, named by the position
 * of the edit that replaced it; with the message it goes.
 */
export class MessageVersions1765100000000 implements MigrationInterface {
  name = 'MessageVersions1765100000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_versions (
        tenant_id   uuid NOT NULL,
        room_id     uuid NOT NULL,
        seq         bigint NOT NULL,
        position    bigint NOT NULL,
        text        text NOT NULL,
        mentions    uuid[] NOT NULL DEFAULT '{}',
        written_at  timestamptz NOT NULL,
        replaced_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, room_id, seq, position)
      )`);
    await this.secure(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE message_versions');
  }

  private async secure(runner: QueryRunner): Promise<void> {
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON message_versions TO parley_app, parley_core');
    await runner.query('ALTER TABLE message_versions ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE message_versions FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY message_versions_app ON message_versions TO parley_app USING (${own}) WITH CHECK (${own})`,
    );
    await runner.query(
      'CREATE POLICY message_versions_core ON message_versions TO parley_core USING (true) WITH CHECK (true)',
    );
  }
}
