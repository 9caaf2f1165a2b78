import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tickets of people who wait for a stranger, or were given one. A user has at most one that waits. */
export class Matches1764540000000 implements MigrationInterface {
  name = 'Matches1764540000000';

  async up(runner: QueryRunner): Promise<void> {
    // Waits: no room, not ended, and live_until in the future. interests: folded, each once.
    await runner.query(`
      CREATE TABLE match_tickets (
        tenant_id  uuid NOT NULL,
        id         uuid NOT NULL,
        user_id    uuid NOT NULL,
        size       int NOT NULL CHECK (size BETWEEN 2 AND 8),
        interests  text[] NOT NULL,
        room_id    uuid,
        created_at timestamptz NOT NULL DEFAULT now(),
        live_until timestamptz NOT NULL,
        ended_at   timestamptz,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(
      'CREATE UNIQUE INDEX match_tickets_waiting ON match_tickets (tenant_id, user_id) WHERE room_id IS NULL AND ended_at IS NULL',
    );
    await runner.query(
      'CREATE INDEX match_tickets_matched ON match_tickets (tenant_id, user_id, id) WHERE room_id IS NOT NULL',
    );
    await runner.query('CREATE INDEX match_tickets_created ON match_tickets (created_at)');
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON match_tickets TO parley_app, parley_core');
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('ALTER TABLE match_tickets ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE match_tickets FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY match_tickets_app ON match_tickets TO parley_app USING (${own}) WITH CHECK (${own})`,
    );
    await runner.query(
      'CREATE POLICY match_tickets_core ON match_tickets TO parley_core USING (true) WITH CHECK (true)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE match_tickets');
  }
}
