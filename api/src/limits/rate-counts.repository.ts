import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { removal } from '../database/removal.js';
import type { Count, Counted } from './shared-counts.js';

/**
 * Counts in the database, for nodes without Redis, and so that a restart forgets none. Ours, and not of
 * rate-limiter-flexible: it would go by each node's own clock, and keep the counts of all tenants in rows that say of
 * none whose they are.
 */
@Injectable()
export class RateCountsRepository {
  constructor(private readonly database: Database) {}

  /** Counts one more; the stretch begins with the first. */
  async add({ tenantId, name, subject }: Counted, seconds: number): Promise<Count> {
    const [row] = await this.database.query<Count>(
      `INSERT INTO rate_counts (tenant_id, name, subject, count, ends_at)
       VALUES ($1, $2, $3, 1, now() + make_interval(secs => $4))
       ON CONFLICT (tenant_id, name, subject) DO UPDATE SET
         count = CASE WHEN rate_counts.ends_at <= now() THEN 1 ELSE least(rate_counts.count, 2000000000) + 1 END,
         ends_at = CASE WHEN rate_counts.ends_at <= now() THEN excluded.ends_at ELSE rate_counts.ends_at END
       RETURNING count, extract(epoch FROM ends_at - now())::float8 * 1000 AS "msLeft"`,
      [tenantId, name, subject, seconds],
    );
    if (!row) throw new Error('nothing was counted');
    return row;
  }

  /** Takes so many back, as far as there are any, unless the stretch is over. */
  async takeBack({ tenantId, name, subject }: Counted, times: number): Promise<void> {
    await this.database.query(
      `UPDATE rate_counts SET count = greatest(count - $4, 0)
        WHERE tenant_id = $1 AND name = $2 AND subject = $3 AND count > 0 AND ends_at > now()`,
      [tenantId, name, subject, times],
    );
  }

  /** @returns how many were counted in a stretch that is not over */
  async forget({ tenantId, name, subject }: Counted): Promise<number> {
    const [row] = await this.database.query<{ count: number }>(
      `WITH forgotten AS (
         DELETE FROM rate_counts WHERE tenant_id = $1 AND name = $2 AND subject = $3
         RETURNING CASE WHEN ends_at > now() THEN count ELSE 0 END AS count
       ) SELECT count FROM forgotten`,
      [tenantId, name, subject],
    );
    return row?.count ?? 0;
  }

  /**
   * Removes counts of all tenants whose stretch is over.
   * @param limit how many, at most
   * @returns how many
   */
  async removeEnded(limit: number): Promise<number> {
    const rows = await this.database.query(
      removal('rate_counts', 'tenant_id, name, subject', 'ends_at < now()', 'ends_at'),
      [limit],
    );
    return rows.length;
  }
}
