import pg from 'pg';

/**
 * `bigint` columns (seq, position) leave the driver as numbers: at 10,000 changes a second a room would need 28,000 years
 * to pass 2^53.
 */
export function parseBigintsAsNumbers(): void {
  pg.types.setTypeParser(pg.types.builtins.INT8, Number);
}
