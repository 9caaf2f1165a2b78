import { toIso } from '../rooms/room.mapper.js';
import type { Encrypted, Message, Reaction, SystemEvent } from './message.schema.js';

/** A row of `messages`. */
export interface MessageRow {
  id: string;
  room_id: string;
  seq: number;
  position: number;
  client_id: string;
  author_id: string;
  kind: Message['kind'];
  text: string;
  created_at: Date | string;
  edited_at: Date | string | null;
  deleted_at: Date | string | null;
  reply_to_id: string | null;
  reply_to_seq: number | null;
  mentions: string[];
  pinned_at: Date | string | null;
  /** null = none. */
  reactions: Reaction[] | null;
  system: SystemEvent | null;
  streaming: boolean;
  /** The root of the thread that it is in. */
  thread_id: string | null;
  /** Of the thread that hangs on it: how many messages, and the seq of the last one. */
  thread_count: number | null;
  thread_last_seq: number | null;
  encrypted: Encrypted | null;
}

/** What only its readers understand, as JSON; null = nothing. PostgreSQL breaks the lines of its Base64. */
const encrypted = `CASE WHEN scheme IS NOT NULL THEN json_build_object(
  'scheme', scheme, 'data', translate(encode(cipher, 'base64'), E'\\n', '')) END AS encrypted`;

/** SQL for how many bytes an encrypted message adds to a frame, about; 0 for others. @param row `x.`, where its columns need it */
export const sealedBytes = (row = ''): string => `coalesce(octet_length(${row}cipher) * 4 / 3, 0)`;

/** The columns of a `MessageRow`. */
export const messageColumns = `id, room_id, seq, position, client_id, author_id, kind, text, created_at, edited_at,
  deleted_at, reply_to_id, reply_to_seq, mentions, pinned_at, reactions, system, streaming, thread_id, thread_count, thread_last_seq, ${encrypted}`;

/** A time as JSON has it. */
export const iso = (column: string): string => `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/**
 * The columns of a `Message`: as JSON a row of them is what `toMessage` makes of a `MessageRow`. For pages of history, which
 * go from the database to the reader as they are.
 */
export const messageFields = `id, room_id AS "roomId", seq, position, client_id AS "clientId", author_id AS "authorId", kind, text,
  ${iso('created_at')} AS "createdAt", ${iso('edited_at')} AS "editedAt", ${iso('deleted_at')} AS "deletedAt",
  CASE WHEN reply_to_seq IS NOT NULL THEN json_build_object('messageId', reply_to_id, 'seq', reply_to_seq) END AS "replyTo",
  mentions, coalesce(reactions, '[]') AS reactions, '[]'::json AS attachments, ${iso('pinned_at')} AS "pinnedAt", NULL AS preview,
  system, streaming, thread_id AS "threadId",
  CASE WHEN thread_last_seq IS NOT NULL THEN json_build_object('count', thread_count, 'lastSeq', thread_last_seq) END AS thread, ${encrypted}`;

const isoOrNull = (time: Date | string | null): string | null => (time === null ? null : toIso(time));

export const toMessage = (row: MessageRow): Message => ({
  id: row.id,
  roomId: row.room_id,
  seq: row.seq,
  position: row.position,
  clientId: row.client_id,
  authorId: row.author_id,
  kind: row.kind,
  text: row.text,
  createdAt: toIso(row.created_at),
  editedAt: isoOrNull(row.edited_at),
  deletedAt: isoOrNull(row.deleted_at),
  replyTo:
    row.reply_to_id === null || row.reply_to_seq === null
      ? null
      : { messageId: row.reply_to_id, seq: row.reply_to_seq },
  mentions: row.mentions,
  reactions: row.reactions ?? [],
  attachments: [],
  pinnedAt: isoOrNull(row.pinned_at),
  preview: null,
  system: row.system,
  streaming: row.streaming,
  threadId: row.thread_id,
  thread:
    row.thread_count === null || row.thread_last_seq === null
      ? null
      : { count: row.thread_count, lastSeq: row.thread_last_seq },
  encrypted: row.encrypted,
});

/** Whom a message names whoever shows it: its author, and whom a system message is about. */
export const namedIn = ({ authorId, system }: Pick<Message, 'authorId' | 'system'>): string[] =>
  system?.type === 'role_changed' ? [authorId, system.userId] : [authorId];

/** SQL for whom a system message is about, of a row with a column `system`; null = nobody. */
export const subjectId = (row: string): string => `(${row}.system->>'userId')::uuid`;
