import type { MailKind, SeenMember, SeenMessage } from './events.js';

/** One line of `log.ndjson`: a committed version (`proof_log`, in the order of commit) or a row of a table at the end. */
export type LogRow = RoomLogRow | MailLogRow;

/** What there was at the end of what is sent by mail: a mail that is still good, or a job that has not been done. */
export type MailLogRow =
  | {
      readonly from: 'tables';
      readonly table: 'mails';
      readonly id: string;
      readonly kind: MailKind;
      readonly to: string;
    }
  | { readonly from: 'tables'; readonly table: 'jobs'; readonly name: string; readonly attempts: number };

/** A line about a room. */
export type RoomLogRow =
  | ({ readonly from: 'proof_log'; readonly at: string } & Row)
  | ({ readonly from: 'tables' } & Row)
  | {
      readonly from: 'tables';
      readonly table: 'room_heads';
      readonly tenantId: string;
      readonly roomId: string;
      readonly epoch: string;
      readonly lastSeq: number;
      readonly position: number;
    }
  | {
      readonly from: 'tables';
      readonly table: 'rooms';
      readonly tenantId: string;
      readonly roomId: string;
      readonly type: 'public' | 'private' | 'direct' | 'match';
    }
  | ({
      readonly from: 'tables';
      readonly table: 'reactions';
      readonly tenantId: string;
      readonly roomId: string;
    } & KeptReaction);

/** A seat as the database has it. */
export interface KeptMember extends SeenMember {
  /** Whether its user may not come back. */
  readonly isBanned: boolean;
}

/** Who reacted to which message, with what. */
export interface KeptReaction {
  readonly seq: number;
  readonly emoji: string;
  readonly userId: string;
}

/** How far somebody has read. */
export interface SeenPointer {
  readonly userId: string;
  readonly readSeq: number;
}

type Row =
  | ({ readonly table: 'read_pointers'; readonly tenantId: string; readonly roomId: string } & SeenPointer)
  | ({ readonly table: 'messages'; readonly tenantId: string; readonly roomId: string } & SeenMessage)
  | ({ readonly table: 'members'; readonly tenantId: string; readonly roomId: string } & KeptMember);
