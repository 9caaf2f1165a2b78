import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type MessageRow, messageColumns } from './message.mapper.js';

/** The rooms' logs. */
@Injectable()
export class MessagesRepository {
  constructor(private readonly database: Database) {}

  /** Messages below `beforeSeq`, newest first. One index range scan, like the two below. */
  listBefore(tenantId: string, roomId: string, beforeSeq: number, limit: number): Promise<MessageRow[]> {
    return this.database.query<MessageRow>(
      `SELECT ${messageColumns} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq < $3
        ORDER BY seq DESC LIMIT $4`,
      [tenantId, roomId, beforeSeq, limit],
    );
  }

  /** Messages above `afterSeq`, oldest first; `[]` when the reader is up to date. */
  listAfter(tenantId: string, roomId: string, afterSeq: number, limit: number): Promise<MessageRow[]> {
    return this.database.query<MessageRow>(
      `SELECT ${messageColumns} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq > $3
        ORDER BY seq LIMIT $4`,
      [tenantId, roomId, afterSeq, limit],
    );
  }
}
