import type { MigrationInterface, QueryRunner } from 'typeorm';
import { WriteBatches1764310000000 } from './1764310000000-WriteBatches.js';
import { refuseThoseGone } from './1764470000000-MergedGuests.js';
import { WriteToOneRoom1764330000000 } from './1764330000000-WriteToOneRoom.js';

/**
 * Both ways of the writer, with what a room asks of those who write: bans, mutes, announcements, slow mode. The short way is for
 * rooms that ask nothing and messages that name nobody; what it may not use and why there are two steps stands at the migrations
 * `WriteBatches` and `WriteToOneRoom`.
 */
export class WriteByRules1764510000000 implements MigrationInterface {
  name = 'WriteByRules1764510000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE OR REPLACE FUNCTION write_messages(
        room_tenants uuid[], room_ids uuid[], author_rooms int[], author_ids uuid[],
        send_authors int[], client_ids text[], body_hashes bytea[], ids uuid[], texts text[], reply_ids uuid[],
        mention_lists text[], waits boolean
      ) RETURNS json LANGUAGE plpgsql VOLATILE
        SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
        SET enable_hashjoin = off SET enable_mergejoin = off
      AS $$
      #variable_conflict use_variable
      DECLARE
        -- By room. A seq of -1: no such head, or locked by somebody else.
        head_seqs bigint[]; head_positions bigint[]; head_epochs uuid[];
        -- By author: why nothing of theirs is written, or ''; whether they have no seat; whether a seat of the room is told.
        refusals text[]; outside boolean[]; listed boolean[]; profiles json;
        -- By author: seconds between two messages of theirs, 0 = as they like; milliseconds until their next one, 0 = now.
        paces int[]; delays bigint[];
        -- By send. Its verdict; where it goes, or 0.
        repeated bigint[]; reused bigint[]; firsts json; reply_seqs bigint[];
        verdicts text[]; seqs bigint[]; positions bigint[]; has_joined boolean[];
        seats json; counted json;
      BEGIN
        -- In the order of their ids: two batches that want the same rooms cannot wait for each other in a circle.
        IF waits THEN
          SELECT array_agg(coalesce(h.last_seq, -1) ORDER BY k), array_agg(h.position ORDER BY k), array_agg(h.epoch ORDER BY k)
            INTO head_seqs, head_positions, head_epochs
            FROM (SELECT * FROM unnest(room_tenants, room_ids) WITH ORDINALITY AS a(t, r, k) ORDER BY t, r) AS asked
            LEFT JOIN LATERAL (
              SELECT * FROM room_heads AS x WHERE x.tenant_id = t AND x.room_id = r LIMIT 1 FOR UPDATE) AS h ON true;
        ELSE
          SELECT array_agg(coalesce(h.last_seq, -1) ORDER BY k), array_agg(h.position ORDER BY k), array_agg(h.epoch ORDER BY k)
            INTO head_seqs, head_positions, head_epochs
            FROM (SELECT * FROM unnest(room_tenants, room_ids) WITH ORDINALITY AS a(t, r, k) ORDER BY t, r) AS asked
            LEFT JOIN LATERAL (
              SELECT * FROM room_heads AS x WHERE x.tenant_id = t AND x.room_id = r LIMIT 1 FOR UPDATE SKIP LOCKED) AS h ON true;
        END IF;

        -- Who may write.
        SELECT array_agg(CASE WHEN u.is_gone THEN 'invalid_token' WHEN r.id IS NULL OR (waits AND head_seqs[a.k] < 0) THEN 'room_not_found'
                              WHEN r.type <> 'public' AND m.role IS NULL THEN 'room_not_found'
                              WHEN head_seqs[a.k] < 0 THEN 'locked'
                              WHEN s.ban_until > now() THEN 'banned'
                              WHEN r.archived_at IS NOT NULL THEN 'forbidden'
                              WHEN s.mute_until > now() THEN 'muted'
                              WHEN r.posting = 'moderators' AND m.role IS DISTINCT FROM 'owner'
                                   AND m.role IS DISTINCT FROM 'moderator' THEN 'forbidden'
                              ELSE '' END ORDER BY a.n),
               array_agg(m.role IS NULL ORDER BY a.n),
               array_agg(coalesce(r.member_count <= 200, false) ORDER BY a.n),
               json_agg(u.profile ORDER BY a.n),
               array_agg(p.pace ORDER BY a.n),
               array_agg(CASE WHEN p.pace = 0 OR s.sent_at IS NULL THEN 0 ELSE greatest(0, ceil(1000 * extract(
                 epoch FROM s.sent_at + make_interval(secs => p.pace) - now())))::bigint END ORDER BY a.n)
          INTO refusals, outside, listed, profiles, paces, delays
          FROM unnest(author_rooms, author_ids) WITH ORDINALITY AS a(k, author_id, n)
          LEFT JOIN LATERAL (
            SELECT x.id, x.type, x.member_count, x.archived_at, x.deleted_at, x.posting, x.slow_mode_seconds FROM rooms AS x
             WHERE x.tenant_id = room_tenants[a.k] AND x.id >= room_ids[a.k] ORDER BY x.id LIMIT 1) AS r
            ON r.id = room_ids[a.k] AND r.deleted_at IS NULL
          LEFT JOIN LATERAL (
            SELECT x.* FROM members AS x
             WHERE x.tenant_id = room_tenants[a.k] AND x.room_id = room_ids[a.k] AND x.user_id >= a.author_id
             ORDER BY x.user_id LIMIT 1) AS s
            ON s.user_id = a.author_id
          CROSS JOIN LATERAL (SELECT CASE WHEN s.left_at IS NULL THEN s.role END AS role) AS m
          CROSS JOIN LATERAL (
            SELECT CASE WHEN m.role IN ('owner', 'moderator') THEN 0 ELSE coalesce(r.slow_mode_seconds, 0) END AS pace) AS p
          LEFT JOIN LATERAL (
            SELECT x.id, x.deleted_at IS NOT NULL AS is_gone, json_build_object('id', x.id, 'kind', x.kind, 'username', x.username,
                     'display_name', x.display_name, 'avatar_url', x.avatar_url) AS profile
              FROM users AS x WHERE x.tenant_id = room_tenants[a.k] AND x.id >= a.author_id ORDER BY x.id LIMIT 1) AS u
            ON u.id = a.author_id;

        -- What was sent before, also by a guest who has become the author since and whose messages have not all moved yet.
        SELECT array_agg(i.n) FILTER (WHERE f.body_hash = i.body_hash), array_agg(i.n) FILTER (WHERE f.body_hash <> i.body_hash),
               json_object_agg(i.n, to_jsonb(f) - 'body_hash') FILTER (WHERE f.body_hash = i.body_hash)
          INTO repeated, reused, firsts
          FROM unnest(send_authors, client_ids, body_hashes) WITH ORDINALITY AS i(a, client_id, body_hash, n)
         CROSS JOIN LATERAL (
            SELECT x.* FROM (
                SELECT author_ids[i.a] AS id
                UNION ALL
                SELECT g.id FROM users AS g
                 WHERE g.tenant_id = room_tenants[author_rooms[i.a]] AND g.merged_into = author_ids[i.a]
                   AND g.merged_into IS NOT NULL AND g.erased_at IS NULL) AS whose
             CROSS JOIN LATERAL (
                SELECT y.* FROM messages AS y
                 WHERE y.tenant_id = room_tenants[author_rooms[i.a]] AND y.room_id = room_ids[author_rooms[i.a]]
                   AND y.author_id = whose.id AND y.client_id >= i.client_id ORDER BY y.client_id LIMIT 1) AS x
             WHERE x.client_id = i.client_id LIMIT 1) AS f;

        IF array_length(array_remove(reply_ids, NULL), 1) > 0 THEN
          SELECT array_agg(reply.seq ORDER BY i.n) INTO reply_seqs
            FROM unnest(send_authors, reply_ids) WITH ORDINALITY AS i(a, reply_id, n)
            LEFT JOIN LATERAL (
              SELECT x.id, x.seq FROM messages AS x
               WHERE i.reply_id IS NOT NULL AND x.tenant_id = room_tenants[author_rooms[i.a]]
                 AND x.room_id = room_ids[author_rooms[i.a]] AND x.id >= i.reply_id
               ORDER BY x.id LIMIT 1) AS reply ON reply.id = i.reply_id;
        END IF;

        -- The numbers, in the order of the batch. A seat that is told takes the position before its first message.
        SELECT array_agg(s.verdict ORDER BY s.n),
               array_agg(CASE WHEN s.verdict = '' THEN head_seqs[s.k] + s.nth ELSE 0 END ORDER BY s.n),
               array_agg(CASE WHEN s.verdict = '' THEN head_positions[s.k] + s.nth + s.told ELSE 0 END ORDER BY s.n),
               array_agg(s.joins ORDER BY s.n)
          INTO verdicts, seqs, positions, has_joined
          FROM (
            SELECT c.*, count(*) FILTER (WHERE c.verdict = '') OVER earlier AS nth,
                   count(*) FILTER (WHERE c.joins AND listed[c.a]) OVER earlier AS told
              FROM (
                SELECT d.n, d.a, d.k, d.nth_allowed,
                       CASE WHEN d.verdict = '' AND paces[d.a] > 0 AND (delays[d.a] > 0 OR d.nth_allowed > 1)
                            THEN 'slow_mode' ELSE d.verdict END AS verdict,
                       d.verdict = '' AND outside[d.a] AND delays[d.a] = 0 AND d.nth_allowed = 1 AS joins
                  FROM (SELECT e.*, row_number() OVER (PARTITION BY e.a, e.verdict = '' ORDER BY e.n) AS nth_allowed FROM (
                    SELECT i.n, i.a, author_rooms[i.a] AS k,
                           CASE WHEN refusals[i.a] IN ('invalid_token', 'room_not_found', 'locked') THEN refusals[i.a]
                                WHEN i.n = ANY (repeated) THEN 'repeated'
                                WHEN i.n = ANY (reused) THEN 'client_id_reused'
                                WHEN refusals[i.a] <> '' THEN refusals[i.a]
                                WHEN reply_ids[i.n] IS NOT NULL AND reply_seqs[i.n] IS NULL THEN 'message_not_found'
                                ELSE '' END AS verdict
                      FROM unnest(send_authors) WITH ORDINALITY AS i(a, n)) AS e) AS d) AS c
              WINDOW earlier AS (PARTITION BY c.k ORDER BY c.n)) AS s;

        INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text,
                              reply_to_id, reply_to_seq, mentions)
        SELECT room_tenants[author_rooms[i.a]], room_ids[author_rooms[i.a]], i.seq, i.id, i.position, author_ids[i.a],
               i.client_id, i.body_hash, 'text', i.text, i.reply_id, i.reply_seq, i.mentions::uuid[]
          FROM unnest(send_authors, verdicts, seqs, positions, client_ids, body_hashes, ids, texts, reply_ids, reply_seqs,
                      mention_lists)
            AS i(a, verdict, seq, position, client_id, body_hash, id, text, reply_id, reply_seq, mentions)
         WHERE i.verdict = '';

        UPDATE room_heads AS h SET last_seq = p.seq, position = p.position, active_at = now()
          FROM (SELECT author_rooms[i.a] AS k, max(i.seq) AS seq, max(i.position) AS position
                  FROM unnest(send_authors, seqs, positions) AS i(a, seq, position) WHERE i.seq > 0 GROUP BY 1) AS p
         WHERE h.tenant_id = room_tenants[p.k] AND h.room_id = room_ids[p.k];

        IF '{}' <> ANY (mention_lists) THEN
          INSERT INTO unread_mentions (tenant_id, user_id, room_id, seq)
          SELECT DISTINCT m.tenant_id, m.user_id, m.room_id, i.seq
            FROM unnest(send_authors, seqs, mention_lists) AS i(a, seq, mentions)
           CROSS JOIN LATERAL unnest(i.mentions::uuid[]) AS named(id)
           CROSS JOIN LATERAL (
              SELECT x.tenant_id, x.room_id, x.user_id, x.left_at FROM members AS x
               WHERE x.tenant_id = room_tenants[author_rooms[i.a]] AND x.room_id = room_ids[author_rooms[i.a]]
                 AND x.user_id >= named.id ORDER BY x.user_id LIMIT 1) AS m
           WHERE i.seq > 0 AND m.user_id = named.id AND m.left_at IS NULL AND m.user_id <> author_ids[i.a];
        END IF;

        -- Whoever writes has read what they wrote.
        UPDATE members AS m SET read_seq = p.seq, sent_at = CASE WHEN paces[p.a] > 0 THEN now() ELSE m.sent_at END
          FROM (SELECT i.a, max(i.seq) AS seq FROM unnest(send_authors, seqs) AS i(a, seq) WHERE i.seq > 0 GROUP BY 1) AS p
         WHERE NOT outside[p.a] AND m.tenant_id = room_tenants[author_rooms[p.a]]
           AND m.room_id = room_ids[author_rooms[p.a]] AND m.user_id = author_ids[p.a];

        IF true = ANY (has_joined) THEN
          WITH joiners AS MATERIALIZED (
            SELECT i.a, author_rooms[i.a] AS k, max(i.seq) AS seq,
                   max(CASE WHEN listed[i.a] THEN i.position - 1 ELSE 0 END) FILTER (WHERE i.joins) AS position
              FROM unnest(send_authors, seqs, positions, has_joined) AS i(a, seq, position, joins)
             WHERE i.seq > 0 AND outside[i.a] GROUP BY 1, 2
          ), seated AS (
            INSERT INTO members AS m (tenant_id, room_id, user_id, role, position, read_seq, sent_at)
            SELECT room_tenants[j.k], room_ids[j.k], author_ids[j.a], 'member', j.position, j.seq,
                   CASE WHEN paces[j.a] > 0 THEN now() END FROM joiners AS j
            ON CONFLICT ON CONSTRAINT members_pkey DO UPDATE SET
              read_seq = excluded.read_seq, sent_at = excluded.sent_at, role = 'member', joined_at = now(), left_at = NULL, position = excluded.position
            RETURNING m.*
          ), moved AS (
            UPDATE rooms AS r SET member_count = r.member_count + j.joined, position = greatest(r.position, j.position)
              FROM (SELECT k, count(*)::int AS joined, max(position) AS position FROM joiners GROUP BY 1) AS j
             WHERE r.tenant_id = room_tenants[j.k] AND r.id = room_ids[j.k]
            RETURNING j.k, j.position AS told, r.*
          )
          SELECT (SELECT json_object_agg(j.a, to_jsonb(s) || '{"is_banned": false, "is_muted": false}') FROM joiners AS j JOIN seated AS s
                      ON s.tenant_id = room_tenants[j.k] AND s.room_id = room_ids[j.k] AND s.user_id = author_ids[j.a]
                   WHERE j.position > 0),
                 (SELECT json_object_agg(m.k, to_jsonb(m) - 'k' - 'told') FROM moved AS m WHERE m.told > 0)
            INTO seats, counted;
        END IF;

        RETURN json_build_object(
          'createdAt', now(), 'verdicts', verdicts, 'seqs', seqs, 'positions', positions, 'replySeqs', reply_seqs,
          'hasJoined', has_joined, 'firsts', firsts, 'profiles', profiles, 'seats', seats, 'rooms', counted,
          'epochs', head_epochs, 'beforePositions', head_positions,
          'delays', CASE WHEN 'slow_mode' = ANY (verdicts) THEN delays END, 'paces', CASE WHEN 'slow_mode' = ANY (verdicts) THEN paces END);
      END $$`);
    await runner.query(`
      CREATE OR REPLACE FUNCTION write_to_room(
        room_tenant uuid, room uuid, author_ids uuid[], send_authors int[], client_ids text[], body_hashes bytea[],
        ids uuid[], texts text[], mention_lists text[], waits boolean
      ) RETURNS json LANGUAGE plpgsql VOLATILE
        SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
        SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
      AS $$
      #variable_conflict use_variable
      DECLARE
        head_seq bigint; head_position bigint; head_epoch uuid;
        is_open boolean; are_seated boolean; profiles json; is_repeated boolean; is_merging boolean;
      BEGIN
        IF waits THEN
          SELECT h.last_seq, h.position, h.epoch INTO head_seq, head_position, head_epoch
            FROM room_heads AS h WHERE h.tenant_id = room_tenant AND h.room_id = room FOR UPDATE;
        ELSE
          SELECT h.last_seq, h.position, h.epoch INTO head_seq, head_position, head_epoch
            FROM room_heads AS h WHERE h.tenant_id = room_tenant AND h.room_id = room FOR UPDATE SKIP LOCKED;
        END IF;
        IF head_seq IS NULL OR '{}' <> ANY (mention_lists) THEN RETURN NULL; END IF;

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

        INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text, mentions)
        SELECT room_tenant, room, head_seq + i.n, i.id, head_position + i.n, author_ids[i.a],
               i.client_id, i.body_hash, 'text', i.text, i.mentions::uuid[]
          FROM unnest(send_authors, client_ids, body_hashes, ids, texts, mention_lists) WITH ORDINALITY
            AS i(a, client_id, body_hash, id, text, mentions, n);

        UPDATE room_heads AS h SET last_seq = head_seq + cardinality(ids), position = head_position + cardinality(ids),
               active_at = now()
         WHERE h.tenant_id = room_tenant AND h.room_id = room;

        -- Whoever writes has read what they wrote.
        UPDATE members AS m SET read_seq = head_seq + p.n
          FROM (SELECT i.a, max(i.n) AS n FROM unnest(send_authors) WITH ORDINALITY AS i(a, n) GROUP BY 1) AS p
         WHERE m.tenant_id = room_tenant AND m.room_id = room AND m.user_id = author_ids[p.a];

        RETURN json_build_object(
          'createdAt', now(), 'seq', head_seq, 'position', head_position, 'epoch', head_epoch, 'profiles', profiles);
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION write_messages');
    await runner.query('DROP FUNCTION write_to_room');
    await new WriteToOneRoom1764330000000().up(runner);
    // Its `up` takes the former one away.
    await runner.query('CREATE FUNCTION write_messages() RETURNS void LANGUAGE sql AS $$ SELECT $$');
    await new WriteBatches1764310000000().up(runner);
    await refuseThoseGone(runner);
  }
}
