import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows belong to one tenant. */
const tenantTables = ['username_holds', 'rate_counts'];

/** Where sessions are used, users who have left for good, usernames that rest, and counts that nodes share. */
export class SessionsAndDepartures1764420000000 implements MigrationInterface {
  name = 'SessionsAndDepartures1764420000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE sessions ADD COLUMN device text');
    // deleted_at: they are gone. erased_at: what they left in rooms is dealt with, too.
    await runner.query('ALTER TABLE users ADD COLUMN deleted_at timestamptz, ADD COLUMN erased_at timestamptz');
    await runner.query(
      'CREATE INDEX users_erase ON users (deleted_at) WHERE deleted_at IS NOT NULL AND erased_at IS NULL',
    );
    await runner.query(`
      CREATE TABLE username_holds (
        tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        username  text COLLATE "C" NOT NULL,
        free_at   timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, username)
      )`);
    await runner.query(`
      CREATE TABLE rate_counts (
        tenant_id uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        name      text NOT NULL,
        subject   text NOT NULL,
        count     int NOT NULL,
        ends_at   timestamptz NOT NULL,
        PRIMARY KEY (tenant_id, name, subject)
      ) WITH (fillfactor = 70)`);
    await runner.query('CREATE INDEX rate_counts_ended ON rate_counts (ends_at)');
    for (const table of tenantTables) {
      const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
      await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO parley_app, parley_core`);
      await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await runner.query(`CREATE POLICY ${table}_app ON ${table} TO parley_app USING (${own}) WITH CHECK (${own})`);
      await runner.query(`CREATE POLICY ${table}_core ON ${table} TO parley_core USING (true) WITH CHECK (true)`);
    }
    await this.holdUsernames(runner);
  }

  /**
   * A username on hold is as taken as one that somebody has: the same constraint is broken, whoever gives it to a user.
   * After the row is written, since the insert may have waited for the deletion that set the hold: what the function
   * reads is then younger than that.
   */
  private async holdUsernames(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION refuse_held_username() RETURNS trigger LANGUAGE plpgsql VOLATILE AS $$
      BEGIN
        IF EXISTS (SELECT FROM username_holds AS h
                    WHERE h.tenant_id = NEW.tenant_id AND h.username = NEW.username AND h.free_at > now()) THEN
          RAISE EXCEPTION 'the username is on hold'
            USING ERRCODE = 'unique_violation', CONSTRAINT = 'users_username', TABLE = 'users';
        END IF;
        RETURN NULL;
      END $$`);
    await runner.query('REVOKE ALL ON FUNCTION refuse_held_username FROM PUBLIC');
    await runner.query('GRANT EXECUTE ON FUNCTION refuse_held_username TO parley_app, parley_core');
    await runner.query(`
      CREATE TRIGGER users_username_hold AFTER INSERT OR UPDATE OF username ON users
        FOR EACH ROW WHEN (NEW.username IS NOT NULL) EXECUTE FUNCTION refuse_held_username()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER users_username_hold ON users');
    await runner.query('DROP FUNCTION refuse_held_username');
    for (const table of tenantTables) await runner.query(`DROP TABLE ${table}`);
    await runner.query('ALTER TABLE users DROP COLUMN deleted_at, DROP COLUMN erased_at');
    await runner.query('ALTER TABLE sessions DROP COLUMN device');
  }
}
