import pg from 'pg';
import type { Message } from '../../sdk/src/contract/index.js';
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

  /** Looks up a message, and writes down whether it is there: as it was told, or as it became since. */
  look(tracer: Tracer, roomId: string, { id, position }: Pick<Message, 'id' | 'position'>): void {
    this.ask(tracer, roomId, id, 'position >= $4', position);
  }

  /** Looks up a message that somebody was told is deleted. */
  lookForDeletion(tracer: Tracer, roomId: string, messageId: string): void {
    this.ask(tracer, roomId, messageId, '(deleted_at IS NOT NULL) = $4', true);
  }

  private ask(
    { recorder, client, tenantId }: Tracer,
    roomId: string,
    messageId: string,
    condition: 'position >= $4' | '(deleted_at IS NOT NULL) = $4',
    value: number | boolean,
  ): void {
    const at = 'tenant_id = $1 AND room_id = $2 AND id = $3';
    this.pool
      .query(`SELECT 1 FROM messages WHERE ${at} AND ${condition}`, [tenantId, roomId, messageId, value])
      .then(({ rowCount }) => {
        recorder.write({ kind: 'probe', client, roomId, messageId, isThere: rowCount === 1 });
      })
      .catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}
