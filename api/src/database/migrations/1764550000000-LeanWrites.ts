import type { MigrationInterface, QueryRunner } from 'typeorm';
import { WriteByRules1764510000000 } from './1764510000000-WriteByRules.js';

/**
 * The writer's short way with less to do: replies, mentions and waiting for a lock are the long way's, read pointers move by one
 * scan, and how it is planned stands in the settings of the one connection that calls it (`writerSettings`), because a function
 * that has settings of its own pays for each at each call. Its rules are as in `WriteByRules`.
 */
export class LeanWrites1764550000000 implements MigrationInterface {
  name = 'LeanWrites1764550000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION write_to_room');
    // author_ids: each once. send_authors: 1-based places in author_ids, and as long as all that follows.
    await runner.query(`
      CREATE FUNCTION write_to_room(
        room_tenant uuid, room uuid, author_ids uuid[], send_authors int[], client_ids text[], body_hashes bytea[],
        ids uuid[], texts text[]
      ) RETURNS json LANGUAGE plpgsql VOLATILE
      AS $$
      #variable_conflict use_variable
      DECLARE
        head_seq bigint; head_position bigint; head_epoch uuid;
        is_open boolean; are_seated boolean; profiles json; is_repeated boolean; is_merging boolean;
        -- By author: the place of their last send.
        last_sends int[];
      BEGIN
        SELECT h.last_seq, h.position, h.epoch INTO head_seq, head_position, head_epoch
          FROM room_heads AS h WHERE h.tenant_id = room_tenant AND h.room_id = room FOR UPDATE SKIP LOCKED;
        IF head_seq IS NULL THEN RETURN NULL; END IF;

        SELECT r.id = room AND r.deleted_at IS NULL AND r.archived_at IS NULL AND r.posting = 'everyone'
               AND r.slow_mode_seconds = 0 INTO is_open
          FROM rooms AS r WHERE r.tenant_id = room_tenant AND r.id >= room ORDER BY r.id LIMIT 1;

        -- Who may write.
        SELECT bool_and(m.user_id IS NOT NULL AND u.deleted_at IS NULL), json_agg(u.profile ORDER BY a.n) INTO are_seated, profiles
          FROM unnest(author_ids) WITH ORDINALITY AS a(author_id, n)
          LEFT JOIN LATERAL (
            SELECT x.user_id, x.left_at, x.mute_until FROM members AS x
             WHERE x.tenant_id = room_tenant AND x.room_id = room AND x.user_id >= a.author_id
             ORDER BY x.user_id LIMIT 1) AS m
            ON m.user_id = a.author_id AND m.left_at IS NULL AND (m.mute_until IS NULL OR m.mute_until <= now())
          LEFT JOIN LATERAL (
            SELECT x.id, x.deleted_at, json_build_object('id', x.id, 'kind', x.kind, 'username', x.username,
                     'display_name', x.display_name, 'avatar_url', x.avatar_url) AS profile
              FROM users AS x WHERE x.tenant_id = room_tenant AND x.id >= a.author_id ORDER BY x.id LIMIT 1) AS u
            ON u.id = a.author_id;

        -- What was sent before.
        SELECT true INTO is_repeated
          FROM unnest(send_authors, client_ids) AS i(a, client_id)
         CROSS JOIN LATERAL (
            SELECT x.client_id FROM messages AS x
             WHERE x.tenant_id = room_tenant AND x.room_id = room
               AND x.author_id = author_ids[i.a] AND x.client_id >= i.client_id ORDER BY x.client_id LIMIT 1) AS f
         WHERE f.client_id = i.client_id LIMIT 1;
        -- A guest who has become an author, and whose messages have not all moved yet, may have sent it.
        SELECT true INTO is_merging
          FROM unnest(author_ids) AS a(author_id)
         CROSS JOIN LATERAL (
            SELECT x.id FROM users AS x
             WHERE x.tenant_id = room_tenant AND x.merged_into = a.author_id AND x.merged_into IS NOT NULL
               AND x.erased_at IS NULL LIMIT 1) AS g
         LIMIT 1;
        IF is_repeated OR is_merging OR is_open IS NOT TRUE OR are_seated IS NOT TRUE THEN RETURN NULL; END IF;

        INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text)
        SELECT room_tenant, room, head_seq + i.n, i.id, head_position + i.n, author_ids[i.a],
               i.client_id, i.body_hash, 'text', i.text
          FROM unnest(send_authors, client_ids, body_hashes, ids, texts) WITH ORDINALITY
            AS i(a, client_id, body_hash, id, text, n);

        UPDATE room_heads AS h SET last_seq = head_seq + cardinality(ids), position = head_position + cardinality(ids),
               active_at = now()
         WHERE h.tenant_id = room_tenant AND h.room_id = room;

        -- Whoever writes has read what they wrote.
        FOR n IN 1 .. cardinality(send_authors) LOOP last_sends[send_authors[n]] := n; END LOOP;
        UPDATE members AS m SET read_seq = head_seq + p.n
          FROM unnest(author_ids, last_sends) AS p(author_id, n)
         WHERE m.tenant_id = room_tenant AND m.room_id = room AND m.user_id = p.author_id;

        RETURN json_build_object(
          'createdAt', now(), 'seq', head_seq, 'position', head_position, 'epoch', head_epoch, 'profiles', profiles);
      END $$`);
    await this.secure(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION write_to_room');
    await new WriteByRules1764510000000().up(runner);
    await this.secure(runner);
  }

  private async secure(runner: QueryRunner): Promise<void> {
    await runner.query('REVOKE ALL ON FUNCTION write_to_room FROM PUBLIC');
    await runner.query('GRANT EXECUTE ON FUNCTION write_to_room TO parley_core');
  }
}
