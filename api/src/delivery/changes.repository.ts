import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type MemberRow, memberColumns } from '../members/member.mapper.js';
import { type MessageRow, messageColumns } from '../messages/message.mapper.js';
import { type RoomRow, roomColumns } from '../rooms/room.mapper.js';
import { maxListedMembers } from '../rooms/room.schema.js';
import type { UserRow } from '../users/user.mapper.js';

/** What one statement, and so one snapshot, saw of a room. Times are strings here: they come through JSON. */
export interface RoomSnapshot {
  room: RoomRow & { room_position: number };
  /** The caller's own seat, taken or left. */
  own: MemberRow | null;
  messages: MessageRow[];
  members: MemberRow[];
  users: UserRow[];
  /** The anchor's position as it is now; null when there is no such message. */
  anchor_position: number | null;
}

/** The members a reader is shown: all of a small room, else the reader's own and those of the authors at hand. */
const shownMembers = `(r.member_count <= ${maxListedMembers} OR user_id = $3 OR user_id IN (SELECT author_id FROM page))`;

const rows = (table: string, order: string): string =>
  `coalesce((SELECT jsonb_agg(to_jsonb(${table}) ORDER BY ${order}) FROM ${table}), '[]') AS ${table}`;

/** The statement of a snapshot: which messages and members it holds is given; $1 tenant, $2 room, $3 reader or null. */
const snapshot = (page: string, seats: string, anchor: string): string => `
  WITH room AS (
    SELECT ${roomColumns}, r.position AS room_position FROM rooms AS r
      JOIN room_heads AS h ON h.tenant_id = r.tenant_id AND h.room_id = r.id
     WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL
  ), page AS MATERIALIZED (
    SELECT ${messageColumns} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND ${page}
  ), own AS (
    SELECT ${memberColumns} FROM members WHERE tenant_id = $1 AND room_id = $2 AND user_id = $3
  ), seats AS MATERIALIZED (
    SELECT ${memberColumns} FROM members, room AS r WHERE tenant_id = $1 AND room_id = $2 AND ${seats}
  ), people AS (
    SELECT id, kind, username, display_name, avatar_url FROM users
     WHERE tenant_id = $1 AND id IN (SELECT author_id FROM page UNION SELECT user_id FROM seats)
  )
  SELECT to_jsonb(room) AS room, (SELECT to_jsonb(own) FROM own) AS own,
         ${rows('page', 'page.seq')}, ${rows('seats', 'seats.user_id')}, ${rows('people', 'people.id')},
         ${anchor} AS anchor_position
    FROM room`;

const afreshStatement = snapshot(
  'true ORDER BY seq DESC LIMIT $4',
  `left_at IS NULL AND ${shownMembers} LIMIT ${maxListedMembers + 100}`,
  'NULL::bigint',
);

/** Nothing is read for a history that is not this room's. */
const sameEpoch = '(SELECT epoch::text FROM room) = $7';

const sinceStatement = snapshot(
  `position > $4 AND ${sameEpoch} ORDER BY position LIMIT $5`,
  `members.position > $4 AND ${sameEpoch} LIMIT $5`,
  '(SELECT position FROM messages WHERE tenant_id = $1 AND room_id = $2 AND id = $6)',
);

interface SnapshotRow {
  room: RoomSnapshot['room'];
  own: MemberRow | null;
  page: MessageRow[];
  seats: MemberRow[];
  people: UserRow[];
  anchor_position: number | null;
}

/** Reads of a room's log, each one snapshot. */
@Injectable()
export class ChangesRepository {
  constructor(private readonly database: Database) {}

  /** The room, its newest `limit` messages and its members; `undefined` when there is no such room. */
  readAfresh(tenantId: string, roomId: string, userId: string | null, limit: number) {
    return this.read(afreshStatement, [tenantId, roomId, userId, limit]);
  }

  /** What took a position above `position`: at most `limit` messages and as many members. */
  readSince(
    tenantId: string,
    roomId: string,
    userId: string | null,
    since: { epoch: string; position: number; limit: number; anchorId: string | null },
  ) {
    return this.read(sinceStatement, [
      tenantId,
      roomId,
      userId,
      since.position,
      since.limit,
      since.anchorId,
      since.epoch,
    ]);
  }

  /** Where the logs of these rooms stand. */
  async readHeads(tenantId: string, roomIds: string[]): Promise<{ roomId: string; epoch: string; position: number }[]> {
    const heads = await this.database.query<{ room_id: string; epoch: string; position: number }>(
      'SELECT room_id, epoch, position FROM room_heads WHERE tenant_id = $1 AND room_id = ANY($2::uuid[])',
      [tenantId, roomIds],
    );
    return heads.map((head) => ({ roomId: head.room_id, epoch: head.epoch, position: head.position }));
  }

  private async read(statement: string, parameters: unknown[]): Promise<RoomSnapshot | undefined> {
    const [row] = await this.database.query<SnapshotRow>(statement, parameters);
    if (!row) return undefined;
    const { room, own, page, seats, people, anchor_position } = row;
    return { room, own, messages: page, members: seats, users: people, anchor_position };
  }
}
