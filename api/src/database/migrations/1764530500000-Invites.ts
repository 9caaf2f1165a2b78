import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Links that let people into a room. A revoked one keeps its row, so that it can be told from one that never was. */
export class Invites1764530500000 implements MigrationInterface {
  name = 'Invites1764530500000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE invites (
        tenant_id  uuid NOT NULL,
        id         uuid NOT NULL,
        room_id    uuid NOT NULL,
        code       text COLLATE "C" NOT NULL,
        created_by uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz,
        max_uses   int CHECK (max_uses > 0),
        uses       int NOT NULL DEFAULT 0,
        revoked_at timestamptz,
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT invites_code UNIQUE (tenant_id, code),
        CHECK (uses <= max_uses),
        FOREIGN KEY (tenant_id, room_id) REFERENCES rooms (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX invites_room ON invites (tenant_id, room_id, id) WHERE revoked_at IS NULL');
    await runner.query(`
      CREATE INDEX invites_over ON invites (least(revoked_at, expires_at)) WHERE least(revoked_at, expires_at) IS NOT NULL`);
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON invites TO parley_app, parley_core');
    await runner.query('ALTER TABLE invites ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE invites FORCE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY invites_app ON invites TO parley_app USING (${own}) WITH CHECK (${own})`);
    await runner.query('CREATE POLICY invites_core ON invites TO parley_core USING (true) WITH CHECK (true)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE invites');
  }
}
