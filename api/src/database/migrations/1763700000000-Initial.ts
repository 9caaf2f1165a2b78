import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables whose rows belong to one tenant: row level security is forced on each. */
const tenantTables = ['secret_keys', 'users', 'sessions', 'rooms', 'room_heads', 'members', 'messages'];

/** Tenants and their keys, people and sessions, rooms with their heads, members, messages. */
export class Initial1763700000000 implements MigrationInterface {
  name = 'Initial1763700000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE installation_keys (
        name       text PRIMARY KEY,
        value      bytea NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now()
      )`);
    await runner.query(`
      CREATE TABLE tenants (
        id              uuid PRIMARY KEY,
        name            text NOT NULL,
        public_key      text NOT NULL UNIQUE,
        settings        jsonb NOT NULL DEFAULT '{}',
        created_at      timestamptz NOT NULL DEFAULT now(),
        delete_at       timestamptz
      )`);
    await runner.query(`
      CREATE TABLE secret_keys (
        tenant_id  uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        id         uuid NOT NULL,
        hash       bytea NOT NULL UNIQUE,
        last4      text NOT NULL,
        created_at timestamptz NOT NULL DEFAULT now(),
        removed_at timestamptz,
        PRIMARY KEY (tenant_id, id)
      )`);
    // Usernames are ordered by their bytes ("C"), so that a prefix is a range of the index.
    await runner.query(`
      CREATE TABLE users (
        tenant_id     uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        id            uuid NOT NULL,
        kind          text NOT NULL CHECK (kind IN ('guest', 'registered', 'external')),
        username      text COLLATE "C",
        display_name  text NOT NULL,
        avatar_url    text,
        about         text NOT NULL DEFAULT '',
        email         text,
        email_verified_at timestamptz,
        password_hash text,
        created_at    timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (tenant_id, id),
        CONSTRAINT users_username UNIQUE (tenant_id, username),
        CONSTRAINT users_email UNIQUE (tenant_id, email)
      )`);
    await runner.query(`
      CREATE TABLE sessions (
        tenant_id    uuid NOT NULL,
        id           uuid NOT NULL,
        user_id      uuid NOT NULL,
        generation   int NOT NULL DEFAULT 1,
        confirmed_at timestamptz,
        previous_confirmed_at timestamptz,
        created_at   timestamptz NOT NULL DEFAULT now(),
        last_seen_at timestamptz NOT NULL DEFAULT now(),
        expires_at   timestamptz NOT NULL,
        ended_at     timestamptz,
        end_reason   text,
        PRIMARY KEY (tenant_id, id),
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      )`);
    await runner.query('CREATE INDEX sessions_user ON sessions (tenant_id, user_id)');
    await runner.query(`
      CREATE TABLE rooms (
        tenant_id    uuid NOT NULL REFERENCES tenants (id) ON DELETE CASCADE,
        id           uuid NOT NULL,
        type         text NOT NULL CHECK (type IN ('public', 'private', 'direct', 'match')),
        slug         text,
        name         text,
        topic        text,
        member_count int NOT NULL DEFAULT 0,
        position     bigint NOT NULL DEFAULT 0,
        created_by   uuid,
        created_at   timestamptz NOT NULL DEFAULT now(),
        archived_at  timestamptz,
        deleted_at   timestamptz,
        PRIMARY KEY (tenant_id, id)
      )`);
    // A deleted room frees its slug.
    await runner.query('CREATE UNIQUE INDEX rooms_slug ON rooms (tenant_id, slug) WHERE deleted_at IS NULL');
    await runner.query(
      `CREATE INDEX rooms_discover ON rooms (tenant_id, id) WHERE type = 'public' AND deleted_at IS NULL`,
    );
    await runner.query(`
      CREATE TABLE room_heads (
        tenant_id uuid NOT NULL,
        room_id   uuid NOT NULL,
        last_seq  bigint NOT NULL DEFAULT 0,
        position  bigint NOT NULL DEFAULT 0,
        epoch     uuid NOT NULL,
        PRIMARY KEY (tenant_id, room_id),
        FOREIGN KEY (tenant_id, room_id) REFERENCES rooms (tenant_id, id) ON DELETE CASCADE
      ) WITH (fillfactor = 50)`);
    await runner.query(`
      CREATE TABLE members (
        tenant_id uuid NOT NULL,
        room_id   uuid NOT NULL,
        user_id   uuid NOT NULL,
        role      text NOT NULL CHECK (role IN ('owner', 'moderator', 'member')),
        joined_at timestamptz NOT NULL DEFAULT now(),
        left_at   timestamptz,
        read_seq  bigint NOT NULL DEFAULT 0,
        position  bigint NOT NULL,
        PRIMARY KEY (tenant_id, room_id, user_id),
        FOREIGN KEY (tenant_id, room_id) REFERENCES rooms (tenant_id, id) ON DELETE CASCADE,
        FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
      ) WITH (fillfactor = 80)`);
    await runner.query('CREATE INDEX members_position ON members (tenant_id, room_id, position)');
    await runner.query('CREATE INDEX members_user ON members (tenant_id, user_id)');
    // No foreign key to the room or the author: each is checked under the head's lock, and the look-ups would be paid twice.
    await runner.query(`
      CREATE TABLE messages (
        tenant_id       uuid NOT NULL,
        room_id         uuid NOT NULL,
        seq             bigint NOT NULL,
        id              uuid NOT NULL,
        position        bigint NOT NULL,
        author_id       uuid NOT NULL,
        client_id       text NOT NULL,
        body_hash       bytea NOT NULL,
        kind            text NOT NULL CHECK (kind IN ('text', 'system', 'encrypted')),
        text            text NOT NULL,
        reply_to_id     uuid,
        reply_to_seq    bigint,
        mentions        uuid[] NOT NULL DEFAULT '{}',
        created_at      timestamptz NOT NULL DEFAULT now(),
        edited_at       timestamptz,
        deleted_at      timestamptz,
        pinned_at       timestamptz,
        PRIMARY KEY (tenant_id, room_id, seq),
        CONSTRAINT messages_id UNIQUE (tenant_id, room_id, id),
        CONSTRAINT messages_client_id UNIQUE (tenant_id, room_id, author_id, client_id)
      )`);
    await runner.query('CREATE INDEX messages_position ON messages (tenant_id, room_id, position)');
    await this.secure(runner);
  }

  private async secure(runner: QueryRunner): Promise<void> {
    await runner.query('GRANT SELECT ON installation_keys TO parley_core');
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON tenants TO parley_core');
    await runner.query('GRANT SELECT, UPDATE ON tenants TO parley_app');
    for (const table of tenantTables) {
      await runner.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} TO parley_app, parley_core`);
    }
    for (const [table, column] of [['tenants', 'id'], ...tenantTables.map((name) => [name, 'tenant_id'])]) {
      // nullif: outside a tenant transaction the setting is empty, which then matches no row instead of failing the cast.
      const own = `${column} = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
      await runner.query(`ALTER TABLE ${table} ENABLE ROW LEVEL SECURITY`);
      await runner.query(`ALTER TABLE ${table} FORCE ROW LEVEL SECURITY`);
      await runner.query(`CREATE POLICY ${table}_app ON ${table} TO parley_app USING (${own}) WITH CHECK (${own})`);
      await runner.query(`CREATE POLICY ${table}_core ON ${table} TO parley_core USING (true) WITH CHECK (true)`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of [...tenantTables].reverse()) await runner.query(`DROP TABLE ${table}`);
    await runner.query('DROP TABLE tenants');
    await runner.query('DROP TABLE installation_keys');
  }
}
