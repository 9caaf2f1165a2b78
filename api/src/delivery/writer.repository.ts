import { Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import type { MemberRow } from '../members/member.mapper.js';
import type { MessageRow } from '../messages/message.mapper.js';
import type { UserRow } from '../users/user.mapper.js';
import type { Waiting } from './writer-queue.js';

/** A send as the writer takes it; its input was checked against the schema. */
export interface Send extends Waiting {
  /** The message's id, if it is written. */
  readonly id: string;
  readonly bodyHash: Buffer;
  readonly text: string;
  /** Id of the message it replies to; null = none. */
  readonly replyToId: string | null;
  readonly mentions: readonly string[];
}

/** A room's own columns, without its head. */
export interface BareRoomRow {
  id: string;
  type: 'public' | 'private' | 'direct' | 'match';
  slug: string | null;
  name: string | null;
  topic: string | null;
  member_count: number;
  created_at: string;
  archived_at: string | null;
}

/** What became of one send of a batch. Times that came through JSON are strings. */
export interface WrittenRow {
  verdict:
    'written' | 'repeated' | 'locked' | 'room_not_found' | 'client_id_reused' | 'message_not_found' | 'forbidden';
  seq: number;
  position: number;
  created_at: Date;
  reply_seq: number | null;
  epoch: string;
  /** Where the room stood before the batch. */
  before_seq: number;
  before_position: number;
  has_joined: boolean;
  author: UserRow | null;
  /** The seat that this send took, where it is told. */
  seat: MemberRow | null;
  /** The room after its seats were counted, where one was taken and is told. */
  room: BareRoomRow | null;
  /** What the clientId stands for already, when the same was sent before. */
  first: MessageRow | null;
}

/** The writer's one statement. */
@Injectable()
export class WriterRepository {
  constructor(private readonly database: Database) {}

  /**
   * Writes a batch in one round trip; see the migration `WriteMessages`. All or nothing, but for what a verdict refuses.
   * @param waits whether to wait for locked rooms (at most the connection's `lock_timeout`); otherwise they are `locked`
   * @returns a row for each send, in their order
   */
  write(batch: readonly Send[], waits: boolean): Promise<WrittenRow[]> {
    const column = <T>(pick: (send: Send) => T): T[] => batch.map(pick);
    // tenant_id = each row's own: it comes from the sender's verified credential.
    return this.database.query<WrittenRow>(
      'SELECT * FROM write_messages($1::uuid[], $2::uuid[], $3::uuid[], $4, $5::bytea[], $6::uuid[], $7, $8::uuid[], $9, $10)',
      [
        column((send) => send.tenantId),
        column((send) => send.roomId),
        column((send) => send.authorId),
        column((send) => send.clientId),
        column((send) => send.bodyHash),
        column((send) => send.id),
        column((send) => send.text),
        column((send) => send.replyToId),
        column((send) => `{${send.mentions.join(',')}}`),
        waits,
      ],
    );
  }
}
