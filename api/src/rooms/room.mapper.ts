import { maxListedMembers, type Room } from './room.schema.js';

/** A row of `rooms` beside its head. */
export interface RoomRow {
  id: string;
  type: Room['type'];
  slug: string | null;
  name: string | null;
  topic: string | null;
  avatar_url: string | null;
  posting: Room['posting'];
  slow_mode_seconds: number;
  member_count: number;
  last_seq: number;
  head_position: number;
  epoch: string;
  created_at: Date | string;
  archived_at: Date | string | null;
}

/** The columns of a `RoomRow`, for `rooms AS r` and `room_heads AS h`. */
export const roomColumns = `r.id, r.type, r.slug, r.name, r.topic, r.avatar_url, r.posting, r.slow_mode_seconds, r.member_count, r.created_at, r.archived_at,
  h.last_seq, h.position AS head_position, h.epoch`;

/** A time of the database, which is a string where it came through JSON: in UTC, with up to six decimals of a second. */
export function toIso(time: Date | string): string {
  if (typeof time !== 'string' || !time.endsWith('+00:00')) return new Date(time).toISOString();
  // The same without making a Date: a page of history has fifty of them.
  const local = time.slice(0, -'+00:00'.length);
  const [seconds = '', decimals = ''] = local.split('.');
  return `${seconds}.${decimals.slice(0, 3).padEnd(3, '0')}Z`;
}

export function toRoom(row: RoomRow): Room {
  return {
    id: row.id,
    type: row.type,
    slug: row.slug,
    name: row.name,
    topic: row.topic,
    avatarUrl: row.avatar_url,
    posting: row.posting,
    slowModeSeconds: row.slow_mode_seconds,
    memberCount: row.member_count,
    membersListed: row.member_count <= maxListedMembers,
    lastSeq: row.last_seq,
    position: row.head_position,
    epoch: row.epoch,
    createdAt: toIso(row.created_at),
    archivedAt: row.archived_at === null ? null : toIso(row.archived_at),
  };
}
