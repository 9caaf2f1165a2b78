import { randomUUID } from 'node:crypto';
import { DataSource } from 'typeorm';
import type { History, Message } from '../../src/messages/message.schema.js';
import type { ScheduledMessage, ScheduledMessagePage } from '../../src/scheduled/scheduled-message.schema.js';
import { newId } from '../../src/common/ids.js';
import { testDatabaseUrl } from './environment.js';
import type { TestUser } from './tenant.js';

const anHour = 3_600_000;

/** A time from now, as the API takes it. */
export const ahead = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Schedules a message, in an hour if nothing else is said. */
export async function schedule(user: TestUser, roomId: string, more: object = {}): Promise<ScheduledMessage> {
  const body = { clientId: randomUUID(), text: 'later', sendAt: ahead(anHour), ...more };
  const made = await user.rest<ScheduledMessage>('POST', `/v1/rooms/${roomId}/scheduled-messages`, body);
  if (made.status !== 201) throw new Error(`it was not scheduled: ${JSON.stringify(made.body)}`);
  return made.body;
}

/** What somebody scheduled and was not sent. */
export const scheduledOf = async (user: TestUser): Promise<ScheduledMessage[]> =>
  (await user.rest<ScheduledMessagePage>('GET', '/v1/me/scheduled-messages')).body.items;

export const pathOf = ({ id }: { id: string }): string => `/v1/me/scheduled-messages/${id}`;

/** Has one sent at once. */
export async function sendNow(user: TestUser, scheduled: { id: string }): Promise<void> {
  const { status } = await user.rest('PATCH', pathOf(scheduled), { sendAt: 'now' });
  if (status !== 200) throw new Error(`it is not sent: ${status}`);
}

/** What people said in a room, as somebody reads it. */
export const saidIn = async (user: TestUser, roomId: string): Promise<Message[]> =>
  (await user.rest<History>('GET', `/v1/rooms/${roomId}/messages?limit=100`)).body.items.filter(
    ({ kind }) => kind === 'text',
  );

/** The database of the run, where what a crash leaves behind is put as it would be. */
export class ScheduledRows {
  private constructor(private readonly database: DataSource) {}

  static async open(): Promise<ScheduledRows> {
    return new ScheduledRows(await new DataSource({ type: 'postgres', url: testDatabaseUrl() }).initialize());
  }

  close(): Promise<void> {
    return this.database.destroy();
  }

  query<Row = Record<string, unknown>>(sql: string, parameters: unknown[]): Promise<Row[]> {
    return this.database.query<Row[]>(sql, parameters);
  }

  /**
   * Puts one there whose time came a minute ago.
   * @param isTaken a node was sending it when it died
   * @returns its id
   */
  async leave(
    tenantId: string,
    { roomId, authorId, clientId, text }: { roomId: string; authorId: string; clientId: string; text: string },
    isTaken: boolean,
  ): Promise<string> {
    const id = newId();
    await this.query(
      `INSERT INTO scheduled_messages (tenant_id, id, author_id, room_id, client_id, body_hash, text, send_at, is_taken, tries)
       VALUES ($1, $2, $3, $4, $5, '', $6, now() - interval '1 minute', $7, $8)`,
      [tenantId, id, authorId, roomId, clientId, text, isTaken, isTaken ? 1 : 0],
    );
    return id;
  }

  /** Has the job of one done, as its node would have. */
  async addJob(tenantId: string, scheduledId: string): Promise<void> {
    await this.query(`SELECT graphile_worker.add_job('scheduled.send', $1)`, [
      JSON.stringify({ tenantId, scheduledId }),
    ]);
  }

  /** When the job of one is to be done; none when there is no such job. */
  async timesOf(scheduledId: string): Promise<Date[]> {
    const rows = await this.query<{ run_at: Date }>('SELECT run_at FROM graphile_worker.jobs WHERE key = $1', [
      `scheduled.send:${scheduledId}`,
    ]);
    return rows.map((row) => row.run_at);
  }

  /** Whether a row is there. */
  async has(scheduledId: string): Promise<boolean> {
    return (await this.query('SELECT FROM scheduled_messages WHERE id = $1', [scheduledId])).length > 0;
  }
}
