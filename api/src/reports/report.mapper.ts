import { toIso } from '../rooms/room.mapper.js';
import type { Evidence, FiledReport, Report } from './report.schema.js';

/** The columns of a report that whoever made it is told. */
export interface FiledRow {
  id: string;
  room_id: string;
  message_id: string;
  reason: string;
  created_at: Date;
}

/** A row of `reports`. */
export interface ReportRow extends FiledRow {
  number: number;
  reporter_id: string;
  evidence: Evidence;
  previous_seal: string | null;
  seal: string;
  status: Report['status'];
  note: string | null;
  handled_at: Date | null;
}

/** The columns of a `FiledRow`. */
export const filedColumns = 'id, room_id, message_id, reason, created_at';

/** The columns of a `ReportRow`, but for the evidence. */
export const reportColumns = `${filedColumns}, number, reporter_id, previous_seal, seal, status, note, handled_at`;

export const toFiled = (row: FiledRow): FiledReport => ({
  id: row.id,
  roomId: row.room_id,
  messageId: row.message_id,
  reason: row.reason,
  createdAt: toIso(row.created_at),
});

export const toReport = (row: ReportRow): Report => ({
  ...toFiled(row),
  number: row.number,
  reporterId: row.reporter_id,
  evidence: row.evidence,
  previousSeal: row.previous_seal,
  seal: row.seal,
  status: row.status,
  note: row.note,
  handledAt: row.handled_at && toIso(row.handled_at),
});
