import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Moves read pointers, a batch at a time. Two steps, as in the writer: first the seats are locked, then everything else is looked
 * at, in a snapshot that is newer than the locks. It waits for nobody, so that it is part of no deadlock: a seat that somebody
 * else has locked is answered as `locked`, and comes with the next batch.
 */
export class WriteReads1764520000000 implements MigrationInterface {
  name = 'WriteReads1764520000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE FUNCTION write_reads(tenants uuid[], room_ids uuid[], user_ids uuid[], read_seqs bigint[]) RETURNS json
        LANGUAGE plpgsql VOLATILE
        SET plan_cache_mode = force_generic_plan SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off
        SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
      AS $$
      #variable_conflict use_variable
      DECLARE
        -- By read. The pointer as it was; null: there is no such seat, or somebody else has locked it.
        held_seqs bigint[]; are_seated boolean[]; are_banned boolean[]; are_marked boolean[];
        -- By read: why it is refused, or ''; the pointer as it is now; whether other members are told.
        verdicts text[]; pointers bigint[]; are_told boolean[];
      BEGIN
        SELECT array_agg(s.read_seq ORDER BY a.n), array_agg(s.left_at IS NULL ORDER BY a.n),
               array_agg((s.ban_until > now()) IS TRUE ORDER BY a.n), array_agg(s.marked_unread ORDER BY a.n)
          INTO held_seqs, are_seated, are_banned, are_marked
          FROM unnest(tenants, room_ids, user_ids) WITH ORDINALITY AS a(t, r, u, n)
          LEFT JOIN LATERAL (
            SELECT x.read_seq, x.left_at, x.ban_until, x.marked_unread FROM members AS x
             WHERE x.tenant_id = a.t AND x.room_id = a.r AND x.user_id = a.u LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED) AS s ON true;

        SELECT array_agg(v.verdict ORDER BY v.n), array_agg(v.is_told ORDER BY v.n),
               array_agg(greatest(held_seqs[v.n], v.furthest) ORDER BY v.n)
          INTO verdicts, are_told, pointers
          FROM (
            SELECT c.*, max(c.seq) FILTER (WHERE c.verdict = '') OVER (PARTITION BY c.t, c.r, c.u) AS furthest
              FROM (
                SELECT a.n, a.t, a.r, a.u, a.seq, room.member_count <= 100 AS is_told,
                       CASE WHEN room.id IS NULL THEN 'room_not_found'
                            WHEN held_seqs[a.n] IS NULL AND seat.user_id IS NOT NULL THEN 'locked'
                            WHEN held_seqs[a.n] IS NULL OR NOT are_seated[a.n] THEN
                              CASE WHEN room.type <> 'public' THEN 'room_not_found'
                                   WHEN are_banned[a.n] THEN 'banned' ELSE 'not_member' END
                            WHEN are_banned[a.n] THEN 'banned'
                            WHEN a.seq > head.last_seq THEN 'beyond'
                            ELSE '' END AS verdict
                  FROM unnest(tenants, room_ids, user_ids, read_seqs) WITH ORDINALITY AS a(t, r, u, seq, n)
                  LEFT JOIN LATERAL (
                    SELECT x.id, x.type, x.member_count FROM rooms AS x
                     WHERE x.tenant_id = a.t AND x.id = a.r AND x.deleted_at IS NULL LIMIT 1) AS room ON true
                  LEFT JOIN LATERAL (
                    SELECT x.last_seq FROM room_heads AS x WHERE x.tenant_id = a.t AND x.room_id = a.r LIMIT 1) AS head ON true
                  LEFT JOIN LATERAL (
                    SELECT x.user_id FROM members AS x
                     WHERE x.tenant_id = a.t AND x.room_id = a.r AND x.user_id = a.u LIMIT 1) AS seat ON true) AS c) AS v;

        -- Reading up to the pointer again changes nothing, but that the room is unread no more.
        UPDATE members AS m SET read_seq = p.seq, marked_unread = false
          FROM (SELECT a.t, a.r, a.u, max(a.seq) AS seq
                  FROM unnest(tenants, room_ids, user_ids, read_seqs, verdicts) AS a(t, r, u, seq, verdict)
                 WHERE a.verdict = '' GROUP BY 1, 2, 3) AS p
         WHERE m.tenant_id = p.t AND m.room_id = p.r AND m.user_id = p.u
           AND (m.read_seq < p.seq OR (m.read_seq = p.seq AND m.marked_unread));

        DELETE FROM unread_mentions AS d USING (
          SELECT x.* FROM (
            SELECT DISTINCT a.t, a.r, a.u, a.pointer
              FROM unnest(tenants, room_ids, user_ids, pointers, verdicts) AS a(t, r, u, pointer, verdict)
             WHERE a.verdict = '') AS p
           CROSS JOIN LATERAL (
              SELECT y.tenant_id, y.user_id, y.room_id, y.seq FROM unread_mentions AS y
               WHERE y.tenant_id = p.t AND y.user_id = p.u AND y.room_id = p.r AND y.seq <= p.pointer
               ORDER BY y.seq LIMIT 1000 FOR UPDATE SKIP LOCKED) AS x) AS read
         WHERE d.tenant_id = read.tenant_id AND d.user_id = read.user_id AND d.room_id = read.room_id AND d.seq = read.seq;

        RETURN json_build_object('verdicts', verdicts, 'heldSeqs', held_seqs, 'readSeqs', pointers, 'areTold', are_told,
                                 'wereMarked', are_marked);
      END $$`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP FUNCTION write_reads');
  }
}
