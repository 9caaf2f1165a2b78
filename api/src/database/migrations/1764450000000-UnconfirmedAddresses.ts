import type { MigrationInterface, QueryRunner } from 'typeorm';

/** An e-mail address is somebody's alone once they have confirmed it; until then anybody may say that it is theirs. */
export class UnconfirmedAddresses1764450000000 implements MigrationInterface {
  name = 'UnconfirmedAddresses1764450000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP CONSTRAINT users_email');
    await runner.query(
      'CREATE UNIQUE INDEX users_email ON users (tenant_id, email) WHERE email_verified_at IS NOT NULL',
    );
    // Since when: null = since long ago.
    await runner.query('ALTER TABLE users ADD COLUMN email_since timestamptz');
    await runner.query('CREATE INDEX users_claimed_email ON users (tenant_id, email) WHERE email IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    // Of several who say that it is theirs one keeps it: who confirmed it, else who said so first.
    // Forced row level security hides the rows from whoever owns the table, too.
    await runner.query('SET LOCAL ROLE parley_core');
    await runner.query(
      `UPDATE users AS u SET email = NULL
        WHERE u.email_verified_at IS NULL AND EXISTS (
          SELECT FROM users AS o WHERE o.tenant_id = u.tenant_id AND o.email = u.email AND o.id <> u.id
             AND (o.email_verified_at IS NOT NULL OR o.id < u.id))`,
    );
    await runner.query('RESET ROLE');
    await runner.query('ALTER TABLE users DROP COLUMN email_since');
    await runner.query('DROP INDEX users_claimed_email');
    await runner.query('DROP INDEX users_email');
    await runner.query('ALTER TABLE users ADD CONSTRAINT users_email UNIQUE (tenant_id, email)');
  }
}
