import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Mails that were asked for, with the tokens in them, and the way by which both roles add jobs. */
export class MailsAndJobs1764410000000 implements MigrationInterface {
  name = 'MailsAndJobs1764410000000';

  async up(runner: QueryRunner): Promise<void> {
    // The address as it was then: a mail about a change goes to where the account no longer points.
    await runner.query(`
      CREATE TABLE mails (
        tenant_id  uuid NOT NULL,
        id         uuid NOT NULL,
        user_id    uuid NOT NULL,
        kind       text NOT NULL CHECK (kind IN ('verify_email', 'reset_password', 'email_changed', 'email_removed')),
        email      text NOT NULL,
        token_hash bytea,
        created_at timestamptz NOT NULL DEFAULT now(),
        expires_at timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT mails_token UNIQUE (tenant_id, token_hash),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX mails_user ON mails (tenant_id, user_id)');
    await runner.query('CREATE INDEX mails_expiry ON mails (tenant_id, expires_at)');
    await this.secure(runner);
    await this.openJobs(runner);
  }

  private async secure(runner: QueryRunner): Promise<void> {
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON mails TO parley_app, parley_core');
    await runner.query('ALTER TABLE mails ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE mails FORCE ROW LEVEL SECURITY');
    await runner.query(`CREATE POLICY mails_app ON mails TO parley_app USING (${own}) WITH CHECK (${own})`);
    await runner.query('CREATE POLICY mails_core ON mails TO parley_core USING (true) WITH CHECK (true)');
  }

  /**
   * The queue's tables belong to the user of DATABASE_URL, and neither role may look into them: jobs of all tenants stand
   * there. Two functions of that owner are the only doors.
   */
  private async openJobs(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION parley_add_job(name text, payload json, max_attempts int, run_at timestamptz) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        PERFORM graphile_worker.add_job(
          identifier => parley_add_job.name, payload => parley_add_job.payload,
          max_attempts => parley_add_job.max_attempts, run_at => parley_add_job.run_at);
      END $$`);
    // A node that was killed holds its jobs for four hours otherwise; and who gave up for good is kept for ever.
    await runner.query(`
      CREATE FUNCTION parley_tidy_jobs(names text[], held_ms int[]) RETURNS void
      LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
        UPDATE graphile_worker._private_jobs AS job
           SET locked_at = NULL, locked_by = NULL, run_at = greatest(job.run_at, now())
          FROM graphile_worker._private_tasks AS task, unnest(names, held_ms) AS bound (name, ms)
         WHERE task.id = job.task_id AND task.identifier = bound.name
           AND job.locked_at < now() - bound.ms * interval '1 millisecond';
        DELETE FROM graphile_worker._private_jobs AS job
         WHERE job.attempts >= job.max_attempts AND job.locked_at IS NULL AND job.updated_at < now() - interval '7 days';
      $$`);
    for (const signature of ['parley_add_job(text, json, int, timestamptz)', 'parley_tidy_jobs(text[], int[])']) {
      await runner.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO parley_core`);
    }
    await runner.query('GRANT EXECUTE ON FUNCTION parley_add_job(text, json, int, timestamptz) TO parley_app');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION parley_tidy_jobs(text[], int[])');
    await runner.query('DROP FUNCTION parley_add_job(text, json, int, timestamptz)');
    await runner.query('DROP TABLE mails');
  }
}
