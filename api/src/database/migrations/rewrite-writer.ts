import type { QueryRunner } from 'typeorm';

/** What a piece of a function was, and what it is. */
type Piece = readonly [before: string, after: string];

/**
 * Makes `write_messages` anew with other pieces. With other parameters it is another function: those that come have defaults, which a
 * node of before gets.
 * @throws where a piece is not there, or more than once
 */
export async function rewriteWriter(runner: QueryRunner, pieces: readonly Piece[]): Promise<void> {
  const [row] = (await runner.query(`SELECT pg_get_functiondef('write_messages'::regproc) AS text`)) as {
    text: string;
  }[];
  const changed = pieces.reduce(exchange, row?.text ?? '');
  await runner.query('DROP FUNCTION write_messages');
  await runner.query(changed);
  await runner.query('REVOKE ALL ON FUNCTION write_messages FROM PUBLIC');
  await runner.query('GRANT EXECUTE ON FUNCTION write_messages TO parley_core');
}

/** What takes these pieces back. */
export const undone = (pieces: readonly Piece[]): Piece[] =>
  [...pieces].reverse().map(([before, after]) => [after, before]);

function exchange(text: string, [before, after]: Piece): string {
  const [head, tail, ...more] = text.split(before);
  if (head === undefined || tail === undefined || more.length > 0)
    throw new Error(`write_messages is not as expected: ${before}`);
  return head + after + tail;
}
