import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rewriteWriter, undone } from './rewrite-writer.js';

/** Notes whom messages name, of those who sit in the room. */
const noteMentions = `IF '{}' <> ANY (mention_lists) THEN
          INSERT INTO unread_mentions (tenant_id, user_id, room_id, seq)
          SELECT DISTINCT m.tenant_id, m.user_id, m.room_id, i.seq
            FROM unnest(send_authors, seqs, mention_lists) AS i(a, seq, mentions)
           CROSS JOIN LATERAL unnest(i.mentions::uuid[]) AS named(id)
           CROSS JOIN LATERAL (
              SELECT x.tenant_id, x.room_id, x.user_id, x.left_at FROM members AS x
               WHERE x.tenant_id = room_tenants[author_rooms[i.a]] AND x.room_id = room_ids[author_rooms[i.a]]
                 AND x.user_id >= named.id ORDER BY x.user_id LIMIT 1) AS m
           WHERE i.seq > 0 AND m.user_id = named.id AND m.left_at IS NULL AND m.user_id <> author_ids[i.a];
        END IF;`;

/** Whoever wrote the root of a thread follows it. */
const follow = `INSERT INTO thread_reads (tenant_id, room_id, user_id, thread_seq, read_seq)
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
          ON CONFLICT ON CONSTRAINT thread_reads_pkey DO NOTHING;`;

/** What changes in `write_messages`, piece by piece: what it was, and what it is. */
const pieces = [
  [noteMentions, '-- Who is named is noted below, when all have their seats.'],
  [follow, '-- The latter below, when all have their seats.'],
  [
    'RETURN json_build_object(',
    `${noteMentions}

        IF root_seqs IS NOT NULL THEN
          ${follow}
        END IF;

        RETURN json_build_object(`,
  ],
] as const;

/**
 * Whoever comes back to a room by a message of the very batch that names them, or answers in their thread, is named as everybody
 * else who sits there, and follows it.
 */
export class SeatsBeforeMentions1765500000000 implements MigrationInterface {
  name = 'SeatsBeforeMentions1765500000000';

  async up(runner: QueryRunner): Promise<void> {
    await rewriteWriter(runner, pieces);
  }

  async down(runner: QueryRunner): Promise<void> {
    await rewriteWriter(runner, undone(pieces));
  }
}
