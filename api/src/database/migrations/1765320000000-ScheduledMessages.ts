import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Doors to the queue, as those of the migration `MailsAndJobs`. */
const doors = ['parley_put_job(text, json, int, timestamptz, text)', 'parley_remove_jobs(text[])'];

/** Messages that wait for their time, and jobs that can be moved and taken back. */
export class ScheduledMessages1765320000000 implements MigrationInterface {
  name = 'ScheduledMessages1765320000000';

  async up(runner: QueryRunner): Promise<void> {
    // is_taken: it is being sent, and what became of that is not known yet; tries counts how often. A cancelled one is kept for a
    // while without what it said.
    await runner.query(`
      CREATE TABLE scheduled_messages (
        tenant_id    uuid NOT NULL,
        id           uuid NOT NULL,
        author_id    uuid NOT NULL,
        room_id      uuid NOT NULL,
        client_id    text NOT NULL,
        body_hash    bytea NOT NULL,
        text         text NOT NULL,
        reply_to_id  uuid,
        reply_to_seq bigint,
        mentions     uuid[] NOT NULL DEFAULT '{}',
        send_at      timestamptz NOT NULL,
        created_at   timestamptz NOT NULL DEFAULT now(),
        is_taken     boolean NOT NULL DEFAULT false,
        tries        int NOT NULL DEFAULT 0,
        failure      text,
        cancelled_at timestamptz,
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT scheduled_messages_client UNIQUE (tenant_id, author_id, room_id, client_id),
        FOREIGN KEY (tenant_id, author_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, room_id) REFERENCES rooms (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query(`
      CREATE INDEX scheduled_messages_waiting ON scheduled_messages (tenant_id, author_id, send_at, id)
       WHERE cancelled_at IS NULL`);
    await runner.query(
      'CREATE INDEX scheduled_messages_cancelled ON scheduled_messages (cancelled_at) WHERE cancelled_at IS NOT NULL',
    );
    await this.secure(runner);
    await this.openJobs(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const signature of doors) await runner.query(`DROP FUNCTION ${signature}`);
    await runner.query('DROP TABLE scheduled_messages');
  }

  private async secure(runner: QueryRunner): Promise<void> {
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON scheduled_messages TO parley_app, parley_core');
    await runner.query('ALTER TABLE scheduled_messages ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE scheduled_messages FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY scheduled_messages_app ON scheduled_messages TO parley_app USING (${own}) WITH CHECK (${own})`,
    );
    await runner.query(
      'CREATE POLICY scheduled_messages_core ON scheduled_messages TO parley_core USING (true) WITH CHECK (true)',
    );
  }

  /**
   * A job with a key is there once: put again it has another time. One that runs meanwhile ends, and is not tried again. Where one
   * is begun at just this moment the queue adds nothing, and says so by no id: then it is asked once more.
   */
  private async openJobs(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION parley_put_job(name text, payload json, max_attempts int, run_at timestamptz, job_key text) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      DECLARE
        put_id bigint;
      BEGIN
        FOR tried IN 1..10 LOOP
          SELECT job.id INTO put_id FROM graphile_worker.add_job(
            identifier => parley_put_job.name, payload => parley_put_job.payload, max_attempts => parley_put_job.max_attempts,
            run_at => parley_put_job.run_at, job_key => parley_put_job.job_key, job_key_mode => 'replace') AS job;
          IF put_id IS NOT NULL THEN RETURN; END IF;
        END LOOP;
        RAISE EXCEPTION 'the job % could not be put', parley_put_job.job_key USING ERRCODE = 'serialization_failure';
      END $$`);
    await runner.query(`
      CREATE FUNCTION parley_remove_jobs(job_keys text[]) RETURNS void
      LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
      BEGIN
        PERFORM graphile_worker.remove_job(key) FROM unnest(parley_remove_jobs.job_keys) AS key;
      END $$`);
    for (const signature of doors) {
      await runner.query(`REVOKE ALL ON FUNCTION ${signature} FROM PUBLIC`);
      await runner.query(`GRANT EXECUTE ON FUNCTION ${signature} TO parley_app, parley_core`);
    }
  }
}
