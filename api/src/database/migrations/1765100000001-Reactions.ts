import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Who reacted to which message, with what. What readers are shown of it stands on the message as well (`messages.reactions`, null
 * where there is none), so that reading messages stays one range scan, and new ones cost no more than before; see
 * docs/decisions/0009-reactions-stand-on-the-message.md.
 */
export class Reactions1765100000001 implements MigrationInterface {
  name = 'Reactions1765100000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE message_reactions (
        tenant_id  uuid NOT NULL,
        room_id    uuid NOT NULL,
        seq        bigint NOT NULL,
        emoji      text COLLATE "C" NOT NULL,
        user_id    uuid NOT NULL,
        position   bigint NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, room_id, seq, emoji, user_id)
      )`);
    // The first ones are listed on the message: when one of them goes, the next one moves up.
    await runner.query(
      'CREATE INDEX message_reactions_order ON message_reactions (tenant_id, room_id, seq, emoji, position)',
    );
    await runner.query('CREATE INDEX message_reactions_user ON message_reactions (tenant_id, user_id, room_id, seq)');
    await runner.query('ALTER TABLE messages ADD COLUMN reactions jsonb');
    await this.secure(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE messages DROP COLUMN reactions');
    await runner.query('DROP TABLE message_reactions');
  }

  private async secure(runner: QueryRunner): Promise<void> {
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON message_reactions TO parley_app, parley_core');
    await runner.query('ALTER TABLE message_reactions ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE message_reactions FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY message_reactions_app ON message_reactions TO parley_app USING (${own}) WITH CHECK (${own})`,
    );
    await runner.query(
      'CREATE POLICY message_reactions_core ON message_reactions TO parley_core USING (true) WITH CHECK (true)',
    );
  }
}
