import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
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

  /** Takes one back, unless the stretch is over. */
  async takeBack({ tenantId, name, subject }: Counted): Promise<void> {
    await this.database.query(
      `UPDATE rate_counts SET count = count - 1
        WHERE tenant_id = $1 AND name = $2 AND subject = $3 AND count > 0 AND ends_at > now()`,
      [tenantId, name, subject],
    );
  }

  async forget({ tenantId, name, subject }: Counted): Promise<void> {
    await this.database.query('DELETE FROM rate_counts WHERE tenant_id = $1 AND name = $2 AND subject = $3', [
      tenantId,
      name,
      subject,
    ]);
  }

  /** Removes the counts of all tenants whose stretch is over. */
  async removeEnded(): Promise<void> {
    await this.database.query('DELETE FROM rate_counts WHERE ends_at < now()', []);
  }
}
