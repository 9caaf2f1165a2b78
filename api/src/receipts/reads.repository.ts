import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';

/** A pointer as somebody wants it; its ids have the form of ids. */
export interface Read {
  readonly tenantId: string;
  readonly roomId: string;
  readonly userId: string;
  readonly seq: number;
}

/** Why a read was refused; `beyond` the newest message; `locked` by somebody else just now. The empty one is taken. */
export type ReadVerdict = '' | 'room_not_found' | 'banned' | 'not_member' | 'beyond' | 'locked';

/** What became of a batch; each list has its order. */
export interface WrittenReads {
  verdicts: ReadVerdict[];
  /** The pointers before it; null = no seat that could be had. */
  heldSeqs: (number | null)[];
  /** The pointers after it. */
  readSeqs: (number | null)[];
  /** Whether the room is so small that its members are told; null = no such room. */
  areTold: (boolean | null)[];
  /** Whether the room was marked as unread before it. */
  wereMarked: (boolean | null)[];
}

/** Read pointers, written many at a time. */
@Injectable()
export class ReadsRepository {
  constructor(private readonly database: Database) {}

  /** Moves pointers on, and never back; one statement that waits for nobody. See the migration `WriteReads`. */
  async write(reads: readonly Read[]): Promise<WrittenReads> {
    // tenant_id = each reader's own: it comes from their verified credential.
    const [row] = await this.database.prepared<{ written: WrittenReads }>(
      'SELECT write_reads($1, $2, $3, $4) AS written',
      [
        reads.map((read) => read.tenantId),
        reads.map((read) => read.roomId),
        reads.map((read) => read.userId),
        reads.map((read) => read.seq),
      ],
      'write_reads',
    );
    if (!row) throw new Error('reads were not answered');
    return row.written;
  }
}
