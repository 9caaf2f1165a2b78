import { toIso } from '../rooms/room.mapper.js';
import type { Member } from './member.schema.js';

/** A seat as far as rights go. */
export interface SeatRow {
  role: Member['role'];
  left_at: Date | string | null;
  read_seq: number;
}

/** A row of `members`. */
export interface MemberRow extends SeatRow {
  user_id: string;
  room_id: string;
  joined_at: Date | string;
  position: number;
}

/** The columns of a `MemberRow`. */
export const memberColumns = 'user_id, room_id, role, joined_at, left_at, read_seq, position';

export const toMember = (row: MemberRow): Member => ({
  userId: row.user_id,
  roomId: row.room_id,
  role: row.role,
  joinedAt: toIso(row.joined_at),
  leftAt: row.left_at === null ? null : toIso(row.left_at),
  readSeq: row.read_seq,
  position: row.position,
});
