import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Database } from '../database/database.js';
import { type MessageRow, messageColumns } from './message.mapper.js';

/** A message about to be written: `seq` and `position` were given under the head's lock. */
export interface NewMessage {
  id: string;
  seq: number;
  position: number;
  authorId: string;
  clientId: string;
  bodyHash: Buffer;
  text: string;
  replyTo: { id: string; seq: number } | null;
  mentions: string[];
}

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

  /** What this author sent with this clientId, and the hash of it as it was first sent. */
  async findSent(
    manager: EntityManager,
    tenantId: string,
    roomId: string,
    authorId: string,
    clientId: string,
  ): Promise<(MessageRow & { body_hash: Buffer }) | undefined> {
    const [row] = await manager.query<(MessageRow & { body_hash: Buffer })[]>(
      `SELECT ${messageColumns}, body_hash FROM messages
        WHERE tenant_id = $1 AND room_id = $2 AND author_id = $3 AND client_id = $4`,
      [tenantId, roomId, authorId, clientId],
    );
    return row;
  }

  /** The seq of a message of this room, `undefined` when there is none of this id. */
  async findSeq(manager: EntityManager, tenantId: string, roomId: string, id: string): Promise<number | undefined> {
    const [row] = await manager.query<{ seq: number }[]>(
      'SELECT seq FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $3',
      [tenantId, roomId, id],
    );
    return row?.seq;
  }

  /** Writes a message, and moves its author's read pointer to it. */
  async insert(manager: EntityManager, tenantId: string, roomId: string, message: NewMessage): Promise<MessageRow> {
    const [row] = await manager.query<MessageRow[]>(
      `WITH read AS (
         UPDATE members SET read_seq = $4 WHERE tenant_id = $1 AND room_id = $2 AND user_id = $6)
       INSERT INTO messages (tenant_id, room_id, id, seq, position, author_id, client_id, body_hash, kind, text,
                             reply_to_id, reply_to_seq, mentions)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'text', $9, $10, $11, $12)
       RETURNING ${messageColumns}`,
      [
        tenantId,
        roomId,
        message.id,
        message.seq,
        message.position,
        message.authorId,
        message.clientId,
        message.bodyHash,
        message.text,
        message.replyTo?.id ?? null,
        message.replyTo?.seq ?? null,
        message.mentions,
      ],
    );
    if (!row) throw new Error('a message was not written');
    return row;
  }
}
