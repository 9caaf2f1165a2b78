import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rewriteWriter, undone } from './rewrite-writer.js';

/** What changes in `write_messages`, piece by piece: what it was, and what it is. */
const pieces = [
  [
    'max_members integer DEFAULT 100000)',
    'max_members integer DEFAULT 100000, thread_ids uuid[] DEFAULT NULL::uuid[])',
  ],
  ['firsts json; reply_seqs bigint[];', 'firsts json; reply_seqs bigint[]; root_seqs bigint[]; root_refusals text[];'],
  [
    '-- The numbers, in the order of the batch.',
    `-- A thread hangs on what somebody wrote in the room itself; what is quoted there is of the same thread, or its root.
        IF array_length(array_remove(thread_ids, NULL), 1) > 0 THEN
          SELECT array_agg(root.seq ORDER BY i.n),
                 array_agg(CASE WHEN i.thread_id IS NULL THEN ''
                                WHEN root.seq IS NULL THEN 'message_not_found'
                                WHEN root.kind = 'system' THEN 'forbidden'
                                WHEN root.thread_seq IS NOT NULL THEN 'already_in_thread'
                                WHEN root.deleted_at IS NOT NULL THEN 'message_deleted'
                                WHEN quoted.seq <> root.seq AND quoted.thread_seq IS DISTINCT FROM root.seq
                                     THEN 'message_not_found'
                                ELSE '' END ORDER BY i.n)
            INTO root_seqs, root_refusals
            FROM unnest(send_authors, thread_ids, reply_ids) WITH ORDINALITY AS i(a, thread_id, reply_id, n)
            LEFT JOIN LATERAL (
              SELECT x.id, x.seq, x.kind, x.thread_seq, x.deleted_at FROM messages AS x
               WHERE i.thread_id IS NOT NULL AND x.tenant_id = room_tenants[author_rooms[i.a]]
                 AND x.room_id = room_ids[author_rooms[i.a]] AND x.id >= i.thread_id
               ORDER BY x.id LIMIT 1) AS root ON root.id = i.thread_id
            LEFT JOIN LATERAL (
              SELECT x.id, x.seq, x.thread_seq FROM messages AS x
               WHERE i.thread_id IS NOT NULL AND i.reply_id IS NOT NULL AND x.tenant_id = room_tenants[author_rooms[i.a]]
                 AND x.room_id = room_ids[author_rooms[i.a]] AND x.id >= i.reply_id
               ORDER BY x.id LIMIT 1) AS quoted ON quoted.id = i.reply_id;
        END IF;

        -- The numbers, in the order of the batch.`,
  ],
  [
    `WHEN reply_ids[i.n] IS NOT NULL AND reply_seqs[i.n] IS NULL THEN 'message_not_found'`,
    `WHEN reply_ids[i.n] IS NOT NULL AND reply_seqs[i.n] IS NULL THEN 'message_not_found'
                                WHEN root_refusals[i.n] <> '' THEN root_refusals[i.n]`,
  ],
  ['reply_to_id, reply_to_seq, mentions)', 'reply_to_id, reply_to_seq, thread_id, thread_seq, mentions)'],
  ['i.reply_seq, i.mentions::uuid[]', 'i.reply_seq, i.thread_id, i.root_seq, i.mentions::uuid[]'],
  ['reply_ids, reply_seqs,', 'reply_ids, reply_seqs, thread_ids, root_seqs,'],
  ['reply_id, reply_seq, mentions)', 'reply_id, reply_seq, thread_id, root_seq, mentions)'],
  [
    'WHERE h.tenant_id = room_tenants[p.k] AND h.room_id = room_ids[p.k];',
    `WHERE h.tenant_id = room_tenants[p.k] AND h.room_id = room_ids[p.k];

        -- A root counts what hangs on it, and takes no position: whoever holds it counts the same from what comes after it.
        IF root_seqs IS NOT NULL THEN
          UPDATE messages AS m SET thread_count = coalesce(m.thread_count, 0) + t.added, thread_last_seq = t.seq
            FROM (SELECT author_rooms[i.a] AS k, i.root_seq, count(*)::int AS added, max(i.seq) AS seq
                    FROM unnest(send_authors, seqs, root_seqs) AS i(a, seq, root_seq)
                   WHERE i.seq > 0 AND i.root_seq IS NOT NULL GROUP BY 1, 2) AS t
           WHERE m.tenant_id = room_tenants[t.k] AND m.room_id = room_ids[t.k] AND m.seq = t.root_seq;

          -- Whoever answers has read the thread; whoever wrote its root follows it.
          INSERT INTO thread_reads AS r (tenant_id, room_id, user_id, thread_seq, read_seq)
          SELECT room_tenants[author_rooms[i.a]], room_ids[author_rooms[i.a]], author_ids[i.a], i.root_seq, max(i.seq)
            FROM unnest(send_authors, seqs, root_seqs) AS i(a, seq, root_seq)
           WHERE i.seq > 0 AND i.root_seq IS NOT NULL GROUP BY i.a, i.root_seq
          ON CONFLICT ON CONSTRAINT thread_reads_pkey DO UPDATE SET read_seq = greatest(r.read_seq, excluded.read_seq);
          INSERT INTO thread_reads (tenant_id, room_id, user_id, thread_seq, read_seq)
          SELECT DISTINCT s.tenant_id, s.room_id, s.user_id, root.seq, root.seq
            FROM unnest(send_authors, seqs, root_seqs) AS i(a, seq, root_seq)
           CROSS JOIN LATERAL (
              SELECT x.seq, x.author_id FROM messages AS x
               WHERE x.tenant_id = room_tenants[author_rooms[i.a]] AND x.room_id = room_ids[author_rooms[i.a]]
                 AND x.seq >= i.root_seq ORDER BY x.seq LIMIT 1) AS root
           CROSS JOIN LATERAL (
              SELECT x.tenant_id, x.room_id, x.user_id, x.left_at FROM members AS x
               WHERE x.tenant_id = room_tenants[author_rooms[i.a]] AND x.room_id = room_ids[author_rooms[i.a]]
                 AND x.user_id >= root.author_id ORDER BY x.user_id LIMIT 1) AS s
           WHERE i.seq > 0 AND root.seq = i.root_seq AND s.user_id = root.author_id AND s.left_at IS NULL
          ON CONFLICT ON CONSTRAINT thread_reads_pkey DO NOTHING;
        END IF;`,
  ],
] as const;

/**
 * Threads: messages that hang on another one of the room, their root. They are entries of the room's log like all others; the root
 * counts them. Null for every message that is in none and has none, so that a plain message is not a byte larger.
 */
export class Threads1765350000000 implements MigrationInterface {
  name = 'Threads1765350000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE messages ADD COLUMN thread_id uuid, ADD COLUMN thread_seq bigint,
                           ADD COLUMN thread_count int, ADD COLUMN thread_last_seq bigint`);
    await runner.query('ALTER TABLE scheduled_messages ADD COLUMN thread_id uuid');
    await runner.query(`
      CREATE INDEX messages_thread ON messages (tenant_id, room_id, thread_seq, seq) WHERE thread_seq IS NOT NULL`);
    // How far each person has read the threads that they follow.
    await runner.query(`
      CREATE TABLE thread_reads (
        tenant_id  uuid NOT NULL,
        room_id    uuid NOT NULL,
        user_id    uuid NOT NULL,
        thread_seq bigint NOT NULL,
        read_seq   bigint NOT NULL,
        PRIMARY KEY (tenant_id, room_id, user_id, thread_seq)
      )`);
    const own = `tenant_id = nullif(current_setting('parley.tenant_id', true), '')::uuid`;
    await runner.query('GRANT SELECT, INSERT, UPDATE, DELETE ON thread_reads TO parley_app, parley_core');
    await runner.query('ALTER TABLE thread_reads ENABLE ROW LEVEL SECURITY');
    await runner.query('ALTER TABLE thread_reads FORCE ROW LEVEL SECURITY');
    await runner.query(
      `CREATE POLICY thread_reads_app ON thread_reads TO parley_app USING (${own}) WITH CHECK (${own})`,
    );
    await runner.query('CREATE POLICY thread_reads_core ON thread_reads TO parley_core USING (true) WITH CHECK (true)');
    await rewriteWriter(runner, pieces);
  }

  async down(runner: QueryRunner): Promise<void> {
    await rewriteWriter(runner, undone(pieces));
    await runner.query('DROP TABLE thread_reads');
    await runner.query('DROP INDEX messages_thread');
    await runner.query('ALTER TABLE scheduled_messages DROP COLUMN thread_id');
    await runner.query(`
      ALTER TABLE messages DROP COLUMN thread_id, DROP COLUMN thread_seq,
                           DROP COLUMN thread_count, DROP COLUMN thread_last_seq`);
  }
}
