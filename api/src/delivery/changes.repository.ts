import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type MemberRow, memberColumns } from '../members/member.mapper.js';
import { type MessageRow, messageColumns, subjectId } from '../messages/message.mapper.js';
import { type RoomRow, roomColumns } from '../rooms/room.mapper.js';
import { maxListedMembers } from '../rooms/room.schema.js';
import { userColumns, type UserRow } from '../users/user.mapper.js';

/** A user, and when they were last seen. */
interface SeenUserRow extends UserRow {
  last_seen_at: string | null;
}

/** What one statement, and so one snapshot, saw of a room, for several readers. Times are strings: they come through JSON. */
export interface RoomSnapshot {
  room: RoomRow & { room_position: number };
  messages: MessageRow[];
  /** Those that any reader is shown. */
  members: MemberRow[];
  /** The readers' own seats, taken or left: each is for its own reader only. */
  own: MemberRow[];
  /** Authors, those whom system messages are about, members, and readers who have a seat. */
  users: SeenUserRow[];
  /** The positions, as they are now, of the anchors asked for that are there. */
  anchors: Record<string, number>;
}

/** What readers ask of a room, together. */
interface SnapshotRequest {
  tenantId: string;
  roomId: string;
  /** Whose seats decide whether they may see it. */
  userIds: readonly string[];
}

/** Where the log of a room stands. */
export interface RoomHead {
  tenantId: string;
  roomId: string;
  epoch: string;
  position: number;
}

const seats = `SELECT ${memberColumns} FROM members WHERE tenant_id = $1 AND room_id = $2`;

/**
 * Everybody of a small room, of a large one the authors at hand. In two parts, so that neither walks through the members
 * of a large room.
 */
const shownSeats = `(${seats} AND left_at IS NULL AND (SELECT member_count FROM room) <= ${maxListedMembers} LIMIT ${maxListedMembers + 100})
  UNION (${seats} AND left_at IS NULL AND user_id IN (SELECT author_id FROM page))`;

const rows = (table: string, order: string): string =>
  `coalesce((SELECT jsonb_agg(to_jsonb(${table}) ORDER BY ${order}) FROM ${table}), '[]') AS ${table}`;

/** The statement of a snapshot: which messages and members it holds is given; $1 tenant, $2 room, $3 readers, $4 limit. */
const snapshot = (page: string, seated: string, anchors: string): string => `
  WITH room AS (
    SELECT ${roomColumns}, r.position AS room_position FROM rooms AS r
      JOIN room_heads AS h ON h.tenant_id = r.tenant_id AND h.room_id = r.id
     WHERE r.tenant_id = $1 AND r.id = $2 AND r.deleted_at IS NULL
  ), page AS MATERIALIZED (
    SELECT ${messageColumns} FROM messages WHERE tenant_id = $1 AND room_id = $2 AND ${page}
  ), own AS MATERIALIZED (
    ${seats} AND user_id = ANY($3::uuid[])
  ), seats AS MATERIALIZED (
    ${seated}
  ), people AS (
    SELECT ${userColumns}, u.last_seen_at FROM users AS u
     WHERE tenant_id = $1 AND id IN (SELECT author_id FROM page UNION SELECT ${subjectId('page')} FROM page
                                     UNION SELECT user_id FROM seats UNION SELECT user_id FROM own WHERE left_at IS NULL)
  )
  SELECT to_jsonb(room) AS room, ${rows('page', 'page.seq')}, ${rows('own', 'own.user_id')},
         ${rows('seats', 'seats.user_id')}, ${rows('people', 'people.id')}, ${anchors} AS anchors
    FROM room`;

const afreshStatement = snapshot('true ORDER BY seq DESC LIMIT $4', shownSeats, `'{}'::jsonb`);

/** Nothing is read for a history that is not this room's. */
const sameEpoch = '(SELECT epoch::text FROM room) = $6';

const sinceStatement = snapshot(
  `position > $5 AND ${sameEpoch} ORDER BY position LIMIT $4`,
  `(${seats} AND position > $5 AND ${sameEpoch} ORDER BY position LIMIT $4)
   UNION (SELECT * FROM (${shownSeats}) AS shown WHERE $8)`,
  `(SELECT coalesce(jsonb_object_agg(id, position), '{}') FROM messages
     WHERE tenant_id = $1 AND room_id = $2 AND id = ANY($7::uuid[]))`,
);

interface SnapshotRow {
  room: RoomSnapshot['room'];
  page: MessageRow[];
  own: MemberRow[];
  seats: MemberRow[];
  people: SeenUserRow[];
  anchors: Record<string, number>;
}

/** Reads of rooms' logs, each one snapshot. */
@Injectable()
export class ChangesRepository {
  constructor(private readonly database: Database) {}

  /** The room, its newest `limit` messages and its members; `undefined` when there is no such room. */
  readAfresh({ tenantId, roomId, userIds }: SnapshotRequest, limit: number): Promise<RoomSnapshot | undefined> {
    return this.read(afreshStatement, [tenantId, roomId, userIds, limit]);
  }

  /**
   * What took a position above `position`: at most `limit` messages and as many members.
   * @param since.isWhole whether the members that are shown afresh are read, too
   */
  readSince(
    { tenantId, roomId, userIds }: SnapshotRequest,
    since: { epoch: string; position: number; limit: number; anchorIds: readonly string[]; isWhole: boolean },
  ): Promise<RoomSnapshot | undefined> {
    const { epoch, position, limit, anchorIds, isWhole } = since;
    return this.read(sinceStatement, [tenantId, roomId, userIds, limit, position, epoch, anchorIds, isWhole]);
  }

  /** Where the logs of these rooms stand, of whatever tenants; those that never were are left out. */
  async readHeads(rooms: readonly { tenantId: string; roomId: string }[]): Promise<RoomHead[]> {
    const heads = await this.database.query<{ tenant_id: string; room_id: string; epoch: string; position: number }>(
      `SELECT h.tenant_id, h.room_id, h.epoch, h.position FROM unnest($1::uuid[], $2::uuid[]) AS asked(tenant, room)
         JOIN room_heads AS h ON h.tenant_id = asked.tenant AND h.room_id = asked.room`,
      [rooms.map((room) => room.tenantId), rooms.map((room) => room.roomId)],
    );
    return heads.map(({ tenant_id, room_id, epoch, position }) => ({
      tenantId: tenant_id,
      roomId: room_id,
      epoch,
      position,
    }));
  }

  private async read(statement: string, parameters: unknown[]): Promise<RoomSnapshot | undefined> {
    const [row] = await this.database.query<SnapshotRow>(statement, parameters);
    if (!row) return undefined;
    const { room, page, own, seats: members, people, anchors } = row;
    return { room, messages: page, members, own, users: people, anchors };
  }
}
