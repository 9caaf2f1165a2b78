import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What changes in `write_messages`, piece by piece: what it was, and what it is. */
const pieces = [
  // Whoever is gone writes nothing any more, not even what was on its way when they left.
  [
    `SELECT array_agg(CASE WHEN r.id IS NULL OR`,
    `SELECT array_agg(CASE WHEN u.is_gone THEN 'invalid_token' WHEN r.id IS NULL OR`,
  ],
  [
    `SELECT x.id, json_build_object('id', x.id,`,
    `SELECT x.id, x.deleted_at IS NOT NULL AS is_gone, json_build_object('id', x.id,`,
  ],
  // Before it is asked what was sent before: that is answered to those who are there.
  [`IN ('room_not_found', 'locked') THEN`, `IN ('invalid_token', 'room_not_found', 'locked') THEN`],
] as const;

/** Guests who became an account that was there before, and a writer that takes nothing of those who are gone. */
export class MergedGuests1764470000000 implements MigrationInterface {
  name = 'MergedGuests1764470000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'ALTER TABLE users ADD COLUMN merged_into uuid CHECK (merged_into IS NULL OR deleted_at IS NOT NULL)',
    );
    await runner.query('CREATE INDEX users_merged ON users (tenant_id, merged_into) WHERE merged_into IS NOT NULL');
    await refuseThoseGone(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await rewrite(runner, (text) => pieces.reduce((now, [before, after]) => exchange(now, after, before), text));
    await runner.query('ALTER TABLE users DROP COLUMN merged_into');
  }
}

/** Makes `write_messages` refuse authors who are gone. */
export const refuseThoseGone = (runner: QueryRunner): Promise<void> =>
  rewrite(runner, (text) => pieces.reduce((now, [before, after]) => exchange(now, before, after), text));

/** A function keeps its owner and its grants when it is replaced; the rest of it stays whatever it is by then. */
async function rewrite(runner: QueryRunner, change: (text: string) => string): Promise<void> {
  const [row] = (await runner.query(`SELECT pg_get_functiondef('write_messages'::regproc) AS text`)) as {
    text: string;
  }[];
  await runner.query(change(row?.text ?? ''));
}

function exchange(text: string, before: string, after: string): string {
  const [head, tail, ...more] = text.split(before);
  if (head === undefined || tail === undefined || more.length > 0)
    throw new Error(`write_messages is not as expected: ${before}`);
  return head + after + tail;
}
