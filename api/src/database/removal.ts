/**
 * The statement that removes rows of all tenants which are over, those first whose time was up first. It waits for nobody, and
 * answers a row for each that it removed; $1 = how many, at most.
 * @param key the columns of the primary key
 * @param isOver which rows
 * @param time the column that says when their time was up
 */
export const removal = (table: string, key: string, isOver: string, time: string): string =>
  `WITH ended AS (
     SELECT ${key} FROM ${table} WHERE ${isOver} ORDER BY ${time} LIMIT $1 FOR UPDATE SKIP LOCKED
   ), removed AS (
     DELETE FROM ${table} WHERE (${key}) IN (SELECT ${key} FROM ended) RETURNING 1
   ) SELECT FROM removed`;
