import { catalogue, type ErrorCode } from '../common/errors/catalogue.js';
import { toIso } from '../rooms/room.mapper.js';
import type { ScheduledMessage } from './scheduled-message.schema.js';

/** A row of `scheduled_messages`. */
export interface ScheduledRow {
  id: string;
  author_id: string;
  room_id: string;
  client_id: string;
  text: string;
  reply_to_id: string | null;
  reply_to_seq: number | null;
  thread_id: string | null;
  mentions: string[];
  send_at: Date;
  created_at: Date;
  /** It is being sent, and what became of that is not known yet. */
  is_taken: boolean;
  /** How often it was tried to send it, since it got this time. */
  tries: number;
  /** The code of what it was refused with. */
  failure: string | null;
  cancelled_at: Date | null;
}

/** The columns of a `ScheduledRow`. */
export const scheduledColumns = `id, author_id, room_id, client_id, text, reply_to_id, reply_to_seq, thread_id, mentions, send_at, created_at,
  is_taken, tries, failure, cancelled_at`;

export const toScheduled = (row: ScheduledRow): ScheduledMessage => ({
  id: row.id,
  roomId: row.room_id,
  clientId: row.client_id,
  text: row.text,
  replyTo:
    row.reply_to_id === null || row.reply_to_seq === null
      ? null
      : { messageId: row.reply_to_id, seq: row.reply_to_seq },
  threadId: row.thread_id,
  mentions: row.mentions,
  sendAt: toIso(row.send_at),
  createdAt: toIso(row.created_at),
  failure: row.failure === null ? null : { code: row.failure, title: titleOf(row.failure) },
});

/** A code of another release may be unknown here. */
const titleOf = (code: string): string =>
  catalogue[Object.hasOwn(catalogue, code) ? (code as ErrorCode) : 'internal_error'].title;
