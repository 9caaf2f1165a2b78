import type { MigrationInterface, QueryRunner } from 'typeorm';
import { LeanWrites1764550000000 } from './1764550000000-LeanWrites.js';
import { rewriteWriter, undone } from './rewrite-writer.js';

/** What changes in `write_messages`: what it was, and what it is. */
const pieces = [
  ['active_at = now()', 'active_at = now(), active_slot = DEFAULT'],
  [
    'paces int[]; delays bigint[]; member_counts int[];',
    'paces int[]; delays bigint[]; member_counts int[]; is_merging boolean;',
  ],
  [
    '-- What was sent before, also by a guest',
    `-- By the order, no plan finds them but by the index of merged users.
        SELECT true INTO is_merging
          FROM unnest(author_rooms, author_ids) AS a(k, author_id)
         CROSS JOIN LATERAL (
            SELECT g.id FROM users AS g
             WHERE g.tenant_id = room_tenants[a.k] AND g.merged_into = ANY (ARRAY[a.author_id]) AND g.merged_into IS NOT NULL
               AND g.erased_at IS NULL ORDER BY g.merged_into LIMIT 1) AS guest
         LIMIT 1;

        -- What was sent before, also by a guest`,
  ],
  [
    'WHERE g.tenant_id = room_tenants[author_rooms[i.a]]',
    'WHERE is_merging AND g.tenant_id = room_tenants[author_rooms[i.a]]',
  ],
] as const;

/**
 * The writer's short way asks once who an author is and whether they may write. Whatever takes leave to write in a room from somebody,
 * or from all, changes the `access_version` of the room's head, and whatever changes what is shown of users, or that they are there, the
 * `people_version` of their tenant, in its own transaction: as long as a node finds there what it found before, the rest is as it was,
 * too. That a message was sent before is then left to its unique index, which the insert asks anyway.
 *
 * Rows of users, members and rooms are never deleted by a node; whoever does so by hand has to start the nodes anew.
 *
 * `active_slot` (see `ListedRooms`) is no longer generated: PostgreSQL reads and plans such an expression anew for each update. What a node
 * of the former version notes of a room's activity beside its messages reaches the slot with the room's next message.
 */
export class KnownAuthors1765600000000 implements MigrationInterface {
  name = 'KnownAuthors1765600000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE room_heads
        ALTER COLUMN active_slot DROP EXPRESSION,
        ALTER COLUMN active_slot SET DEFAULT date_bin('10 seconds', now() AT TIME ZONE 'UTC', timestamp '2000-01-01')`);
    // A value first, and the same for all: one for each row would write the tables anew.
    for (const [table, column] of [
      ['room_heads', 'access_version'],
      ['tenants', 'people_version'],
    ]) {
      await runner.query(
        `ALTER TABLE ${table} ADD COLUMN ${column} uuid NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000'`,
      );
      await runner.query(`ALTER TABLE ${table} ALTER COLUMN ${column} SET DEFAULT gen_random_uuid()`);
    }
    // Its argument: the column that names the room.
    await runner.query(`
      CREATE FUNCTION change_access() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE room_heads AS h SET access_version = gen_random_uuid()
         WHERE h.tenant_id = NEW.tenant_id AND h.room_id = (to_jsonb(NEW) ->> TG_ARGV[0])::uuid;
        IF NOT FOUND THEN RAISE 'the head of a room of tenant % is not to be seen', NEW.tenant_id; END IF;
        RETURN NULL;
      END $$`);
    // What gives leave again changes nothing: who was found to have none is not known.
    await runner.query(`
      CREATE TRIGGER members_silenced AFTER UPDATE OF left_at, mute_until ON members FOR EACH ROW
        WHEN ((OLD.left_at IS NULL AND NEW.left_at IS NOT NULL)
              OR (NEW.mute_until IS NOT NULL AND NEW.mute_until IS DISTINCT FROM OLD.mute_until))
        EXECUTE FUNCTION change_access('room_id')`);
    await runner.query(`
      CREATE TRIGGER rooms_restricted AFTER UPDATE OF archived_at, deleted_at, posting, slow_mode_seconds ON rooms FOR EACH ROW
        WHEN ((OLD.archived_at, OLD.deleted_at, OLD.posting, OLD.slow_mode_seconds)
              IS DISTINCT FROM (NEW.archived_at, NEW.deleted_at, NEW.posting, NEW.slow_mode_seconds))
        EXECUTE FUNCTION change_access('id')`);
    await runner.query(`
      CREATE FUNCTION change_people() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        UPDATE tenants AS t SET people_version = gen_random_uuid() WHERE t.id = NEW.tenant_id;
        IF NOT FOUND THEN RAISE 'tenant % is not to be seen', NEW.tenant_id; END IF;
        RETURN NULL;
      END $$`);
    // With the commit: whoever changes users waits for others who do so only then, when these wait for nothing more.
    await runner.query(`
      CREATE CONSTRAINT TRIGGER users_changed
        AFTER UPDATE OF kind, username, display_name, avatar_url, deleted_at, merged_into ON users
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
        WHEN ((OLD.kind, OLD.username, OLD.display_name, OLD.avatar_url, OLD.deleted_at, OLD.merged_into)
              IS DISTINCT FROM (NEW.kind, NEW.username, NEW.display_name, NEW.avatar_url, NEW.deleted_at, NEW.merged_into))
        EXECUTE FUNCTION change_people()`);
    await rewriteWriter(runner, pieces);

    await runner.query('DROP FUNCTION write_to_room');
    // author_ids: each once. send_authors: 1-based places in author_ids, and as long as the four lists that follow.
    // known_access, known_people: the versions at which all of them might write; NULL = not known, as to a node of the former version.
    await runner.query(`
      CREATE FUNCTION write_to_room(
        room_tenant uuid, room uuid, author_ids uuid[], send_authors int[], client_ids text[], body_hashes bytea[],
        ids uuid[], texts text[], known_access uuid DEFAULT NULL, known_people uuid DEFAULT NULL
      ) RETURNS json LANGUAGE plpgsql VOLATILE
      AS $$
      #variable_conflict use_variable
      DECLARE
        head_seq bigint; head_position bigint; head_epoch uuid; head_at tid; access uuid; people uuid;
        is_merging boolean; is_open boolean; are_seated boolean; is_repeated boolean; present int; profiles json;
        sends int := cardinality(ids);
        -- By author: the place of their last send.
        last_sends int[];
      BEGIN
        SELECT h.last_seq, h.position, h.epoch, h.ctid, h.access_version,
               (SELECT t.people_version FROM tenants AS t WHERE t.id = room_tenant)
          INTO head_seq, head_position, head_epoch, head_at, access, people
          FROM room_heads AS h WHERE h.tenant_id = room_tenant AND h.room_id = room FOR UPDATE SKIP LOCKED;
        IF head_seq IS NULL THEN RETURN NULL; END IF;

        IF access IS DISTINCT FROM known_access OR people IS DISTINCT FROM known_people THEN
          SELECT r.id = room AND r.deleted_at IS NULL AND r.archived_at IS NULL AND r.posting = 'everyone'
                 AND r.slow_mode_seconds = 0 INTO is_open
            FROM rooms AS r WHERE r.tenant_id = room_tenant AND r.id >= room ORDER BY r.id LIMIT 1;

          -- Who may write.
          SELECT bool_and(m.user_id IS NOT NULL) INTO are_seated
            FROM unnest(author_ids) AS a(author_id)
            LEFT JOIN LATERAL (
              SELECT x.user_id, x.left_at, x.mute_until FROM members AS x
               WHERE x.tenant_id = room_tenant AND x.room_id = room AND x.user_id >= a.author_id
               ORDER BY x.user_id LIMIT 1) AS m
              ON m.user_id = a.author_id AND m.left_at IS NULL AND (m.mute_until IS NULL OR m.mute_until <= now());

          -- Who they are, in any order. By a list of ids: no plan reads others for it.
          SELECT count(*), json_agg(json_build_object('id', u.id, 'kind', u.kind, 'username', u.username,
                   'display_name', u.display_name, 'avatar_url', u.avatar_url)) INTO present, profiles
            FROM users AS u WHERE u.tenant_id = room_tenant AND u.id = ANY (author_ids) AND u.deleted_at IS NULL;

          -- What was sent before.
          SELECT true INTO is_repeated
            FROM unnest(send_authors, client_ids) AS i(a, client_id)
           CROSS JOIN LATERAL (
              SELECT x.client_id FROM messages AS x
               WHERE x.tenant_id = room_tenant AND x.room_id = room
                 AND x.author_id = author_ids[i.a] AND x.client_id >= i.client_id ORDER BY x.client_id LIMIT 1) AS f
           WHERE f.client_id = i.client_id LIMIT 1;
          -- A guest who has become an author, and whose messages have not all moved yet, may have sent it. By the order, no plan
          -- finds them but by the index of merged users.
          SELECT true INTO is_merging FROM users AS g
           WHERE g.tenant_id = room_tenant AND g.merged_into = ANY (author_ids) AND g.merged_into IS NOT NULL
             AND g.erased_at IS NULL ORDER BY g.merged_into LIMIT 1;
          IF is_repeated OR is_merging OR is_open IS NOT TRUE OR are_seated IS NOT TRUE OR present < cardinality(author_ids) THEN
            RETURN NULL;
          END IF;
        END IF;

        INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text)
        SELECT room_tenant, room, head_seq + i.n, i.id, head_position + i.n, author_ids[i.a],
               i.client_id, i.body_hash, 'text', i.text
          FROM unnest(send_authors, client_ids, body_hashes, ids, texts) WITH ORDINALITY
            AS i(a, client_id, body_hash, id, text, n);

        UPDATE room_heads AS h SET last_seq = head_seq + sends, position = head_position + sends,
               active_at = now(), active_slot = DEFAULT
         WHERE h.ctid = head_at AND h.tenant_id = room_tenant AND h.room_id = room;
        IF NOT FOUND THEN RAISE 'the head of room % has moved under its lock', room; END IF;

        -- Whoever writes has read what they wrote.
        FOR n IN 1 .. sends LOOP last_sends[send_authors[n]] := n; END LOOP;
        UPDATE members AS m SET read_seq = head_seq + last_sends[array_position(author_ids, m.user_id)]
         WHERE m.tenant_id = room_tenant AND m.room_id = room AND m.user_id = ANY (author_ids);

        RETURN json_build_object('createdAt', now(), 'seq', head_seq, 'position', head_position, 'epoch', head_epoch,
                                 'access', access, 'people', people, 'profiles', profiles);
      END $$`);
    await runner.query('REVOKE ALL ON FUNCTION write_to_room FROM PUBLIC');
    await runner.query('GRANT EXECUTE ON FUNCTION write_to_room TO parley_core');
  }

  async down(runner: QueryRunner): Promise<void> {
    await new LeanWrites1764550000000().up(runner);
    await rewriteWriter(runner, undone(pieces));
    await runner.query('DROP TRIGGER rooms_restricted ON rooms');
    await runner.query('DROP TRIGGER members_silenced ON members');
    await runner.query('DROP FUNCTION change_access');
    await runner.query('DROP TRIGGER users_changed ON users');
    await runner.query('DROP FUNCTION change_people');
    await runner.query('ALTER TABLE tenants DROP COLUMN people_version');
    await runner.query('DROP INDEX room_heads_listed');
    await runner.query(`
      ALTER TABLE room_heads
        DROP COLUMN access_version,
        DROP COLUMN active_slot,
        ADD COLUMN active_slot timestamp NOT NULL
          GENERATED ALWAYS AS (date_bin('10 seconds', active_at AT TIME ZONE 'UTC', timestamp '2000-01-01')) STORED`);
    await runner.query('CREATE INDEX room_heads_listed ON room_heads (tenant_id, active_slot) WHERE is_listed');
  }
}
