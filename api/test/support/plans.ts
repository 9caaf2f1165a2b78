import type { DataSource, EntityManager } from 'typeorm';
import type { Database } from '../../src/database/database.js';

/** A node of PostgreSQL's `EXPLAIN (FORMAT JSON)`. */
export interface Plan {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Actual Rows'?: number;
  'Actual Loops'?: number;
  'Rows Removed by Filter'?: number;
  Plans?: Plan[];
}

const flatten = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(flatten)];

/** Runs a statement. @returns every node of its plan */
export async function explain(
  source: Pick<DataSource | EntityManager, 'query'>,
  sql: string,
  parameters: unknown[],
): Promise<Plan[]> {
  const [row] = await source.query<{ 'QUERY PLAN': [{ Plan: Plan }] }[]>(
    `EXPLAIN (ANALYZE, FORMAT JSON) ${sql}`,
    parameters,
  );
  return flatten(row?.['QUERY PLAN'][0].Plan ?? { 'Node Type': 'none' });
}

/** A database that keeps what it is asked, and answers nothing. */
export class AskedDatabase {
  readonly asked: { sql: string; parameters: unknown[] }[] = [];

  /** For a repository. */
  get database(): Database {
    return { query: this.query } as unknown as Database;
  }

  /** For what is asked within a transaction. */
  get manager(): EntityManager {
    return { query: this.query } as unknown as EntityManager;
  }

  private readonly query = async (sql: string, parameters: unknown[]) => {
    this.asked.push({ sql, parameters });
    return [];
  };
}
