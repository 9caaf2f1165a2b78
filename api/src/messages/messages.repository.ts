import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type RoomWithSeat, withSeat } from '../rooms/rooms.repository.js';
import { userFields } from '../users/user.mapper.js';
import { messageFields, subjectId } from './message.mapper.js';
import type { Message } from './message.schema.js';

/** Which messages of a room: `limit` at most. `around` takes half of them from below that seq. */
export type Page = { readonly limit: number } & (
  { readonly before: number } | { readonly after: number } | { readonly around: number }
);

/** A page of a room's log, in one snapshot with the room and the reader's seat. Times are strings: they come through JSON. */
export interface HistoryRead {
  room: RoomWithSeat;
  /** JSON of `Message[]`, ascending by seq. */
  page: string;
  /** JSON of `User[]`: their authors, and whom system messages are about. */
  people: string;
  /** The page's first and last seq; null when it is empty. */
  first: number | null;
  last: number | null;
}

const below = (bound: string, limit: string): string => `
  (SELECT ${messageFields} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq < ${bound} ORDER BY seq DESC LIMIT ${limit})`;
const above = (bound: string, limit: string): string => `
  (SELECT ${messageFields} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND seq > ${bound} ORDER BY seq LIMIT ${limit})`;

/** The statement of a page: $1 tenant, $2 room, $3 reader or null, $4 the seq it is about, $5 how many. */
const history = (page: string): string => `
  WITH room AS (${withSeat} WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL),
  page AS MATERIALIZED (${page}),
  people AS (
    SELECT ${userFields} FROM users
     WHERE tenant_id = $1 AND id IN (SELECT "authorId" FROM page UNION SELECT ${subjectId('page')} FROM page)
  )
  SELECT row_to_json(room) AS room,
         coalesce((SELECT json_agg(page ORDER BY page.seq) FROM page)::text, '[]') AS page,
         coalesce((SELECT json_agg(people) FROM people)::text, '[]') AS people,
         (SELECT min(seq) FROM page) AS first, (SELECT max(seq) FROM page) AS last
    FROM room`;

/** @public The bench gives the same statement to a bare handler. */
export const historyBefore = history(below('$4', '$5'));
const historyAfter = history(above('$4', '$5'));
const historyAround = history(`
  WITH older AS MATERIALIZED (${below('$4', '$5::int / 2')})
  SELECT * FROM older UNION ALL ${above('$4 - 1', '$5::int - (SELECT count(*) FROM older)')}`);

/** The rooms' logs. */
@Injectable()
export class MessagesRepository {
  constructor(private readonly database: Database) {}

  /** A page of a room's log; `undefined` when there is no such room. Index range scans of `limit` rows. */
  readHistory(tenantId: string, roomId: string, userId: string | null, page: Page): Promise<HistoryRead | undefined> {
    if ('before' in page) return this.read(historyBefore, [tenantId, roomId, userId, page.before, page.limit]);
    if ('after' in page) return this.read(historyAfter, [tenantId, roomId, userId, page.after, page.limit]);
    return this.read(historyAround, [tenantId, roomId, userId, page.around, page.limit]);
  }

  /** What kind of message an id of a room names; an index look-up. */
  async findKind(tenantId: string, roomId: string, messageId: string): Promise<Message['kind'] | undefined> {
    const [row] = await this.database.query<{ kind: Message['kind'] }>(
      'SELECT kind FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $3',
      [tenantId, roomId, messageId],
    );
    return row?.kind;
  }

  private async read(statement: string, parameters: unknown[]): Promise<HistoryRead | undefined> {
    const [row] = await this.database.query<HistoryRead>(statement, parameters);
    return row;
  }
}
