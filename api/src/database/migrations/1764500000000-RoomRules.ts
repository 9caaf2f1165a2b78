import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What a room asks of those who write, what is kept from whom, and how each member has arranged their rooms. A ban or a mute
 * stands on the seat, which stays when it is given up: whoever leaves and comes back is still banned, and the writer and every
 * reader look at the seat anyway. `infinity` = without end.
 */
export class RoomRules1764500000000 implements MigrationInterface {
  name = 'RoomRules1764500000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE rooms
        ADD COLUMN avatar_url text,
        ADD COLUMN posting text NOT NULL DEFAULT 'everyone' CHECK (posting IN ('everyone', 'moderators')),
        ADD COLUMN slow_mode_seconds int NOT NULL DEFAULT 0 CHECK (slow_mode_seconds >= 0)`);
    // The newest message's time; of a room without one, its own.
    await runner.query('ALTER TABLE room_heads ADD COLUMN active_at timestamptz NOT NULL DEFAULT now()');
    await runner.query(`
      ALTER TABLE members
        ADD COLUMN ban_until timestamptz,
        ADD COLUMN ban_reason text,
        ADD COLUMN mute_until timestamptz,
        ADD COLUMN mute_reason text,
        ADD COLUMN sent_at timestamptz,
        ADD COLUMN muted boolean NOT NULL DEFAULT false,
        ADD COLUMN pinned boolean NOT NULL DEFAULT false,
        ADD COLUMN marked_unread boolean NOT NULL DEFAULT false,
        ADD COLUMN hidden_at timestamptz`);
    await runner.query(
      'CREATE INDEX members_banned ON members (tenant_id, room_id, user_id) WHERE ban_until IS NOT NULL',
    );
    await runner.query(
      'CREATE INDEX members_muted ON members (tenant_id, room_id, user_id) WHERE mute_until IS NOT NULL',
    );
    // Whom a message names, as long as they have not read it; so that mentions are counted without reading messages.
    await runner.query(`
      CREATE TABLE unread_mentions (
        tenant_id uuid NOT NULL,
        user_id   uuid NOT NULL,
        room_id   uuid NOT NULL,
        seq       bigint NOT NULL,
        PRIMARY KEY (tenant_id, user_id, room_id, seq),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON unread_mentions TO parley_app, parley_core');
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('ALTER TABLE unread_mentions ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE unread_mentions FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY unread_mentions_app ON unread_mentions TO parley_app USING (${own}) WITH CHECK (${own})`,
    );
    await runner.query(
      'CREATE POLICY unread_mentions_core ON unread_mentions TO parley_core USING (true) WITH CHECK (true)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE unread_mentions');
    await runner.query('ALTER TABLE rooms DROP COLUMN avatar_url, DROP COLUMN posting, DROP COLUMN slow_mode_seconds');
    await runner.query('ALTER TABLE room_heads DROP COLUMN active_at');
    await runner.query(`
      ALTER TABLE members DROP COLUMN ban_until, DROP COLUMN ban_reason, DROP COLUMN mute_until, DROP COLUMN mute_reason,
        DROP COLUMN sent_at, DROP COLUMN muted, DROP COLUMN pinned, DROP COLUMN marked_unread, DROP COLUMN hidden_at`);
  }
}
