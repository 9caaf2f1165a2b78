import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows belong to one tenant. */
const tenantTables = ['direct_rooms', 'blocks'];

/**
 * The one room of each pair of people, and who wants nothing of whom. A pair is written with the lower id first, so that it
 * is one key, however many make the room at once.
 */
export class DirectRooms1764530000000 implements MigrationInterface {
  name = 'DirectRooms1764530000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE direct_rooms (
        tenant_id uuid NOT NULL,
        low_id    uuid NOT NULL,
        high_id   uuid NOT NULL,
        room_id   uuid NOT NULL,
        PRIMARY KEY (tenant_id, low_id, high_id),
        CONSTRAINT direct_rooms_room UNIQUE (tenant_id, room_id),
        CHECK (low_id < high_id),
        FOREIGN KEY (tenant_id, low_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, high_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, room_id) REFERENCES rooms (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE TABLE blocks (
        tenant_id  uuid NOT NULL,
        user_id    uuid NOT NULL,
        blocked_id uuid NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, user_id, blocked_id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, blocked_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )`);
    // What whoever leaves for good is taken out of: also the lists of others.
    await runner.query('CREATE INDEX blocks_blocked ON blocks (tenant_id, blocked_id)');
    for (const table of tenantTables) {
      const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
      await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO parley_app, parley_core`);
      await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await runner.query(`CREATE POLICY ${table}_app ON ${table} TO parley_app USING (${own}) WITH CHECK (${own})`);
      await runner.query(`CREATE POLICY ${table}_core ON ${table} TO parley_core USING (true) WITH CHECK (true)`);
    }
    // On the seat of a direct room: whether who has it blocks the other. Lists of rooms and what is told need no look-up.
    await runner.query('ALTER TABLE members ADD COLUMN peer_blocked boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE members DROP COLUMN peer_blocked');
    for (const table of tenantTables) await runner.query(`DROP TABLE ${table}`);
  }
}
