import { toIso } from '../rooms/room.mapper.js';
import type { Member, OwnMember } from './member.schema.js';

/** A seat as far as rights go. */
export interface SeatRow {
  role: Member['role'];
  left_at: Date | string | null;
  read_seq: number;
  is_banned: boolean;
}

/** A row of `members`. */
export interface MemberRow extends SeatRow {
  user_id: string;
  room_id: string;
  joined_at: Date | string;
  position: number;
  is_muted: boolean;
  /** Until when; null = without end, or not muted. */
  mute_until: Date | string | null;
  muted: boolean;
  pinned: boolean;
  marked_unread: boolean;
  /** Of a direct room: whether they block the other one. */
  peer_blocked: boolean;
}

/** The columns of a `MemberRow`. */
export const memberColumns = `user_id, room_id, role, joined_at, left_at, read_seq, position, muted, pinned, marked_unread, peer_blocked,
  (ban_until > now()) IS TRUE AS is_banned, (mute_until > now()) IS TRUE AS is_muted,
  CASE WHEN mute_until > now() THEN nullif(mute_until, 'infinity') END AS mute_until`;

export const toMember = (row: MemberRow): Member => ({
  userId: row.user_id,
  roomId: row.room_id,
  role: row.role,
  joinedAt: toIso(row.joined_at),
  leftAt: row.left_at === null ? null : toIso(row.left_at),
  readSeq: row.read_seq,
  position: row.position,
  banned: row.is_banned,
  mute: row.is_muted ? { until: row.mute_until === null ? null : toIso(row.mute_until) } : null,
});

/** A seat as the one who has it sees it. */
export const toOwnMember = (row: MemberRow): OwnMember => ({
  ...toMember(row),
  muted: row.muted,
  pinned: row.pinned,
  markedUnread: row.marked_unread,
  peerBlocked: row.peer_blocked,
});
