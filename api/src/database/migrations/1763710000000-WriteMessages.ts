import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The writer's one round trip: `write_messages` locks the heads of all rooms of a batch, and only then looks and writes.
 *
 * Two steps with two snapshots. In READ COMMITTED a statement sees what was committed when it began: one statement that
 * waited for a lock would check rights and clientIds as they were before. Each statement of a VOLATILE function takes a
 * snapshot of its own, so the second one is newer than every lock.
 *
 * The look-ups are `LEFT JOIN LATERAL` of the first row at or above the wanted one, in the order of the index that is
 * meant, and the plan is generic: a plan made while the tables were empty takes any index whose first columns fit, and
 * walks through a whole room once they are not.
 */
export class WriteMessages1763710000000 implements MigrationInterface {
  name = 'WriteMessages1763710000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION write_messages(
        tenant_ids uuid[], room_ids uuid[], author_ids uuid[], client_ids text[], body_hashes bytea[], ids uuid[],
        texts text[], reply_ids uuid[], mention_lists text[], waits boolean
      ) RETURNS TABLE (
        n bigint, verdict text, seq bigint, "position" bigint, created_at timestamptz, reply_seq bigint,
        epoch uuid, before_seq bigint, before_position bigint, has_joined boolean,
        author jsonb, seat jsonb, room jsonb, first jsonb
      ) LANGUAGE plpgsql VOLATILE SET plan_cache_mode = force_generic_plan AS $$
      #variable_conflict use_column
      DECLARE
        head_tenants uuid[]; head_rooms uuid[]; head_seqs bigint[]; head_positions bigint[]; head_epochs uuid[];
      BEGIN
        -- In the order of their ids: two batches that want the same rooms cannot wait for each other in a circle.
        IF waits THEN
          SELECT array_agg(h.tenant_id), array_agg(h.room_id), array_agg(h.last_seq), array_agg(h.position), array_agg(h.epoch)
            INTO head_tenants, head_rooms, head_seqs, head_positions, head_epochs
            FROM (SELECT DISTINCT t, r FROM unnest(tenant_ids, room_ids) AS a(t, r) ORDER BY t, r) AS asked
            CROSS JOIN LATERAL (SELECT * FROM room_heads AS x WHERE x.tenant_id = t AND x.room_id = r LIMIT 1 FOR UPDATE) AS h;
        ELSE
          SELECT array_agg(h.tenant_id), array_agg(h.room_id), array_agg(h.last_seq), array_agg(h.position), array_agg(h.epoch)
            INTO head_tenants, head_rooms, head_seqs, head_positions, head_epochs
            FROM (SELECT DISTINCT t, r FROM unnest(tenant_ids, room_ids) AS a(t, r) ORDER BY t, r) AS asked
            CROSS JOIN LATERAL (
              SELECT * FROM room_heads AS x WHERE x.tenant_id = t AND x.room_id = r LIMIT 1 FOR UPDATE SKIP LOCKED) AS h;
        END IF;

        RETURN QUERY
        WITH checked AS MATERIALIZED (
          SELECT i.*, h.last_seq, h.head_position, h.epoch,
                 r.type, r.member_count <= 200 AS is_listed, m.user_id IS NULL OR m.left_at IS NOT NULL AS is_outside,
                 reply.seq AS reply_seq, u.author,
                 CASE WHEN r.type IS NULL OR (waits AND h.last_seq IS NULL) THEN 'room_not_found'
                      WHEN r.type <> 'public' AND (m.user_id IS NULL OR m.left_at IS NOT NULL) THEN 'room_not_found'
                      WHEN h.last_seq IS NULL THEN 'locked'
                      WHEN f.body_hash = i.body_hash THEN 'repeated'
                      WHEN f.body_hash IS NOT NULL THEN 'client_id_reused'
                      WHEN r.archived_at IS NOT NULL THEN 'forbidden'
                      WHEN i.reply_id IS NOT NULL AND reply.seq IS NULL THEN 'message_not_found'
                      ELSE 'written' END AS verdict,
                 CASE WHEN f.body_hash = i.body_hash THEN to_jsonb(f) - 'body_hash' END AS first
            FROM unnest(tenant_ids, room_ids, author_ids, client_ids, body_hashes, ids, texts, reply_ids, mention_lists)
                 WITH ORDINALITY AS i(tenant_id, room_id, author_id, client_id, body_hash, id, text, reply_id, mentions, n)
            LEFT JOIN unnest(head_tenants, head_rooms, head_seqs, head_positions, head_epochs)
                 AS h(t, r, last_seq, head_position, epoch) ON h.t = i.tenant_id AND h.r = i.room_id
            LEFT JOIN LATERAL (
              SELECT x.id, x.type, x.member_count, x.archived_at, x.deleted_at FROM rooms AS x
               WHERE x.tenant_id = i.tenant_id AND x.id >= i.room_id ORDER BY x.id LIMIT 1) AS r
              ON r.id = i.room_id AND r.deleted_at IS NULL
            LEFT JOIN LATERAL (
              SELECT x.user_id, x.left_at FROM members AS x
               WHERE x.tenant_id = i.tenant_id AND x.room_id = i.room_id AND x.user_id = i.author_id LIMIT 1) AS m ON true
            LEFT JOIN LATERAL (
              SELECT x.* FROM messages AS x
               WHERE x.tenant_id = i.tenant_id AND x.room_id = i.room_id AND x.author_id = i.author_id
                 AND x.client_id >= i.client_id ORDER BY x.client_id LIMIT 1) AS f ON f.client_id = i.client_id
            LEFT JOIN LATERAL (
              SELECT x.id, x.seq FROM messages AS x
               WHERE i.reply_id IS NOT NULL AND x.tenant_id = i.tenant_id AND x.room_id = i.room_id AND x.id >= i.reply_id
               ORDER BY x.id LIMIT 1) AS reply ON reply.id = i.reply_id
            LEFT JOIN LATERAL (
              SELECT jsonb_build_object('id', x.id, 'kind', x.kind, 'username', x.username,
                       'display_name', x.display_name, 'avatar_url', x.avatar_url) AS author
                FROM users AS x WHERE x.tenant_id = i.tenant_id AND x.id >= i.author_id ORDER BY x.id LIMIT 1) AS u
              ON (u.author ->> 'id')::uuid = i.author_id
        ), numbered AS (
          SELECT c.*, row_number() OVER (PARTITION BY c.tenant_id, c.room_id ORDER BY c.n) AS nth,
                 c.is_outside AND row_number() OVER (PARTITION BY c.tenant_id, c.room_id, c.author_id ORDER BY c.n) = 1 AS joins
            FROM checked AS c WHERE c.verdict = 'written'
        ), placed AS MATERIALIZED (
          SELECT p.*, p.last_seq + p.nth AS seq,
                 p.head_position + p.nth
                   + count(*) FILTER (WHERE p.joins AND p.is_listed) OVER (PARTITION BY p.tenant_id, p.room_id ORDER BY p.n) AS position
            FROM numbered AS p
        ), authors AS (
          SELECT p.tenant_id, p.room_id, p.author_id, max(p.seq) AS seq, bool_or(p.joins) AS joins,
                 min(CASE WHEN p.is_listed THEN p.position - 1 ELSE 0 END) FILTER (WHERE p.joins) AS position
            FROM placed AS p GROUP BY 1, 2, 3
        ), seated AS (
          -- Who sits there already has the read pointer moved; who does not takes the seat.
          INSERT INTO members AS m (tenant_id, room_id, user_id, role, position, read_seq)
          SELECT a.tenant_id, a.room_id, a.author_id, 'member', coalesce(a.position, 0), a.seq FROM authors AS a
          ON CONFLICT ON CONSTRAINT members_pkey DO UPDATE SET
            read_seq = excluded.read_seq,
            role = CASE WHEN m.left_at IS NULL THEN m.role ELSE 'member' END,
            joined_at = CASE WHEN m.left_at IS NULL THEN m.joined_at ELSE now() END,
            position = CASE WHEN m.left_at IS NULL THEN m.position ELSE excluded.position END,
            left_at = NULL
          RETURNING m.*
        ), counted AS (
          UPDATE rooms AS r SET member_count = r.member_count + j.joined, position = greatest(r.position, j.position)
            FROM (SELECT p.tenant_id, p.room_id, count(*)::int AS joined, bool_or(p.is_listed) AS is_listed,
                         max(CASE WHEN p.is_listed THEN p.position - 1 ELSE 0 END) AS position
                    FROM placed AS p WHERE p.joins GROUP BY 1, 2) AS j
           WHERE r.tenant_id = j.tenant_id AND r.id = j.room_id
          RETURNING r.*, j.is_listed
        ), moved_heads AS (
          UPDATE room_heads AS h SET last_seq = p.seq, position = p.position
            FROM (SELECT p.tenant_id, p.room_id, max(p.seq) AS seq, max(p.position) AS position
                    FROM placed AS p GROUP BY 1, 2) AS p
           WHERE h.tenant_id = p.tenant_id AND h.room_id = p.room_id
        ), inserted AS (
          INSERT INTO messages (tenant_id, room_id, seq, id, position, author_id, client_id, body_hash, kind, text,
                                reply_to_id, reply_to_seq, mentions)
          SELECT p.tenant_id, p.room_id, p.seq, p.id, p.position, p.author_id, p.client_id, p.body_hash, 'text', p.text,
                 p.reply_id, p.reply_seq, p.mentions::uuid[]
            FROM placed AS p ORDER BY p.n
        )
        SELECT c.n, c.verdict, p.seq, p.position, now(), c.reply_seq, c.epoch, c.last_seq, c.head_position,
               coalesce(p.joins, false),
               c.author,
               CASE WHEN p.joins AND p.is_listed THEN (
                 SELECT to_jsonb(s) FROM seated AS s
                  WHERE s.tenant_id = c.tenant_id AND s.room_id = c.room_id AND s.user_id = c.author_id) END,
               CASE WHEN p.joins AND p.is_listed THEN (
                 SELECT to_jsonb(r) FROM counted AS r WHERE r.tenant_id = c.tenant_id AND r.id = c.room_id) END,
               c.first
          FROM checked AS c LEFT JOIN placed AS p ON p.n = c.n
         ORDER BY c.n;
      END $$`);
    await runner.query('DROP INDEX members_user');
    await runner.query('CREATE INDEX members_user ON members (tenant_id, user_id, room_id)');
    await runner.query('REVOKE ALL ON FUNCTION write_messages FROM PUBLIC');
    await runner.query('GRANT EXECUTE ON FUNCTION write_messages TO parley_core');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION write_messages');
    await runner.query('DROP INDEX members_user');
    await runner.query('CREATE INDEX members_user ON members (tenant_id, user_id)');
  }
}
