import pg from 'pg';
import type { Tracer } from './tracer.js';

/**
 * Looks rows up on connections of its own, at the moment when a client was told of them: what is not there yet was told
 * before its commit. While the database is away nothing can be said, and nothing is.
 */
export class Probe {
  private readonly pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.pool = new pg.Pool({ connectionString: databaseUrl, application_name: 'proofs-probe', max: 3 });
    // An idle connection was cut: the next look opens another.
    this.pool.on('error', () => undefined);
  }

  /** Looks up a message, and writes down whether it is there. */
  look({ recorder, client, tenantId }: Tracer, roomId: string, messageId: string): void {
    this.pool
      .query('SELECT 1 FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $3', [tenantId, roomId, messageId])
      .then(({ rowCount }) => {
        recorder.write({ kind: 'probe', client, roomId, messageId, isThere: rowCount === 1 });
      })
      .catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
