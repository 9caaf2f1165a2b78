import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The writer's short way, for what nearly every batch is: one room, authors who have their seats, nothing that was sent
 * before, no replies. Half the work of `write_messages`, since every number follows from the head and the place in the batch.
 *
 * Answers NULL, and has written nothing, when the batch is anything else, or the head is locked by somebody else and
 * `waits` is false; `write_messages` then finds out what it is. Its rules are those of `write_messages`, and so are the
 * two steps with more than one snapshot, the look-ups and what they may not use.
 */
export class WriteToOneRoom1764330000000 implements MigrationInterface {
  name = 'WriteToOneRoom1764330000000';

  async up(runner: QueryRunner): Promise<void> {
    // author_ids: each once. send_authors: 1-based places in author_ids, and as long as all that follows.
    await runner.query(`
      CREATE FUNCTION write_to_room(
        room_tenant uuid, room uuid, author_ids uuid[], send_authors int[], client_ids text[], body_hashes bytea[],
        ids uuid[], texts text[], mention_lists text[], waits boolean
      ) RETURNS json LANGUAGE plpgsql VOLATILE
        SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
        SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
      AS $$
      #variable_conflict use_variable
      DECLARE
        head_seq bigint; head_position bigint; head_epoch uuid;
        is_open boolean; are_seated boolean; profiles json; is_repeated boolean;
      BEGIN
        IF waits THEN
          SELECT h.last_seq, h.position, h.epoch INTO head_seq, head_position, head_epoch
            FROM room_heads AS h WHERE h.tenant_id = room_tenant AND h.room_id = room FOR UPDATE;
        ELSE
          SELECT h.last_seq, h.position, h.epoch INTO head_seq, head_position, head_epoch
            FROM room_heads AS h WHERE h.tenant_id = room_tenant AND h.room_id = room FOR UPDATE SKIP LOCKED;
        END IF;
        IF head_seq IS NULL THEN RETURN NULL; END IF;

        SELECT r.id = room AND r.deleted_at IS NULL AND r.archived_at IS NULL INTO is_open
          FROM rooms AS r WHERE r.tenant_id = room_tenant AND r.id >= room ORDER BY r.id LIMIT 1;

        -- Who may write.
        SELECT bool_and(m.user_id IS NOT NULL), json_agg(u.profile ORDER BY a.n) INTO are_seated, profiles
          FROM unnest(author_ids) WITH ORDINALITY AS a(author_id, n)
          LEFT JOIN LATERAL (
            SELECT x.user_id, x.left_at FROM members AS x
             WHERE x.tenant_id = room_tenant AND x.room_id = room AND x.user_id >= a.author_id
             ORDER BY x.user_id LIMIT 1) AS m
            ON m.user_id = a.author_id AND m.left_at IS NULL
          LEFT JOIN LATERAL (
            SELECT x.id, json_build_object('id', x.id, 'kind', x.kind, 'username', x.username,
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
        IF is_repeated OR is_open IS NOT TRUE OR are_seated IS NOT TRUE THEN RETURN NULL; END IF;

        INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text, mentions)
        SELECT room_tenant, room, head_seq + i.n, i.id, head_position + i.n, author_ids[i.a],
               i.client_id, i.body_hash, 'text', i.text, i.mentions::uuid[]
          FROM unnest(send_authors, client_ids, body_hashes, ids, texts, mention_lists) WITH ORDINALITY
            AS i(a, client_id, body_hash, id, text, mentions, n);

        UPDATE room_heads AS h SET last_seq = head_seq + cardinality(ids), position = head_position + cardinality(ids)
         WHERE h.tenant_id = room_tenant AND h.room_id = room;

        -- Whoever writes has read what they wrote.
        UPDATE members AS m SET read_seq = head_seq + p.n
          FROM (SELECT i.a, max(i.n) AS n FROM unnest(send_authors) WITH ORDINALITY AS i(a, n) GROUP BY 1) AS p
         WHERE m.tenant_id = room_tenant AND m.room_id = room AND m.user_id = author_ids[p.a];

        RETURN json_build_object(
          'createdAt', now(), 'seq', head_seq, 'position', head_position, 'epoch', head_epoch, 'profiles', profiles);
      END $$`);
    await runner.query('REVOKE ALL ON FUNCTION write_to_room FROM PUBLIC');
    await runner.query('GRANT EXECUTE ON FUNCTION write_to_room TO parley_core');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION write_to_room');
  }
}
