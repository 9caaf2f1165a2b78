import type { MigrationInterface, QueryRunner } from 'typeorm';

const tenantTables = ['reports', 'report_chains'];

/**
 * What people report, with the evidence as it was then. Each report of a tenant is sealed with the seal of the one before, so that
 * none can be changed or taken out unseen; `report_chains` holds the last number and seal, and whoever adds a report locks it.
 */
export class Reports1765200000000 implements MigrationInterface {
  name = 'Reports1765200000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE report_chains (
        tenant_id uuid NOT NULL PRIMARY KEY,
        number    bigint NOT NULL,
        seal      text
      )`);
    // evidence_bytes: of its JSON, so that a page can be bounded without reading it.
    await runner.query(`
      CREATE TABLE reports (
        tenant_id      uuid NOT NULL,
        id             uuid NOT NULL,
        number         bigint NOT NULL,
        room_id        uuid NOT NULL,
        message_id     uuid NOT NULL,
        reporter_id    uuid NOT NULL,
        reason         text NOT NULL,
        evidence       jsonb NOT NULL,
        evidence_bytes int NOT NULL,
        previous_seal  text,
        seal           text NOT NULL,
        created_at     timestamptz NOT NULL,
        status         text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'resolved', 'dismissed')),
        note           text,
        handled_at     timestamptz,
        PRIMARY KEY (tenant_id, id)
      )`);
    await runner.query('CREATE UNIQUE INDEX reports_number ON reports (tenant_id, number)');
    await runner.query('CREATE UNIQUE INDEX reports_once ON reports (tenant_id, reporter_id, message_id)');
    await runner.query('CREATE INDEX reports_status ON reports (tenant_id, status, number)');
    for (const table of tenantTables) await this.secure(runner, table);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tenantTables) await runner.query(`DROP TABLE ${table}`);
  }

  private async secure(runner: QueryRunner, table: string): Promise<void> {
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO parley_app, parley_core`);
    await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
    await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
    await runner.query(`CREATE POLICY ${table}_app ON ${table} TO parley_app USING (${own}) WITH CHECK (${own})`);
    await runner.query(`CREATE POLICY ${table}_core ON ${table} TO parley_core USING (true) WITH CHECK (true)`);
  }
}
