import type { MigrationInterface, QueryRunner } from 'typeorm';
import { rewriteWriter, undone } from './rewrite-writer.js';

/** What changes in `write_messages`, piece by piece: what it was, and what it is. */
const pieces = [
  ['waits boolean)', 'waits boolean, max_members integer DEFAULT 100000)'],
  ['paces int[]; delays bigint[];', 'paces int[]; delays bigint[]; member_counts int[];'],
  [
    'array_agg(coalesce(r.member_count <= 200, false) ORDER BY a.n),',
    `array_agg(coalesce(r.member_count <= 200, false) ORDER BY a.n),
               array_agg(coalesce(r.member_count, 0) ORDER BY a.n),`,
  ],
  ['INTO refusals, outside, listed, profiles,', 'INTO refusals, outside, listed, member_counts, profiles,'],
  [
    '-- What was sent before, also by a guest',
    `-- Whoever has no seat takes one with the first message, while there is one.
        IF true = ANY (outside) THEN
          SELECT array_agg(CASE WHEN a.refusal = '' AND outside[a.n] AND member_counts[a.n] + a.nth > max_members
                                THEN 'room_full' ELSE a.refusal END ORDER BY a.n)
            INTO refusals
            FROM (SELECT i.refusal, i.n, count(*) FILTER (WHERE i.refusal = '' AND outside[i.n])
                           OVER (PARTITION BY author_rooms[i.n] ORDER BY i.n) AS nth
                    FROM unnest(refusals) WITH ORDINALITY AS i(refusal, n)) AS a;
        END IF;

        -- What was sent before, also by a guest`,
  ],
] as const;

/**
 * Bounds of a room: the writer seats nobody in a full one, open invites are counted by an index, and who may inherit a room is
 * found without looking at everybody in it.
 */
export class RoomBounds1764900000000 implements MigrationInterface {
  name = 'RoomBounds1764900000000';

  async up(runner: QueryRunner): Promise<void> {
    await rewriteWriter(runner, pieces);
    await runner.query(`
      CREATE INDEX invites_open ON invites (tenant_id, room_id, (coalesce(expires_at, 'infinity'::timestamptz)))
       WHERE revoked_at IS NULL AND (max_uses IS NULL OR uses < max_uses)`);
    await runner.query(`
      CREATE INDEX members_leading ON members (tenant_id, room_id, role, joined_at, user_id)
       WHERE role IN ('owner', 'moderator') AND left_at IS NULL`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX members_leading');
    await runner.query('DROP INDEX invites_open');
    await rewriteWriter(runner, undone(pieces));
  }
}
