import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type MessageRow, messageColumns, sealedBytes } from '../messages/message.mapper.js';
import { listedReactors } from '../messages/reactions.js';

/** Whose reactions in a room become whose; `toId` null = nobody's: they are taken away. */
interface Handing {
  readonly tenantId: string;
  readonly roomId: string;
  readonly fromId: string;
  readonly toId: string | null;
}

/** Reactions of people who go for good, or become others. */
@Injectable()
export class ReactorsRepository {
  /**
   * Hands a user's reactions over, in order of their messages: of as many as a frame takes. Whoever has both reacted the same way
   * is counted once. What the messages show is written by `recount` then.
   * @returns the seqs of their messages; none = that was all
   */
  async handOver(
    manager: EntityManager,
    { tenantId, roomId, fromId, toId }: Handing,
    { limit, maxBytes }: { limit: number; maxBytes: number },
  ): Promise<number[]> {
    const rows = await manager.query<{ seq: number }[]>(
      `WITH first AS (
         SELECT DISTINCT seq FROM message_reactions WHERE tenant_id = $1 AND user_id = $3 AND room_id = $2 ORDER BY seq LIMIT $5
       ), weighed AS (
         SELECT m.seq, sum(m.bytes) OVER (ORDER BY m.seq) - m.bytes AS bytes_before
           FROM first CROSS JOIN LATERAL (
             SELECT x.seq, octet_length(x.text) + ${sealedBytes('x.')} + coalesce(octet_length(x.reactions::text), 0) AS bytes
               FROM messages AS x WHERE x.tenant_id = $1 AND x.room_id = $2 AND x.seq = first.seq LIMIT 1) AS m
       ), picked AS MATERIALIZED (
         SELECT w.seq FROM weighed AS w WHERE w.bytes_before < $6
       ), gone AS (
         DELETE FROM message_reactions AS r USING picked
          WHERE r.tenant_id = $1 AND r.room_id = $2 AND r.seq = picked.seq AND r.user_id = $3
            AND ($4::uuid IS NULL OR EXISTS (
              SELECT FROM message_reactions AS o WHERE o.tenant_id = $1 AND o.room_id = $2 AND o.seq = r.seq AND o.emoji = r.emoji
                 AND o.user_id = $4))
       ), handed AS (
         UPDATE message_reactions AS r SET user_id = $4 FROM picked
          WHERE r.tenant_id = $1 AND r.room_id = $2 AND r.seq = picked.seq AND r.user_id = $3 AND $4::uuid IS NOT NULL
            AND NOT EXISTS (
              SELECT FROM message_reactions AS o WHERE o.tenant_id = $1 AND o.room_id = $2 AND o.seq = r.seq AND o.emoji = r.emoji
                 AND o.user_id = $4)
       )
       SELECT seq FROM picked ORDER BY seq`,
      [tenantId, roomId, fromId, toId, limit, maxBytes],
    );
    return rows.map((row) => row.seq);
  }

  /**
   * Writes on messages what there is of reactions, their emoji in the order in which they stood. Each takes the next position.
   * @returns them, in order of position
   */
  async recount(
    manager: EntityManager,
    { tenantId, roomId }: { tenantId: string; roomId: string },
    position: number,
    seqs: readonly number[],
  ): Promise<MessageRow[]> {
    return manager.query<MessageRow[]>(
      `WITH picked AS (
         SELECT p.seq, p.nth FROM unnest($3::bigint[]) WITH ORDINALITY AS p(seq, nth)
       ), counted AS (
         UPDATE messages AS m SET position = $4::bigint + picked.nth, reactions = (
                  SELECT jsonb_agg(jsonb_build_object('emoji', e.emoji, 'count', e.count, 'userIds', e.user_ids)
                                   ORDER BY e.place, e.since)
                    FROM (
                      SELECT r.emoji, count(*) AS count, min(r.position) AS since,
                             to_jsonb((array_agg(r.user_id ORDER BY r.position))[1:$5::int]) AS user_ids,
                             (SELECT o.nth FROM jsonb_array_elements(m.reactions) WITH ORDINALITY AS o(reaction, nth)
                               WHERE o.reaction ->> 'emoji' = r.emoji) AS place
                        FROM message_reactions AS r WHERE r.tenant_id = $1 AND r.room_id = $2 AND r.seq = m.seq GROUP BY r.emoji) AS e)
           FROM picked WHERE m.tenant_id = $1 AND m.room_id = $2 AND m.seq = picked.seq RETURNING m.*
       )
       SELECT ${messageColumns} FROM counted ORDER BY position`,
      [tenantId, roomId, seqs, position, listedReactors],
    );
  }
}
