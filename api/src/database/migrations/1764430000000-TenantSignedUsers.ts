import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys with which tenants sign tokens for their own users, and the users that come with such a token. */
export class TenantSignedUsers1764430000000 implements MigrationInterface {
  name = 'TenantSignedUsers1764430000000';

  async up(runner: QueryRunner): Promise<void> {
    // A removed key keeps its row, so that removing it again is no error, and nothing that could verify a token.
    await runner.query(`
      CREATE TABLE signing_keys (
        tenant_id     uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        kid           uuid NOT NULL,
        alg           text NOT NULL CHECK (alg IN ('HS256', 'ES256', 'EdDSA')),
        public_key    jsonb,
        sealed_secret bytea,
        created_at    timestamptz NOT NULL DEFAULT now(),
        removed_at    timestamptz,
        PRIMARY KEY (tenant_id, kid),
        CHECK (removed_at IS NOT NULL OR (sealed_secret IS NOT NULL) = (alg = 'HS256')),
        CHECK (removed_at IS NOT NULL OR (public_key IS NOT NULL) = (alg <> 'HS256'))
      )`);
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON signing_keys TO parley_app, parley_core');
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('ALTER TABLE signing_keys ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE signing_keys FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY signing_keys_app ON signing_keys TO parley_app USING (${own}) WITH CHECK (${own})`,
    );
    await runner.query('CREATE POLICY signing_keys_core ON signing_keys TO parley_core USING (true) WITH CHECK (true)');
    await runner.query(
      `ALTER TABLE users ADD COLUMN external_id text COLLATE "C" CHECK (external_id IS NULL OR kind = 'external')`,
    );
    await runner.query(
      'CREATE UNIQUE INDEX users_external ON users (tenant_id, external_id) WHERE external_id IS NOT NULL',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE users DROP COLUMN external_id');
    await runner.query('DROP TABLE signing_keys');
  }
}
